"""How one table's share of the loader's statement is written: arrays in step with each other.

A day is sent as its ordinal (1 is the first of January of year 1), a yes or no as 1 or 0, and what is not recorded as
the core says it. ``{day}`` and ``{authority}`` stand for values, which are filled in as literals and never as text.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from brokerage.matching.columns import UNKNOWN
from brokerage.matching.dates import NEVER
from reference import vocabulary

INT2, INT4, INT8, TEXT = "int2", "int4", "int8", "bpchar"
Arrays = Mapping[str, tuple[str, str]]  # each array's type and what it holds, by name


def ordinal(day: str) -> str:
    return f"({day} - DATE '0001-01-01' + 1)"


def ordinal_or_unknown(day: str) -> str:
    return f"COALESCE({ordinal(day)}, {UNKNOWN})"


def ordinal_or_never(day: str) -> str:
    return f"COALESCE({ordinal(day)}, {NEVER})"


def yes_or_no(column: str) -> str:
    return f"COALESCE({column}::int4, {UNKNOWN})"


def cases(column: str, values: dict[str, int], otherwise: int = UNKNOWN) -> str:
    whens = " ".join(f"WHEN '{code}' THEN {number}" for code, number in values.items())
    return f"CASE {column} {whens} ELSE {otherwise} END"


def codes(terms: Sequence[vocabulary.Term]) -> str:
    """The terms as rows of ``code`` and ``number``."""
    rows = ", ".join(f"('{term.code}', {number})" for number, term in enumerate(terms))
    return f"(VALUES {rows}) AS codes (code, number)"


@dataclass(frozen=True, slots=True)
class Part:
    """One table's share of the answer: the arrays by name, each with its type and what it holds."""

    name: str
    arrays: Arrays
    source: str

    def select(self) -> str:
        gathered = ", ".join(
            f'array_agg(({value})::{kind}) AS "{name}"'
            for name, (kind, value) in self.arrays.items()
        )
        return f"(SELECT {gathered} FROM {self.source}) AS {self.name}"
