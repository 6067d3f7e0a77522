"""What goes in: stays in foster homes, and what was recorded about each when it began."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Ending(StrEnum):
    PLANNED = "PLANNED"
    UNPLANNED = "UNPLANNED"


class AsOf(StrEnum):
    """How far what is used was true when the stay began, rather than today."""

    DATED = "At the start of the stay, by its own dates"
    HISTORY = "At the start of the stay where the record's history goes back so far, else as first recorded"
    TODAY = "As recorded today"


@dataclass(frozen=True, slots=True)
class Attribute:
    """Something recorded about a home, with the step whose effect is told: 1 for yes against no.

    Those with ``of_child`` say whom the home was asked to care for. They are allowed for, and never reported.
    """

    code: str
    label: str
    as_of: AsOf
    step: float = 1.0
    of_child: bool = False
    is_yes_or_no: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """One stay, watched from ``watched_from`` up to ``watched_until``.

    A stay that was recorded only after it began is watched from that day: had it ended before, nobody would have
    recorded it. Without an ending it is still going on, or no longer watched.

    Args:
        key: tells stays apart, and orders them.
        household: whoever shares one shares its carers, so their stays are not independent.
        values: by an attribute's code; what is not recorded is missing.
    """

    key: int
    household: int
    starts_on: dt.date
    watched_from: dt.date
    watched_until: dt.date
    ending: Ending | None
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Watched:
    """The same stays as arrays, one element a stay in order of its key. Days count from each stay's own start."""

    households: Ints
    starts: Ints
    enters: Ints
    exits: Ints
    unplanned: NDArray[np.bool_]
    planned: NDArray[np.bool_]
    values: Floats  # a column an attribute; not a number where it is not recorded

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def ended(self) -> NDArray[np.bool_]:
        return self.unplanned | self.planned

    @property
    def ends(self) -> Ints:
        """The last day watched, as an ordinal."""
        return self.starts + self.exits


def watched(stays: Sequence[Stay], attributes: Sequence[Attribute]) -> Watched:
    """In the order of the keys, whatever the order in which they are given."""
    ordered = sorted(stays, key=lambda stay: stay.key)
    numbers = {key: at for at, key in enumerate(sorted({stay.household for stay in ordered}))}
    starts = np.array([stay.starts_on.toordinal() for stay in ordered], np.int64)
    enters = np.array([stay.watched_from.toordinal() for stay in ordered], np.int64) - starts
    exits = np.array([stay.watched_until.toordinal() for stay in ordered], np.int64) - starts
    values = [[stay.values.get(each.code, np.nan) for each in attributes] for stay in ordered]
    return Watched(
        households=np.array([numbers[stay.household] for stay in ordered], np.int64),
        starts=starts,
        enters=np.maximum(enters, 0),
        exits=exits,
        unplanned=np.array([stay.ending is Ending.UNPLANNED for stay in ordered], np.bool_),
        planned=np.array([stay.ending is Ending.PLANNED for stay in ordered], np.bool_),
        values=np.array(values, np.float64).reshape(len(ordered), len(attributes)),
    )


def between(found: Watched, first: int, last: int) -> Watched:
    """What was known of them on the day ``last``, of what happened after the day ``first``. Days are ordinals."""
    enters = np.maximum(found.enters, first - found.starts)
    exits = np.minimum(found.exits, last - found.starts)
    seen = exits > enters
    in_time = found.ends <= last
    return Watched(
        households=found.households[seen],
        starts=found.starts[seen],
        enters=enters[seen],
        exits=exits[seen],
        unplanned=(found.unplanned & in_time)[seen],
        planned=(found.planned & in_time)[seen],
        values=found.values[seen],
    )
