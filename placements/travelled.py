"""Distance travelled: how far a child has come on a goal since it was set. Plain Python, and no clock.

A goal that was scored only when it was set has travelled no known distance: it is "not measured again", which is never
the same as 0. A score is a step of the goal's own scale, from 0 to 10; some goals aim downwards (fewer nights away).
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True, order=True)
class Measured:
    """Where the child stood on a day."""

    on: dt.date
    score: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Travel:
    """One goal's way: from ``baseline`` towards ``target``, by every later score in the order of their days."""

    baseline: Measured
    target: int
    later: Sequence[Measured] = ()

    @property
    def latest(self) -> Measured | None:
        """None where the goal was not measured again."""
        return self.later[-1] if self.later else None

    @property
    def steps(self) -> int | None:
        """Steps towards the target, negative for steps away from it; None where not measured again.

        A goal whose target is its baseline is one to hold: any step off it counts as away.
        """
        if self.latest is None:
            return None
        moved = self.latest.score - self.baseline.score
        if self.to_go == 0:
            return -abs(moved)
        return moved if self.target > self.baseline.score else -moved

    @property
    def to_go(self) -> int:
        """Steps between baseline and target, zero or more."""
        return abs(self.target - self.baseline.score)

    @property
    def steps_away(self) -> int:
        """How many steps further from the target; 0 where it is not further, and where nobody measured again."""
        return max(0, -(self.steps or 0))

    @property
    def is_reached(self) -> bool:
        """At the target or beyond it, when last measured."""
        return self.steps is not None and self.steps >= self.to_go


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Several goals of one dimension, counted and never averaged with what was not measured."""

    nearer: int
    further: int
    unmoved: int
    not_measured_again: int
    steps: int | None
    to_go: int

    @property
    def goals(self) -> int:
        return self.nearer + self.further + self.unmoved + self.not_measured_again

    @property
    def steps_away(self) -> int:
        """How many steps further from the target; 0 where it is not further, and where nobody measured again."""
        return max(0, -(self.steps or 0))

    @property
    def share(self) -> Fraction | None:
        """Steps made of the steps to go, over the goals measured again; None where that says nothing."""
        return None if self.steps is None or not self.to_go else Fraction(self.steps, self.to_go)


def travel(*, baseline: Measured, target: int, scores: Iterable[Measured]) -> Travel:
    """Scores in any order; those of the baseline's day or before are no later measurement and are left out."""
    later = sorted(score for score in scores if score.on > baseline.on)
    return Travel(baseline=baseline, target=target, later=tuple(later))


def together(travels: Iterable[Travel]) -> Together:
    """``steps`` and ``to_go`` are over the goals measured again; ``steps`` is None where none was."""
    every = list(travels)
    again = [(each.steps, each.to_go) for each in every if each.steps is not None]
    return Together(
        nearer=sum(steps > 0 for steps, _ in again),
        further=sum(steps < 0 for steps, _ in again),
        unmoved=sum(steps == 0 for steps, _ in again),
        not_measured_again=len(every) - len(again),
        steps=sum(steps for steps, _ in again) if again else None,
        to_go=sum(to_go for _, to_go in again),
    )
