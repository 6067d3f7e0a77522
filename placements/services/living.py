"""A booked stay starts or is cancelled, and one that started ends."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.moves import check_move
from carers.models import Household
from placements.deadlocks import once_more_after_deadlock
from placements.lifecycle import PLACEMENT_MOVES, PlacementStatus
from placements.models import Placement
from placements.services.booking import in_lock_order, lock_children
from placements.services.refusals import NoPlaceFree, StayNotEnded, WrongDay
from placements.services.rooms import check_room, hold_until
from reference.dates import london_today
from ui.dates import in_words


@once_more_after_deadlock
@transaction.atomic
def start_placement(*, placement_id: UUID, by: User, at: dt.datetime) -> Placement:
    """Record that the child moved in on the day booked.

    Raises:
        MoveNotAllowed: it is not booked.
        WrongDay: the day booked is still to come.
        StayNotEnded: nobody has recorded how the stay before this one ended.
    """
    (placement,) = _locked([placement_id])
    check_move(PLACEMENT_MOVES, PlacementStatus(placement.status), PlacementStatus.STARTED)
    if placement.starts_on > london_today(at):
        raise WrongDay("This stay starts on a later day. Record it once the child has moved in.")
    earlier = placement.child.placements.live().filter(starts_on__lt=placement.starts_on)
    if earlier.filter(ends_on__isnull=True).exists():
        raise StayNotEnded
    placement.status = PlacementStatus.STARTED
    placement.save(update_fields=["status"])
    return placement


@transaction.atomic
def cancel_placements(
    *, placement_ids: Sequence[UUID], reason: str, by: User, at: dt.datetime
) -> list[Placement]:
    """Give up booked stays before they start. The stays that were to make way for them go on.

    Raises:
        MoveNotAllowed: one of them has started, or is over.
    """
    cancelled = _locked(placement_ids)
    for placement in cancelled:
        check_move(PLACEMENT_MOVES, PlacementStatus(placement.status), PlacementStatus.CANCELLED)
        placement.status = PlacementStatus.CANCELLED
        placement.cancel_reason = reason
        placement.save(update_fields=["status", "cancel_reason"])
    for placement in cancelled:
        made_way = Placement.objects.filter(
            child=placement.child_id,
            status=PlacementStatus.STARTED,
            planned_end_on=placement.starts_on,
        )
        for stay in made_way:
            _let_go_on(stay, today=london_today(at))
    return cancelled


def _let_go_on(stay: Placement, *, today: dt.date) -> None:
    """Take back a stay's planned end, up to the child's next stay if there is one.

    Where the household has given the place to somebody else from that day on, the plan stays as it is.
    """
    later = stay.child.placements.live().filter(starts_on__gt=stay.starts_on)
    until = later.order_by("starts_on").values_list("starts_on", flat=True).first()
    if stay.household and not _still_has_room(stay, stay.household, until, today=today):
        return
    stay.planned_end_on = until
    stay.save(update_fields=["planned_end_on"])


def _still_has_room(
    stay: Placement, household: Household, until: dt.date | None, *, today: dt.date
) -> bool:
    """Whether the stay can hold a place beyond its planned end; its number is then one that lets it."""
    try:
        check_room(
            household=household,
            starts_on=stay.planned_end_on or stay.starts_on,
            ends_on=until,
            wanted=1,
            moving=[stay.child_id],
        )
    except NoPlaceFree:
        return False
    return hold_until(stay, until, today=today)


@once_more_after_deadlock
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
        WrongDay: the day is not after the stay began, is still to come, or the place or the child is booked
            elsewhere before it.
    """
    (placement,) = _locked([placement_id])
    check_move(PLACEMENT_MOVES, PlacementStatus(placement.status), PlacementStatus.ENDED)
    if ends_on <= placement.starts_on:
        raise WrongDay("A stay ends at least one day after it began.")
    if ends_on > london_today(at):
        raise WrongDay("Record the ending once the child has left, on or after that day.")
    _check_lived_there_until(placement, ends_on, today=london_today(at))
    placement.status = PlacementStatus.ENDED
    placement.ends_on = ends_on
    placement.end_reason = reason
    placement.end_was_planned = was_planned
    placement.end_note = note
    placement.save()
    return placement


def _check_lived_there_until(placement: Placement, ends_on: dt.date, *, today: dt.date) -> None:
    """A child may leave later than was planned; what was booked to follow may then be in the way."""
    if placement.planned_end_on is None or ends_on <= placement.planned_end_on:
        return
    later = placement.child.placements.live().filter(starts_on__gt=placement.starts_on)
    following = later.filter(starts_on__lt=ends_on).order_by("starts_on").first()
    if following:
        raise WrongDay(
            f"The child's next stay is booked from {in_words(following.starts_on)}. Cancel that booking, and book "
            "it again from the day on which the child moved."
        )
    if not hold_until(placement, ends_on, today=today):
        raise WrongDay(
            "All the places of this household are booked for other children from "
            f"{in_words(placement.planned_end_on)}. Cancel one of those bookings, and book it again from a later day."
        )


def _locked(placement_ids: Sequence[UUID]) -> list[Placement]:
    """The placements, in the order asked for, once every household and child that they concern is locked.

    Where a child lives now is among them, because cancelling a booking lets that stay go on.
    """
    found = list(Placement.objects.filter(public_id__in=placement_ids))
    children = in_lock_order(each.child_id for each in found)
    lives_in = Placement.objects.filter(child__in=children, status=PlacementStatus.STARTED)
    homes = {each.household_id for each in [*found, *lives_in] if each.household_id}
    for key in in_lock_order(homes):
        Household.objects.select_for_update().get(pk=key)
    lock_children(children)
    locked = {
        each.public_id: each
        for each in Placement.objects.select_for_update(of=("self",))
        .filter(public_id__in=placement_ids)
        .order_by("pk")
    }
    return [locked[each] for each in placement_ids]
