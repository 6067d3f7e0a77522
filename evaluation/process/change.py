"""What changed when the desk began: figures of before and after side by side, each with its days and its source.

Nothing here says that the desk made the difference. A figure whose days lie on both sides of the beginning belongs to
neither.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Measure(StrEnum):
    """What is compared. The desk's own records give the first four; the next three come from statutory returns."""

    DAYS_TO_PLACEMENT = "DAYS"
    OFFERS = "OFFERS"
    HOUSEHOLDS_ASKED = "ASKED"
    UNPLANNED_ENDINGS = "UNPLANNED"
    THREE_PLUS = "THREE_PLUS"
    THREE_PLUS_TWO_YEARS = "THREE_2YR"
    LONG_TERM = "LTS"
    HOURS = "HOURS"
    HOURS_FREED = "FREED"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def unit(self) -> str:
        return _UNITS[self]


_LABELS = {
    Measure.DAYS_TO_PLACEMENT: "Days from referral to placement, median",
    Measure.OFFERS: "Offers for each referral, mean",
    Measure.HOUSEHOLDS_ASKED: "Households asked for each referral, mean",
    Measure.UNPLANNED_ENDINGS: "Ended placements that ended unplanned",
    Measure.THREE_PLUS: "Children with 3 or more placements in the year",
    Measure.THREE_PLUS_TWO_YEARS: "Children with 3 or more placements in two years",
    Measure.LONG_TERM: "Children in long-term stability",
    Measure.HOURS: "Social worker hours spent on finding a home, for each referral",
    Measure.HOURS_FREED: "Social worker hours freed, for each referral",
}
_UNITS = {
    Measure.DAYS_TO_PLACEMENT: "days",
    Measure.OFFERS: "offers",
    Measure.HOUSEHOLDS_ASKED: "households",
    Measure.UNPLANNED_ENDINGS: "%",
    Measure.THREE_PLUS: "%",
    Measure.THREE_PLUS_TWO_YEARS: "%",
    Measure.LONG_TERM: "%",
    Measure.HOURS: "hours",
    Measure.HOURS_FREED: "hours",
}


class Side(StrEnum):
    BEFORE = "BEFORE"
    AFTER = "AFTER"
    ACROSS = "ACROSS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A figure for the days ``first`` to ``last``, both included. ``value`` is none where it must not be shown."""

    measure: Measure
    value: float | None
    first: dt.date
    last: dt.date
    source: str

    def side(self, began_on: dt.date) -> Side:
        """The first day of the desk is after."""
        if self.last < began_on:
            return Side.BEFORE
        return Side.AFTER if self.first >= began_on else Side.ACROSS


def compared(
    known: Iterable[Known], *, began_on: dt.date
) -> Iterator[tuple[Measure, Mapping[Side, Sequence[Known]]]]:
    """What is known of each measure by side, the oldest first; measures of which nothing is known are left out."""
    by_measure: dict[Measure, dict[Side, list[Known]]] = {}
    for each in sorted(known, key=lambda figure: (figure.first, figure.last, figure.source)):
        sides = by_measure.setdefault(each.measure, {side: [] for side in Side})
        sides[each.side(began_on)].append(each)
    for measure in Measure:
        if measure in by_measure:
            yield measure, by_measure[measure]
