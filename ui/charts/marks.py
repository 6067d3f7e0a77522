"""What a drawing is made of."""

from dataclasses import dataclass

WIDTH = 720
# Four tones that keep apart in grey too, each with the colour of the words that can be read on it.
TONES = (
    ("#12436d", "#ffffff"),
    ("#f5a25d", "#0b0c0c"),
    ("#28a197", "#0b0c0c"),
    ("#d9d9d9", "#0b0c0c"),
)


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


def number(value: float) -> str:
    """Short, with a point for the decimals whatever the language of the page."""
    return f"{value:.1f}".removesuffix(".0")
