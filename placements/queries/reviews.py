"""What the pages about reviews show."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from accounts.models import Role, User
from accounts.permissions import Permission, allows
from children.models import Child
from placements.clocks import Clock, State
from placements.considerations import CONSIDERATIONS, SOURCE, STANDING
from placements.models import NOT_STRUCK, Review, ReviewDecision, StepTaken, Visit
from placements.queries import struck
from placements.queries.clocks import Due, clocks_of, due_line
from placements.queries.struck import StruckLine

VISITS_SHOWN = 12
STEPS = frozenset(StepTaken.Code.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A clock with its state, and where it can be recorded as done; ``step`` is the code of what to record."""

    due: Due
    clock: Clock
    placement_id: str = ""
    step: str = ""

    @property
    def colour(self) -> str:
        return {State.OVERDUE: "red", State.DUE: "blue", State.DONE: "green"}.get(
            self.due.state, "grey"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    lines: Sequence[Line]
    done: Sequence[Line]
    reviews: Sequence[Review]
    decisions: Sequence[ReviewDecision]
    visits: Sequence[Visit]
    struck: Sequence[StruckLine]
    may_record: bool
    may_visit: bool
    has_planned: bool


def board(child: Child, *, viewer: User, today: dt.date) -> Board:
    lines = [_line(child, clock, viewer, today) for clock in clocks_of(child, today=today)]
    reviews = list(child.reviews.order_by("-planned_at", "-pk"))
    open_ones = ReviewDecision.objects.filter(review__child=child).open()
    may_visit = allows(viewer, Permission.RECORD_VISIT)
    return Board(
        lines=[line for line in lines if line.due.state != State.DONE],
        done=[line for line in lines if line.due.state == State.DONE],
        reviews=reviews,
        decisions=list(open_ones.select_related("owner", "review")),
        visits=list(child.visits.filter(NOT_STRUCK).select_related("visited_by")[:VISITS_SHOWN]),
        struck=struck.visits(child) if may_visit else [],
        may_record=allows(viewer, Permission.RECORD_REVIEW),
        may_visit=may_visit,
        has_planned=any(review.status == Review.Status.PLANNED for review in reviews),
    )


def record(review: Review, *, viewer: User) -> dict[str, Any]:
    said = review.considerations
    may_record = allows(viewer, Permission.RECORD_REVIEW)
    return {
        "review": review,
        "participants": list(review.participants.all()),
        "decisions": list(review.decisions.select_related("owner")),
        "matters": [(each.label, said.get(each.code, "")) for each in CONSIDERATIONS],
        "matters_source": SOURCE,
        "matters_standing": STANDING.words,
        "may_record": may_record and review.status != Review.Status.CANCELLED,
        "is_planned": review.status == Review.Status.PLANNED,
        "is_held": review.status == Review.Status.HELD,
    }


def owners_for(child: Child) -> list[User]:
    """Who may be given a task: who works with the child, and the authority's managers."""
    workers = [child.social_worker, child.reviewing_officer, child.coach]
    managers = User.objects.filter(
        memberships__authority=child.authority, memberships__role=Role.MANAGER, is_active=True
    )
    return list({user.pk: user for user in [*filter(None, workers), *managers]}.values())


def _line(child: Child, clock: Clock, viewer: User, today: dt.date) -> Line:
    code = clock.timing.code
    is_step = code in STEPS
    return Line(
        due=due_line(child, clock, viewer=viewer, today=today),
        clock=clock,
        placement_id=clock.key if is_step else "",
        step=code if is_step else "",
    )
