"""Would the model have foretold what came later? Learnt until a day, tried on everything after it.

It is set against two that know no carer: how often stays ended so after so long a time (the base rate), and the same
with what was known of the child. A model that does not beat both in both scores has shown nothing about carers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evaluation.success.logistic import brier, deviance
from evaluation.success.model import cut_days, learn, strength_for
from evaluation.success.rows import Question, rows_of
from evaluation.success.stays import Floats, Watched, between

LEARNT_SHARE = 0.7
FEWEST_LATER = 20  # unplanned endings to be foretold
GROUPS = ("Lowest third", "Middle third", "Highest third")


@dataclass(frozen=True, slots=True)
class Scores:
    """The lower, the better."""

    brier: float
    deviance: float

    def beats(self, other: "Scores") -> bool:
        return self.brier < other.brier and self.deviance < other.deviance


@dataclass(frozen=True, slots=True)
class Group:
    """Of those of similar chance: how many unplanned endings were expected, and how many there were."""

    label: str
    trials: int
    expected: float
    happened: int


@dataclass(frozen=True, slots=True)
class BackTest:
    """``learnt_until`` is the last day that was learnt from, as an ordinal. ``events`` happened after it.

    ``strength`` is the penalty that foretold best within what was learnt from.
    """

    learnt_until: int
    strength: float
    events: int
    base_rate: Scores
    child_only: Scores
    model: Scores
    groups: tuple[Group, ...]

    @property
    def has_held(self) -> bool:
        return self.model.beats(self.base_rate) and self.model.beats(self.child_only)


def back_test(
    found: Watched, question: Question, columns: Sequence[int], free: int
) -> BackTest | None:
    """None where too little happened after the day to tell."""
    (day,) = cut_days(found, question, (LEARNT_SHARE,))
    known, later = between(found, 0, day), between(found, day, int(found.ends.max()))
    tried = rows_of(later, question)
    if tried.events < FEWEST_LATER or not rows_of(known, question).events:
        return None
    strength = strength_for(known, question, columns, free)
    kept: list[tuple[Sequence[int], int]] = [(columns, free), (columns[:free], free), ((), 0)]
    chances = [
        learn(known, question, some, number, strength).chances(later, tried)
        for some, number in kept
    ]
    model, child_only, base_rate = (
        Scores(brier(each, tried.hits, tried.trials), deviance(each, tried.hits, tried.trials))
        for each in chances
    )
    groups = _groups(chances[0], tried.hits, tried.trials)
    return BackTest(day, strength, tried.events, base_rate, child_only, model, groups)


def _groups(chances: Floats, hits: Floats, trials: Floats) -> tuple[Group, ...]:
    """Thirds of the trials by their chance; rows of equal chance stay in the order of the stays."""
    order = np.argsort(chances, kind="stable")
    third = np.minimum(
        np.cumsum(trials[order]) * len(GROUPS) // (trials.sum() + 1), len(GROUPS) - 1
    )
    found = []
    for at, label in enumerate(GROUPS):
        rows = order[third == at]
        expected = float(chances[rows] @ trials[rows])
        found.append(Group(label, int(trials[rows].sum()), expected, int(hits[rows].sum())))
    return tuple(found)
