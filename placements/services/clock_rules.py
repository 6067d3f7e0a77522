"""An authority's own timings, in place of the law's."""

import datetime as dt

from django.db import transaction

from accounts.models import Authority, User
from placements import clocks
from placements.clocks import Change, Standing, Unit
from placements.models import ClockRule
from reference.dates import london_today


class LaterThanTheLaw(Exception):
    """The authority's amount would end after the law's."""

    def __init__(self, length: str) -> None:
        super().__init__(f"This may not end later than the law's {length} do, on any day of a year")


@transaction.atomic
def set_clock_rule(
    *,
    authority: Authority,
    code: str,
    amount: int,
    unit: str,
    source: str,
    by: User,
    at: dt.datetime,
) -> ClockRule:
    """Follow the authority's own procedure, which may ask for less time than the law and never for more.

    Raises:
        LaterThanTheLaw: it would, on some start in the next three years.
        KeyError: there is no timing of this code.
    """
    timing, change = clocks.SHIPPED[code], Change(code, amount, Unit(unit), source)
    is_law = timing.standing == Standing.VERIFIED
    if is_law and clocks.ends_later(change, from_day=london_today(at)):
        raise LaterThanTheLaw(timing.length)
    rule, _ = ClockRule.objects.update_or_create(
        authority=authority,
        code=code,
        defaults={
            "amount": amount,
            "unit": unit,
            "source": source,
            "changed_by": by,
            "changed_at": at,
        },
    )
    return rule


@transaction.atomic
def drop_clock_rule(*, authority: Authority, code: str, by: User, at: dt.datetime) -> None:
    """Go back to the law's timing. What was followed before stays in the history."""
    ClockRule.objects.filter(authority=authority, code=code).delete()
