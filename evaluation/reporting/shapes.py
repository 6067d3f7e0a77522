"""What a report is made of: one value that the page, the PDF and the file all show."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ui.charts import Chart
from ui.tables import Table

FILE_HEADINGS = ("Section", "Table", "Row", "Column", "Value")


@dataclass(frozen=True, slots=True)
class Part:
    """A table under a heading of its own. ``folded`` parts are closed at first on a page, and open on paper."""

    title: str
    paragraphs: Sequence[str]
    table: Table | None = None
    chart: Chart | None = None
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    paragraphs: Sequence[str]
    parts: Sequence[Part]


@dataclass(frozen=True, slots=True)
class Report:
    """What is shown, whole."""

    title: str
    authority: str
    period: str
    made_on: dt.date
    summary: Sequence[str]
    sections: Sequence[Section]

    def lines(self) -> Iterator[tuple[str, str, str, str, str]]:
        """Every cell of every table, as section, table, row, column and value: the file's rows."""
        for section in self.sections:
            for part in section.parts:
                for row in part.table.body if part.table else ():
                    name = str(row[0][1])
                    for heading, value in row[1:]:
                        yield section.title, part.title, name, heading.label, str(value)
