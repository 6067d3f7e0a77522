"""Reading the one value that a care plan is kept as (``contents``): its codes and ISO days become what pages show."""

import datetime as dt
from collections.abc import Iterable, Sequence

from placements.models import Delegation, Dimension, Goal, SupportItem, Voice
from placements.queries.contents import PLACEMENT_PLAN_WORDS, Content, content_of_goal
from placements.queries.plan_views import (
    DelegationView,
    DimensionView,
    GoalView,
    PlanView,
    ScoreView,
    StayView,
    SupportView,
    VoiceView,
)


def read(content: Content) -> PlanView:
    goals = [_goal_view(each) for each in content["goals"]]
    present, earlier = _present(content["voices"])
    return PlanView(
        name=content["child"]["name"],
        called=content["child"]["called"],
        reference=content["child"]["reference"],
        birth_date=dt.date.fromisoformat(content["child"]["birth_date"]),
        aim=content["aim"],
        contingency=content["contingency"],
        dimensions=[
            DimensionView(
                code=code,
                label=str(Dimension(code).label),
                goals=[goal for goal in goals if goal.dimension == code],
                **content["dimensions"][code],
            )
            for code in _in_their_order(content["dimensions"])
        ],
        goals=goals,
        voices=present,
        earlier=earlier,
        stay=_stay_view(content["stay"]),
    )


def _in_their_order(dimensions: Content) -> list[str]:
    """The codes in the order of the regulation; the database keeps the keys of JSON in an order of its own."""
    return [code for code in Dimension.values if code in dimensions]


def goal_of(goal: Goal) -> GoalView:
    """One goal as it stands."""
    return _goal_view(content_of_goal(goal))


def lacks_the_childs_view(voices: Iterable[VoiceView]) -> bool:
    """Whether nobody has recorded what the child says. "Was not asked", with its reason, is a record."""
    return all(voice.whose != Voice.Whose.CHILD for voice in voices)


def _goal_view(goal: Content) -> GoalView:
    present, earlier = _present(goal["voices"])
    status = Goal.Status(goal["status"])
    return GoalView(
        id=goal["id"],
        dimension=goal["dimension"],
        dimension_label=str(Dimension(goal["dimension"]).label),
        words=goal["words"],
        steps=goal["steps"],
        baseline=goal["baseline"],
        baseline_on=dt.date.fromisoformat(goal["baseline_on"]),
        target=goal["target"],
        target_on=_day(goal["target_on"]),
        status=goal["status"],
        status_label=str(status.label),
        status_reason=goal["status_reason"],
        closed_on=_day(goal["closed_on"]),
        scores=[
            ScoreView(
                on=dt.date.fromisoformat(each["on"]),
                score=each["score"],
                evidence=each["evidence"],
            )
            for each in goal["scores"]
        ],
        voices=present,
        earlier=earlier,
    )


def _present(voices: Sequence[Content]) -> tuple[list[VoiceView], list[VoiceView]]:
    """Each person's latest, and what they said before; the child first, then in the order of ``Voice.Whose``."""
    latest = {(each["whose"], each["name"].casefold()): each for each in voices}
    order = Voice.Whose.values
    shown = sorted(latest.values(), key=lambda each: order.index(each["whose"]))
    before = [each for each in voices if not any(each is kept for kept in shown)]
    return [_voice_view(each) for each in shown], [_voice_view(each) for each in before]


def _voice_view(voice: Content) -> VoiceView:
    label = str(Voice.Whose(voice["whose"]).label)
    return VoiceView(
        whose=voice["whose"],
        who=f"{label}: {voice['name']}" if voice["name"] else label,
        stance=voice["stance"],
        stance_in_words=str(Voice.Stance(voice["stance"]).label),
        words=voice["words"],
        how=str(Voice.How(voice["how"]).label) if voice["how"] else "",
        aid=voice["aid"],
        gathered_on=dt.date.fromisoformat(voice["gathered_on"]),
        gathered_by=voice["gathered_by"],
    )


def _stay_view(stay: Content | None) -> StayView | None:
    if stay is None:
        return None
    return StayView(
        id=stay["id"],
        starts_on=dt.date.fromisoformat(stay["starts_on"]),
        words=[(label, stay[name]) for name, label in PLACEMENT_PLAN_WORDS.items()],
        agreed_on=_day(stay["agreed_on"]),
        signed_by_carer_on=_day(stay["signed_by_carer_on"]),
        delegations=[_delegation_view(each) for each in stay["delegations"]],
        support=[_support_view(each) for each in stay["support"]],
    )


def _delegation_view(row: Content) -> DelegationView:
    return DelegationView(
        area=str(Delegation.Area(row["area"]).label),
        subject=row["subject"],
        decider=str(Delegation.Decider(row["decider"]).label),
        is_the_carers=row["decider"].startswith("CARER"),
        conditions=row["conditions"],
        reason=row["reason"],
    )


def _support_view(item: Content) -> SupportView:
    return SupportView(
        kind=str(SupportItem.Kind(item["kind"]).label),
        words=item["words"],
        owner=item["owner"],
        due_on=_day(item["due_on"]),
        cost_pence=item["cost_pence"],
        status=str(SupportItem.Status(item["status"]).label),
        reason=item["reason"],
    )


def _day(iso: str | None) -> dt.date | None:
    return dt.date.fromisoformat(iso) if iso else None
