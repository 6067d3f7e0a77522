"""A table of words and figures, as a report or a chart's twin shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Heading:
    label: str
    numeric: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The first cell of each row is its heading. ``caption`` is read out before the table; hide it under a heading.

    Raises:
        ValueError: a row with a cell too many or too few.
    """

    caption: str
    headings: Sequence[Heading]
    rows: Sequence[Sequence[Any]]
    caption_hidden: bool = False

    def __post_init__(self) -> None:
        if any(len(row) != len(self.headings) for row in self.rows):
            raise ValueError(f"{self.caption}: every row needs {len(self.headings)} cells")

    @property
    def body(self) -> list[list[tuple[Heading, Any]]]:
        return [list(zip(self.headings, row, strict=True)) for row in self.rows]
