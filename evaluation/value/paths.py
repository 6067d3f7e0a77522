"""A path through care as quantities of what is priced, day by day; and what they amount to after discounting.

Days are counted from the day of the move, which is day 0. A stretch is half-open: it does not include its last day.

**Discounting.** HM Treasury's Green Book discounts constant prices at the social time preference rate: 3.5% a year for
the first 30 years. What happens in year t, in whole years of 365 days from the move, counts 1 / (1 + rate) ** t. The
first year is year 0 and counts in full.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

YEAR = 365
WEEK = 7
A_DAY_OF_A_WEEK = Fraction(1, WEEK)
GREEN_BOOK_RATE = Fraction(35, 1000)
GREEN_BOOK = (
    "HM Treasury, the Green Book: social time preference rate, 3.5% a year in real terms for the first 30 years. "
    "The Treasury began to review it in December 2025: look up whether it still holds"
)

Quantities = dict[str, Fraction]


@dataclass(frozen=True, slots=True)
class Flow:
    """``per_day`` units of what ``code`` prices, on each day of ``[first, last)``."""

    code: str
    first: int
    last: int
    per_day: Fraction


@dataclass(frozen=True, slots=True)
class Once:
    """``quantity`` units on one day."""

    code: str
    day: int
    quantity: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Path:
    flows: tuple[Flow, ...] = ()
    events: tuple[Once, ...] = ()

    @property
    def codes(self) -> set[str]:
        """What it needs prices of."""
        return {flow.code for flow in self.flows if flow.first < flow.last} | {
            event.code for event in self.events
        }


def factor(day: int, rate: Fraction) -> Fraction:
    """What a pound of that day counts on the day of the move. Exact."""
    return 1 / (1 + rate) ** (day // YEAR)


def by_year(flow: Flow) -> Iterator[Flow]:
    """The flow cut where a year from the move ends."""
    first = flow.first
    while first < flow.last:
        last = min(flow.last, (first // YEAR + 1) * YEAR)
        yield Flow(flow.code, first, last, flow.per_day)
        first = last


def quantities(path: Path, *, rate: Fraction = Fraction(0)) -> Quantities:
    """How much of each there is on the path, discounted. With a rate of nought: the plain sum."""
    found: Quantities = {}
    for flow in path.flows:
        for part in by_year(flow):
            amount = part.per_day * (part.last - part.first) * factor(part.first, rate)
            found[flow.code] = found.get(flow.code, Fraction(0)) + amount
    for event in path.events:
        amount = event.quantity * factor(event.day, rate)
        found[event.code] = found.get(event.code, Fraction(0)) + amount
    return found


def added(several: Iterable[Mapping[str, Fraction]]) -> Quantities:
    found: Quantities = {}
    for each in several:
        for code, amount in each.items():
            found[code] = found.get(code, Fraction(0)) + amount
    return found


def less(first: Mapping[str, Fraction], second: Mapping[str, Fraction]) -> Quantities:
    return added([first, {code: -amount for code, amount in second.items()}])
