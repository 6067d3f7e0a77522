"""The smallest part of a rule: two masks over all households, and words that those masks choose.

A rule is made of checks: one for each child, feature, skill, place or condition that it looks at.
Nothing but the masks decides, and the words are said of what the masks found, so the two cannot
part.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from brokerage.matching.blocks import Mask


class Outcome(StrEnum):
    PASSES = "PASSES"
    FAILS = "FAILS"
    NOT_RECORDED = "NOT_RECORDED"  # passes, and must be checked before a placement is booked
    REMEDIED = "REMEDIED"  # passes because a remedy was accepted for this household


Words = Callable[[int, Outcome], str]


@dataclass(frozen=True, slots=True)
class Check:
    """``fails`` and ``unknown`` have no household in common; none stands for a mask of nobody."""

    fails: Mask | None
    unknown: Mask | None
    words: Words

    def outcome(self, row: int) -> Outcome:
        if self.fails is not None and self.fails[row]:
            return Outcome.FAILS
        if self.unknown is not None and self.unknown[row]:
            return Outcome.NOT_RECORDED
        return Outcome.PASSES
