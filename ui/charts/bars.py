"""Horizontal bars, each made of the same parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from ui.charts.marks import TONES, WIDTH, Mark, number
from ui.tables import Heading, Table

LABEL_FITS = 26  # a number inside a bar needs this many units of width


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    values: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class BarChart:
    """Horizontal bars, each made of the same parts: ``series`` names them, in order, at most four.

    ``id`` must be the only one of its name on the page. Values are counts, zero or more.

    Raises:
        ValueError: too many series, or a bar without a value for each.
    """

    template: ClassVar[str] = "components/chart_bars.html"
    LEFT: ClassVar[int] = 190
    RIGHT: ClassVar[int] = 50
    TOP: ClassVar[int] = 40
    STEP: ClassVar[int] = 40
    THICK: ClassVar[int] = 26

    id: str
    title: str
    description: str
    series: Sequence[str]
    bars: Sequence[Bar]
    label_heading: str = "Group"

    def __post_init__(self) -> None:
        if len(self.series) > len(TONES):
            raise ValueError(f"{len(self.series)} series: {len(TONES)} at most can be told apart")
        if any(len(bar.values) != len(self.series) for bar in self.bars):
            raise ValueError("every bar needs a value for each series")

    @property
    def height(self) -> int:
        return self.TOP + self.STEP * len(self.bars)

    @property
    def legend(self) -> list[Mark]:
        room = WIDTH / max(1, len(self.series))
        return [
            Mark(number(place * room), "6", "16", "16", name, place)
            for place, name in enumerate(self.series)
        ]

    @property
    def segments(self) -> list[Mark]:
        return [mark for row, bar in enumerate(self.bars) for mark in self._segments_of(bar, row)]

    @property
    def labels(self) -> list[Mark]:
        return [
            Mark(number(self.LEFT - 10), number(self._middle(row)), text=bar.label)
            for row, bar in enumerate(self.bars)
        ]

    @property
    def totals(self) -> list[Mark]:
        return [
            Mark(
                number(self.LEFT + sum(bar.values) * self._scale + 8),
                number(self._middle(row)),
                text=f"{sum(bar.values):,}",
            )
            for row, bar in enumerate(self.bars)
        ]

    @property
    def table(self) -> Table:
        numbers = [Heading(name, numeric=True) for name in self.series]
        return Table(
            caption=self.title,
            headings=[Heading(self.label_heading), *numbers, Heading("Total", numeric=True)],
            rows=[[bar.label, *bar.values, sum(bar.values)] for bar in self.bars],
            caption_hidden=True,
        )

    @property
    def _scale(self) -> float:
        longest = max((sum(bar.values) for bar in self.bars), default=0)
        return (WIDTH - self.LEFT - self.RIGHT) / longest if longest else 0.0

    def _middle(self, row: int) -> float:
        return self.TOP + row * self.STEP + self.THICK / 2

    def _segments_of(self, bar: Bar, row: int) -> list[Mark]:
        marks, x = [], float(self.LEFT)
        for tone, value in enumerate(bar.values):
            width = value * self._scale
            text = f"{value:,}" if width >= LABEL_FITS else ""
            top = self.TOP + row * self.STEP
            marks.append(Mark(number(x), number(top), number(width), str(self.THICK), text, tone))
            x += width
        return [mark for mark in marks if mark.width != "0"]
