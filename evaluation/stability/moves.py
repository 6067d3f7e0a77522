"""From periods of care to placements (D6), and how each ended."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from evaluation.returns.rows import Episode
from evaluation.stability.history import Period, Span, Stretch
from evaluation.stability.variants import Variant

TEMPORARY = frozenset({"T0", "T1", "T2", "T3", "T4"})
FOSTERING = frozenset({"U1", "U2", "U3", "U4", "U5", "U6"})
ADOPTIVE = frozenset({"A3", "A4", "A5", "A6"})
RESIDENTIAL = frozenset({"K2", "R1"})
SUPPORTED = frozenset({"H5", "P2", "K3"})


class Kind(StrEnum):
    """The kinds of placement that durations and moves are told apart by (D11)."""

    FOSTERING = "fostering"
    RESIDENTIAL = "residential"
    SUPPORTED = "supported"
    OTHER = "other"

    @classmethod
    def of(cls, place: str) -> "Kind":
        for kind, codes in _KINDS.items():
            if place in codes:
                return kind
        return cls.OTHER


_KINDS = {
    Kind.FOSTERING: FOSTERING,
    Kind.RESIDENTIAL: RESIDENTIAL,
    Kind.SUPPORTED: SUPPORTED,
}


class Ending(StrEnum):
    """How a placement ended: by the next one of the same period of care, or with the period."""

    MOVE = "move"
    EXIT = "exit"


@dataclass(frozen=True, slots=True)
class Placement(Span):
    """One placement, from its first episode until the next placement or the end of the period of care.

    ``ending`` is None while it goes on, and where nobody knows how it went on. ``previous`` is the placement before
    it in the same period of care.
    """

    period: Period
    stretches: Sequence[Stretch]
    ending: Ending | None
    previous: "Placement | None"

    @property
    def child(self) -> str:
        return self.period.child

    @property
    def place(self) -> str:
        """The kind of placement (PLACE) that it began as."""
        return self.stretches[0].episode.place

    @property
    def kind(self) -> Kind:
        return Kind.of(self.place)

    @property
    def days(self) -> int | None:
        return None if self.end is None else (self.end - self.start).days

    def is_adoptive_on(self, day: dt.date) -> bool:
        """Whether it is recorded as a placement for adoption on ``day``, though it may have begun as another kind.

        An absence for a while does not change what it is.
        """
        places = [
            each.episode.place for each in self.stretches if each.start <= day and not _away(each)
        ]
        return bool(places) and places[-1] in ADOPTIVE


def placements(period: Period, variant: Variant) -> list[Placement]:
    """The placements of a period of care, oldest first. None where all of it was temporary."""
    groups = _groups(period, variant)
    found: list[Placement] = []
    for group, following in pairwise([*groups, None]):
        if group is None:
            break
        found.append(_placement(period, group, following, found[-1] if found else None))
    return found


def _groups(period: Period, variant: Variant) -> list[list[Stretch]]:
    """The stretches of each placement. A temporary absence belongs to the placement that the child was away from."""
    groups: list[list[Stretch]] = []
    usual: Episode | None = None
    is_away = False
    for each in period.stretches:
        if _away(each) and not variant.keeps_temporary:
            is_away = True
            if groups:
                groups[-1].append(each)
            continue
        if usual is None or _is_new(each.episode, usual, variant, is_away=is_away):
            groups.append([])
        groups[-1].append(each)
        usual, is_away = each.episode, False
    return groups


def _is_new(episode: Episode, usual: Episode, variant: Variant, *, is_away: bool) -> bool:
    if is_away and _address(episode) == _address(usual):
        return False
    return episode.rne in variant.starts


def _address(episode: Episode) -> tuple[str, str]:
    return episode.place, "".join(episode.pl_post.split()).upper()


def _away(stretch: Stretch) -> bool:
    return stretch.episode.place in TEMPORARY


def _placement(
    period: Period,
    group: Sequence[Stretch],
    following: Sequence[Stretch] | None,
    previous: Placement | None,
) -> Placement:
    if following:
        return Placement(
            group[0].start, following[0].start, None, period, group, Ending.MOVE, previous
        )
    last = period.last
    ending = Ending.EXIT if last.end is not None else None
    return Placement(group[0].start, last.end, last.known_to, period, group, ending, previous)
