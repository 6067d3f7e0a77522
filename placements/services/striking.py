"""Striking out what was written down by mistake: it stays, with who struck it out and why, and counts no more."""

import datetime as dt
from typing import Any

from django.db import transaction

from accounts.models import User
from placements.models import GoalScore, Strikeable
from placements.services.plans import lock
from placements.services.refusals import CannotSave


@transaction.atomic
def strike_out(*, row: Strikeable, reason: str, by: User, at: dt.datetime) -> Strikeable:
    """Strike a row out. What it said stays readable, and its place is free: the right one can be written down.

    A version of a plan that was approved with it keeps it, because what was approved is frozen.

    Raises:
        CannotSave: no reason is given, or it is struck out already.
    """
    if not reason.strip():
        raise CannotSave("Enter why it was a mistake", field="reason")
    if isinstance(row, GoalScore):
        lock(row.goal.plan)
    rows: Any = type(row)._default_manager
    locked: Strikeable = rows.select_for_update(of=("self",)).get(pk=row.pk)
    if locked.is_struck:
        raise CannotSave("It is struck out already")
    locked.struck_at, locked.struck_by, locked.struck_reason = at, by, reason
    locked.save(update_fields=["struck_at", "struck_by", "struck_reason"])
    return locked
