"""How long referrals take to each state, with those that have not got there said apart.

The quartiles are of those that got there, and so they flatter: whoever still waits is not in them. Beside them stands
the middle wait by the method of Kaplan and Meier, which counts a referral that still waits, or that was withdrawn, as
waiting at least as long as it was watched.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from evaluation.outcomes.quartiles import Quartiles, quartiles
from evaluation.process.courses import Course, End
from evaluation.stability.survival import Observation, curve

MINUTE = dt.timedelta(minutes=1)
MINUTES_OF_A_DAY = 1440


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Days from submission to a state.

    Args:
        reached: how many came there; ``quartiles`` are theirs.
        waiting: how many are open and may still; ``withdrawn``: ended before; ``passed_by``: placed without it.
        median_of_all: the middle of all but those passed by; None where fewer than half are known to have come there.
    """

    state: str
    reached: int
    waiting: int
    withdrawn: int
    passed_by: int
    quartiles: Quartiles | None
    median_of_all: float | None


def wait(courses: Sequence[Course], state: str, *, until: dt.datetime) -> Wait:
    """``until`` is when the open ones were last looked at."""
    days = [each.days_to(state) for each in courses]
    missed = [each for each, found in zip(courses, days, strict=True) if found is None]
    return Wait(
        state=state,
        reached=len(courses) - len(missed),
        waiting=sum(each.end is End.OPEN for each in missed),
        withdrawn=sum(each.end is End.WITHDRAWN for each in missed),
        passed_by=sum(each.end is End.PLACED for each in missed),
        quartiles=quartiles(sorted(found for found in days if found is not None)),
        median_of_all=_median(courses, state, until),
    )


def _median(courses: Sequence[Course], state: str, until: dt.datetime) -> float | None:
    watched = [
        _observed(each, state, until)
        for each in courses
        if state in each.reached or each.end is not End.PLACED
    ]
    half = (step.time for step in curve(watched) if step.survival <= 1 / 2)
    found = next(half, None)
    return None if found is None else found / MINUTES_OF_A_DAY


def _observed(course: Course, state: str, until: dt.datetime) -> Observation:
    reached = course.reached.get(state)
    last = reached or course.ended_at or until
    return Observation((last - course.submitted_at) // MINUTE, reached is not None)
