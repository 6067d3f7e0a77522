"""The day of a move that is booked changes."""

import datetime as dt
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.moves import MoveNotAllowed
from carers.models import Household
from placements import messages
from placements.deadlocks import once_more_after_deadlock
from placements.lifecycle import PlacementStatus
from placements.models import Placement
from placements.services.booking import lock_child
from placements.services.refusals import ChildHasAnotherHome, WrongDay, refusal
from placements.services.rooms import take_place_again
from reference.dates import london_today


@once_more_after_deadlock
@transaction.atomic
def move_booking(*, placement_id: UUID, starts_on: dt.date, by: User, at: dt.datetime) -> Placement:
    """Let a booked stay start on another day, checked as if it were booked now, and tell the desk.

    The child's present stay, where it was planned to end with the move, is planned to end on the new day. The desk's
    decision that booked the stay keeps its own day: it says what was decided and approved, and the stay says when the
    child moves. That is why the desk is told: whether an approval still stands on the new day is for people to judge.

    Raises:
        MoveNotAllowed: it is not booked any more.
        WrongDay: the day is past, or not before the stay is planned to end.
        NoPlaceFree: on some day of the stay the household has no room.
        ChildHasAnotherHome: another home is booked for the child then.
    """
    found = Placement.objects.get(public_id=placement_id)
    if found.household_id is not None:
        Household.objects.select_for_update().get(pk=found.household_id)
    lock_child(found.child_id)
    placement = Placement.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if placement.status != PlacementStatus.BOOKED:
        raise MoveNotAllowed(PlacementStatus(placement.status), PlacementStatus.BOOKED)
    if placement.starts_on == starts_on:
        return placement
    today = london_today(at)
    _check_days(placement, starts_on, today=today)
    _move(placement, starts_on, today=today)
    messages.tell_desk_move_changed(placement, by=by, at=at)
    return placement


def _check_days(placement: Placement, starts_on: dt.date, *, today: dt.date) -> None:
    if starts_on < today:
        raise WrongDay("The move must be today or later.")
    if placement.planned_end_on and placement.planned_end_on <= starts_on:
        raise WrongDay("The move must be before the stay is planned to end.")


def _move(placement: Placement, starts_on: dt.date, *, today: dt.date) -> None:
    """Later: the new home's days first, so that the child is never in two homes; sooner: the present home's first."""
    before = placement.starts_on
    ends_with_it = list(
        placement.child.placements.live().filter(planned_end_on=before, ends_on=None)
    )
    if starts_on < before:
        _end_on(ends_with_it, starts_on)
    _check_other_homes(placement, starts_on, leaving=ends_with_it)
    if placement.household_id is not None:
        placement.place_number = take_place_again(
            placement, starts_on=starts_on, ends_on=placement.planned_end_on, today=today
        )
    placement.starts_on = starts_on
    try:
        with transaction.atomic():
            placement.save(update_fields=["starts_on", "place_number"])
    except IntegrityError as problem:
        raise refusal(problem) from problem
    if starts_on > before:
        _end_on(ends_with_it, starts_on)


def _check_other_homes(
    placement: Placement, starts_on: dt.date, *, leaving: list[Placement]
) -> None:
    others = placement.child.placements.live().holding(starts_on, placement.planned_end_on)
    apart = [placement.pk, *(each.pk for each in leaving)]
    if others.exclude(pk__in=apart).exists():
        raise ChildHasAnotherHome


def _end_on(stays: list[Placement], day: dt.date) -> None:
    """Raises ``WrongDay`` where the move would come before a stay that it ends has begun."""
    for stay in stays:
        if stay.starts_on >= day:
            raise WrongDay("The move must be after the child's present stay began.")
        stay.planned_end_on = day
        stay.save(update_fields=["planned_end_on"])
