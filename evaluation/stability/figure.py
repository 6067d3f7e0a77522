"""What a figure is: a value, and the children and placements that it is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from evaluation.stability.moves import Placement

Value = int | float | Mapping[str, int] | Mapping[str, float | None] | None


@dataclass(frozen=True, slots=True)
class Case:
    """A child, or one of its placements, that a figure counts; ``placements`` are those that made it count."""

    child: str
    placements: Sequence[Placement] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """``value`` is None exactly where it cannot be known, and ``unknown_because`` says why.

    ``cases`` answers "which children?": those that a count counts, those over whom a share, mean or median is taken.
    """

    value: Value
    cases: Sequence[Case] = ()
    unknown_because: str = field(default="", kw_only=True)


def unknown(because: str) -> Figure:
    return Figure(None, unknown_because=because)


def count(cases: Sequence[Case]) -> Figure:
    return Figure(len(cases), cases)


def percentage(part: Sequence[Case], whole: Sequence[Case], nobody: str) -> Figure:
    """``part`` of ``whole`` in per cent, not rounded to what is shown."""
    if not whole:
        return unknown(nobody)
    return Figure(100 * len(part) / len(whole), part)
