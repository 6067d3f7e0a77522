"""The table of unit costs as the page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from evaluation.reporting.costs_words import exact, range_words
from evaluation.value.kinds import PLACEMENTS, PROCESSES, SUPPORT
from evaluation.value.prices import Price, Prices

PARTS = (
    ("Placements", "", PLACEMENTS),
    (
        "The eight processes",
        (
            "What the work of social care costs beside the placement itself, as the Cost Calculator for Children's "
            "Services (Loughborough University) divides it. No published figure could be read at its source, so that "
            "none is filled in."
        ),
        PROCESSES,
    ),
    (
        "Setting up, support and travel",
        (
            "Beside the support items in a child's plan, which carry costs of their own. Do not enter the same pound "
            "twice."
        ),
        SUPPORT,
    ),
)


@dataclass(frozen=True, slots=True)
class UnitCostRow:
    price: Price
    cost: str
    ends: str

    @property
    def is_known(self) -> bool:
        return self.price.pence is not None


@dataclass(frozen=True, slots=True)
class TablePart:
    title: str
    words: str
    rows: Sequence[UnitCostRow]


def table_rows(prices: Prices) -> list[TablePart]:
    return [
        TablePart(title, words, [_row(prices[item.code]) for item in items])
        for title, words, items in PARTS
    ]


def _row(price: Price) -> UnitCostRow:
    cost = "Not known" if price.pence is None else exact(price.pence)
    return UnitCostRow(price, cost, range_words(price))
