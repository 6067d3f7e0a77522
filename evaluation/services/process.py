"""What a manager enters by hand about the desk's work."""

import datetime as dt
from decimal import Decimal

from django.db import transaction

from accounts.models import Authority, User
from evaluation.models import DeskStart, EnteredFigure


@transaction.atomic
def set_desk_start(
    *, authority: Authority, began_on: dt.date, source: str, by: User, at: dt.datetime
) -> DeskStart:
    """Say when the desk began; what was said before stays in the history."""
    start, _ = DeskStart.objects.update_or_create(
        authority=authority,
        defaults={"began_on": began_on, "source": source, "entered_by": by, "entered_at": at},
    )
    return start


@transaction.atomic
def enter_figure(
    *,
    authority: Authority,
    measure: str,
    value: Decimal,
    starts_on: dt.date,
    ends_on: dt.date,
    source: str,
    by: User,
    at: dt.datetime,
) -> EnteredFigure:
    """Keep a figure for the days from ``starts_on`` to ``ends_on``, both included."""
    return EnteredFigure.objects.create(
        authority=authority,
        measure=measure,
        value=value,
        starts_on=starts_on,
        ends_on=ends_on,
        source=source,
        entered_by=by,
        entered_at=at,
    )


@transaction.atomic
def take_out_figure(*, figure: EnteredFigure, by: User, at: dt.datetime) -> None:
    """Take a figure out of the reports; its history keeps what it was."""
    figure.delete()
