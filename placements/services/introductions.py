"""How a child and the family that is booked get to know each other: planned, held, and at the child's pace."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from accounts.models import User
from placements.introducing import Proposed
from placements.lifecycle import PlacementStatus
from placements.models import IntroductionStep, Placement
from placements.services.moving import move_booking
from placements.services.plans import check_seen
from placements.services.refusals import WrongDay
from reference.dates import london_today

STEP_FIELDS = ("kind", "planned_on", "until", "about")


class NotBooked(Exception):
    """Introductions belong to a stay that is booked and has not started."""

    def __init__(self) -> None:
        super().__init__("Introductions are planned for a stay that is booked and has not started.")


@transaction.atomic
def plan_introductions(
    *, placement: Placement, steps: Sequence[Proposed], by: User, at: dt.datetime
) -> list[IntroductionStep]:
    """Write a whole plan down, where none is yet; a second time it changes nothing.

    Raises:
        NotBooked: the stay has started, or is cancelled.
    """
    _lock_booked(placement)
    if placement.introductions.exists():
        return list(placement.introductions.all())
    return IntroductionStep.objects.bulk_create(
        IntroductionStep(
            placement=placement,
            kind=step.kind,
            planned_on=step.planned_on,
            until=step.until,
            about=step.about,
        )
        for step in steps
    )


@transaction.atomic
def save_step(
    *,
    placement: Placement,
    step: IntroductionStep | None,
    values: Mapping[str, Any],
    version: int,
    by: User,
    at: dt.datetime,
) -> IntroductionStep:
    """Change a step that is planned, or with None add one. ``values`` has STEP_FIELDS.

    Raises:
        NotBooked: the stay has started, or is cancelled.
        ChangedMeanwhile: the step has another version than the one seen.
    """
    _lock_booked(placement)
    step = IntroductionStep(placement=placement) if step is None else _locked(step, version)
    for name in STEP_FIELDS:
        setattr(step, name, values[name])
    step.save()
    return step


@transaction.atomic
def record_step(
    *,
    step: IntroductionStep,
    status: str,
    child_said: str,
    carer_said: str,
    home_said: str,
    reason: str,
    version: int,
    by: User,
    at: dt.datetime,
) -> IntroductionStep:
    """Write down how a step went for each of them, or why it was called off.

    Raises:
        ChangedMeanwhile: the step has another version than the one seen.
        WrongDay: it is said to be held, and its day is to come.
    """
    locked = _locked(step, version)
    if status == IntroductionStep.Status.HELD and locked.planned_on > london_today(at):
        raise WrongDay("This step is planned for a later day. Change its day first.")
    locked.status = status
    locked.child_said, locked.carer_said, locked.home_said = child_said, carer_said, home_said
    locked.reason = reason or locked.reason
    locked.save()
    return locked


@transaction.atomic
def shift_steps(
    *,
    step: IntroductionStep,
    days: int,
    reason: str,
    moves_too: bool,
    version: int,
    by: User,
    at: dt.datetime,
) -> Placement:
    """Move this step and every later one that is planned by ``days``, sooner where negative.

    Args:
        moves_too: the child moves in as many days later or sooner.
        version: of the step, so that the same change sent twice is made once.

    Raises:
        ChangedMeanwhile: the step has another version than the one seen.
        NotBooked: the stay has started, or is cancelled.
        WrongDay: a step or the move would be in the past, or the move does not fit the stay.
        NoPlaceFree: the household has no room with the new day of the move.
        ChildHasAnotherHome: another home is booked for the child then.
    """
    by_days = dt.timedelta(days=days)
    placement = step.placement
    if moves_too:
        placement = move_booking(
            placement_id=placement.public_id, starts_on=placement.starts_on + by_days, by=by, at=at
        )
    _lock_booked(placement)
    _locked(step, version)
    planned = placement.introductions.select_for_update().filter(
        status=IntroductionStep.Status.PLANNED, planned_on__gte=step.planned_on
    )
    for each in planned:
        if each.planned_on + by_days < london_today(at):
            raise WrongDay("A step would be in the past. Choose fewer days.")
        each.planned_on += by_days
        each.until = each.until and each.until + by_days
        each.reason, each.version = reason, each.version + 1
        each.save()
    return placement


def _lock_booked(placement: Placement) -> None:
    locked = Placement.objects.select_for_update(of=("self",)).get(pk=placement.pk)
    if locked.status != PlacementStatus.BOOKED:
        raise NotBooked


def _locked(step: IntroductionStep, version: int) -> IntroductionStep:
    locked = IntroductionStep.objects.select_for_update(of=("self",)).get(pk=step.pk)
    check_seen(locked, version)
    locked.version += 1
    return locked
