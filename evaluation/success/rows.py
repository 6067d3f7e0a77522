"""From stays to the rows of a logistic model: steps of 30 days, gathered by how long the stay had lasted.

A stay contributes one trial for each step that it was watched from beginning to end, and for the step in which it
ended. As nothing but the time changes within a stay, the trials of one band of steps are one row.
"""

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from evaluation.success.stays import Floats, Ints, Watched

STEP_DAYS = 30
BANDS = (0, 1, 2, 3, 6, 12, 24, 61)
"""The first step of each band, and the step from which stays are no longer followed: five years."""


class Question(StrEnum):
    LASTED = "LASTED"  # in each step: did it end unplanned?
    ENDED = "ENDED"  # when it ended: was that unplanned?


@dataclass(frozen=True, slots=True)
class Rows:
    """``hits`` of ``trials`` in each row: of which stay, in which band."""

    stays: Ints
    bands: Ints
    hits: Floats
    trials: Floats

    def __len__(self) -> int:
        return len(self.stays)

    @property
    def events(self) -> int:
        return int(self.hits.sum())


def rows_of(found: Watched, question: Question) -> Rows:
    """Stays without a whole step, and without an ending, have no row."""
    if question is Question.ENDED:
        return _endings(found)
    ended_in = _step_of_ending(found)
    # The steps [first, past) that it was watched in.
    first = -(-found.enters // STEP_DAYS)
    past = np.where(found.ended, ended_in + 1, found.exits // STEP_DAYS)
    parts = []
    for band, (begins, ends) in enumerate(pairwise(BANDS)):
        trials = np.minimum(past, ends) - np.maximum(first, begins)
        inside = (ended_in >= np.maximum(first, begins)) & (ended_in < ends)
        seen = np.flatnonzero(trials > 0)
        hits = (found.unplanned & inside)[seen].astype(np.float64)
        parts.append(Rows(seen, np.full(len(seen), band), hits, trials[seen].astype(np.float64)))
    return Rows(
        np.concatenate([part.stays for part in parts]),
        np.concatenate([part.bands for part in parts]),
        np.concatenate([part.hits for part in parts]),
        np.concatenate([part.trials for part in parts]),
    )


def _endings(found: Watched) -> Rows:
    ended = np.flatnonzero(found.ended & (found.exits >= found.enters))
    bands = np.searchsorted(BANDS, _step_of_ending(found)[ended], side="right") - 1
    bands = np.minimum(bands, len(BANDS) - 2)
    hits = found.unplanned[ended].astype(np.float64)
    return Rows(ended, bands, hits, np.ones(len(ended)))


def _step_of_ending(found: Watched) -> Ints:
    steps: Ints = np.maximum(found.exits - 1, 0) // STEP_DAYS
    return steps


def band_columns(rows: Rows) -> Floats:
    columns: NDArray[np.float64] = np.zeros((len(rows), len(BANDS) - 1))
    columns[np.arange(len(rows)), rows.bands] = 1.0
    return columns
