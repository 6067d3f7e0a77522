"""The days of whole financial years."""

import datetime as dt

from evaluation.queries.matching import APRIL, Years


def days_of(years: Years, *, until: dt.date) -> tuple[dt.date, dt.date]:
    """The first and the last day, both included. What lies after ``until`` is not known and is left out."""
    first = dt.date(years.first, APRIL, 1)
    return first, max(first, min(dt.date(years.last + 1, APRIL, 1) - dt.timedelta(days=1), until))
