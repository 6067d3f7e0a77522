"""What a report is made of: one value that the page, the PDF and the file all show."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ui.charts import Chart
from ui.tables import Table

LONG_TABLE = 15
FILE_HEADINGS = ("Section", "Table", "Row", "Column", "Value")


@dataclass(frozen=True, slots=True)
class Part:
    """A table under a heading of its own. On a page ``folded`` ones and long ones are closed at first."""

    title: str
    paragraphs: Sequence[str]
    table: Table | None = None
    chart: Chart | None = None
    folded: bool = False

    @property
    def is_long(self) -> bool:
        """Whether its table is closed at first on a page."""
        return self.folded or (self.table is not None and len(self.table.rows) > LONG_TABLE)

    @property
    def stacks(self) -> bool:
        """Whether a phone shows each row of its table as a card: names with one number each fit as they are."""
        return (
            self.table is None or len(self.table.headings) > 2 or not self.table.headings[1].numeric
        )

    @property
    def tables(self) -> Iterator[tuple[str, Table]]:
        """All its numbers, by name: its table, and the twin of its chart."""
        if self.table:
            yield self.title, self.table
        if self.chart:
            same = self.table and self.chart.title == self.title
            yield f"{self.chart.title}: chart" if same else self.chart.title, self.chart.table


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    paragraphs: Sequence[str]
    parts: Sequence[Part]


@dataclass(frozen=True, slots=True)
class Report:
    """What is shown, whole.

    Args:
        definitions: how each figure is counted, where no section says it. It comes last but one, on paper by itself.
        quality: what is known of the data's faults. It comes last, on paper by itself.
    """

    title: str
    authority: str
    period: str
    made_on: dt.date
    summary: Sequence[str]
    sections: Sequence[Section]
    definitions: Section | None = None
    quality: Section | None = None

    @property
    def all_sections(self) -> list[Section]:
        return [*self.sections, *(each for each in (self.definitions, self.quality) if each)]

    def lines(self) -> Iterator[tuple[str, str, str, str, str]]:
        """Every cell of every table, as section, table, row, column and value: the file's rows."""
        for section, table_name, table in self.tables():
            for row in table.body:
                name = str(row[0][1])
                for heading, value in row[1:]:
                    yield section.title, table_name, name, heading.label, str(value)

    def tables(self) -> Iterator[tuple[Section, str, Table]]:
        """Every table with its section and its name, in the order of the page."""
        for section in self.all_sections:
            for part in section.parts:
                for name, table in part.tables:
                    yield section, name, table
