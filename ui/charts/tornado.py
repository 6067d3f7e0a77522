"""How far each assumption alone moves a figure: the widest first, around the figure as it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from ui.charts.marks import WIDTH, Mark, number
from ui.tables import Heading, Table


@dataclass(frozen=True, slots=True)
class Turn:
    """The figure with one assumption at its low and at its high end, and both in words."""

    label: str
    at_low: float
    at_high: float
    low_words: str
    high_words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TornadoChart:
    """One bar for each assumption, from the figure at its low end to the figure at its high end.

    ``centre`` is the figure as it is, ``centre_words`` the same in words. Turns are drawn in their order.

    Raises:
        ValueError: nothing to draw.
    """

    template: ClassVar[str] = "components/chart_tornado.html"
    LEFT: ClassVar[int] = 150
    RIGHT: ClassVar[int] = 150
    TOP: ClassVar[int] = 52
    STEP: ClassVar[int] = 56
    THICK: ClassVar[int] = 24
    LOW: ClassVar[int] = 1
    HIGH: ClassVar[int] = 0

    id: str
    title: str
    description: str
    centre: float
    centre_words: str
    turns: Sequence[Turn]
    label_heading: str = "Assumption"

    def __post_init__(self) -> None:
        if not self.turns:
            raise ValueError("a tornado needs something that turns")

    @property
    def height(self) -> int:
        return self.TOP + self.STEP * len(self.turns) + 8

    @property
    def legend(self) -> list[Mark]:
        return [
            Mark("0", "4", "16", "16", "At its low end", self.LOW),
            Mark("200", "4", "16", "16", "At its high end", self.HIGH),
        ]

    @property
    def labels(self) -> list[Mark]:
        return [
            Mark(number(WIDTH / 2), number(self._top(row) - 8), text=turn.label)
            for row, turn in enumerate(self.turns)
        ]

    @property
    def segments(self) -> list[Mark]:
        return [mark for row, turn in enumerate(self.turns) for mark in self._halves(turn, row)]

    @property
    def ends(self) -> list[tuple[Mark, str]]:
        """The words at both ends of each bar, with how they are anchored: on the outer side of the end."""
        found = []
        for row, turn in enumerate(self.turns):
            middle = number(self._top(row) + self.THICK / 2)
            for value, other, words in (
                (turn.at_low, turn.at_high, f"Low: {turn.low_words}"),
                (turn.at_high, turn.at_low, f"High: {turn.high_words}"),
            ):
                is_left = value < other or (value == other and words.startswith("Low"))
                place = self._x(value) + (-8 if is_left else 8)
                found.append(
                    (Mark(number(place), middle, text=words), "end" if is_left else "start")
                )
        return found

    @property
    def centres(self) -> list[Mark]:
        """The figure as it is, across each bar and a little beyond it; ``width`` is where the line ends below."""
        place = number(self._x(self.centre))
        return [
            Mark(place, number(self._top(row) - 4), number(self._top(row) + self.THICK + 4))
            for row, _ in enumerate(self.turns)
        ]

    @property
    def table(self) -> Table:
        return Table(
            caption=self.title,
            headings=[
                Heading(self.label_heading),
                Heading("At its low end", numeric=True),
                Heading("At its high end", numeric=True),
            ],
            rows=[[turn.label, turn.low_words, turn.high_words] for turn in self.turns],
            caption_hidden=True,
        )

    def _halves(self, turn: Turn, row: int) -> list[Mark]:
        centre = self._x(self.centre)
        marks = []
        for value, tone in ((turn.at_low, self.LOW), (turn.at_high, self.HIGH)):
            end = self._x(value)
            marks.append(
                Mark(
                    number(min(end, centre)),
                    number(self._top(row)),
                    number(abs(end - centre)),
                    str(self.THICK),
                    tone=tone,
                )
            )
        return [mark for mark in marks if mark.width != "0"]

    def _top(self, row: int) -> float:
        return self.TOP + row * self.STEP + 12

    def _x(self, value: float) -> float:
        ends = [self.centre, *(end for turn in self.turns for end in (turn.at_low, turn.at_high))]
        least, most = min(ends), max(ends)
        room = WIDTH - self.LEFT - self.RIGHT
        return self.LEFT + (value - least) / ((most - least) or 1) * room
