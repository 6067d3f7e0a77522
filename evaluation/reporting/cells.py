"""Whether numbers are written as they are, or with the small ones hidden."""

from collections.abc import Sequence
from dataclasses import dataclass

from evaluation.evidence.suppression import FEWEST, hidden, is_small
from evaluation.reporting.numbers import HIDDEN


@dataclass(frozen=True, slots=True)
class Cells:
    """``exact`` is for a page whose reader may see every record behind the numbers, and never for what leaves."""

    exact: bool = False

    @property
    def fewest(self) -> int:
        """How many something must be made of to be shown."""
        return 1 if self.exact else FEWEST

    def hides(self, *counts: int) -> bool:
        return not self.exact and any(map(is_small, counts))

    def number(self, count: int) -> str:
        """A count that adds up with nothing else that is shown."""
        return HIDDEN if self.hides(count) else f"{count:,}"

    def parts(self, counts: Sequence[int]) -> list[str]:
        """Counts that add up to a whole that is known."""
        concealed = self.rows([[each] for each in counts])
        return [HIDDEN if place in concealed else f"{each:,}" for place, each in enumerate(counts)]

    def rows(self, groups: Sequence[Sequence[int]]) -> frozenset[int]:
        """The places of the rows to hide whole, where each column adds up to a number that is known."""
        return frozenset() if self.exact else frozenset(hidden(groups))
