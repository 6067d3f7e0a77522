"""Looking at many comparisons at once without taking chance for a finding.

Benjamini and Hochberg's procedure (Journal of the Royal Statistical Society B 57, 1995, 289-300): of all that is called
a finding, no more than a twentieth is to be expected to be chance; where nothing is true, a finding of any kind is made
one time in twenty at most. The intervals are those that go with it (Y. Benjamini and D. Yekutieli, Journal of the
American Statistical Association 100, 2005, 71-81): drawn at one common level, they leave nought out for the findings
and for nothing else.
"""

from collections.abc import Sequence
from statistics import NormalDist

RATE = 0.05


def level_for(values: Sequence[float], errors: Sequence[float], *, rate: float = RATE) -> float:
    """The level of confidence at which an interval that leaves nought out is a finding.

    With no finding, the level is that of the strictest comparison, so that none leaves nought out.
    """
    chances = sorted(p_value(value, error) for value, error in zip(values, errors, strict=True))
    total = len(chances)
    if not total:
        return 1 - rate
    found = max((at for at, p in enumerate(chances, 1) if p <= rate * at / total), default=1)
    return 1 - rate * found / total


def p_value(value: float, error: float) -> float:
    """Of a value so far from nought on either side."""
    return 2 * NormalDist().cdf(-abs(value) / error) if error > 0 else 1.0


def width(level: float) -> float:
    """Standard errors to each side of an interval of this level."""
    return NormalDist().inv_cdf((1 + level) / 2)
