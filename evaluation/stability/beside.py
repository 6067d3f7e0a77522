"""What stands beside the official numbers: whether the moves of a year were planned, and what they were for.

A move counts against stability whatever it was for. Here the same moves are weighed as a person would: by what the desk
recorded when the placement ended, or, where the desk does not know the placement, by the return's reason code. Only a
move for the care plan is planned by that code: whatever ends a placement outside the care plan is unplanned.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from evaluation.stability.figure import Case
from evaluation.stability.moves import ADOPTIVE, Placement
from evaluation.stability.transitions import CARE_PLAN, STEP_DOWN, Move
from evaluation.stability.words import REASONS

STATUS_ONLY, OTHER_REASON = "PLACE", "OTHER"
SAYS_NOTHING = frozenset({"", STATUS_ONLY, OTHER_REASON})
"""Reasons that leave open whether a move was planned."""
LONG_TERM = frozenset({"U1", "U4"})
WITH_PARENTS = "P1"


class Bearing(StrEnum):
    FORWARD = "Planned, and a step forward"
    PLANNED = "Planned, otherwise"
    UNPLANNED = "Unplanned"
    NOT_KNOWN = "Not known"


class Source(StrEnum):
    DESK = "The desk's record of the placement that ended"
    RETURN = "The return's reason code"
    NONE = "Neither says"


@dataclass(frozen=True, slots=True)
class Told:
    """What the desk recorded of the end of a placement. ``was_forward``: to what had been hoped for, such as a family.

    ``purpose`` is what the placement that ended was for, in words; "" where nobody said.
    """

    was_planned: bool
    was_forward: bool
    purpose: str


ByEnd = Mapping[tuple[str, dt.date], Told]
"""By the child's number and the day on which the placement ended."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """``why`` is the purpose or the reason, in words, with who says it."""

    move: Move
    bearing: Bearing
    source: Source
    why: str

    @property
    def case(self) -> Case:
        return Case(self.move.child, (self.move.before, self.move.after))


@dataclass(frozen=True, slots=True)
class Beside:
    """The moves of a year as they were weighed.

    ``only_planned``: children who count as having had three or more placements, none of whose moves in the year is
    known or likely to have been unplanned: for them the official number may be right and say nothing bad.
    """

    moves: Sequence[Weighed]
    only_planned: Sequence[Case]

    def by_bearing(self) -> dict[str, int]:
        counted = Counter(each.bearing for each in self.moves)
        return {each.value: counted[each] for each in Bearing}

    def by_source(self) -> dict[str, int]:
        counted = Counter(each.source for each in self.moves)
        return {each.value: counted[each] for each in Source}

    def by_why(self) -> dict[str, int]:
        """The most frequent first."""
        counted = Counter(each.why for each in self.moves)
        return dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))


def beside(moves: Sequence[Move], many: Sequence[Case], told: ByEnd) -> Beside:
    """Weigh every move of the year. ``many`` are the children with three or more placements in it."""
    weighed = [_weigh(each, told.get((each.child, each.after.start))) for each in moves]
    planned = {Bearing.FORWARD, Bearing.PLANNED}
    moved = {each.move.child for each in weighed}
    otherwise = {each.move.child for each in weighed if each.bearing not in planned}
    return Beside(
        weighed, [case for case in many if case.child in moved and case.child not in otherwise]
    )


def _weigh(move: Move, told: Told | None) -> Weighed:
    if told:
        bearing = _bearing(was_planned=told.was_planned, was_forward=told.was_forward)
        why = f"Purpose: {told.purpose}" if told.purpose else "Purpose not recorded at the desk"
        return Weighed(move, bearing, Source.DESK, why)
    if move.reason in SAYS_NOTHING:
        source = Source.RETURN if move.reason else Source.NONE
        return Weighed(move, Bearing.NOT_KNOWN, source, _reason_in_words(move.reason))
    is_planned = move.reason == CARE_PLAN
    bearing = _bearing(was_planned=is_planned, was_forward=_is_forward(move.before, move.after))
    return Weighed(move, bearing, Source.RETURN, _reason_in_words(move.reason))


def _bearing(*, was_planned: bool, was_forward: bool) -> Bearing:
    if not was_planned:
        return Bearing.UNPLANNED
    return Bearing.FORWARD if was_forward else Bearing.PLANNED


def _is_forward(before: Placement, after: Placement) -> bool:
    """From a home to a family, or nearer to a lasting one: long-term fostering, then parents or adoption."""
    is_step_down = (before.kind, after.kind) == STEP_DOWN
    return is_step_down or _lasting(after.place) > _lasting(before.place)


def _lasting(place: str) -> int:
    if place in ADOPTIVE or place == WITH_PARENTS:
        return 2
    return 1 if place in LONG_TERM else 0


def _reason_in_words(code: str) -> str:
    return f"Reason: {REASONS.get(code, code)}" if code else "No reason given"
