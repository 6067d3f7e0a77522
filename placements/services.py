"""Booking, starting, cancelling and ending a stay.

Lock order everywhere: referral, invitations, households in id order, child. The services here take the household's
and the child's locks, in that order; a caller that holds a referral's lock took it before.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from math import hypot
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Coalesce

from accounts.models import User
from accounts.moves import check_move
from accounts.periods import covering
from carers.models import ApprovalTerms, Household
from children.models import Child
from placements.lifecycle import PLACEMENT_MOVES, PlacementStatus
from placements.models import Placement, PlacementQuerySet
from reference.dates import london_today
from reference.postcodes import METRES_IN_A_MILE


class NoPlaceFree(Exception):
    """Every approved place of the household is taken on some day of the stay."""

    def __init__(self) -> None:
        super().__init__("This household has no approved place free for the whole of the stay.")


class ChildHasAnotherHome(Exception):
    """The child is already booked to live somewhere on a day of the stay."""

    def __init__(self) -> None:
        super().__init__("The child already has another home booked for part of this time.")


class StayNotEnded(Exception):
    """The child still lives in the home before this one."""

    def __init__(self) -> None:
        super().__init__("Record how the stay in the present home ended, and then start this one.")


class WrongDay(Exception):
    """The day does not fit the stay; the words say why."""


@dataclass(frozen=True, slots=True)
class Stay:
    """What is asked for: where the child is to live, from which day, and what for.

    ``planned_end_on`` is the first day on which the place is free again; None holds it without end.
    """

    starts_on: dt.date
    planned_end_on: dt.date | None
    setting: str
    kind: str
    purpose: str


# What the database says when two people were quicker than the checks here.
_REFUSALS: dict[str, type[Exception]] = {
    "placements_placement_one_child_in_a_place": NoPlaceFree,
    "placements_placement_within_approved_places": NoPlaceFree,
    "placements_placement_one_at_a_time_per_child": ChildHasAnotherHome,
}


@transaction.atomic
def book_placements(
    *, children: list[Child], household: Household, stay: Stay, by: User, at: dt.datetime
) -> list[Placement]:
    """Book a stay for each child, all or none, in the household's lowest free places.

    A child's present stay is planned to end on the day that the new one starts; it ends when somebody records how.

    Raises:
        NoPlaceFree: there are fewer free places than children.
        ChildHasAnotherHome: one of them is already booked elsewhere from then on.
    """
    household = Household.objects.select_for_update().get(pk=household.pk)
    by_id = sorted(children, key=lambda child: child.pk)
    list(Child.objects.select_for_update().filter(pk__in=[c.pk for c in by_id]).order_by("pk"))
    free = free_places(household, stay.starts_on, stay.planned_end_on)
    if len(free) < len(children):
        raise NoPlaceFree
    return [
        _book(child, household, number, stay, by=by, at=at)
        for child, number in zip(children, free, strict=False)
    ]


def free_places(household: Household, starts_on: dt.date, ends_on: dt.date | None) -> list[int]:
    """Numbers of the approved places that nobody takes on any day of ``[starts_on, ends_on)``.

    The approval is the one on ``starts_on``. Fostered children placed outside this desk take the highest numbers.
    """
    terms = household.terms.filter(
        covering(starts_on), status=ApprovalTerms.Status.APPROVED
    ).first()
    if terms is None:
        return []
    elsewhere = household.residents.filter(kind="FOSTERED").filter(
        Q(stays_until__isnull=True) | Q(stays_until__gt=starts_on)
    )
    open_to_us = terms.places - elsewhere.count()
    taken = overlapping(household.placements.live(), starts_on, ends_on)
    numbers = set(taken.values_list("place_number", flat=True))
    return [number for number in range(1, open_to_us + 1) if number not in numbers]


def overlapping(
    stays: PlacementQuerySet, starts_on: dt.date, ends_on: dt.date | None
) -> PlacementQuerySet:
    """Those of ``stays`` that hold a place on some day of ``[starts_on, ends_on)``; None has no end."""
    held_until = Coalesce("ends_on", "planned_end_on")
    later = stays.alias(held_until=held_until).filter(
        Q(held_until__isnull=True) | Q(held_until__gt=starts_on)
    )
    return later if ends_on is None else later.filter(starts_on__lt=ends_on)


def _book(
    child: Child, household: Household, number: int, stay: Stay, *, by: User, at: dt.datetime
) -> Placement:
    _make_way(child, stay)
    placement = Placement(
        child=child,
        household=household,
        place_number=number,
        setting=stay.setting,
        kind=stay.kind,
        purpose=stay.purpose,
        starts_on=stay.starts_on,
        planned_end_on=stay.planned_end_on,
        postcode=household.postcode,
        district_code=household.district_code,
        distance_miles=_distance_miles(child, household),
        weekly_cost_pence=household.weekly_fee_pence,
        booked_by=by,
        booked_at=at,
    )
    try:
        with transaction.atomic():
            placement.save()
    except IntegrityError as problem:
        raise _refusal(problem) from problem
    return placement


def _make_way(child: Child, stay: Stay) -> None:
    """Plan the child's present stay to end when the new one starts.

    Raises:
        ChildHasAnotherHome: the child has a stay that starts on or after that day, or a booked one before it.
    """
    others = overlapping(child.placements.live(), stay.starts_on, stay.planned_end_on)
    for other in others:
        if other.starts_on >= stay.starts_on or other.status == PlacementStatus.BOOKED:
            raise ChildHasAnotherHome
        other.planned_end_on = stay.starts_on
        other.save()


def _distance_miles(child: Child, household: Household) -> Decimal | None:
    """Miles from the child's home, as the national return counts them; None where a place is not known."""
    here = (child.home_easting, child.home_northing, household.easting, household.northing)
    if None in here:
        return None
    home_e, home_n, there_e, there_n = (float(metres or 0) for metres in here)
    miles = hypot(home_e - there_e, home_n - there_n) / METRES_IN_A_MILE
    return Decimal(str(round(miles, 1)))


def _refusal(problem: IntegrityError) -> Exception:
    name = getattr(getattr(problem.__cause__, "diag", None), "constraint_name", None)
    refusal = _REFUSALS.get(name or "")
    return refusal() if refusal else problem


@transaction.atomic
def start_placement(*, placement_id: UUID, by: User, at: dt.datetime) -> Placement:
    """Record that the child moved in on the day booked.

    Raises:
        MoveNotAllowed: it is not booked.
        WrongDay: the day booked is still to come.
        StayNotEnded: nobody has recorded how the stay before this one ended.
    """
    placement = _locked(placement_id)
    check_move(PLACEMENT_MOVES, PlacementStatus(placement.status), PlacementStatus.STARTED)
    if placement.starts_on > london_today(at):
        raise WrongDay("This stay starts on a later day. Record it once the child has moved in.")
    earlier = placement.child.placements.live().filter(starts_on__lt=placement.starts_on)
    if earlier.filter(ends_on__isnull=True).exists():
        raise StayNotEnded
    placement.status = PlacementStatus.STARTED
    placement.save()
    return placement


@transaction.atomic
def cancel_placement(*, placement_id: UUID, reason: str, by: User, at: dt.datetime) -> Placement:
    """Give up a booked stay before it starts. The stay that was to make way for it goes on.

    Raises:
        MoveNotAllowed: it has started, or is over.
    """
    placement = _locked(placement_id)
    check_move(PLACEMENT_MOVES, PlacementStatus(placement.status), PlacementStatus.CANCELLED)
    placement.status = PlacementStatus.CANCELLED
    placement.cancel_reason = reason
    placement.save()
    made_way = placement.child.placements.filter(
        status=PlacementStatus.STARTED, planned_end_on=placement.starts_on
    )
    for stay in made_way:
        stay.planned_end_on = None
        stay.save()
    return placement


@transaction.atomic
def end_placement(
    *,
    placement_id: UUID,
    ends_on: dt.date,
    reason: str,
    was_planned: bool,
    note: str,
    by: User,
    at: dt.datetime,
) -> Placement:
    """Record how a stay ended. ``ends_on`` is the day the child left, which is not part of the stay.

    Raises:
        MoveNotAllowed: it has not started, or is already over.
        WrongDay: the day is not after the stay began, or is still to come.
    """
    placement = _locked(placement_id)
    check_move(PLACEMENT_MOVES, PlacementStatus(placement.status), PlacementStatus.ENDED)
    if ends_on <= placement.starts_on:
        raise WrongDay("A stay ends at least one day after it began.")
    if ends_on > london_today(at):
        raise WrongDay("Record the ending once the child has left, on or after that day.")
    placement.status = PlacementStatus.ENDED
    placement.ends_on = ends_on
    placement.end_reason = reason
    placement.end_was_planned = was_planned
    placement.end_note = note
    placement.save()
    return placement


def _locked(placement_id: UUID) -> Placement:
    """The placement, once its household and its child are locked, in that order."""
    found = Placement.objects.get(public_id=placement_id)
    if found.household_id:
        Household.objects.select_for_update().get(pk=found.household_id)
    Child.objects.select_for_update().get(pk=found.child_id)
    return Placement.objects.select_for_update(of=("self",)).get(pk=found.pk)
