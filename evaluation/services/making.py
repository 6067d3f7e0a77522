"""What a report is asked for: the one argument of whatever makes a kind of report."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from accounts.models import Authority
from evaluation.reporting.shapes import Report

Progress = Callable[[int, int], None]
"""Called with the steps that are done and all there are, as often as the maker likes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """One authority's report of one kind.

    Args:
        asked: the answers of the kind's form, as text that JSON keeps: years as "2018", days as "2026-03-27".
        made_on: the day that the report bears, and up to which it looks.
    """

    authority: Authority
    asked: Mapping[str, str]
    made_on: dt.date
    progress: Progress


Maker = Callable[[Making], Report]


class CannotReport(Exception):
    """There is no such report, for a reason that whoever asked can do something about. The words are for them."""
