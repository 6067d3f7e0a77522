"""Statutory returns of the invented authorities, told from their own records as an export tells them."""

import datetime as dt

from accounts.models import Authority
from evaluation import queries
from evaluation.matches import writing
from evaluation.returns.given import GivenFile, GivenReturn
from evaluation.returns.reading import read_file
from evaluation.returns.year import year_of
from evaluation.services import returns
from reference.dates import london_today

YEARS = 3
"""Long-term stability looks back two and a half."""


def add_returns(*, authority: Authority, at: dt.datetime) -> int:
    """Put the returns of the last ``YEARS`` whole years in force, the earliest first. Returns how many there were.

    What the desk does not record is blank in them, so that reading them finds what is missing, as a
    first return from a new system would.
    """
    present = year_of(london_today(at))
    years = range(present - YEARS, present)
    for year in years:
        read = [read_file(*each) for each in writing.files(queries.exported(authority, year))]
        files = tuple(each for each in read if isinstance(each, GivenFile))
        given = GivenReturn(year, files)
        returns.import_return(authority=authority, given=given, by=None, at=at)
    return len(years)
