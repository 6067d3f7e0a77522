"""Short breaks as the law limits them: no stay of more than 17 days, and 75 days in any 12 months.

A day is counted as the national return's own checks of these limits (365 and 367) count it: from the day on which
the break begins to the day on which it ends, so that each night is one day and parts of days are none. A break without
a night is no day: accommodation is what lasts more than 24 hours (Children Act 1989, section 22(2)). The regulation
itself does not say how parts of days count, so ``COUNTED`` is shown with every count.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from placements.clocks import MONTHS_IN_A_YEAR, REGULATIONS, Standing, add_months

LONGEST_BREAK = 17  # days
MOST_IN_A_YEAR = 75  # days
SOURCE = f"{REGULATIONS}, regulation 48"
STANDING = Standing.VERIFIED
COUNTED = (
    "Each night counts as one day, as in the national return's checks. A break without a night does not count: "
    "Children Act 1989, section 22(2), to be checked."
)
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Break:
    """``ends_on`` is the day after the last night; None for a break within one day. ``held`` is False while planned.

    It counts the days ``[starts_on, until)``.
    """

    starts_on: dt.date
    ends_on: dt.date | None
    held: bool = True

    @property
    def days(self) -> int:
        return (self.until - self.starts_on).days

    @property
    def until(self) -> dt.date:
        return self.ends_on or self.starts_on


@dataclass(frozen=True, slots=True)
class Window:
    """The twelve months that hold most days: ``[starts_on, ends_on)``."""

    starts_on: dt.date
    ends_on: dt.date
    held: int
    planned: int

    @property
    def days(self) -> int:
        return self.held + self.planned

    @property
    def left(self) -> int:
        return max(MOST_IN_A_YEAR - self.days, 0)

    @property
    def is_too_many(self) -> bool:
        return self.days > MOST_IN_A_YEAR


def too_long(breaks: Sequence[Break]) -> list[Break]:
    return [each for each in breaks if each.days > LONGEST_BREAK]


def fullest_window(breaks: Sequence[Break]) -> Window | None:
    """The twelve months with the most days of breaks, the earliest of several; None without breaks.

    A window that holds the most may be slid until it begins on the first day of a break, or ends after the last day
    of one, so only those need to be looked at.
    """
    starts = {each.starts_on for each in breaks}
    starts |= {add_months(each.until, -MONTHS_IN_A_YEAR) for each in breaks}
    windows = [_window(breaks, start) for start in sorted(starts)]
    return max(windows, key=lambda window: window.days, default=None)


def window_ending(breaks: Sequence[Break], day: dt.date) -> Window:
    """The twelve months up to and with ``day``."""
    return _window(breaks, add_months(day + ONE_DAY, -MONTHS_IN_A_YEAR))


def _window(breaks: Sequence[Break], start: dt.date) -> Window:
    end = add_months(start, MONTHS_IN_A_YEAR)
    held = sum(_inside(each, start, end) for each in breaks if each.held)
    planned = sum(_inside(each, start, end) for each in breaks if not each.held)
    return Window(start, end, held, planned)


def _inside(each: Break, start: dt.date, end: dt.date) -> int:
    return max((min(each.until, end) - max(each.starts_on, start)).days, 0)
