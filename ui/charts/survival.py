"""How many last how long: a curve that steps down, with the number at risk written below it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from ui.charts.lines import LineChart
from ui.charts.marks import Mark, number
from ui.tables import Heading, Table

BELOW, ROW = 336, 22  # where the numbers at risk begin, and the height of one row of them
LOWEST_END = 246.0  # of the words at the ends of lines


@dataclass(frozen=True, slots=True)
class AtRisk:
    """What is left at each tick, for one line: its share as it is written, and how many were at risk."""

    label: str
    shares: Sequence[str]
    numbers: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SurvivalChart(LineChart):
    """A line chart with the numbers at risk under its ticks, which its table gives too.

    Raises:
        ValueError: a row at risk without a share and a number for each tick.
    """

    template: ClassVar[str] = "components/chart_survival.html"

    at_risk: Sequence[AtRisk]

    def __post_init__(self) -> None:
        super(SurvivalChart, self).__post_init__()
        ticks = len(self.x_ticks)
        if any({len(row.shares), len(row.numbers)} != {ticks} for row in self.at_risk):
            raise ValueError("every row needs a share and a number for each tick")

    @property
    def height(self) -> int:
        return BELOW + ROW * len(self._rows) + 8

    @property
    def below(self) -> list[Mark]:
        """The numbers at risk, each under its tick."""
        return [
            Mark(number(self._x(place)), number(BELOW + ROW * (row + 1)), text=words)
            for row, each in enumerate(self._rows)
            for (place, _), words in zip(self.x_ticks, each.numbers, strict=True)
        ]

    @property
    def below_labels(self) -> list[Mark]:
        """What each of several rows is about, beside its last number."""
        last = number(self._x(self.x_ticks[-1][0]))
        rows = self._rows if len(self._rows) > 1 else []
        return [
            Mark(last, number(BELOW + ROW * (row + 1)), text=each.label)
            for row, each in enumerate(rows)
        ]

    @property
    def below_heading(self) -> str:
        return str(BELOW)

    @property
    def ends(self) -> list[Mark]:
        """Each line's name and last value where it ends, for it may end early; clear of the words under the axis."""
        marks = super(
            SurvivalChart, self
        ).ends  # a slotted dataclass is made anew: super() alone fails
        too_low = max(0.0, max(float(mark.y) for mark in marks) - LOWEST_END)
        return [
            replace(
                mark,
                x=number(self._x(line.points[-1].x) + 8),
                y=number(float(mark.y) - too_low),
            )
            for mark, line in zip(marks, self.lines, strict=True)
        ]

    @property
    def _rows(self) -> Sequence[AtRisk]:
        """A row for each line, or one where the same are at risk."""
        same = len({tuple(row.numbers) for row in self.at_risk}) == 1
        return self.at_risk[:1] if same else self.at_risk

    @property
    def table(self) -> Table:
        return Table(
            caption=self.title,
            headings=[
                Heading("Line"),
                Heading(self.x_label),
                Heading("Share that lasts longer", numeric=True),
                Heading("At risk", numeric=True),
            ],
            rows=[
                [row.label, words, share, many]
                for row in self.at_risk
                for (_, words), share, many in zip(
                    self.x_ticks, row.shares, row.numbers, strict=True
                )
            ],
            caption_hidden=True,
        )
