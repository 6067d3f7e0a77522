"""What is supposed of the path that did not happen. A person chooses each, and every result keeps them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from evaluation.value.paths import GREEN_BOOK_RATE
from evaluation.value.prices import Range

# A published framework for stepping down: 12 weeks to settle, 12 to stabilise, up to 28 to maintain.
SUPPORT_WEEKS = 52
SUPPORT_WEEKS_SOURCE = (
    "FCA's step-down framework: settlement 12 weeks, stabilisation 12 weeks, maintenance up to 28"
)
SPREAD = Fraction(1, 5)
NOUGHT = Range.of(0)


class Other(StrEnum):
    """The path that did not happen."""

    STAYED = "STAYED"
    KIND = "KIND"

    @property
    def words(self) -> str:
        return {
            "STAYED": "Stayed in the previous kind of placement",
            "KIND": "Lived in another kind of placement",
        }[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """What is supposed.

    Args:
        other, other_kind: where the child would have lived. ``other_kind`` is a kind of placement, for Other.KIND.
        other_week: what a week there would have cost, in pence; None takes the price that is recorded for the home
            before, and else the table's.
        lasted: for how many weeks from the day of the move, after which the child would have moved as in fact; whole
            days of a part week. None: all.
        moves: how many moves a year there would have been meanwhile; each means finding a home, and a review.
        support_weeks: for how many weeks support around the placement is paid for.
        spread: by what part the price recorded for the home before may be out, had it gone on.
        rate: of discounting, a year.
        until: the day up to which both paths are followed; None is as far as is known.
    """

    other: Other = Other.STAYED
    other_kind: str = ""
    other_week: Range | None = None
    lasted: Range | None = None
    moves: Range = NOUGHT
    support_weeks: int = SUPPORT_WEEKS
    spread: Fraction = SPREAD
    rate: Fraction = GREEN_BOOK_RATE
    until: dt.date | None = None

    def as_text(self) -> dict[str, str]:
        """As JSON keeps it. ``from_text`` gives the same back."""
        plain = {
            "other": str(self.other),
            "other_kind": self.other_kind,
            "support_weeks": str(self.support_weeks),
            "spread": decimal_text(self.spread * 100),
            "rate": decimal_text(self.rate * 100),
            "until": self.until.isoformat() if self.until else "",
        }
        ranges = {"other_week": self.other_week, "lasted": self.lasted, "moves": self.moves}
        for name, found in ranges.items():
            for end in ("low", "central", "high"):
                plain[f"{name}_{end}"] = decimal_text(getattr(found, end)) if found else ""
        return plain

    @classmethod
    def from_text(cls, asked: Mapping[str, str]) -> "Assumptions":
        """The opposite of ``as_text``; what is missing is as usual. Text must have been checked by a form before."""
        given = {name: value for name, value in asked.items() if value}
        found = cls(
            other=Other(given.get("other", Other.STAYED)),
            other_kind=given.get("other_kind", ""),
            other_week=_range(given, "other_week"),
            lasted=_range(given, "lasted"),
            moves=_range(given, "moves") or NOUGHT,
            until=dt.date.fromisoformat(given["until"]) if "until" in given else None,
        )
        if "support_weeks" in given:
            found = replace(found, support_weeks=int(given["support_weeks"]))
        if "spread" in given:
            found = replace(found, spread=Fraction(given["spread"]) / 100)
        return replace(found, rate=Fraction(given["rate"]) / 100) if "rate" in given else found


def _range(given: Mapping[str, str], name: str) -> Range | None:
    """An end that is not given is the central value."""
    central = given.get(f"{name}_central")
    if central is None:
        return None
    low, high = given.get(f"{name}_low", central), given.get(f"{name}_high", central)
    return Range(Fraction(low), Fraction(central), Fraction(high))


def decimal_text(value: Fraction) -> str:
    """A short decimal number. Values come from decimal numbers, so that nothing is lost."""
    number = Decimal(value.numerator) / Decimal(value.denominator)
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
