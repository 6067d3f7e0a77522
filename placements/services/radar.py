"""Setting a child on the step-down radar aside until a day, and bringing them back before it."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from children.models import Child
from placements.models import RadarSetAside
from reference.dates import london_today


@transaction.atomic
def set_aside(
    *, child: Child, reason: str, look_again_on: dt.date, by: User, at: dt.datetime
) -> RadarSetAside:
    """Keep a child in a list of their own until ``look_again_on``, on which they are back by themselves.

    Raises:
        ValueError: there is no reason, or the day is not after today.
    """
    if not reason.strip():
        raise ValueError("A child is set aside for a reason.")
    if look_again_on <= london_today(at):
        raise ValueError("The day to look again is after today.")
    return RadarSetAside.objects.create(
        child=child, reason=reason, look_again_on=look_again_on, by=by, at=at
    )


@transaction.atomic
def bring_back(*, child: Child, by: User, at: dt.datetime) -> bool:
    """Look again today. The day that was planned stays in the row's history; False where nobody was set aside.

    ``by`` is who asked: the history of the row names them through the request.
    """
    today = london_today(at)
    rows = RadarSetAside.objects.select_for_update().filter(child=child, look_again_on__gt=today)
    return bool(rows.update(look_again_on=today))
