"""Moves between kinds of placement in a year, and those among them that step down from a home to a family."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from evaluation.stability.history import year_end, year_start
from evaluation.stability.moves import Kind, Placement

STEP_DOWN = (Kind.RESIDENTIAL, Kind.FOSTERING)
CARE_PLAN = "CARPL"
"""The reason for a move that carries the child's care plan out."""


@dataclass(frozen=True, slots=True)
class Move:
    child: str
    before: Placement
    after: Placement

    @property
    def kinds(self) -> tuple[Kind, Kind]:
        return self.before.kind, self.after.kind

    @property
    def reason(self) -> str:
        """Why the placement changed (REASON_PLACE_CHANGE), as recorded where it ended; "" where nothing was."""
        return self.before.stretches[-1].episode.reason


@dataclass(frozen=True, slots=True)
class Transitions:
    """The moves of a year: placements that started in it straight after another one."""

    moves: Sequence[Move]

    @property
    def step_downs(self) -> Sequence[Move]:
        return [move for move in self.moves if move.kinds == STEP_DOWN]

    def table(self) -> dict[str, dict[str, int]]:
        """How many moves from each kind to each kind."""
        counted = Counter(move.kinds for move in self.moves)
        return {
            before.value: {after.value: counted[before, after] for after in Kind} for before in Kind
        }

    def by_reason(self) -> dict[str, int]:
        return dict(sorted(Counter(move.reason for move in self.moves).items()))


def transitions(placements: Sequence[Placement], year: int) -> Transitions:
    first, last = year_start(year), year_end(year)
    return Transitions(
        [
            Move(each.child, each.previous, each)
            for each in placements
            if each.previous and first <= each.start <= last
        ]
    )
