"""The kinds of evidence, how old each may be, and what a line is. Plain Python."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from placements import sdq
from placements.radar.evidence import Evidence


class Kind(StrEnum):
    """The kinds of evidence. Those of ``FRESH_DAYS`` count towards how much of the evidence is in."""

    PLAN = "PLAN"
    READINESS = "READINESS"
    MILESTONES = "MILESTONES"
    SDQ = "SDQ"
    GOALS = "GOALS"
    WISHES = "WISHES"
    REVIEW = "REVIEW"
    ATTENDANCE = "ATTENDANCE"
    BELONGING = "BELONGING"
    DISTANCE = "DISTANCE"
    INCIDENTS = "INCIDENTS"
    TIME = "TIME"

    @property
    def label(self) -> str:
        return LABELS[self.value]


LABELS = {
    "PLAN": "Permanence plan",
    "READINESS": "Views of readiness",
    "MILESTONES": "Milestones",
    "SDQ": "SDQ",
    "GOALS": "Goals",
    "WISHES": "Wishes",
    "REVIEW": "Last review",
    "ATTENDANCE": "School attendance",
    "BELONGING": "Belonging",
    "DISTANCE": "Distance from home",
    "INCIDENTS": "Incidents",
    "TIME": "Time in this home",
}
# How old, in days, what is recorded may be. None: it is a fact of today, and does not age. All but the SDQ's are this
# project's own choices, near to the rhythm of reviews (six months) and of school terms.
FRESH_DAYS: dict[Kind, int | None] = {
    Kind.PLAN: None,
    Kind.READINESS: 180,
    Kind.MILESTONES: 90,
    Kind.SDQ: sdq.AGAIN_AFTER.days,
    Kind.GOALS: 180,
    Kind.WISHES: 180,
    Kind.REVIEW: 190,
    Kind.ATTENDANCE: 120,
    Kind.BELONGING: 180,
    Kind.DISTANCE: None,
}


class Side(StrEnum):
    FOR = "FOR"
    AGAINST = "AGAINST"
    WEIGH = "WEIGH"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that the record says. ``on`` is the latest day that it rests on; None where none is recorded."""

    kind: Kind
    side: Side
    words: str
    source: str
    on: dt.date | None = None


def is_fresh(day: dt.date, kind: Kind, *, today: dt.date) -> bool:
    """Not after today, and not older than the kind may be; the last day of the limit is still fresh."""
    days = FRESH_DAYS[kind]
    return day <= today and (days is None or (today - day).days <= days)


def recorded(evidence: Evidence, kind: Kind, *, today: dt.date) -> list[dt.date]:
    """The days, up to today, on which this kind was recorded; none for a kind that does not age."""
    days = [day for day in _days(evidence)[kind] if day is not None]
    return [day for day in days if day <= today]


def _days(evidence: Evidence) -> dict[Kind, list[dt.date | None]]:
    return {
        Kind.PLAN: [],
        Kind.READINESS: [view.on for view in evidence.views],
        Kind.MILESTONES: _path_days(evidence),
        Kind.SDQ: [row.on for row in evidence.sdq],
        Kind.GOALS: [goal.latest.on for goal in evidence.goals if goal.latest],
        Kind.WISHES: [row.on for row in evidence.wishes],
        Kind.REVIEW: [review.held_on for review in evidence.reviews],
        Kind.ATTENDANCE: [row.on for row in evidence.attendance],
        Kind.BELONGING: [row.on for row in evidence.belonging],
        Kind.DISTANCE: [],
    }


def _path_days(evidence: Evidence) -> list[dt.date | None]:
    path = evidence.path
    if path is None or not path.milestones:
        return []
    return [path.started_on, *(milestone.updated_on for milestone in path.milestones)]


def is_fresh_now(evidence: Evidence, kind: Kind, *, today: dt.date) -> bool:
    """Some row of this kind is fresh."""
    return any(is_fresh(day, kind, today=today) for day in recorded(evidence, kind, today=today))


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
