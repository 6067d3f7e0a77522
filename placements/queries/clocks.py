"""A child's clocks, as the rows have them, and the list of what is to be done for one's children."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.urls import reverse

from accounts.models import Authority, User
from children.models import Child
from placements import clocks
from placements.clocks import Care, Change, Clock, State, Timing, Unit, Who
from placements.lifecycle import PlacementStatus
from placements.models import (
    LIVE,
    NOT_STRUCK,
    ClockRule,
    Placement,
    Review,
    ReviewDecision,
    StepTaken,
    Visit,
)
from placements.queries.approval import Approvals
from reference.dates import london_today

LASTING_PURPOSES = {Placement.Purpose.PERMANENCE}
LONG_TERM_SETTINGS = {Placement.Setting.U1, Placement.Setting.U4}
LASTING_KINDS = {"LONG"}
Step = StepTaken.Code


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One line of a worklist: a clock, or a decision of a review. ``who`` says who must act."""

    child: Child
    what: str
    due_on: dt.date | None
    state: State
    who: str
    source: str
    standing: str
    url: str
    planned_on: dt.date | None = None
    is_mine: bool = False

    @property
    def order(self) -> tuple[int, dt.date, int]:
        return list(State).index(self.state), self.due_on or dt.date.max, self.child.pk


def timings_of(authority: Authority) -> Mapping[str, Timing]:
    rules = authority.clock_rules.all()
    return clocks.timings(
        Change(rule.code, rule.amount, Unit(rule.unit), rule.source) for rule in rules
    )


def clocks_of(child: Child, *, today: dt.date) -> list[Clock]:
    """The child's clocks, the most urgent first."""
    care = care_of([child], today=today)[child.pk]
    found = clocks.clocks(care, timings_of(child.authority))
    return sorted(found, key=lambda clock: clocks.urgency(clock, today))


def care_of(children: Sequence[Child], *, today: dt.date) -> dict[int, Care]:
    """What the clocks need to know of each child, by primary key, in the same few queries for any number."""
    ids = [child.pk for child in children]
    reviews: dict[int, list[Review]] = defaultdict(list)
    for review in Review.objects.filter(child__in=ids).exclude(status=Review.Status.CANCELLED):
        reviews[review.child_id].append(review)
    stays = _stays(ids, today=today)
    return {
        child.pk: Care(
            looked_after_from=child.looked_after_from,
            stays=stays.get(child.pk, []),
            **_reviewed(reviews[child.pk]),
        )
        for child in children
    }


def worklist(*, viewer: User, today: dt.date) -> list[Due]:
    """What is overdue or due for the children that the viewer may see, overdue first and longest overdue before all."""
    children = list(
        Child.objects.visible_to(viewer).select_related("social_worker", "reviewing_officer")
    )
    known = timings_of(viewer.authority) if viewer.authority else clocks.SHIPPED
    cares = care_of(children, today=today)
    lines = [
        due_line(child, clock, viewer=viewer, today=today)
        for child in children
        for clock in clocks.clocks(cares[child.pk], known)
        if clock.state(today) in {State.OVERDUE, State.DUE}
    ]
    return sorted([*lines, *_decisions(viewer, today=today)], key=lambda line: line.order)


def due_line(child: Child, clock: Clock, *, viewer: User | None, today: dt.date) -> Due:
    owner = owner_of(child, clock)
    role = clock.timing.who.words
    return Due(
        child=child,
        what=clock.timing.words,
        due_on=clock.due_on,
        state=clock.state(today),
        who=f"{role}: {owner.name}" if owner else f"{role}: nobody is named",
        source=clock.timing.source,
        standing=clock.timing.standing.words,
        url=_place_of(child, clock),
        planned_on=clock.planned_on,
        is_mine=owner is not None and owner == viewer,
    )


def owner_of(child: Child, clock: Clock) -> User | None:
    if clock.timing.who == Who.REVIEWING_OFFICER:
        return child.reviewing_officer
    return child.social_worker


def _place_of(child: Child, clock: Clock) -> str:
    page = reverse("placements:child-reviews", args=[child.public_id])
    return f"{page}#clocks"


def _decisions(viewer: User, *, today: dt.date) -> Iterable[Due]:
    open_ones = ReviewDecision.objects.visible_to(viewer).open()
    for task in open_ones.select_related("owner", "review__child"):
        yield Due(
            child=task.review.child,
            what=task.words,
            due_on=task.due_on,
            state=State.OVERDUE if task.due_on < today else State.DUE,
            who=task.owner.name if task.owner else task.owner_in_words,
            source=f"Decision of review {task.review.number}",
            standing="",
            url=reverse("placements:task-done", args=[task.public_id]),
            is_mine=task.owner_id == viewer.pk,
        )


def _reviewed(reviews: Sequence[Review]) -> dict[str, Any]:
    planned = [each for each in reviews if each.status == Review.Status.PLANNED]
    next_one = min(planned, key=lambda review: review.planned_at, default=None)
    return {
        "reviews_held": [each.held_on for each in reviews if each.held_on],
        "review_planned_on": london_today(next_one.planned_at) if next_one else None,
        "review_needed_by": next_one.needed_by if next_one else None,
    }


def _stays(children: Sequence[int], *, today: dt.date) -> dict[int, list[clocks.Stay]]:
    """For each child where they live or are booked to live, and the stay that ended last."""
    rows = Placement.objects.filter(LIVE, child__in=children).select_related("plan", "child")
    rows = rows.prefetch_related("steps_taken").order_by("child_id", "starts_on", "pk")
    chosen = []
    for _, of_child in groupby(rows, key=lambda stay: stay.child_id):
        stays = list(of_child)
        over = [stay for stay in stays if stay.status == PlacementStatus.ENDED]
        chosen += [*over[-1:], *(s for s in stays if s.status != PlacementStatus.ENDED)]
    facts = _Facts(children, chosen)
    found: dict[int, list[clocks.Stay]] = defaultdict(list)
    for stay in chosen:
        found[stay.child_id].append(facts.of(stay))
    return found


class _Facts:
    """What other tables say of some stays."""

    def __init__(self, children: Sequence[int], stays: Sequence[Placement]) -> None:
        self.visits: dict[int, list[Visit]] = defaultdict(list)
        for visit in Visit.objects.filter(NOT_STRUCK, child__in=children, seen=True).order_by(
            "on", "pk"
        ):
            self.visits[visit.child_id].append(visit)
        self.approvals = Approvals([stay for stay in stays if stay.ends_on is None])

    def of(self, stay: Placement) -> clocks.Stay:
        done = {step.code: step.done_on for step in stay.steps_taken.all()}
        visits = [v for v in self.visits[stay.child_id] if _within(v.on, stay)]
        answers = [v.agrees_to_fewer for v in visits if v.agrees_to_fewer is not None]
        plan = getattr(stay, "plan", None)
        is_outside = stay.ends_on is None and self.approvals.is_outside(stay)
        put_right = self.approvals.put_right_on(stay) if is_outside else None
        return clocks.Stay(
            key=str(stay.public_id),
            starts_on=stay.starts_on,
            ends_on=stay.ends_on,
            ended_unplanned=stay.end_was_planned is False,
            lasts=stay.purpose in LASTING_PURPOSES or stay.kind in LASTING_KINDS,
            is_long_term=stay.setting in LONG_TERM_SETTINGS,
            agrees_to_fewer=bool(answers and answers[-1]),
            is_outside_approval=is_outside,
            approved_on=done.get(Step.EMERGENCY) or put_right,
            plan_agreed_on=plan.agreed_on if plan else None,
            notice_start_on=done.get(Step.NOTICE_START),
            notice_end_on=done.get(Step.NOTICE_END),
            disruption_met_on=done.get(Step.DISRUPTION),
            visits=[visit.on for visit in visits],
        )


def _within(day: dt.date, stay: Placement) -> bool:
    return stay.starts_on <= day and (stay.ends_on is None or day <= stay.ends_on)


def rules_of(authority: Authority) -> list[tuple[Timing, ClockRule | None]]:
    """Every timing as it holds for the authority, with its own rule where it has one."""
    own = {rule.code: rule for rule in authority.clock_rules.select_related("changed_by")}
    return [(timing, own.get(timing.code)) for timing in timings_of(authority).values()]
