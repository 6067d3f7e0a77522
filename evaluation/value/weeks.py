"""The week from which what was put in has come back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from evaluation.value.paths import WEEK, Path, by_year, factor


@dataclass(frozen=True, slots=True)
class Weeks:
    """``week`` counts from 1; None: not within the ``compared`` weeks. 0: nothing was ever put in."""

    week: int | None
    compared: int


def weeks_to_break_even(
    pairs: Sequence[tuple[Path, Path]], prices: Mapping[str, Fraction], rate: Fraction
) -> Weeks:
    """The first week at whose end the recorded path has cost no more so far, and never has more at a later week's end.

    Args:
        pairs: the recorded path and the other, for each child; weeks are counted from each one's own move.
        prices: of one unit, in pence.
    """
    balances = _balances(pairs, prices, rate)
    behind = [week for week, balance in enumerate(balances, start=1) if balance < 0]
    if not behind:
        return Weeks(0, len(balances))
    last = behind[-1]
    return Weeks(None if last == len(balances) else last + 1, len(balances))


def simple_break_even(setting_up: int, other_week: int, week: int) -> Fraction | None:
    """Set-up divided by what a week costs less: exact weeks, or None where a week costs no less.

    The rule of thumb, for weeks whose prices never change: the price of setting up, of a week on the other path, and
    of a week as it is with all its support.
    """
    return Fraction(setting_up, other_week - week) if other_week > week else None


def _balances(
    pairs: Sequence[tuple[Path, Path]], prices: Mapping[str, Fraction], rate: Fraction
) -> list[Fraction]:
    """What the other paths have cost more than the recorded ones, at the end of each week."""
    once: dict[int, Fraction] = {}
    slope: dict[int, Fraction] = {}
    last = 0
    for pair in pairs:
        for path, sign in zip(pair, (-1, 1), strict=True):
            for day, amount in _amounts(path, prices, rate):
                once[day] = once.get(day, Fraction(0)) + sign * amount
                last = max(last, day + 1)
            for first, end, daily in _daily(path, prices, rate):
                slope[first] = slope.get(first, Fraction(0)) + sign * daily
                slope[end] = slope.get(end, Fraction(0)) - sign * daily
                last = max(last, end)
    balances, balance, daily = [], Fraction(0), Fraction(0)
    for day in range(-(-last // WEEK) * WEEK):
        daily += slope.get(day, Fraction(0))
        balance += daily + once.get(day, Fraction(0))
        if day % WEEK == WEEK - 1:
            balances.append(balance)
    return balances


def _amounts(
    path: Path, prices: Mapping[str, Fraction], rate: Fraction
) -> list[tuple[int, Fraction]]:
    return [
        (event.day, event.quantity * prices[event.code] * factor(event.day, rate))
        for event in path.events
        if event.code in prices
    ]


def _daily(
    path: Path, prices: Mapping[str, Fraction], rate: Fraction
) -> list[tuple[int, int, Fraction]]:
    return [
        (part.first, part.last, part.per_day * prices[part.code] * factor(part.first, rate))
        for flow in path.flows
        if flow.code in prices
        for part in by_year(flow)
    ]
