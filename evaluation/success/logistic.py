"""Logistic regression with a ridge penalty, and intervals that know which rows belong together.

The penalty is a half of ``sum(penalty * coefficient²)``: the same as believing beforehand that a coefficient is about
nought, with a variance of one over its penalty (S. le Cessie and J. C. van Houwelingen, Applied Statistics 41, 1992,
191-201).
"""

from dataclasses import dataclass

import numpy as np

from evaluation.success.stays import Floats, Ints

MOST_STEPS = 50
ENOUGH = 1e-7  # of the objective's change
FURTHEST = 30.0  # of a linear predictor: beyond, a probability is 0 or 1 to thirteen digits


@dataclass(frozen=True, slots=True)
class Fit:
    """``curvature`` is the penalised likelihood's, at its top."""

    coefficients: Floats
    curvature: Floats

    def chances(self, columns: Floats) -> Floats:
        return _chances(columns @ self.coefficients)


def fit(
    columns: Floats, hits: Floats, trials: Floats, penalty: Floats, start: Floats | None = None
) -> Fit:
    """Find the top by Newton's method, halving a step that would go down.

    Args:
        penalty: of each column; something above nought for any column that the others determine.
    """
    at = np.zeros(columns.shape[1]) if start is None else start
    height = _height(columns, hits, trials, penalty, at)
    curvature = np.diag(penalty)
    for _ in range(MOST_STEPS):
        chances = _chances(columns @ at)
        curvature = _curvature(columns, trials * chances * (1 - chances), penalty)
        slope = columns.T @ (hits - trials * chances) - penalty * at
        move = np.linalg.solve(curvature, slope).astype(np.float64)
        before = height
        height, at = _uphill(columns, hits, trials, penalty, at, move, height)
        if height - before < ENOUGH:
            break
    return Fit(at, curvature)


def _uphill(
    columns: Floats, hits: Floats, trials: Floats, penalty: Floats,
    at: Floats, move: Floats, height: float,
) -> tuple[float, Floats]:  # fmt: skip
    for halvings in range(20):
        there = at + move / 2**halvings
        higher = _height(columns, hits, trials, penalty, there)
        if higher >= height:
            return higher, there
    return height, at


def _chances(predictor: Floats) -> Floats:
    chances: Floats = 1 / (1 + np.exp(-np.clip(predictor, -FURTHEST, FURTHEST)))
    return chances


def _curvature(columns: Floats, weights: Floats, penalty: Floats) -> Floats:
    curved: Floats = (columns * weights[:, None]).T @ columns + np.diag(penalty)
    return curved


def _height(columns: Floats, hits: Floats, trials: Floats, penalty: Floats, at: Floats) -> float:
    predictor = np.clip(columns @ at, -FURTHEST, FURTHEST)
    likelihood = hits @ predictor - trials @ np.log1p(np.exp(predictor))
    return float(likelihood - 0.5 * (penalty @ at**2))


def deviance(chances: Floats, hits: Floats, trials: Floats) -> float:
    """Minus twice the log-likelihood: the lower, the better what happened was foretold."""
    safe = np.clip(chances, 1e-12, 1 - 1e-12)
    return float(-2 * (hits @ np.log(safe) + (trials - hits) @ np.log1p(-safe)))


def brier(chances: Floats, hits: Floats, trials: Floats) -> float:
    """The mean square of chance less outcome, over all trials (G. W. Brier, Monthly Weather Review 78, 1950, 1-3)."""
    total = hits @ (1 - chances) ** 2 + (trials - hits) @ chances**2
    return float(total / trials.sum())


def variances(
    found: Fit, columns: Floats, hits: Floats, trials: Floats, penalty: Floats, clusters: Ints
) -> Floats:
    """The variance of each coefficient about its true value.

    The middle of the sandwich is what the clusters' scores vary, however the rows of one cluster go together (K.-Y.
    Liang and S. L. Zeger, Biometrika 73, 1986, 13-22), and the penalty itself: the square of the pull towards nought
    that is to be expected (G. Wahba, Journal of the Royal Statistical Society B 45, 1983, 133-150). Without the
    second part intervals would be too narrow around an estimate that was pulled. Where there is no effect it makes
    them too wide.
    """
    residuals = hits - trials * found.chances(columns)
    scores = np.zeros((int(clusters.max()) + 1, columns.shape[1]))
    np.add.at(scores, clusters, columns * residuals[:, None])
    number = len(np.unique(clusters))
    middle = scores.T @ scores * (number / (number - 1)) + np.diag(penalty)
    inverse = np.linalg.inv(found.curvature)
    varying: Floats = np.diag(inverse @ middle @ inverse).copy()
    return varying
