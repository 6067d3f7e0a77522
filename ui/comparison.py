"""What a comparison of households is made of. Every column has a cell for every row: a gap would hide a question."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

MOST_COLUMNS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A button in a column's heading. It sends ``name`` and ``value`` with the form that has the id ``form``."""

    words: str
    form: str
    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One household. With ``name`` and ``value`` its heading holds a checkbox labelled ``choose``.

    ``mark`` is a tag below the name, such as "On the shortlist"; ``press`` a button.
    """

    title: str
    url: str = ""
    score: float | None = None
    words: str = ""
    name: str = ""
    value: str = ""
    chosen: bool = False
    choose: str = "Shortlist"
    mark: str = ""
    press: Press | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """Words, or reasons as ``{% reasons %}`` takes them, or both."""

    text: str = ""
    reasons: Sequence[Any] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One heading with a cell for every column."""

    heading: str
    cells: Sequence[Cell]

    @property
    def differs(self) -> bool:
        return any(cell != self.cells[0] for cell in self.cells[1:])


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A caption, columns and lines.

    Raises:
        ValueError: there are more columns than can be read, or a line with a cell too many or too few.
    """

    caption: str
    columns: Sequence[Column]
    lines: Sequence[Line]

    def __post_init__(self) -> None:
        if len(self.columns) > MOST_COLUMNS:
            raise ValueError(
                f"{len(self.columns)} columns are too many to compare; {MOST_COLUMNS} at most"
            )
        uneven = [line.heading for line in self.lines if len(line.cells) != len(self.columns)]
        if uneven:
            raise ValueError(f"not one cell for each column: {', '.join(uneven)}")

    def only_differences(self) -> "Comparison":
        return Comparison(
            caption=self.caption,
            columns=self.columns,
            lines=[line for line in self.lines if line.differs],
        )

    @property
    def table(self) -> list[tuple[str, list[tuple[Column, Cell]]]]:
        """Each line's heading with its cells, each beside the column it belongs to."""
        return [
            (line.heading, list(zip(self.columns, line.cells, strict=True))) for line in self.lines
        ]
