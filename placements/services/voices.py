"""What the child, the parents and others said about a plan, a goal or a milestone."""

import datetime as dt
from dataclasses import asdict, dataclass, replace

from django.db import transaction

from accounts.models import User
from placements.models import CarePlan, Goal, Milestone, Voice
from placements.services.plans import lock
from placements.services.refusals import CannotSave
from reference.dates import london_today


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody said, in their own words; or the reason why they were not asked.

    ``whose`` is a ``Voice.Whose``, and ``name`` says which parent, or who else; ``stance`` is a ``Voice.Stance``, and
    ``how`` a ``Voice.How``, which with ``aid`` is left out of somebody who was not asked.
    """

    whose: str
    stance: str
    words: str
    gathered_on: dt.date
    gathered_by: str
    name: str = ""
    how: str = ""
    aid: str = ""


@transaction.atomic
def record_voice(
    *,
    plan: CarePlan,
    said: Said,
    goal: Goal | None = None,
    milestone: Milestone | None = None,
    by: User,
    at: dt.datetime,
) -> Voice:
    """Keep what somebody said. What the same person said before about the same thing is kept, and no longer counts.

    It is about the whole plan where neither a goal nor a milestone is named. ``services.start_plan`` gives a child
    without a plan one.

    Raises:
        CannotSave: it is in no words, does not say how it was gathered, or the day is still to come.
        ValueError: the goal or the milestone is of another child, or both are named.
    """
    _check_subject(plan, goal, milestone)
    if said.stance == Voice.Stance.NOT_ASKED:
        said = replace(said, how="", aid="")
    _check_said(said, today=london_today(at))
    lock(plan)
    return Voice.objects.create(
        plan=plan, goal=goal, milestone=milestone, recorded_by=by, recorded_at=at, **asdict(said)
    )


def _check_said(said: Said, *, today: dt.date) -> None:
    if said.stance != Voice.Stance.NOT_ASKED and not said.how:
        raise CannotSave("Select how it was gathered", field="how")
    if not said.words.strip():
        raise CannotSave("Enter their own words, or why they were not asked", field="words")
    if said.gathered_on > today:
        raise CannotSave("The day must be today or in the past", field="gathered_on")


def _check_subject(plan: CarePlan, goal: Goal | None, milestone: Milestone | None) -> None:
    if goal and milestone:
        raise ValueError("it is about a goal or about a milestone")
    if goal and goal.plan_id != plan.pk:
        raise ValueError("the goal is of another plan")
    if milestone and milestone.stage.plan.child_id != plan.child_id:
        raise ValueError("the milestone is of another child")
