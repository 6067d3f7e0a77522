"""How money, weeks and counts of a comparison are written: to the pound inside, to the thousand in what leaves.

In what leaves, a cohort of fewer than five is hidden whole. Where a count of a process is from 1 to 4, the counts of
all processes are hidden and their costs are one sum, since a cost divided by its unit cost would be the count. A line
about one to four of the children is hidden, and the next smallest with it, so that it cannot be worked out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from evaluation.evidence.suppression import FEWEST, hidden, is_small
from evaluation.value.figures import Figures, Row
from evaluation.value.kinds import PROCESSES, Unit
from evaluation.value.prices import Price

A_POUND, A_THOUSAND = 100, 100_000
NOT_COSTED = "Not costed"
IS_MONEY = "As recorded"
TOGETHER = "The eight processes together"
PROCESS_CODES = frozenset(item.code for item in PROCESSES)
PROCESS_LABELS = frozenset(item.label for item in PROCESSES)


@dataclass(frozen=True, slots=True)
class Pen:
    """How closely figures are written. ``leaves`` is for whatever goes out of the authority."""

    leaves: bool = False

    def money(self, pence: int) -> str:
        """£28,000, or to the thousand."""
        step = A_THOUSAND if self.leaves else A_POUND
        size = (abs(pence) + step // 2) // step * step // A_POUND
        return f"£{size:,}"

    def difference(self, pence: int) -> str:
        """In words: a sign would make a spreadsheet take it for a formula."""
        words = self.money(pence)
        if words == "£0":
            return "About the same" if pence else "The same"
        return f"{words} {'less' if pence > 0 else 'more'}"

    def count(self, number: int) -> str:
        return f"Fewer than {FEWEST}" if self.leaves and is_small(number) else f"{number:,}"

    def hides_all(self, found: Figures) -> bool:
        return self.leaves and found.moves < FEWEST

    def hidden_rows(self, rows: Sequence[Row]) -> frozenset[str]:
        """The codes of the lines that are not written, where no process stands alone."""
        if not self.leaves:
            return frozenset()
        single = [
            row for row in rows if not (self.hides_counts(rows) and row.code in PROCESS_CODES)
        ]
        places = hidden([(row.children,) for row in single])
        return frozenset(single[place].code for place in places)

    def hides_counts(self, rows: Sequence[Row]) -> bool:
        return self.leaves and any(
            is_small(int(row.actual)) for row in rows if row.unit == Unit.TIME
        )


def weeks(days: int) -> str:
    """Weeks and days: 10 weeks, 1 week and 3 days; below nought, 2 weeks more."""
    whole, rest = divmod(abs(days), 7)
    parts = [_counted(whole, "week")] if whole or not rest else []
    parts += [_counted(rest, "day")] if rest else []
    return " and ".join(parts) + (" more" if days < 0 else "")


def quantity(row: Row, amount: float) -> str:
    if not row.unit:
        return IS_MONEY
    return (
        f"{amount:,.1f}".removesuffix(".0")
        + {"WEEK": " weeks", "TIME": "", "MILE": " miles"}[row.unit]
    )


def range_words(price: Price) -> str:
    """Its low and high end, and whether they are supposed."""
    found = price.range
    if found is None:
        return "Not known"
    entered = price.low_pence is not None and price.high_pence is not None
    ends = f"{exact(round(found.low))} to {exact(round(found.high))}"
    return ends if entered else f"{ends}, by how sure it is"


def exact(pence: int) -> str:
    """To the penny, as in the table of unit costs."""
    pounds, rest = divmod(pence, 100)
    return f"£{pounds:,}.{rest:02}" if rest else f"£{pounds:,}"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
