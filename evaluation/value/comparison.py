"""The difference between two paths in money: central, low and high, and what decides it.

``net`` is the other path's cost less the recorded one's. Above nought, what happened cost less than what is supposed.

**Low and high.** Every price has one value at a time, on both paths and for all children. The net figure is a sum of
prices, each times the difference of its quantities, so its lowest and highest values are found exactly: each price at
the end that pulls the figure down, or up. This is done at every end and centre of the supposed quantities, and the
outermost are kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from evaluation.value.assumptions import Assumptions
from evaluation.value.building import Supposed
from evaluation.value.cases import (
    Case,
    Pair,
    central,
    difference,
    missing,
    priced,
    scenarios,
    sum_of,
)
from evaluation.value.kinds import LABELS
from evaluation.value.lives import Move
from evaluation.value.paths import WEEK, Quantities
from evaluation.value.prices import Prices, Range, Ranges
from evaluation.value.weeks import Weeks, weeks_to_break_even

PLAIN = Fraction(0)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is priced, on both paths. Quantities are plain, money is discounted pence; None: no unit cost.

    ``children`` counts those who have any of it, on either path.
    """

    code: str
    children: int
    other: Fraction
    actual: Fraction
    other_pence: Fraction | None
    actual_pence: Fraction | None

    @property
    def label(self) -> str:
        return LABELS[self.code]


@dataclass(frozen=True, slots=True)
class Swing:
    """What the net figure would be with one assumption alone at its low and at its high end."""

    label: str
    at_low: Fraction
    at_high: Fraction

    @property
    def size(self) -> Fraction:
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a move, or those of a cohort, cost against the other path. Money is in pence.

    Args:
        days: of all children together, on either path.
        avoided_days: of residential care: those of the other path less those recorded.
        left_out: how many moves could not be priced, by the kinds of placement whose price is unknown.
        not_costed: what happened and has no unit cost, so that no figure includes it.
        support_unknown: support items without a recorded cost.
    """

    moves: int
    days: int
    other: Fraction
    actual: Fraction
    net: Range
    net_plain: Fraction
    lines: Sequence[Line]
    swings: Sequence[Swing]
    break_even: Weeks
    avoided_days: Range
    left_out: Mapping[str, int]
    not_costed: Sequence[str]
    support_unknown: int
    unplanned: int

    def line(self, code: str) -> Line | None:
        return next((line for line in self.lines if line.code == code), None)


def value(amounts: Mapping[str, Fraction], prices: Mapping[str, Fraction]) -> Fraction:
    """What the quantities cost. What has no price counts nothing: see ``Comparison.not_costed``."""
    return sum((prices[code] * amounts[code] for code in amounts if code in prices), Fraction(0))


def extremes(amounts: Mapping[str, Fraction], prices: Ranges) -> tuple[Fraction, Fraction]:
    """The lowest and the highest that quantities can come to, within the prices' ranges."""
    low = high = Fraction(0)
    for code, amount in amounts.items():
        if code in prices:
            ends = (prices[code].low * amount, prices[code].high * amount)
            low, high = low + min(ends), high + max(ends)
    return low, high


def compare(
    moves: Sequence[tuple[Move, int]], assumed: Assumptions, prices: Prices
) -> Comparison | None:
    """Compare each move over its days, and add the moves up. None where none of them can be priced."""
    ranges = priced(assumed, prices)
    kept, left_out = _kept(moves, assumed, ranges)
    if not kept:
        return None
    case = Case(kept, assumed, ranges)
    pairs, centre = case.pairs(central(assumed)), _central_prices(ranges)
    lines = _lines(pairs, assumed.rate, centre)
    plain = difference(pairs, PLAIN)
    differences = {each: case.difference(each) for each in scenarios(assumed)}
    ends = [extremes(each, ranges) for each in differences.values()]
    net = value(differences[central(assumed)], centre)
    return Comparison(
        moves=len(kept),
        days=sum(days for _, days in kept),
        other=sum((line.other_pence or PLAIN for line in lines), PLAIN),
        actual=sum((line.actual_pence or PLAIN for line in lines), PLAIN),
        net=Range(min(low for low, _ in ends), net, max(high for _, high in ends)),
        net_plain=value(plain, centre),
        lines=lines,
        swings=_swings(case, differences, net),
        break_even=weeks_to_break_even(
            [(pair.actual, pair.other) for pair in pairs], centre, assumed.rate
        ),
        avoided_days=_avoided(case),
        left_out=left_out,
        not_costed=[line.label for line in lines if line.actual_pence is None],
        support_unknown=sum(item.pence is None for move, _ in kept for item in move.support),
        unplanned=_unplanned(kept),
    )


def unpriced(
    moves: Sequence[tuple[Move, int]], assumed: Assumptions, prices: Prices
) -> dict[str, int]:
    """How many moves cannot be priced, by the names of the kinds of placement whose price is unknown."""
    _, left_out = _kept(moves, assumed, priced(assumed, prices))
    return {LABELS[code]: number for code, number in sorted(left_out.items())}


def _kept(
    moves: Sequence[tuple[Move, int]], assumed: Assumptions, ranges: Ranges
) -> tuple[list[tuple[Move, int]], dict[str, int]]:
    kept, left_out = [], dict[str, int]()
    for move, days in moves:
        unknown = missing(move, assumed, ranges, days=days)
        for code in unknown:
            left_out[code] = left_out.get(code, 0) + 1
        if days and not unknown:
            kept.append((move, days))
    return kept, left_out


def _central_prices(ranges: Ranges) -> dict[str, Fraction]:
    return {code: each.central for code, each in ranges.items()}


def _lines(pairs: Sequence[Pair], rate: Fraction, prices: Mapping[str, Fraction]) -> list[Line]:
    """Everything on either path, in the order of its labels' table."""
    sides = [[pair.other for pair in pairs], [pair.actual for pair in pairs]]
    plain = [sum_of(paths, PLAIN) for paths in sides]
    later = [sum_of(paths, rate) for paths in sides]
    return [
        Line(
            code,
            sum(code in pair.actual.codes | pair.other.codes for pair in pairs),
            *(side.get(code, PLAIN) for side in plain),
            *(prices[code] * side.get(code, PLAIN) if code in prices else None for side in later),
        )
        for code in LABELS
        if any(side.get(code) for side in plain)
    ]


def _swings(case: Case, differences: Mapping[Supposed, Quantities], net: Fraction) -> list[Swing]:
    """Each assumption alone from its low to its high end, the widest first."""
    assumed, middle = case.assumed, central(case.assumed)
    prices = _central_prices(case.prices)
    found = [
        Swing(
            LABELS[code],
            net + amount * (each.low - each.central),
            net + amount * (each.high - each.central),
        )
        for code, amount in differences[middle].items()
        if (each := case.prices.get(code)) and amount
    ]

    def swing(label: str, low: Supposed, high: Supposed) -> Swing:
        return Swing(label, *(value(differences[each], prices) for each in (low, high)))

    if assumed.lasted:
        weeks = [Supposed(middle.moves, each) for each in (assumed.lasted.low, assumed.lasted.high)]
        found.append(swing("Weeks that the other path lasts", *weeks))
    moves = [Supposed(each, middle.lasted) for each in (assumed.moves.low, assumed.moves.high)]
    found.append(swing("Moves a year on the other path", *moves))
    return sorted((each for each in found if each.size), key=lambda each: -each.size)


def _avoided(case: Case) -> Range:
    days = [case.avoided_days(scenario) for scenario in scenarios(case.assumed)]
    return Range(min(days), case.avoided_days(central(case.assumed)), max(days))


def _unplanned(kept: Sequence[tuple[Move, int]]) -> int:
    """Stays from the move on that ended unplanned within the days compared."""
    return sum(
        stay.ended_unplanned is True
        and stay.last is not None
        and (stay.last - move.day).days <= days
        for move, days in kept
        for stay in move.life.stays[move.place :]
    )


def in_weeks(days: Fraction) -> Fraction:
    return days / WEEK
