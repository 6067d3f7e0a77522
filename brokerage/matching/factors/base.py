"""What a factor is: parts that each have a value for every household, and words said of the same values.

A value is from 0 to 1. What is not recorded counts as a half and lowers the share that is known, so
a household gains nothing and loses little by a gap, and the gap is listed as a question to ask.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from brokerage.matching.blocks import Floats, Int32, Mask, Rows
from brokerage.matching.situation import Situation

WHEN_UNKNOWN = 0.5


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a factor looks at, over the rows that it was asked about.

    ``values`` has 0.5 where nothing is known; ``known`` is the share of each value that rests on
    recorded facts, or none where all of them do. ``words`` takes a position in the rows, as do the
    days of ``recorded_on``.
    """

    label: str
    weight: float
    values: Floats
    known: Floats | None
    words: Callable[[int], str]
    question: str = ""
    recorded_on: Int32 | None = None

    def known_at(self, position: int) -> float:
        return 1.0 if self.known is None else float(self.known[position])


@dataclass(frozen=True, slots=True)
class Factor:
    """How well a household fits in one respect.

    ``parts`` is the definition: none of them means that the factor does not apply to the request.
    It is asked about the rows that are to be scored, which may be one household or all of them.
    """

    code: str
    label: str
    starting_weight: float
    parts: Callable[[Situation, Rows], list[Part]]


class Valuation:
    """One factor's value for each of the rows, and the share of it that is known."""

    def __init__(self, factor: Factor, situation: Situation, rows: Rows) -> None:
        self.factor = factor
        self.parts = factor.parts(situation, rows)
        total = sum(part.weight for part in self.parts)
        self.applies = total > 0
        self.values = np.full(len(rows), WHEN_UNKNOWN)
        self.known: Floats | None = None
        if self.applies:
            self.values = _mean([(part.weight, part.values) for part in self.parts], total)
            self.known = self._known_shares(total, len(rows))

    def _known_shares(self, total: float, count: int) -> Floats | None:
        if all(part.known is None for part in self.parts):
            return None
        whole = np.ones(count)
        return _mean(
            [(part.weight, whole if part.known is None else part.known) for part in self.parts],
            total,
        )


def _mean(weighted: list[tuple[float, Floats]], total: float) -> Floats:
    """The weighted mean, added up one part after another so that it is the same for any number of rows."""
    if len(weighted) == 1:
        return weighted[0][1]
    added = weighted[0][1] * weighted[0][0]
    for weight, values in weighted[1:]:
        added += values * weight
    added /= total
    return np.minimum(added, 1.0, out=added)


def filled(values: Floats, unknown: Mask) -> tuple[Floats, Floats | None]:
    """Values with a half where unknown, and their known shares."""
    if not unknown.any():
        return values, None
    values[unknown] = WHEN_UNKNOWN
    return values, (~unknown).astype(np.float64)


def yes_or_no(
    values: np.ndarray[tuple[int], np.dtype[np.int8]], *, good: int = 1
) -> tuple[Floats, Floats | None]:
    """1 where the recorded answer is the good one, 0 where it is the other, a half where there is none."""
    return filled((values == good).astype(np.float64), values < 0)


NEAR_MILES = 3.0
FAR_MILES = 20.0


def nearness(miles: Floats, limit: float | None) -> tuple[Floats, Floats | None]:
    """1 within 3 miles, falling evenly to 0 at the limit (20 miles where none is given)."""
    far = limit or FAR_MILES
    if far <= NEAR_MILES:
        return filled((miles <= far).astype(np.float64), np.isnan(miles))
    values = (far - miles) / (far - NEAR_MILES)
    np.clip(values, 0.0, 1.0, out=values)
    return filled(values, np.isnan(miles))
