"""The collection year of a return, read from its episodes.

An episode belongs to a return if it was open on some day of the collection year. So it *fits* a year
if it began by the 31 March that ends it and, where it has ended, ended within the year. A return is
for the year that most of its episodes fit. Episodes that are all still open fit every year after they
began: of years that equally many fit, it is the one with the most reviews and times missing, and of
those the first. A year that has not begun is never meant.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from itertools import accumulate

Span = tuple[dt.date, dt.date | None]


class NoYear(Exception):
    """No episode has a date from which a year could be told. The words are for the sender."""


def year_of(day: dt.date) -> int:
    """The year in which the collection year of a day ends: 2018 for 1 April 2017."""
    return day.year + (day >= dt.date(day.year, 4, 1))


def first_day(year: int) -> dt.date:
    return dt.date(year - 1, 4, 1)


def last_day(year: int) -> dt.date:
    return dt.date(year, 3, 31)


def fits(span: Span, year: int) -> bool:
    began, ended = span
    return began <= last_day(year) and (ended is None or year_of(ended) == year)


def find_year(spans: Iterable[Span], *, today: dt.date, other_days: Iterable[dt.date] = ()) -> int:
    """The year of a return with these episodes, by the rule above.

    Args:
        other_days: of what the return says happened within its year.

    Raises:
        NoYear: no episode began before the end of the year that ``today`` is in.
    """
    last = year_of(today)
    known = [(began, ended) for began, ended in spans if year_of(began) <= last]
    if not known:
        raise NoYear("No episode has a start date, so nothing tells which year the return is for.")
    first = min(year_of(began) for began, _ in known)
    years = range(first, last + 1)
    opened, closed = [0] * len(years), [0] * len(years)
    for began, ended in known:
        if ended is None:
            opened[year_of(began) - first] += 1
        elif began <= ended and year_of(ended) <= last:
            closed[year_of(ended) - first] += 1
    score = [all_open + ended for all_open, ended in zip(accumulate(opened), closed, strict=True)]
    best = [year for year, fitting in zip(years, score, strict=True) if fitting == max(score)]
    happened = Counter(map(year_of, other_days)) if len(best) > 1 else Counter[int]()
    return max(best, key=lambda year: (happened[year], -year))


def in_words(year: int) -> str:
    return f"year ending 31 March {year}"
