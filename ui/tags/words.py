"""Dates, money, distances and ages in words."""

import datetime as dt
from typing import Any

from django.utils import timezone

from ui import dates
from ui.fields import clock
from ui.tags.library import register

NOT_RECORDED = "Not recorded"
MINUS = "\N{MINUS SIGN}"


@register.filter
def day(moment: dt.date | dt.datetime | None) -> str:
    """``27 March 2026``; "Not recorded" for None."""
    return dates.in_words(dates.as_day(moment)) if moment else NOT_RECORDED


@register.filter
def weekday(moment: dt.date | dt.datetime | None) -> str:
    """``Friday 27 March 2026``."""
    return f"{dates.as_day(moment):%A} {day(moment)}" if moment else NOT_RECORDED


@register.filter
def time_of_day(moment: dt.datetime) -> str:
    """``2:05pm``, in local time."""
    return clock(timezone.localtime(moment))


@register.filter
def day_time(moment: dt.datetime | None) -> str:
    """``27 March 2026 at 5pm``, in local time."""
    if not moment:
        return NOT_RECORDED
    here = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    return f"{dates.in_words(here.date())} at {clock(here)}"


@register.filter
def age(born_on: dt.date | None, on: dt.date) -> str:
    """``{{ child.born_on|age:today }}``: ``9 years``."""
    return dates.age(born_on, on=on) if born_on else NOT_RECORDED


@register.filter
def miles(distance: float | None) -> str:
    """``4 miles``; ``1.2 miles`` below ten; "less than a mile" below one."""
    if distance is None:
        return NOT_RECORDED
    if distance < 1:
        return "less than a mile"
    number = f"{distance:.0f}" if distance >= 10 else f"{distance:.1f}".removesuffix(".0")
    return f"{number} mile{'' if number == '1' else 's'}"


@register.filter
def pence(amount: int | None) -> str:
    """``£1,140`` or ``£412.50``, from whole pence."""
    if amount is None:
        return NOT_RECORDED
    whole, rest = divmod(abs(amount), 100)
    return f"{MINUS if amount < 0 else ''}£{whole:,}{f'.{rest:02}' if rest else ''}"


@register.filter
def counted(number: int, noun: str) -> str:
    """``{{ 1|counted:"carer" }}``: ``1 carer``; ``37 carers``."""
    return dates.count(number, noun)


@register.filter
def recorded(value: Any) -> Any:
    """The value, or "Not recorded" for none: a blank leaves people guessing."""
    return NOT_RECORDED if value is None or value == "" else value
