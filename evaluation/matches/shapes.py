"""What an export is made of, and what comes out."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from evaluation.matches.facts import DeskChild
from evaluation.returns.columns import EPISODES, HEADER
from evaluation.returns.rows import Episode

REVIEWS, OC2, MISSING = "Reviews", "OC2", "Missing"
FILES = (HEADER, EPISODES, REVIEWS, OC2, MISSING)

NOT_ON_THE_DESK = "The desk does not record it."

Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is blank because the desk does not know it, or that a person should look at."""

    file: str
    child: str
    column: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """A time missing (M) or away without authorisation (A). ``until`` is the day on which it was over."""

    kind: str
    on: dt.date
    until: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """What the desk recorded of one child within the year.

    Args:
        reviews: the day of each and the code of how the child took part.
        sdq: the score, or else the reason for none; None where nothing was recorded.
    """

    reviews: Sequence[tuple[dt.date, str]] = ()
    away: Sequence[Away] = ()
    sdq: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Everything that an export is made of.

    Args:
        given: the imported rows of the year's return by file, in order, cells in the order of their columns.
        headers: the latest imported Header row of each child in returns of earlier years.
        episodes: the imported episodes of all years.
        happened: by the child's number.
    """

    given: Mapping[str, Sequence[Cells]]
    headers: Mapping[str, Cells]
    episodes: Sequence[Episode]
    desk: Sequence[DeskChild]
    happened: Mapping[str, Happened]


@dataclass(slots=True)
class Exported:
    """Rows by file, cells in the order of its columns, and what is blank in them."""

    rows: dict[str, list[Cells]] = field(default_factory=lambda: {kind: [] for kind in FILES})
    gaps: list[Gap] = field(default_factory=list)


def day(date: dt.date | None) -> str:
    """As the return writes it: 31/03/2018; nothing for none."""
    return f"{date:%d/%m/%Y}" if date else ""
