"""A comparison as it is shown and kept: whole pence, whole weeks and words, so that a published one stays as it was."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from fractions import Fraction
from typing import Any

from evaluation.value.comparison import Comparison, Line
from evaluation.value.kinds import ITEM_BY_CODE, LABELS, Unit
from evaluation.value.prices import Prices, pence

NOT_A_CASH_SAVING = (
    "This is not a cash saving. It sets what was recorded against a path that nobody saw, at prices of different years "
    "and sources. Children differ, and a place that one child leaves is usually filled by another: no budget falls by "
    "this amount."
)
MONEY = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing on both paths, and of how many children.

    ``unit`` is empty where the quantity is money; pence None: no unit cost is entered.
    """

    code: str
    label: str
    unit: str
    children: int
    other: float
    actual: float
    other_pence: int | None
    actual_pence: int | None


@dataclass(frozen=True, slots=True)
class Effect:
    """The net figure with one assumption alone at either end."""

    label: str
    low_pence: int
    high_pence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Money is pence; ``net`` above nought is less than on the other path. See ``Comparison``."""

    moves: int
    days: int
    other: int
    actual: int
    low: int
    net: int
    high: int
    net_plain: int
    rows: Sequence[Row]
    effects: Sequence[Effect]
    break_even: int | None
    weeks: int
    avoided_low: int
    avoided: int
    avoided_high: int
    left_out: Mapping[str, int]
    not_costed: Sequence[str]
    support_unknown: int
    unplanned: int
    national: Sequence[str]
    years: Sequence[str]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Figures":
        """The opposite of ``as_json``."""
        given = {field.name: kept[field.name] for field in fields(cls)}
        given["rows"] = [Row(**each) for each in kept["rows"]]
        given["effects"] = [Effect(**each) for each in kept["effects"]]
        return cls(**given)

    def row(self, code: str) -> Row | None:
        return next((row for row in self.rows if row.code == code), None)


def figures(found: Comparison, prices: Prices) -> Figures:
    used = [prices[row.code] for row in found.lines if _is_known(row.code, prices)]
    return Figures(
        moves=found.moves,
        days=found.days,
        other=pence(found.other),
        actual=pence(found.actual),
        low=pence(found.net.low),
        net=pence(found.net.central),
        high=pence(found.net.high),
        net_plain=pence(found.net_plain),
        rows=[_row(line) for line in found.lines],
        effects=[
            Effect(each.label, pence(each.at_low), pence(each.at_high)) for each in found.swings
        ],
        break_even=found.break_even.week,
        weeks=found.break_even.compared,
        avoided_low=int(found.avoided_days.low),
        avoided=int(found.avoided_days.central),
        avoided_high=int(found.avoided_days.high),
        left_out={LABELS[code]: number for code, number in sorted(found.left_out.items())},
        not_costed=list(found.not_costed),
        support_unknown=found.support_unknown,
        unplanned=found.unplanned,
        national=[price.item.label for price in used if not price.is_local],
        years=sorted({price.price_year for price in used if price.price_year}),
    )


def _is_known(code: str, prices: Prices) -> bool:
    return code in prices and prices[code].pence is not None


def _row(line: Line) -> Row:
    item = ITEM_BY_CODE.get(line.code)
    unit = str(item.unit) if item else MONEY
    return Row(
        line.code,
        line.label,
        str(Unit.WEEK) if line.code == "OTHER_WEEK" else unit,
        line.children,
        _short(line.other),
        _short(line.actual),
        None if line.other_pence is None else pence(line.other_pence),
        None if line.actual_pence is None else pence(line.actual_pence),
    )


def _short(quantity: Fraction) -> float:
    return round(float(quantity), 4)
