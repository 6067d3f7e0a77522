"""What is struck out of a child's record, in words, for those who could have written it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from children.models import Child
from placements.models import (
    Attendance,
    Belonging,
    Goal,
    GoalScore,
    Incident,
    StrengthsScore,
    Strikeable,
    SupportSession,
    Visit,
)
from ui.dates import in_words


@dataclass(frozen=True, slots=True)
class StruckLine:
    """``words`` say what was struck out; ``at``, ``by`` and ``reason`` when, by whom and why."""

    words: str
    at: dt.datetime
    by: str
    reason: str


def scores(goal: Goal) -> list[StruckLine]:
    return _struck(goal.scores)


def visits(child: Child) -> list[StruckLine]:
    return _struck(child.visits)


def sessions(child: Child) -> list[StruckLine]:
    return _struck(child.support_sessions)


def words_of(row: Strikeable) -> str:
    """One row in a sentence without a full stop: what, when, and what it said."""
    match row:
        case StrengthsScore():
            said = "no score" if row.total is None else f"{row.total} of 40"
            return f"SDQ of {in_words(row.on)}, {row.get_informant_display().lower()}: {said}"
        case Incident():
            said = row.words.rstrip(".")
            return f"{row.get_kind_display()}, {in_words(row.on)}: {said}"
        case Attendance():
            period = f"{in_words(row.starts_on)} until {in_words(row.ends_on)}"
            return f"School, {period}: {row.attended} of {row.possible} sessions"
        case Belonging():
            return f"Belonging, {in_words(row.on)}: {row.score} of 10"
        case GoalScore():
            return f"Score of {in_words(row.on)}: {row.score} of 10"
        case Visit():
            return f"Visit of {in_words(row.on)}"
        case SupportSession():
            return f"{row.get_kind_display()}, {in_words(row.starts_on)}"
    raise TypeError(f"Nothing is said of {type(row).__name__}")


def lines(struck: Iterable[Any]) -> list[StruckLine]:
    """Rows that are struck out, the first to be struck out first."""
    found = (
        StruckLine(words_of(row), row.struck_at, row.struck_by.name, row.struck_reason)
        for row in struck
    )
    return sorted(found, key=lambda line: line.at)


def _struck(rows: Any) -> list[StruckLine]:
    return lines(rows.exclude(struck_at=None).select_related("struck_by"))
