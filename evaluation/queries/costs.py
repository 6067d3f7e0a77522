"""What comparisons of costs read: the table in force, children's stays and what happened around them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from django.db.models import Q, QuerySet

from accounts.models import Authority, FosteringService, User
from children.models import Child, LegalStatus
from evaluation.models import PublishedResult, UnitCost, UnitCostVersion
from evaluation.value.kinds import Group, kind_of
from evaluation.value.lives import LONGEST_GAP, Life, Move, Stay, Support, moves_of
from evaluation.value.prices import Prices, by_code
from evaluation.value.starting import STARTING
from placements.lifecycle import PlacementStatus
from placements.models import CarePlanVersion, Placement, Review, SupportItem, Visit

LIVED = [PlacementStatus.STARTED, PlacementStatus.ENDED]
LEFT_CARE = {
    Placement.EndReason.RETURN_HOME,
    Placement.EndReason.PERMANENCE,
    Placement.EndReason.GROWN_UP,
}
SIXTEEN = 16


@dataclass(frozen=True, slots=True)
class Table:
    """The unit costs in force; ``version`` is None while those are the starting values."""

    prices: Prices
    version: UnitCostVersion | None

    @property
    def number(self) -> int:
        return self.version.number if self.version else 0


@dataclass(frozen=True, slots=True)
class ChildMove:
    """A move with the stay that it led to, and whose it is."""

    child: Child
    placement: Placement
    move: Move


def table(authority: Authority) -> Table:
    latest = UnitCostVersion.objects.filter(authority=authority).select_related("made_by").first()
    return Table(prices_of(latest), latest)


def prices_of(version: UnitCostVersion | None) -> Prices:
    if version is None:
        return STARTING
    return {
        **STARTING,
        **by_code(row.as_price() for row in UnitCost.objects.filter(version=version)),
    }


def versions(viewer: User) -> QuerySet[UnitCostVersion]:
    return UnitCostVersion.objects.visible_to(viewer).select_related("made_by")


def published(viewer: User) -> QuerySet[PublishedResult]:
    seen = PublishedResult.objects.visible_to(viewer)
    return seen.select_related("made_by", "child", "unit_costs")


def moves_of_child(child: Child) -> list[ChildMove]:
    """Every move of the child from one home straight to another, the latest first."""
    return moves(Child.objects.filter(pk=child.pk))[::-1]


def stays_of_child(child: Child) -> list[Placement]:
    """The stays that a move of the child's would be between, in order; future ones are none of them."""
    return list(Placement.objects.filter(child=child, status__in=LIVED).order_by("starts_on", "pk"))


def cohort(
    children: QuerySet[Child], *, came_from: Group, went_to: Group, first: dt.date, last: dt.date
) -> list[ChildMove]:
    """Each child's first such move that began from ``first`` to ``last``, both included."""
    found: dict[int, ChildMove] = {}
    for each in moves(children):
        fits = (each.move.before.group, each.move.after.group) == (came_from, went_to)
        if fits and first <= each.move.day <= last:
            found.setdefault(each.child.pk, each)
    return list(found.values())


def moves(children: QuerySet[Child]) -> list[ChildMove]:
    """Every move of the children, each child's in order. Ten queries, however many children there are."""
    rows = _stays(children)
    lives = _lives(rows)
    return [
        ChildMove(placements[0].child, placements[move.place], move)
        for child_id, placements in rows.items()
        for move in moves_of(lives[child_id])
    ]


def _stays(children: QuerySet[Child]) -> dict[int, list[Placement]]:
    """The stays of those who have had more than one, by child."""
    stays = Placement.objects.filter(child__in=children, status__in=LIVED)
    by_child: dict[int, list[Placement]] = defaultdict(list)
    related = stays.select_related("child", "household__service")
    for each in related.order_by("child__reference", "child_id", "starts_on", "pk"):
        by_child[each.child_id].append(each)
    return {child_id: found for child_id, found in by_child.items() if len(found) > 1}


def _lives(rows: Mapping[int, Sequence[Placement]]) -> dict[int, Life]:
    children = list(rows)
    plans = CarePlanVersion.objects.filter(plan__child__in=children)
    approved = plans.values_list("plan__child_id", "approved_at__date")
    reviews = Review.objects.filter(child__in=children, status=Review.Status.HELD)
    changes = LegalStatus.objects.filter(child__in=children)
    visits = Visit.objects.filter(child__in=children, seen=True)
    happened = {
        "plans": _days(approved),
        "reviews": _days(reviews.values_list("child_id", "held_on")),
        "legal": _days(changes.values_list("child_id", "starts_on")),
        "visits": _days(visits.values_list("child_id", "on")),
    }
    support = _support(rows)
    return {
        child_id: Life(
            stays=_as_stays(placements),
            sixteenth=_sixteenth(placements[0].child.birth_date),
            support=support[child_id],
            plans=happened["plans"][child_id],
            reviews=happened["reviews"][child_id],
            legal=happened["legal"][child_id],
            visits=happened["visits"][child_id],
        )
        for child_id, placements in rows.items()
    }


def _days(rows: Iterable[tuple[int, dt.date | None]]) -> dict[int, list[dt.date]]:
    found: dict[int, list[dt.date]] = defaultdict(list)
    for child_id, day in rows:
        if day:
            found[child_id].append(day)
    return found


def _support(rows: Mapping[int, Sequence[Placement]]) -> dict[int, list[Support]]:
    places = {each.pk: place for found in rows.values() for place, each in enumerate(found)}
    wanted = SupportItem.objects.filter(placement__child__in=list(rows), placement__in=list(places))
    items = wanted.filter(~Q(status=SupportItem.Status.NOT_NEEDED)).select_related("placement")
    found: dict[int, list[Support]] = defaultdict(list)
    for item in items:
        due = item.due_on or item.placement.starts_on
        support = Support(stay=places[item.placement_id], on=due, pence=item.cost_pence)
        found[item.placement.child_id].append(support)
    return found


def _as_stays(placements: Sequence[Placement]) -> list[Stay]:
    stays = [_stay(each) for each in placements]
    following: list[Placement | None] = [*placements[1:], None]
    return [
        replace(stay, left_care=_left_care(each, later))
        for stay, each, later in zip(stays, placements, following, strict=True)
    ]


def _stay(each: Placement) -> Stay:
    service = each.household.service if each.household else None
    return Stay(
        kind=kind_of(
            each.setting,
            is_agency=service is not None and service.kind == FosteringService.Kind.INDEPENDENT,
            is_specialist=each.kind == "SPECIALIST",
        ),
        first=each.starts_on,
        last=each.ends_on,
        weekly_pence=each.weekly_cost_pence,
        miles=None if each.distance_miles is None else Fraction(each.distance_miles),
        ended_unplanned=None if each.end_was_planned is None else not each.end_was_planned,
    )


def _left_care(each: Placement, later: Placement | None) -> bool:
    if each.ends_on is None or each.end_reason not in LEFT_CARE:
        return False
    return later is None or (later.starts_on - each.ends_on).days > LONGEST_GAP


def _sixteenth(born: dt.date) -> dt.date:
    try:
        return born.replace(year=born.year + SIXTEEN)
    except (
        ValueError
    ):  # born on 29 February; sixteen years on is a leap year, but for 1900, 2100 and the like
        return dt.date(born.year + SIXTEEN, 3, 1)
