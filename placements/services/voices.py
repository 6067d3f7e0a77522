"""What the child, the parents and others said about a plan, a goal or a milestone."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from placements.models import CarePlan, Goal, Milestone, Voice
from placements.services.plans import lock
from placements.services.refusals import CannotSave
from reference.dates import london_today


@transaction.atomic
def record_voice(
    *,
    plan: CarePlan,
    goal: Goal | None = None,
    milestone: Milestone | None = None,
    whose: str,
    stance: str,
    words: str,
    gathered_on: dt.date,
    gathered_by: str,
    by: User,
    at: dt.datetime,
    name: str = "",
    how: str = "",
    aid: str = "",
) -> Voice:
    """Keep what somebody said, in their own words; or the reason why they were not asked.

    It is about the whole plan where neither a goal nor a milestone is named. What the same person said before about
    the same thing is kept, and no longer counts. ``services.start_plan`` gives a child without a plan one.

    Args:
        plan: the care plan of the child whom it is about.
        whose: a ``Voice.Whose``; ``name`` says which parent, or who else.
        stance: a ``Voice.Stance``. Of somebody who was not asked, ``how`` and ``aid`` are left out.

    Raises:
        CannotSave: it is in no words, does not say how it was gathered, or the day is still to come.
        ValueError: the goal or the milestone is of another child, or both are named.
    """
    _check_subject(plan, goal, milestone)
    if stance == Voice.Stance.NOT_ASKED:
        how = aid = ""
    elif not how:
        raise CannotSave("Select how it was gathered", field="how")
    if not words.strip():
        raise CannotSave("Enter their own words, or why they were not asked", field="words")
    if gathered_on > london_today(at):
        raise CannotSave("The day must be today or in the past", field="gathered_on")
    lock(plan)
    return Voice.objects.create(
        plan=plan,
        goal=goal,
        milestone=milestone,
        whose=whose,
        name=name,
        stance=stance,
        words=words,
        how=how,
        aid=aid,
        gathered_on=gathered_on,
        gathered_by=gathered_by,
        recorded_by=by,
        recorded_at=at,
    )


def _check_subject(plan: CarePlan, goal: Goal | None, milestone: Milestone | None) -> None:
    if goal and milestone:
        raise ValueError("it is about a goal or about a milestone")
    if goal and goal.plan_id != plan.pk:
        raise ValueError("the goal is of another plan")
    if milestone and milestone.stage.plan.child_id != plan.child_id:
        raise ValueError("the milestone is of another child")
