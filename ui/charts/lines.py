"""Lines over time, with their intervals."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

from ui.charts.marks import WIDTH, Curve, Mark, number
from ui.tables import Heading, Table

LINES = (("#12436d", ""), ("#b35900", "8 4"))  # colour and dashes
NUDGE = 9.0  # half a line of words


@dataclass(frozen=True, slots=True)
class Point:
    """``low`` and ``high`` are the ends of the interval around ``y``, where there is one.

    ``label`` is what the table calls ``x``, such as a date; without one it is the number itself.
    """

    x: float
    y: float
    low: float | None = None
    high: float | None = None
    label: str = ""


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
                number(self._y(self.y_top * part / 4)),
                text=self._words(self.y_top * part / 4),
            )
            for part in range(5)
        ]

    @property
    def ticks(self) -> list[Mark]:
        return [
            Mark(number(self._x(place)), str(self.FLOOR + 22), text=words)
            for place, words in self.x_ticks
        ]

    @property
    def right_edge(self) -> str:
        return number(WIDTH - self.RIGHT)

    @property
    def middle(self) -> str:
        return number((self.LEFT + WIDTH - self.RIGHT) / 2)

    @property
    def foot(self) -> str:
        return number(self.HEIGHT - 6)

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
                number(WIDTH - self.RIGHT + 8),
                number(height),
                text=f"{line.label} {self._words(line.points[-1].y)}",
            )
            for line, height in zip(self.lines, heights, strict=True)
        ]

    @property
    def table(self) -> Table:
        rows = [
            [line.label, point.label or f"{point.x:g}", self._words(point.y), self._interval(point)]
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
        return " ".join(f"{number(x)},{number(y)}" for x, y in places)
