"""A care plan as one value: what is frozen when it is approved, and what every page and print of it is made from.

``content_of`` makes it from rows, as plain JSON with codes and ISO days; ``read`` makes of it what templates show. A
content that was frozen under an older ``SCHEMA`` is still read here.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from placements.models import (
    CarePlan,
    Delegation,
    Dimension,
    Goal,
    GoalScore,
    Placement,
    PlacementPlan,
    PlanDimension,
    SupportItem,
    Voice,
)

SCHEMA = 1
Content = dict[str, Any]

# What a placement plan covers, in the order of Schedule 2, with the words that pages and prints show.
PLACEMENT_PLAN_WORDS = {
    "day_to_day": "Day-to-day care",
    "family_time": "Family time, and reasons for any limit",
    "health": "Health and dental care, and consents",
    "education": "School, designated teacher and support",
    "visits": "Visits by the authority, and advice between them",
    "independent_visitor": "Independent visitor",
    "background": "Personal history, religion, culture and language",
    "expected_end": "How long it is to last, and how it may end",
    "prior_approvals": "Trips and nights away that need approval",
    "money": "Financial support",
}
DAYS_OF_PLACEMENT_PLAN = {"agreed_on": "Agreed", "signed_by_carer_on": "Signed by the carer"}


def content_of(plan: CarePlan, *, stay: Placement | None) -> Content:
    """The plan as it stands, with the placement plan of ``stay``. The same rows always give the same content."""
    child = plan.child
    about_all = [each for each in plan.voices.all() if not each.goal_id and not each.milestone_id]
    return {
        "schema": SCHEMA,
        "child": {
            "name": child.name,
            "called": child.preferred_name or child.first_name,
            "reference": child.reference,
            "birth_date": child.birth_date.isoformat(),
        },
        "aim": plan.aim,
        "contingency": plan.contingency,
        "dimensions": _dimensions(plan.dimensions.all()),
        "goals": [_goal(each) for each in plan.goals.all()],
        "voices": [_voice(each) for each in about_all],
        "stay": _stay(stay),
    }


def _dimensions(rows: Iterable[PlanDimension]) -> dict[str, dict[str, str]]:
    said = {row.dimension: {"now": row.now, "arrangements": row.arrangements} for row in rows}
    return {code: said.get(code, {"now": "", "arrangements": ""}) for code in Dimension.values}


def _goal(goal: Goal) -> Content:
    return {
        "id": str(goal.public_id),
        "dimension": goal.dimension,
        "words": goal.words,
        "steps": list(goal.steps),
        "baseline": goal.baseline,
        "baseline_on": goal.baseline_on.isoformat(),
        "target": goal.target,
        "target_on": _iso(goal.target_on),
        "status": goal.status,
        "status_reason": goal.status_reason,
        "closed_on": _iso(goal.closed_on),
        "scores": [_score(each) for each in goal.scores.all()],
        "voices": [_voice(each) for each in goal.voices.all()],
    }


def _score(score: GoalScore) -> Content:
    return {"on": score.on.isoformat(), "score": score.score, "evidence": score.evidence}


def _voice(voice: Voice) -> Content:
    names = ("whose", "name", "stance", "words", "how", "aid", "gathered_by")
    return {name: getattr(voice, name) for name in names} | {
        "gathered_on": voice.gathered_on.isoformat()
    }


def _stay(stay: Placement | None) -> Content | None:
    if stay is None:
        return None
    plan: PlacementPlan | None = getattr(stay, "plan", None)
    words = {name: getattr(plan, name) if plan else "" for name in PLACEMENT_PLAN_WORDS}
    days = {name: _iso(getattr(plan, name)) if plan else None for name in DAYS_OF_PLACEMENT_PLAN}
    return {
        "id": str(stay.public_id),
        "starts_on": stay.starts_on.isoformat(),
        **words,
        **days,
        "delegations": [_delegation(each) for each in plan.delegations.all()] if plan else [],
        "support": [_support(each) for each in stay.support_items.all()],
    }


def _delegation(row: Delegation) -> Content:
    names = ("area", "subject", "decider", "conditions", "reason")
    return {name: getattr(row, name) for name in names}


def _support(item: SupportItem) -> Content:
    names = ("kind", "words", "owner", "cost_pence", "status", "reason")
    return {
        "id": str(item.public_id),
        "due_on": _iso(item.due_on),
        **{name: getattr(item, name) for name in names},
    }


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceView:
    whose: str
    who: str
    stance: str
    stance_in_words: str
    words: str
    how: str
    aid: str
    gathered_on: dt.date
    gathered_by: str

    @property
    def was_asked(self) -> bool:
        return self.stance != Voice.Stance.NOT_ASKED


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreView:
    on: dt.date
    score: int
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalView:
    """A goal as a plan shows it. ``voices`` are those that count now, ``earlier`` those that they stand in place of."""

    id: str
    dimension: str
    dimension_label: str
    words: str
    steps: Sequence[str]
    baseline: int
    baseline_on: dt.date
    target: int
    target_on: dt.date | None
    status: str
    status_label: str
    status_reason: str
    closed_on: dt.date | None
    scores: Sequence[ScoreView]
    voices: Sequence[VoiceView]
    earlier: Sequence[VoiceView]

    @property
    def is_open(self) -> bool:
        return self.status == Goal.Status.OPEN

    @property
    def now(self) -> int:
        """The latest score; the baseline until there is one."""
        return self.scores[-1].score if self.scores else self.baseline

    @property
    def now_on(self) -> dt.date:
        return self.scores[-1].on if self.scores else self.baseline_on

    @property
    def baseline_step(self) -> str:
        return self.steps[self.baseline]

    @property
    def now_step(self) -> str:
        return self.steps[self.now]

    @property
    def target_step(self) -> str:
        return self.steps[self.target]

    @property
    def unheard(self) -> list[str]:
        return unheard(self.voices)


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionView:
    code: str
    label: str
    now: str
    arrangements: str
    goals: Sequence[GoalView]


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationView:
    area: str
    subject: str
    decider: str
    is_the_carers: bool
    conditions: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportView:
    kind: str
    words: str
    owner: str
    due_on: dt.date | None
    cost_pence: int | None
    status: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StayView:
    id: str
    starts_on: dt.date
    words: Sequence[tuple[str, str]]
    agreed_on: dt.date | None
    signed_by_carer_on: dt.date | None
    delegations: Sequence[DelegationView]
    support: Sequence[SupportView]

    @property
    def is_written(self) -> bool:
        return any(words for _, words in self.words) or bool(self.delegations)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    name: str
    called: str
    reference: str
    birth_date: dt.date
    aim: str
    contingency: str
    dimensions: Sequence[DimensionView]
    goals: Sequence[GoalView]
    voices: Sequence[VoiceView]
    earlier: Sequence[VoiceView]
    stay: StayView | None

    @property
    def open_goals(self) -> list[GoalView]:
        return [goal for goal in self.goals if goal.is_open]

    @property
    def unheard(self) -> list[str]:
        return unheard(self.voices)


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
                **said,
            )
            for code, said in content["dimensions"].items()
        ],
        goals=goals,
        voices=present,
        earlier=earlier,
        stay=_stay_view(content["stay"]),
    )


def goal_of(goal: Goal) -> GoalView:
    """One goal as it stands."""
    return _goal_view(_goal(goal))


def unheard(voices: Iterable[VoiceView]) -> list[str]:
    """Whose view nobody has recorded, of the child, a parent and the carer."""
    heard = {voice.whose for voice in voices}
    expected = (Voice.Whose.CHILD, Voice.Whose.PARENT, Voice.Whose.CARER)
    return [str(whose.label) for whose in expected if whose not in heard]


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
