"""The step-down radar: who could be ready to leave residential care, and what the record says of it. Plain Python.

Evidence goes in as plain values and lines come out: for a move now, against it, to be weighed, and what is missing. It
decides nothing, and no child is left out for what the lines say.

**Who is listed.** Everybody who lives in residential care, or at a distance (``homes``); nobody else.

**How much is in.** Ten kinds of evidence count (``FRESH_DAYS``): permanence plan, views of readiness, milestones, SDQ,
goals, wishes, last review, school attendance, belonging, distance. A kind is *in* when it is recorded and not older
than it may be. A kind is *asked for* unless it is not meant for this child (an SDQ outside 4 to 16 or in the first
year of care, attendance outside 5 to 16); one that is in all the same is asked for too, so that recording something
never lowers the share. Incidents and time in the home are shown and do not count: that no incident is written down
says nothing of who looked.

**The order.** By the share of what is asked for that is in, the highest first; then by the share of lines for a move
among those for and against (none of either comes last); then by the public id, so that equals never change places.
Both shares are shown as their two numbers.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from placements.radar import homes
from placements.radar.evidence import (
    Decision,
    Evidence,
    Home,
    Milestone,
    Path,
    Review,
    Row,
    View,
)
from placements.radar.homes import Stay, Why, residential_since
from placements.radar.kinds import FRESH_DAYS, Kind, Line, Side, is_fresh_now, recorded
from placements.radar.lines import read

__all__ = [
    "FRESH_DAYS",
    "Decision",
    "Evidence",
    "Home",
    "Kind",
    "Line",
    "Milestone",
    "Missing",
    "OnRadar",
    "Path",
    "Review",
    "Row",
    "Side",
    "Stay",
    "View",
    "Why",
    "look_at",
    "on_radar",
    "residential_since",
]


SCHOOL_AGES = range(5, 17)  # completed years


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A kind of evidence that is asked for and not in. ``last_on`` is when it was last recorded, if it ever was."""

    kind: Kind
    last_on: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OnRadar:
    """One child on the radar. ``known`` of ``asked`` kinds of evidence are in."""

    child_id: str
    why: Sequence[Why]
    home: Home
    lines: Sequence[Line]
    missing: Sequence[Missing]
    known: int
    asked: int

    @property
    def share(self) -> Fraction:
        return Fraction(self.known, self.asked)

    @property
    def share_for(self) -> Fraction:
        """Lines for, among those for and against; 0 where there is neither."""
        counted = len(self.on_side(Side.FOR)) + len(self.on_side(Side.AGAINST))
        return Fraction(len(self.on_side(Side.FOR)), counted) if counted else Fraction(0)

    def on_side(self, side: Side) -> list[Line]:
        return [line for line in self.lines if line.side == side]


def on_radar(evidence: Iterable[Evidence], *, today: dt.date) -> list[OnRadar]:
    """Every child who belongs on the radar, in the order that the module's words define."""
    found = [look_at(each, today=today) for each in evidence]
    return sorted(
        (each for each in found if each is not None),
        key=lambda each: (-each.share, -each.share_for, each.child_id),
    )


def look_at(evidence: Evidence, *, today: dt.date) -> OnRadar | None:
    """One child; None for one who lives neither in residential care nor at a distance."""
    home = evidence.home
    why = homes.reasons(setting=home.setting, miles=home.miles, is_outside=home.is_outside)
    if not why:
        return None
    known = {kind for kind in FRESH_DAYS if _is_in(evidence, kind, today=today)}
    asked = {kind for kind in FRESH_DAYS if _is_asked(evidence, kind)} | known
    return OnRadar(
        child_id=evidence.child_id,
        why=why,
        home=home,
        lines=read(evidence, today=today),
        missing=[
            _missing(evidence, kind, today=today) for kind in FRESH_DAYS if kind in asked - known
        ],
        known=len(known),
        asked=len(asked),
    )


def _is_in(evidence: Evidence, kind: Kind, *, today: dt.date) -> bool:
    if kind == Kind.PLAN:
        return bool(evidence.plan)
    if kind == Kind.DISTANCE:
        return evidence.home.miles is not None
    return is_fresh_now(evidence, kind, today=today)


def _is_asked(evidence: Evidence, kind: Kind) -> bool:
    if kind == Kind.SDQ:
        return evidence.is_sdq_asked
    return kind != Kind.ATTENDANCE or evidence.age_years in SCHOOL_AGES


def _missing(evidence: Evidence, kind: Kind, *, today: dt.date) -> Missing:
    return Missing(kind=kind, last_on=max(recorded(evidence, kind, today=today), default=None))
