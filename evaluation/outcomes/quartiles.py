"""The middle of a row of numbers and the ends of its middle half."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles


@dataclass(frozen=True, slots=True)
class Quartiles:
    lower: float
    median: float
    upper: float


def quartiles(values: Sequence[float]) -> Quartiles | None:
    """Between the smallest and the largest (``statistics.quantiles``, "inclusive"). None for nothing."""
    if not values:
        return None
    if len(values) == 1:
        return Quartiles(values[0], values[0], values[0])
    lower, median, upper = quantiles(values, n=4, method="inclusive")
    return Quartiles(lower, median, upper)
