"""Two kinds of chart, drawn as SVG that is the same on the page and on paper.

A chart is a frozen value: it works out where things go, and ``components/chart_*.html`` write the markup. Colours are
attributes, so the content security policy needs no exception. Every chart has a title and a description that are read
out, direct labels rather than hovering, and ``table``: the same numbers for those who would rather read them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

from ui.tables import Heading, Table

WIDTH = 720
# Four tones that keep apart in grey too, each with the colour of the words that can be read on it.
TONES = (
    ("#12436d", "#ffffff"),
    ("#f5a25d", "#0b0c0c"),
    ("#28a197", "#0b0c0c"),
    ("#d9d9d9", "#0b0c0c"),
)
LINES = (("#12436d", ""), ("#b35900", "8 4"))  # colour and dashes
NUDGE = 9.0  # half a line of words
LABEL_FITS = 26  # a number inside a bar needs this many units of width


@dataclass(frozen=True, slots=True)
class Mark:
    """A rectangle, line or word placed on the drawing. Numbers are text already: no locale may touch them."""

    x: str
    y: str
    width: str = "0"
    height: str = "0"
    text: str = ""
    tone: int = 0

    @property
    def fill(self) -> str:
        return TONES[self.tone][0]

    @property
    def ink(self) -> str:
        return TONES[self.tone][1]


@dataclass(frozen=True, slots=True)
class Curve:
    """A line or area through ``points``."""

    points: str
    colour: str
    dashes: str = ""


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
            Mark(_number(place * room), "6", "16", "16", name, place)
            for place, name in enumerate(self.series)
        ]

    @property
    def segments(self) -> list[Mark]:
        return [mark for row, bar in enumerate(self.bars) for mark in self._segments_of(bar, row)]

    @property
    def labels(self) -> list[Mark]:
        return [
            Mark(_number(self.LEFT - 10), _number(self._middle(row)), text=bar.label)
            for row, bar in enumerate(self.bars)
        ]

    @property
    def totals(self) -> list[Mark]:
        return [
            Mark(
                _number(self.LEFT + sum(bar.values) * self._scale + 8),
                _number(self._middle(row)),
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
            marks.append(
                Mark(_number(x), _number(top), _number(width), str(self.THICK), text, tone)
            )
            x += width
        return [mark for mark in marks if mark.width != "0"]


@dataclass(frozen=True, slots=True)
class Point:
    """``low`` and ``high`` are the ends of the interval around ``y``, where there is one."""

    x: float
    y: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    points: Sequence[Point]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChart:
    """Up to two lines with their intervals. ``steps`` draws a value that holds until the next point (survival).

    ``x_ticks`` are (place, words) pairs; ``y_top`` is the top of the scale; ``percent`` writes values as percentages
    of 1. Points are in order of x.

    Raises:
        ValueError: more than two lines, or a line without points.
    """

    template: ClassVar[str] = "components/chart_lines.html"
    LEFT: ClassVar[int] = 60
    RIGHT: ClassVar[int] = 120
    TOP: ClassVar[int] = 14
    FLOOR: ClassVar[int] = 254
    HEIGHT: ClassVar[int] = 310

    id: str
    title: str
    description: str
    x_label: str
    lines: Sequence[Line]
    x_ticks: Sequence[tuple[float, str]]
    y_top: float = 1.0
    percent: bool = True
    steps: bool = True

    def __post_init__(self) -> None:
        if not 1 <= len(self.lines) <= len(LINES) or not all(line.points for line in self.lines):
            raise ValueError("one or two lines, each with points")

    @property
    def height(self) -> int:
        return self.HEIGHT

    @property
    def grid(self) -> list[Mark]:
        return [
            Mark(
                str(self.LEFT),
                _number(self._y(self.y_top * part / 4)),
                text=self._words(self.y_top * part / 4),
            )
            for part in range(5)
        ]

    @property
    def ticks(self) -> list[Mark]:
        return [
            Mark(_number(self._x(place)), str(self.FLOOR + 22), text=words)
            for place, words in self.x_ticks
        ]

    @property
    def right_edge(self) -> str:
        return _number(WIDTH - self.RIGHT)

    @property
    def middle(self) -> str:
        return _number((self.LEFT + WIDTH - self.RIGHT) / 2)

    @property
    def foot(self) -> str:
        return _number(self.HEIGHT - 6)

    @property
    def curves(self) -> list[Curve]:
        return [
            Curve(self._polyline(self._corners(line)), *look)
            for line, look in zip(self.lines, LINES, strict=False)
        ]

    @property
    def bands(self) -> list[Curve]:
        return [
            Curve(self._band(line), colour)
            for line, (colour, _) in zip(self.lines, LINES, strict=False)
            if all(point.low is not None for point in line.points)
        ]

    @property
    def ends(self) -> list[Mark]:
        """Each line's name and last value beside its end, kept apart where two lines end close together."""
        heights = [self._y(line.points[-1].y) for line in self.lines]
        if len(heights) == 2 and abs(heights[0] - heights[1]) < 2 * NUDGE:
            up = -NUDGE if heights[0] <= heights[1] else NUDGE
            heights = [heights[0] + up, heights[1] - up]
        return [
            Mark(
                _number(WIDTH - self.RIGHT + 8),
                _number(height),
                text=f"{line.label} {self._words(line.points[-1].y)}",
            )
            for line, height in zip(self.lines, heights, strict=True)
        ]

    @property
    def table(self) -> Table:
        rows = [
            [line.label, f"{point.x:g}", self._words(point.y), self._interval(point)]
            for line in self.lines
            for point in line.points
        ]
        headings = ["Line", self.x_label, "Value", "Interval"]
        return Table(
            caption=self.title,
            headings=[Heading(words, numeric=place > 0) for place, words in enumerate(headings)],
            rows=rows,
            caption_hidden=True,
        )

    def _interval(self, point: Point) -> str:
        if point.low is None or point.high is None:
            return "None"
        return f"{self._words(point.low)} to {self._words(point.high)}"

    def _words(self, value: float) -> str:
        return f"{value:.0%}" if self.percent else f"{value:,.4g}"

    def _x(self, x: float) -> float:
        lines = [point.x for line in self.lines for point in line.points] + [
            place for place, _ in self.x_ticks
        ]
        least, most = min(lines), max(lines)
        return self.LEFT + (x - least) / ((most - least) or 1) * (WIDTH - self.LEFT - self.RIGHT)

    def _y(self, y: float) -> float:
        return self.FLOOR - y / self.y_top * (self.FLOOR - self.TOP)

    def _corners(self, line: Line, end: str = "y") -> list[tuple[float, float]]:
        """The points a pen passes, with the corner that a step makes."""
        places = [(self._x(point.x), self._y(getattr(point, end))) for point in line.points]
        if not self.steps:
            return places
        return [places[0]] + [
            corner for (_, y), later in pairwise(places) for corner in ((later[0], y), later)
        ]

    def _band(self, line: Line) -> str:
        return self._polyline(self._corners(line, "high") + self._corners(line, "low")[::-1])

    @staticmethod
    def _polyline(places: Sequence[tuple[float, float]]) -> str:
        return " ".join(f"{_number(x)},{_number(y)}" for x, y in places)


Chart = BarChart | LineChart


def _number(value: float) -> str:
    """Short, with a point for the decimals whatever the language of the page."""
    return f"{value:.1f}".removesuffix(".0")
