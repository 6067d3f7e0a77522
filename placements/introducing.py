"""A sensible plan for the days on which a child and a family get to know each other, to start from.

The steps, how they follow each other and how long they take are ours. Practice says that introductions go at the
child's pace, with visits before, meetings where the child lives, and stays that grow longer (Social Care Wales, TACT),
and that an activity day helps (Coram-i). No source gives numbers of days.
Plain functions without a database or a clock.
"""

import datetime as dt
from dataclasses import dataclass

YOUNG_YEARS = 5  # younger than this: short and close together, because a week is long
TEENAGE_YEARS = 13
WEEKEND_BEGINS = {4, 5}  # two nights from another day than Friday or Saturday are no weekend
FAR_MILES = 20  # further than this: fewer journeys, and a night each time


@dataclass(frozen=True, slots=True)
class Proposed:
    """One step. ``until`` is the day after its last night; None where nobody sleeps there."""

    kind: str
    planned_on: dt.date
    until: dt.date | None
    about: str


@dataclass(frozen=True, slots=True)
class _Step:
    kind: str
    days_before: int
    nights: int
    about: str


_BOOK = "Read the carers' book, or watch their film, with somebody the child trusts"
_MEETING = "The carers come to where the child lives. Somebody who knows the child well is there"
_ACTIVITY = "Something that the child likes doing, together, away from both homes"
_CALL = "A call, with pictures where the child wants them"

_YOUNG = (
    _Step("BOOK", 16, 0, _BOOK),
    _Step("MEETING", 14, 0, _MEETING),
    _Step("MEETING", 13, 0, "The carers are there for a meal or for bedtime"),
    _Step("ACTIVITY", 11, 0, _ACTIVITY),
    _Step("VISIT", 9, 0, "A first look at the house, with a person the child trusts"),
    _Step("TEA", 7, 0, "Tea, and the room"),
    _Step("DAY", 5, 0, "A day as days are there"),
    _Step("OVERNIGHT", 3, 1, "One night, with something from the present home"),
)
_MIDDLE = (
    _Step("BOOK", 30, 0, _BOOK),
    _Step("CALL", 27, 0, _CALL),
    _Step("MEETING", 25, 0, _MEETING),
    _Step("ACTIVITY", 21, 0, _ACTIVITY),
    _Step("VISIT", 18, 0, "A first look at the house, with a person the child trusts"),
    _Step("TEA", 15, 0, "Tea, and the room"),
    _Step("DAY", 12, 0, "A day as days are there"),
    _Step("OVERNIGHT", 9, 1, "One night, and then talk about it"),
    _Step("WEEKEND", 5, 2, "Two nights"),
)
_TEENAGE = (
    _Step("BOOK", 42, 0, _BOOK),
    _Step("CALL", 38, 0, _CALL),
    _Step(
        "MEETING",
        35,
        0,
        "Wherever the young person wants to meet, with or without their key worker",
    ),
    _Step("ACTIVITY", 30, 0, _ACTIVITY),
    _Step("VISIT", 26, 0, "The house, the street, the way to school or college"),
    _Step("TEA", 22, 0, "Tea, and what the house rules are"),
    _Step("OVERNIGHT", 17, 1, "One night, and then talk about it"),
    _Step("WEEKEND", 10, 2, "Two nights"),
    _Step("CALL", 4, 0, "What is still open before the move"),
)


def starting_plan(
    *, age_years: int, miles: float | None, moves_on: dt.date, today: dt.date
) -> list[Proposed]:
    """Steps from today to before the move, in their order; closer together, and fewer, where there is less time.

    Args:
        miles: between the child's home and the carers'; None where it is not known, which counts as near.
    """
    steps = _steps(age_years)
    if miles is not None and miles > FAR_MILES:
        steps = tuple(step for step in steps if step.kind != "VISIT")
        steps = tuple(_with_a_night(step) for step in steps)
    days = (moves_on - today).days
    longest = steps[0].days_before
    pace = min(1.0, days / longest) if days > 0 else 0.0
    proposed = [_proposed(step, moves_on, pace) for step in steps]
    return _one_after_another(proposed, first_on=today, moves_on=moves_on)


def _one_after_another(
    proposed: list[Proposed], *, first_on: dt.date, moves_on: dt.date
) -> list[Proposed]:
    """Without those that would begin before the one before is over, or end after the move."""
    kept: list[Proposed] = []
    free_from = first_on
    for step in proposed:
        over_on = step.until or step.planned_on + dt.timedelta(days=1)
        if step.planned_on >= free_from and over_on <= moves_on:
            kept.append(step)
            free_from = over_on
    return kept


def _steps(age_years: int) -> tuple[_Step, ...]:
    if age_years < YOUNG_YEARS:
        return _YOUNG
    return _TEENAGE if age_years >= TEENAGE_YEARS else _MIDDLE


def _with_a_night(step: _Step) -> _Step:
    """Where it is far, the first visit and tea become one journey with a night in it."""
    if step.kind != "TEA":
        return step
    return _Step(
        "OVERNIGHT", step.days_before, 1, "The house, tea and one night: one journey, not three"
    )


def _proposed(step: _Step, moves_on: dt.date, pace: float) -> Proposed:
    planned_on = moves_on - dt.timedelta(days=max(1, round(step.days_before * pace)))
    until = planned_on + dt.timedelta(days=step.nights) if step.nights else None
    kind = step.kind
    if kind == "WEEKEND" and planned_on.weekday() not in WEEKEND_BEGINS:
        kind = "OVERNIGHT"
    return Proposed(kind, planned_on, until, step.about)
