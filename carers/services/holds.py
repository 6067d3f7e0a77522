"""Holds: a household that staff keep from being asked for a time, with the reason."""

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from carers.models import Household, Unavailability
from carers.services.households import CannotSave, changing
from reference.dates import london_today


@transaction.atomic
def place_hold(
    *,
    household: Household,
    starts_on: dt.date,
    ends_on: dt.date | None,
    reason: str,
    by: User,
    at: dt.datetime,
) -> Unavailability:
    """Keep the household from being asked, from ``starts_on`` up to the day before ``ends_on``.

    Raises:
        CannotSave: there is no reason, it ends before it starts, or a hold runs on some of these days already.
    """
    if not reason.strip():
        raise CannotSave("Enter why the household is on hold")
    with changing(household, version=None, at=at) as locked:
        for other in holds(locked):
            begins_before_end = ends_on is None or other.starts_on < ends_on
            if begins_before_end and (other.ends_on is None or other.ends_on > starts_on):
                raise CannotSave("The household is already on hold for some of these days")
        return Unavailability.objects.create(
            household=locked,
            kind=Unavailability.Kind.HOLD,
            starts_on=starts_on,
            ends_on=ends_on,
            reason=reason.strip(),
            recorded_by=by,
        )


@transaction.atomic
def lift_hold(*, hold: Unavailability, by: User, at: dt.datetime) -> None:
    """End a hold today. One that has not begun, or began today, is taken away: it never kept anybody from asking.

    Raises:
        CannotSave: it is no hold, or it is over.
    """
    today = london_today(at)
    with changing(hold.household, version=None, at=at) as locked:
        current = holds(locked).filter(pk=hold.pk).first()
        if current is None or (current.ends_on and current.ends_on <= today):
            raise CannotSave("This hold is already over")
        if current.starts_on >= today:
            current.delete()
        else:
            current.ends_on = today
            current.save()


def holds(household: Household) -> QuerySet[Unavailability]:
    return household.unavailabilities.filter(kind=Unavailability.Kind.HOLD)
