"""Ratios with their intervals, one below the other on a logarithmic scale around 1."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import ClassVar

from ui.charts.marks import WIDTH, Mark, number
from ui.tables import Heading, Table

SCALE = (0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
STRONG, PALE = "#12436d", "#ffffff"


@dataclass(frozen=True, slots=True)
class Ratio:
    """``is_sure`` fills the mark; ``words`` say the same, so that nobody has to see the difference."""

    label: str
    value: float
    low: float
    high: float
    words: str
    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class Whisker:
    """One ratio's line with its ends and its middle. Numbers are text already: no locale may touch them."""

    y: str
    left: str
    right: str
    middle: str
    label: str
    text: str
    fill: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IntervalChart:
    """Ratios around 1. ``below`` and ``above`` say what it means to lie on either side.

    Raises:
        ValueError: a ratio that is not above nought, or outside its own interval.
    """

    template: ClassVar[str] = "components/chart_intervals.html"
    LEFT: ClassVar[int] = 310
    RIGHT: ClassVar[int] = 130
    TOP: ClassVar[int] = 46
    STEP: ClassVar[int] = 34

    id: str
    title: str
    description: str
    below: str
    above: str
    ratios: Sequence[Ratio]
    label_heading: str = "Attribute"

    def __post_init__(self) -> None:
        if any(not 0 < each.low <= each.value <= each.high for each in self.ratios):
            raise ValueError("a ratio lies above nought, and inside its interval")

    @property
    def height(self) -> int:
        return self.floor + 30

    @property
    def floor(self) -> int:
        return self.TOP + self.STEP * len(self.ratios)

    @property
    def ends(self) -> list[Mark]:
        """The words on either side of 1."""
        middle = self._x(1.0)
        return [
            Mark(number(middle - 12), "16", text=f"← {self.below}"),
            Mark(number(middle + 12), "16", text=f"{self.above} →"),
        ]

    @property
    def ticks(self) -> list[Mark]:
        return [
            Mark(number(self._x(place)), str(self.floor), text=f"{place:g}")
            for place in self._places
        ]

    @property
    def whiskers(self) -> list[Whisker]:
        return [
            Whisker(
                y=number(self.TOP + self.STEP * (row + 0.5)),
                left=number(self._x(each.low)),
                right=number(self._x(each.high)),
                middle=number(self._x(each.value)),
                label=each.label,
                text=f"{each.value:.2f} ({each.low:.2f} to {each.high:.2f})",
                fill=STRONG if each.is_sure else PALE,
            )
            for row, each in enumerate(self.ratios)
        ]

    @property
    def label_edge(self) -> str:
        return number(self.LEFT - 16)

    @property
    def text_edge(self) -> str:
        return number(WIDTH - self.RIGHT + 10)

    @property
    def table(self) -> Table:
        headings = ["Ratio", "Interval from", "Interval to"]
        return Table(
            caption=self.title,
            headings=[
                Heading(self.label_heading),
                *(Heading(words, numeric=True) for words in headings),
                Heading("What the evidence says"),
            ],
            rows=[
                [each.label, f"{each.value:.2f}", f"{each.low:.2f}", f"{each.high:.2f}", each.words]
                for each in self.ratios
            ],
            caption_hidden=True,
        )

    @property
    def _places(self) -> list[float]:
        """The part of the scale that holds every interval, at least from a half to two."""
        least = min([0.5, *(each.low for each in self.ratios)])
        most = max([2.0, *(each.high for each in self.ratios)])
        begins = max((at for at, place in enumerate(SCALE) if place <= least), default=0)
        ends = min((at for at, place in enumerate(SCALE) if place >= most), default=len(SCALE) - 1)
        return list(SCALE[begins : ends + 1])

    def _x(self, ratio: float) -> float:
        """Where a ratio is drawn; one beyond the scale at its end."""
        least, most = log(self._places[0]), log(self._places[-1])
        at = min(max(log(ratio), least), most)
        return self.LEFT + (at - least) / (most - least) * (WIDTH - self.LEFT - self.RIGHT)
