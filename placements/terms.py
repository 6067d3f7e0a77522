"""Whether a stay is outside what the fostering panel approved its carers for. Plain Python, no database, no clock.

It asks what matching's rules about the terms ask (APR-2 to APR-5), so that a home which ranking passes is never
outside; and a panel that named the child approved the child.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

ANY_SEX = "ANY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What was approved for ``[starts_on, ends_on)``. ``kinds`` is empty where nobody recorded them."""

    starts_on: dt.date
    ends_on: dt.date | None
    is_approved: bool
    min_age: int
    max_age: int
    sex: str
    kinds: Collection[str]
    named_only: bool


@dataclass(frozen=True, slots=True)
class Named:
    """The days ``[starts_on, ends_on)`` on which the household is approved for this child by name."""

    starts_on: dt.date
    ends_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Asked:
    """Who comes and what for. ``age`` is in completed years on the day of the move."""

    kind: str
    age: int
    sex: str


def is_outside(
    asked: Asked, *, on: dt.date, terms: Iterable[Terms], named: Iterable[Named] = ()
) -> bool:
    """Whether the terms of a day leave the stay out. Where none are recorded for the day nobody can tell: False."""
    if any(_holds(each, on) for each in named):
        return False
    held = [each for each in terms if _holds(each, on)]
    return bool(held) and not any(_covers(each, asked) for each in held)


def approved_from(
    asked: Asked, *, after: dt.date, terms: Collection[Terms], named: Collection[Named] = ()
) -> dt.date | None:
    """The first day after ``after`` on which the approval was changed so that it covers the stay; None until then."""
    starts = [each.starts_on for each in terms] + [each.starts_on for each in named]
    days = {day for day in starts if day > after}
    known = (day for day in sorted(days) if not is_outside(asked, on=day, terms=terms, named=named))
    return next(known, None)


def _holds(period: Terms | Named, on: dt.date) -> bool:
    return period.starts_on <= on and (period.ends_on is None or period.ends_on > on)


def _covers(terms: Terms, asked: Asked) -> bool:
    return (
        terms.is_approved
        and not terms.named_only
        and terms.min_age <= asked.age <= terms.max_age
        and terms.sex in {ANY_SEX, asked.sex}
        and (not terms.kinds or asked.kind in terms.kinds)
    )
