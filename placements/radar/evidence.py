"""What the radar reads of one child, as plain values: dated rows of the child's record, in any order."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from placements.travelled import Travel


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Where the child lives today. ``miles`` and ``is_outside`` are None where nobody knows."""

    setting: str
    setting_label: str
    name: str
    since: dt.date
    residential_since: dt.date | None = None
    miles: float | None = None
    is_outside: bool | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One dated row: an SDQ total, an incident, a period at school, an answer about belonging, or a wish.

    ``code`` is the informant, the kind of incident or the kind of wish; ``on`` the day, of a period its end.
    """

    on: dt.date
    code: str = ""
    number: int = 0
    of: int = 0
    words: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Milestone:
    status: str  # OPEN, MET or DROPPED
    due_on: dt.date | None
    updated_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Path:
    """The step-down plan that is under way, and the stage that the child is in."""

    name: str
    stage: str
    started_on: dt.date
    milestones: Sequence[Milestone]


@dataclass(frozen=True, slots=True)
class View:
    """One person's judgement of one domain of readiness: READY, NEARLY, NOT_YET or CANNOT_SAY."""

    domain: str
    whose: str
    judgement: str
    on: dt.date


@dataclass(frozen=True, slots=True)
class Decision:
    words: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class Review:
    number: int
    held_on: dt.date
    decisions: Sequence[Decision] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """``child_id`` is the public id. Rows after today are passed over; so is everything too old (``FRESH_DAYS``).

    ``plan_on`` is since when the record says this plan: the day on which it was written there.
    """

    child_id: str
    age_years: int
    is_sdq_asked: bool
    home: Home
    plan: str = ""
    plan_label: str = ""
    plan_on: dt.date | None = None
    path: Path | None = None
    goals: Sequence[Travel] = ()
    sdq: Sequence[Row] = ()
    incidents: Sequence[Row] = ()
    attendance: Sequence[Row] = ()
    belonging: Sequence[Row] = ()
    wishes: Sequence[Row] = ()
    views: Sequence[View] = ()
    reviews: Sequence[Review] = ()
