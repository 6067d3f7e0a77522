"""Days as law and the desk count them: ages, working days, London's calendar, periods.

Plain Python, and no clock: every function is told the moment or the day.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

ONE_DAY = dt.timedelta(days=1)
SATURDAY = 5


def london_today(at: dt.datetime) -> dt.date:
    """The date in London at a moment. At 23:30 UTC in July it is already the next day there.

    Raises:
        ValueError: the moment has no time zone.
    """
    if at.tzinfo is None:
        raise ValueError("A moment needs a time zone.")
    return at.astimezone(LONDON).date()


def london_midnight(day: dt.date) -> dt.datetime:
    """The moment at which a day begins in London, in UTC.

    A day lasts from its midnight up to the next day's: 23 hours on the last Sunday of March, 25 on
    October's.
    """
    return dt.datetime.combine(day, dt.time(), LONDON).astimezone(dt.UTC)


def age_on(birth: dt.date, day: dt.date) -> int:
    """Age in completed years. Born on 29 February, one is a year older on 1 March of a common year.

    Raises:
        ValueError: the day is before the birth.
    """
    if day < birth:
        raise ValueError("That day is before the date of birth.")
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def birthday(birth: dt.date, age: int) -> dt.date:
    """The first day on which ``age_on(birth, day)`` is ``age``."""
    try:
        return birth.replace(year=birth.year + age)
    except ValueError:
        return dt.date(birth.year + age, 3, 1)


def is_working_day(day: dt.date) -> bool:
    """True unless it is a Saturday, a Sunday or a bank holiday in England."""
    return day.weekday() < SATURDAY and day not in _bank_holidays(day.year)


def add_working_days(day: dt.date, count: int) -> dt.date:
    """The working day that is ``count`` working days after ``day``, or before it when negative.

    ``day`` itself is day zero and is not counted, whether or not it is a working day. With a count
    of zero the answer is ``day``.
    """
    step = ONE_DAY if count > 0 else -ONE_DAY
    left = abs(count)
    while left:
        day += step
        left -= is_working_day(day)
    return day


def working_days_between(start: dt.date, end: dt.date) -> int:
    """How many working days come after ``start``, up to and including ``end``.

    So ``add_working_days(start, n)`` is n working days from ``start``.

    Raises:
        ValueError: ``end`` is before ``start``.
    """
    if end < start:
        raise ValueError("The end is before the start.")
    days = (start + ONE_DAY * n for n in range(1, (end - start).days + 1))
    return sum(map(is_working_day, days))


@cache
def _bank_holidays(year: int) -> frozenset[dt.date]:
    import holidays  # with a calendar of many countries, for whoever counts working days

    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


@dataclass(frozen=True, slots=True)
class Period:
    """The days from ``starts_on`` up to, and without, ``ends_on``; ``None``: no end is known.

    Raises:
        ValueError: it ends before it has begun. A period may be empty; it then holds no day and
            overlaps nothing.
    """

    starts_on: dt.date
    ends_on: dt.date | None = None

    def __post_init__(self) -> None:
        if self.ends_on is not None and self.ends_on < self.starts_on:
            raise ValueError("A period cannot end before it starts.")

    def __contains__(self, day: dt.date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)

    def overlaps(self, other: "Period") -> bool:
        """True when some day is in both. Leaving and arriving on one day is no overlap."""
        latest_start = max(self.starts_on, other.starts_on)
        return latest_start in self and latest_start in other

    def days_until(self, day: dt.date) -> int:
        """How many of its days come before ``day``; with no end known, all of its days so far."""
        end = day if self.ends_on is None else min(self.ends_on, day)
        return max((end - self.starts_on).days, 0)
