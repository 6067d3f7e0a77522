"""Dates in words."""

import datetime as dt

from django.utils import timezone

SOON = 7  # days


def as_day(moment: dt.date | dt.datetime) -> dt.date:
    """The calendar day here of a date or a moment."""
    if isinstance(moment, dt.datetime):
        return timezone.localtime(moment).date() if timezone.is_aware(moment) else moment.date()
    return moment


def in_words(day: dt.date) -> str:
    """``27 March 2026``."""
    return f"{day.day} {day:%B %Y}"


def meaning(day: dt.date, *, today: dt.date) -> tuple[str, str]:
    """What a date to act by means today: words of up to 20 characters, and "late", "soon" or ""."""
    days = (day - today).days
    if days < 0:
        return f"{count(-days, 'day')} overdue", "late"
    if days == 0:
        return "Today", "soon"
    if days == 1:
        return "Tomorrow", "soon"
    return f"In {count(days, 'day')}", "soon" if days <= SOON else ""


def age(born_on: dt.date, *, on: dt.date) -> str:
    """``9 years``, ``18 months`` under two years, ``3 weeks`` under three months.

    Raises:
        ValueError: not yet born on that day.
    """
    if born_on > on:
        raise ValueError("born after the day asked about")
    months = (on.year - born_on.year) * 12 + on.month - born_on.month - (on.day < born_on.day)
    if months >= 24:
        return count(months // 12, "year")
    if months >= 3:
        return count(months, "month")
    return count((on - born_on).days // 7, "week")


def count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number:,} {noun}s"
