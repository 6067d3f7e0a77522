"""Short breaks and sessions with the coach: planned, and then held or not."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from children.models import Child
from placements.models import SupportSession
from reference.dates import london_today

Status = SupportSession.Status


class SessionNotPossible(Exception):
    """It was refused. The words say why, and ``field`` which answer they are about."""

    def __init__(self, words: str, *, field: str | None = None) -> None:
        self.field = field
        super().__init__(words)


@transaction.atomic
def plan_session(
    *,
    child: Child,
    kind: str,
    starts_on: dt.date,
    ends_on: dt.date | None,
    planned_hours: Decimal,
    who: Sequence[str],
    by: User,
    at: dt.datetime,
) -> SupportSession:
    """Plan a short break or a session, or write down one that nobody had planned.

    Args:
        ends_on: the day after the last night; None within one day.

    Raises:
        SessionNotPossible: it ends before it starts.
    """
    if ends_on and ends_on <= starts_on:
        raise SessionNotPossible("It must end after the day it starts", field="ends_on")
    return SupportSession.objects.create(
        child=child,
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        planned_hours=planned_hours,
        who=list(who),
        recorded_by=by,
    )


@transaction.atomic
def record_session(
    *,
    session: SupportSession,
    was_held: bool,
    held_hours: Decimal | None,
    what_changed: str,
    reason: str,
    by: User,
    at: dt.datetime,
) -> SupportSession:
    """Record that it was held, for how long and what changed; or that it did not happen, and why.

    Raises:
        SessionNotPossible: it starts on a later day, or what has to be said is missing.
    """
    session = SupportSession.objects.select_for_update(of=("self",)).get(pk=session.pk)
    if session.starts_on > london_today(at) and was_held:
        raise SessionNotPossible("It starts on a later day", field="was_held")
    if was_held and held_hours is None:
        raise SessionNotPossible("Enter for how many hours", field="held_hours")
    if not was_held and not reason:
        raise SessionNotPossible("Enter why it did not happen", field="reason")
    session.status = Status.HELD if was_held else Status.MISSED
    session.held_hours = held_hours if was_held else None
    session.what_changed = what_changed if was_held else ""
    session.reason = "" if was_held else reason
    session.recorded_by = by
    session.save()
    return session
