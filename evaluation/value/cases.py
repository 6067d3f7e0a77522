"""Moves that are compared under one set of assumptions and prices, as differences of quantities."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from evaluation.value import building
from evaluation.value.assumptions import Assumptions
from evaluation.value.building import Supposed
from evaluation.value.kinds import (
    ITEM_BY_CODE,
    OTHER_RECORDED,
    OTHER_WEEK,
    RECORDED,
    SUPPORT_ITEMS,
)
from evaluation.value.lives import Move
from evaluation.value.paths import Path, Quantities, added, less, quantities
from evaluation.value.prices import Prices, Range, Ranges, ranges_of

A_PENNY = Range.of(1)


@dataclass(frozen=True, slots=True)
class Pair:
    """One child's two paths."""

    actual: Path
    other: Path


def missing(move: Move, assumed: Assumptions, prices: Ranges, *, days: int) -> set[str]:
    """The kinds of placement on either path that have no price: without them nothing can be said."""
    scenario = central(assumed)
    needed = building.as_recorded(move, assumed, days=days).codes
    needed |= building.supposed(move, assumed, scenario, days=days).codes
    return {
        code
        for code in needed - prices.keys()
        if code in ITEM_BY_CODE and ITEM_BY_CODE[code].group is not None
    }


def central(assumed: Assumptions) -> Supposed:
    return Supposed(assumed.moves.central, assumed.lasted.central if assumed.lasted else None)


def scenarios(assumed: Assumptions) -> Iterator[Supposed]:
    """Every end and centre of the supposed quantities."""
    lasted: Sequence[Fraction | None] = assumed.lasted.ends if assumed.lasted else [None]
    for moves, weeks in product(assumed.moves.ends, lasted):
        yield Supposed(moves, weeks)


def priced(assumed: Assumptions, prices: Prices) -> dict[str, Range]:
    """The range of everything that has a price: the table's, and what is money already."""
    found = ranges_of(prices) | {
        RECORDED: A_PENNY,
        SUPPORT_ITEMS: A_PENNY,
        OTHER_RECORDED: Range.around(1, assumed.spread),
    }
    if assumed.other_week is not None:
        found[OTHER_WEEK] = assumed.other_week
    return found


@dataclass(frozen=True, slots=True)
class Case:
    """Moves with the days over which each is compared, under one set of assumptions and prices."""

    moves: Sequence[tuple[Move, int]]
    assumed: Assumptions
    prices: Ranges

    def pairs(self, scenario: Supposed) -> list[Pair]:
        return [
            Pair(
                building.as_recorded(move, self.assumed, days=days),
                building.supposed(move, self.assumed, scenario, days=days),
            )
            for move, days in self.moves
        ]

    def difference(self, scenario: Supposed) -> Quantities:
        return difference(self.pairs(scenario), self.assumed.rate)

    def avoided_days(self, scenario: Supposed) -> Fraction:
        return Fraction(
            sum(
                building.other_residential_days(move, self.assumed, scenario, days=days)
                - building.residential_days(move, first=0, last=days)
                for move, days in self.moves
            )
        )


def difference(pairs: Sequence[Pair], rate: Fraction) -> Quantities:
    """The other paths' quantities less the recorded ones', discounted."""
    return less(
        sum_of([pair.other for pair in pairs], rate), sum_of([p.actual for p in pairs], rate)
    )


def sum_of(paths: Sequence[Path], rate: Fraction) -> Quantities:
    return added(quantities(path, rate=rate) for path in paths)
