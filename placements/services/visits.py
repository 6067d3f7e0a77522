"""Visits to the child, and what the law asks for around a stay."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from children.models import Child
from placements.models import Placement, StepTaken, Visit
from reference.dates import london_today


class WrongVisitDay(Exception):
    """The day does not fit; the words say why."""


@transaction.atomic
def record_visit(
    *,
    child: Child,
    on: dt.date,
    seen: bool,
    seen_alone: bool | None,
    agrees_to_fewer: bool | None,
    child_said: str,
    note: str,
    by: User,
    at: dt.datetime,
) -> Visit:
    """Record a visit, in the stay that the child was in on that day. Only one on which the child was seen counts.

    Raises:
        WrongVisitDay: it is to come, or before the child was born.
    """
    if on > london_today(at):
        raise WrongVisitDay("The day of the visit must be today or in the past")
    if on < child.birth_date:
        raise WrongVisitDay("The day of the visit is before the child was born")
    stays = Placement.objects.filter(child=child).on(on)
    return Visit.objects.create(
        child=child,
        placement=stays.order_by("-starts_on").first(),
        on=on,
        seen=seen,
        seen_alone=seen_alone if seen else None,
        agrees_to_fewer=agrees_to_fewer if seen else None,
        child_said=child_said,
        note=note,
        visited_by=by,
        recorded_at=at,
    )


@transaction.atomic
def record_step_taken(
    *, placement: Placement, code: str, done_on: dt.date, note: str, by: User, at: dt.datetime
) -> StepTaken:
    """Record that notice was given, a meeting held or approval reached; or put its day right.

    Raises:
        WrongVisitDay: the day is to come.
    """
    if done_on > london_today(at):
        raise WrongVisitDay("The day must be today or in the past")
    step, _ = StepTaken.objects.update_or_create(
        placement=placement,
        code=code,
        defaults={"done_on": done_on, "note": note, "recorded_by": by, "recorded_at": at},
    )
    return step
