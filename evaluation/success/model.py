"""One question's model: which columns it has, how hard it is pulled to nought, and what it says of each attribute."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evaluation.success.logistic import Fit, deviance, fit, variances
from evaluation.success.rows import Question, Rows, band_columns, rows_of
from evaluation.success.stays import Floats, Watched, between

PENALTIES = (1000.0, 300.0, 100.0, 30.0, 10.0, 3.0)
"""From the hardest on, so that each starts from a near one; on attributes with a standard deviation of one."""
MOST_FOR_TELLING = 16.0
"""A prior standard deviation of a quarter: with fifty endings it takes a quarter off an effect, with five hundred a
thirtieth. What foretells best may pull far harder, and an interval around that would no longer hold what is true."""
FAINT = 0.1
"""On the time that has passed and on what is known of the child: enough that a band without endings has an answer."""
FOLDS = (0.4, 0.6, 0.8)
"""Shares of the endings by which each fold's learning stops; it is tried on what came next."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Means and standard deviations of the stays that were learnt from. A column that does not vary says nothing."""

    means: Floats
    deviations: Floats

    @classmethod
    def of(cls, values: Floats) -> "Scale":
        known = ~np.isnan(values)
        number = np.maximum(known.sum(axis=0), 1)
        means = np.where(known, values, 0.0).sum(axis=0) / number
        spread = np.where(known, values - means, 0.0)
        return cls(means, np.sqrt((spread**2).sum(axis=0) / number))

    def apply(self, values: Floats) -> Floats:
        """What is not recorded is taken to be the mean, which says nothing either way."""
        varies = self.deviations > 1e-9
        scaled = (values - self.means) / np.where(varies, self.deviations, 1.0)
        scaled = np.where(varies, scaled, 0.0)
        applied: Floats = np.where(np.isnan(scaled), 0.0, scaled)
        return applied


@dataclass(frozen=True, slots=True)
class Learnt:
    """A model of one question. ``columns`` says which columns of the stays' values are in it."""

    question: Question
    columns: tuple[int, ...]
    scale: Scale
    penalty: Floats
    fit: Fit

    def chances(self, found: Watched, rows: Rows) -> Floats:
        return self.fit.chances(_columns(found, rows, self.columns, self.scale))


def learn(
    found: Watched, question: Question, columns: Sequence[int], free: int, strength: float
) -> Learnt:
    """Fit one model.

    Args:
        columns: of the stays' values; the first ``free`` of them are hardly penalised.
        strength: the penalty of the others.
    """
    rows = rows_of(found, question)
    scale = Scale.of(found.values[:, list(columns)])
    design = _columns(found, rows, columns, scale)
    penalty = _penalty(design, len(columns) - free, strength)
    made = fit(design, rows.hits, rows.trials, penalty)
    return Learnt(question, tuple(columns), scale, penalty, made)


def _penalty(design: Floats, penalised: int, strength: float) -> Floats:
    """Nothing on the first column, which is the mean; the last ``penalised`` are the attributes'."""
    penalty = np.full(design.shape[1], FAINT)
    penalty[0] = 0.0
    penalty[design.shape[1] - penalised :] = strength
    return penalty


def _columns(found: Watched, rows: Rows, columns: Sequence[int], scale: Scale) -> Floats:
    values = scale.apply(found.values[:, list(columns)])[rows.stays]
    return np.hstack([np.ones((len(rows), 1)), band_columns(rows), values])


def strength_for(found: Watched, question: Question, columns: Sequence[int], free: int) -> float:
    """The penalty that foretold best what came after the day until which each fold had learnt.

    Learning never sees a later day, as it could not have.
    """
    days = cut_days(found, question, FOLDS)
    totals = np.zeros(len(PENALTIES))
    for day, until in zip(days, (*days[1:], int(found.ends.max())), strict=True):
        known, later = between(found, 0, day), between(found, day, until)
        totals += _tried(known, later, question, columns, free)
    return PENALTIES[int(np.argmin(totals))]


def _tried(
    known: Watched, later: Watched, question: Question, columns: Sequence[int], free: int
) -> Floats:
    """The deviance of what came later, for each penalty."""
    rows, tried = rows_of(known, question), rows_of(later, question)
    missed = np.zeros(len(PENALTIES))
    if not rows.events or not tried.events:
        return missed
    scale = Scale.of(known.values[:, list(columns)])
    design, unseen = (
        _columns(known, rows, columns, scale),
        _columns(later, tried, columns, scale),
    )
    start = None
    for at, strength in enumerate(PENALTIES):
        penalty = _penalty(design, len(columns) - free, strength)
        made = fit(design, rows.hits, rows.trials, penalty, start)
        start = made.coefficients
        missed[at] = deviance(made.chances(unseen), tried.hits, tried.trials)
    return missed


def cut_days(found: Watched, question: Question, shares: Sequence[float]) -> tuple[int, ...]:
    """The days by which these shares of the endings had happened."""
    rows = rows_of(found, question)
    ends = np.sort(found.ends[np.unique(rows.stays[rows.hits > 0])])
    if not len(ends):
        ends = np.sort(found.ends)
    return tuple(int(ends[min(int(share * len(ends)), len(ends) - 1)]) for share in shares)


@dataclass(frozen=True, slots=True)
class Effects:
    """By column: the log of the odds ratio of one standard deviation more, its standard error, and the deviation."""

    values: Floats
    errors: Floats
    deviations: Floats


def effects_of(model: Learnt, found: Watched, free: int) -> Effects:
    """Of the penalised columns, in their order."""
    rows = rows_of(found, model.question)
    design = _columns(found, rows, model.columns, model.scale)
    squares = variances(
        model.fit, design, rows.hits, rows.trials, model.penalty, found.households[rows.stays]
    )
    number = len(model.columns) - free
    at = slice(design.shape[1] - number, design.shape[1])
    return Effects(model.fit.coefficients[at], np.sqrt(squares[at]), model.scale.deviations[free:])
