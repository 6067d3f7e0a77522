"""Booking stays, in places that are free or can be made free by giving other stays other numbers."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from accounts.models import User
from carers.models import Household
from children.models import Child
from placements.distance import miles_from_home
from placements.lifecycle import PlacementStatus
from placements.models import Placement
from placements.services.refusals import ChildHasAnotherHome, refusal
from placements.services.rooms import take_places
from reference.dates import london_today


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


@transaction.atomic
def book_placements(
    *, children: list[Child], household: Household, stay: Stay, by: User, at: dt.datetime
) -> list[Placement]:
    """Book a stay for each child, all or none. Where no number is free throughout, other stays get other numbers.

    A child's present stay is planned to end on the day that the new one starts; it ends when somebody records how.

    Raises:
        NoPlaceFree: on some day there are fewer free places than children.
        ChildHasAnotherHome: one of them is already booked elsewhere from then on.
    """
    household = Household.objects.select_for_update().get(pk=household.pk)
    lock_children(child.pk for child in children)
    for child in children:
        _make_way(child, stay)
    numbers = take_places(
        household=household,
        starts_on=stay.starts_on,
        ends_on=stay.planned_end_on,
        wanted=len(children),
        today=london_today(at),
    )
    return [
        _book(child, household, number, stay, by=by, at=at)
        for child, number in zip(children, numbers, strict=True)
    ]


def lock_children(ids: Iterable[int]) -> None:
    """In id order, so that two who need the same children never wait for each other."""
    for key in in_lock_order(ids):
        lock_child(key)


def lock_child(key: int) -> None:
    Child.objects.select_for_update().get(pk=key)


def in_lock_order(ids: Iterable[int]) -> list[int]:
    return sorted(set(ids))


def _book(
    child: Child, household: Household, number: int, stay: Stay, *, by: User, at: dt.datetime
) -> Placement:
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
        distance_miles=miles_from_home(child, household.easting, household.northing),
        weekly_cost_pence=household.weekly_fee_pence,
        booked_by=by,
        booked_at=at,
    )
    try:
        with transaction.atomic():
            placement.save()
    except IntegrityError as problem:
        raise refusal(problem) from problem
    return placement


def _make_way(child: Child, stay: Stay) -> None:
    """Plan the child's present stay to end when the new one starts.

    Raises:
        ChildHasAnotherHome: the child has a stay that starts on or after that day, or a booked one before it.
    """
    others = child.placements.live().holding(stay.starts_on, stay.planned_end_on)
    for other in others:
        if other.starts_on >= stay.starts_on or other.status == PlacementStatus.BOOKED:
            raise ChildHasAnotherHome
        other.planned_end_on = stay.starts_on
        other.save(update_fields=["planned_end_on"])
