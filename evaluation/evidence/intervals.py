"""Intervals for shares and means, written out because the libraries that have them would bring half a scientific stack.

* A share: Wilson's score interval (E. B. Wilson, Journal of the American Statistical Association 22, 1927, 209-212).
* A difference of two shares: the hybrid of two Wilson intervals, method 10 of R. G. Newcombe, Statistics in Medicine
  17, 1998, 873-890.
* A difference of two means: B. L. Welch, Biometrika 34, 1947, 28-35, with Student's t at Satterthwaite's degrees of
  freedom.

None has a continuity correction. ``level`` is the confidence, 0.95 for 95%.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean, variance

USUAL_LEVEL = 0.95
_STEPS = 200  # of the bisection and the continued fraction; both stop long before


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with its ends."""

    value: float
    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Whether the value cannot be told from the estimate: both ends belong to the interval."""
        return self.low <= value <= self.high


def wilson(hits: int, total: int, *, level: float = USUAL_LEVEL) -> Interval:
    """The share ``hits / total`` with Wilson's interval.

    Raises:
        ValueError: no total, or more hits than that.
    """
    if not 0 <= hits <= total or total < 1:
        raise ValueError(f"{hits} of {total} is no share")
    z = _z(level)
    share = hits / total
    spread = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    middle, scale = share + z * z / (2 * total), 1 + z * z / total
    low = 0.0 if hits == 0 else (middle - spread) / scale
    high = 1.0 if hits == total else (middle + spread) / scale
    return Interval(share, low, high)


def difference_of_shares(
    hits: int, total: int, other_hits: int, other_total: int, *, level: float = USUAL_LEVEL
) -> Interval:
    """The first share less the second, with Newcombe's interval."""
    one = wilson(hits, total, level=level)
    two = wilson(other_hits, other_total, level=level)
    difference = one.value - two.value
    below = math.hypot(one.value - one.low, two.high - two.value)
    above = math.hypot(one.high - one.value, two.value - two.low)
    return Interval(difference, difference - below, difference + above)


def difference_of_means(
    ones: Sequence[float], others: Sequence[float], *, level: float = USUAL_LEVEL
) -> Interval:
    """The first mean less the second, with Welch's interval. Where nothing varies there is no width to tell.

    Raises:
        ValueError: fewer than two values on a side.
    """
    if min(len(ones), len(others)) < 2:
        raise ValueError("a mean without a spread has no interval")
    difference = fmean(ones) - fmean(others)
    parts = variance(ones) / len(ones), variance(others) / len(others)
    total = math.fsum(parts)
    if total == 0:
        return Interval(difference, difference, difference)
    degrees = total**2 / (parts[0] ** 2 / (len(ones) - 1) + parts[1] ** 2 / (len(others) - 1))
    width = t_quantile((1 + level) / 2, degrees) * math.sqrt(total)
    return Interval(difference, difference - width, difference + width)


def t_quantile(probability: float, degrees: float) -> float:
    """The value below which Student's t falls with a probability over a half, to nine digits or so."""
    low, high = 0.0, 2.0
    while _t_below(high, degrees) < probability:
        high *= 2
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if high - low < 1e-10 * high:
            break
        low, high = (middle, high) if _t_below(middle, degrees) < probability else (low, middle)
    return (low + high) / 2


def _z(level: float) -> float:
    return NormalDist().inv_cdf((1 + level) / 2)


def _t_below(value: float, degrees: float) -> float:
    """The distribution function of Student's t for a value from 0 up."""
    return 1 - _incomplete_beta(degrees / (degrees + value * value), degrees / 2, 0.5) / 2


def _incomplete_beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function (NIST Digital Library of Mathematical Functions, 8.17.22)."""
    if x in {0.0, 1.0}:
        return x
    if x > (a + 1) / (a + b + 2):  # where the fraction converges fast
        return 1 - _incomplete_beta(1 - x, b, a)
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    return front / a / _fraction(x, a, b)


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction of 8.17.22, from its start by Lentz's method, modified by Thompson and Barnett."""
    tiny = 1e-300
    value, c, d = 1.0, 1.0, 0.0
    for step in range(1, _STEPS):
        m, odd = divmod(step, 2)
        if odd:
            term = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            term = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / ((1 + term * d) or tiny)
        c = (1 + term / c) or tiny
        value *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return value
