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
    """One item of a plan of support, on the day it was due.

    Args:
        stay: which of the life's stays it is for, from 0.
        pence: None where no cost is recorded.
    """

    stay: int
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

    @property
    def support(self) -> list[Support]:
        """Of the home moved to and those after it."""
        return [item for item in self.life.support if item.stay >= self.place]

    def days(self, *, today: dt.date, until: dt.date | None = None) -> int:
        """Over how many days it is compared: up to ``until``, and not beyond what is known.

        Without ``until`` that is the day on which the child left care, else today. A child who left care is followed
        on when ``until`` says so, since nobody pays for care any more. A last stay that ended in nothing recorded ends
        what is known.
        """
        last = self.life.stays[-1]
        known = today if last.last is None else min(today, last.last)
        if until is None:
            return max(0, (known - self.day).days)
        followed = min(until, today) if last.left_care else min(until, known)
        return max(0, (followed - self.day).days)


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
