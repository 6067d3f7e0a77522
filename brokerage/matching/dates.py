"""Days as the matching core counts them.

A day in a column is ``date.toordinal()`` as a 32-bit integer. A period is half-open: it holds its
first day and not its last, so a child may leave one home and join another on the same day.
"""

import datetime as dt

from reference.dates import age_on

__all__ = ["NEVER", "UNKNOWN_DAY", "age_on", "birthday", "in_words", "latest_birth", "ordinal"]

UNKNOWN_DAY = -1  # the day is not recorded
NEVER = 2**31 - 1  # the end of something that has no end recorded because it has none


def latest_birth(age_years: int, on: dt.date) -> dt.date:
    """Return the last birth date of somebody who is at least this old on a day.

    The same rule as ``age_on``, turned round so that a whole column of birth days is compared with
    one number.
    """
    year = on.year - age_years
    try:
        return on.replace(year=year)
    except ValueError:  # 29 February, and that year had none
        return dt.date(year, 2, 28)


def birthday(birth_date: dt.date, years: int) -> dt.date:
    """Return the day on which somebody turns this old, by the rule of ``age_on``."""
    try:
        return birth_date.replace(year=birth_date.year + years)
    except ValueError:  # born on 29 February, and that year has none
        return dt.date(birth_date.year + years, 3, 1)


def ordinal(day: dt.date | None, *, missing: int = UNKNOWN_DAY) -> int:
    return missing if day is None else day.toordinal()


def in_words(day: dt.date | int) -> str:
    """A day as it is written on every page: 27 March 2026."""
    date = dt.date.fromordinal(int(day)) if not isinstance(day, dt.date) else day
    return f"{date.day} {date:%B %Y}"
