"""What is recorded of one child around a move: the facts that a comparison starts from."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from evaluation.value.kinds import Group, group_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """One stay, ``[first, last)``; ``last`` is None while it goes on.

    Args:
        weekly_pence: the price recorded for it; None takes the table's.
        miles: from the child's own home, for the travel of visits.
        ended_unplanned: None while it goes on.
        left_care: whether it ended with the child leaving care.
    """

    kind: str
    first: dt.date
    last: dt.date | None = None
    weekly_pence: int | None = None
    miles: Fraction | None = None
    ended_unplanned: bool | None = None
    left_care: bool = False

    @property
    def group(self) -> Group:
        return group_of(self.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """One item of a placement's plan of support, on the day it was due. ``pence`` None: no cost is recorded."""

    on: dt.date
    pence: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """A child's stays in order of their days, and what happened around them."""

    stays: Sequence[Stay]
    plans: Sequence[dt.date] = ()
    reviews: Sequence[dt.date] = ()
    legal: Sequence[dt.date] = ()
    visits: Sequence[dt.date] = ()
    support: Sequence[Support] = ()
    sixteenth: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """A move of a life: to the stay at ``place`` among its stays, from the one before."""

    life: Life
    place: int

    @property
    def before(self) -> Stay:
        return self.life.stays[self.place - 1]

    @property
    def after(self) -> Stay:
        return self.life.stays[self.place]

    @property
    def day(self) -> dt.date:
        return self.after.first

    def days_until(self, day: dt.date) -> int:
        """How many days are compared if both paths are followed until then; none for a move that comes later."""
        return max(0, (day - self.day).days)


# A child who comes back within so many days has moved, by way of somewhere that was not recorded.
LONGEST_GAP = 7


def moves_of(life: Life) -> list[Move]:
    """Its moves from one home straight to another. Coming into care anew is none."""
    return [
        Move(life, place)
        for place in range(1, len(life.stays))
        if straight_on(life.stays[place - 1], life.stays[place])
    ]


def straight_on(before: Stay, after: Stay) -> bool:
    return before.last is not None and (after.first - before.last).days <= LONGEST_GAP
