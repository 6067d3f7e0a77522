"""The working care plan: its own words, its dimensions, its goals and their scores.

Everything here locks the plan first, so that nobody approves it while it changes.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from accounts.models import User
from children.models import Child
from placements.models import (
    NOT_STRUCK,
    CarePlan,
    Dimension,
    Goal,
    GoalScore,
    Placement,
    PlanDimension,
)
from placements.models.plans import STEPS
from placements.services.refusals import CannotSave, ChangedMeanwhile
from reference.dates import london_today

PLAN_WORDS = frozenset({"aim", "contingency"})
GOAL_WORDS = frozenset(
    {
        "dimension", "words", "steps", "baseline", "baseline_on", "target", "target_on",
    }
)  # fmt: skip


@transaction.atomic
def start_plan(*, child: Child, by: User, at: dt.datetime) -> CarePlan:
    """The child's care plan, with its seven dimensions; one that is there already stays as it is."""
    Child.objects.select_for_update(of=("self",)).get(pk=child.pk)
    if found := CarePlan.objects.filter(child=child).first():
        return found
    plan = CarePlan.objects.create(child=child, created_at=at, created_by=by, updated_at=at)
    PlanDimension.objects.bulk_create(
        [PlanDimension(plan=plan, dimension=each, updated_at=at) for each in Dimension]
    )
    return plan


@transaction.atomic
def update_plan(
    *, plan: CarePlan, version: int, by: User, at: dt.datetime, **values: str
) -> CarePlan:
    """Change what the plan says as a whole: any of ``PLAN_WORDS``.

    Raises:
        ChangedMeanwhile: it has another version than the one that the person saw.
    """
    _check_names(values, PLAN_WORDS)
    locked = lock(plan)
    check_seen(locked, version)
    _set(locked, values)
    locked.version += 1
    locked.updated_at = at
    locked.save()
    return locked


@transaction.atomic
def update_dimension(
    *,
    dimension: PlanDimension,
    version: int,
    now: str,
    arrangements: str,
    by: User,
    at: dt.datetime,
) -> PlanDimension:
    """Change what one dimension says.

    Raises:
        ChangedMeanwhile: it has another version than the one that the person saw.
    """
    lock(dimension.plan)
    found = PlanDimension.objects.get(pk=dimension.pk)
    check_seen(found, version)
    found.now, found.arrangements = now, arrangements
    found.version += 1
    found.updated_at = at
    found.save()
    return found


@transaction.atomic
def add_goal(
    *, plan: CarePlan, placement: Placement | None, by: User, at: dt.datetime, **values: Any
) -> Goal:
    """Add a goal: every one of ``GOAL_WORDS``.

    Args:
        placement: the stay at whose start it is agreed with the authority, where it is.

    Raises:
        CannotSave: a step that must be in words is not.
    """
    _check_names(values, GOAL_WORDS)
    lock(plan)
    goal = Goal(plan=plan, placement=placement, created_at=at, created_by=by, **values)
    _check_goal(goal)
    goal.save()
    return goal


@transaction.atomic
def change_goal(*, goal: Goal, version: int, by: User, at: dt.datetime, **values: Any) -> Goal:
    """Change a goal: any of ``GOAL_WORDS``. Its scores and what was said about it stay.

    Raises:
        ChangedMeanwhile: it has another version than the one that the person saw.
        CannotSave: it is closed, or a step that must be in words is not.
    """
    _check_names(values, GOAL_WORDS)
    found = _open_goal(goal)
    check_seen(found, version)
    _set(found, values)
    _check_goal(found)
    found.version += 1
    found.save()
    return found


@transaction.atomic
def close_goal(
    *, goal: Goal, version: int, status: str, reason: str, by: User, at: dt.datetime
) -> Goal:
    """It is met, or no longer wanted for a reason.

    Raises:
        ChangedMeanwhile: it has another version than the one that the person saw.
        CannotSave: it is closed already, or no reason is given for dropping it.
    """
    found = _open_goal(goal)
    check_seen(found, version)
    if status == Goal.Status.DROPPED and not reason:
        raise CannotSave("Enter why this goal is no longer wanted", field="reason")
    found.status, found.status_reason = status, reason
    found.closed_on = london_today(at)
    found.version += 1
    found.save()
    return found


@transaction.atomic
def record_score(
    *, goal: Goal, score: int, on: dt.date, evidence: str, by: User, at: dt.datetime
) -> GoalScore:
    """Where the child stands on a day; a second score of the same day puts the first one right.

    Raises:
        CannotSave: the goal is closed, or the day is still to come or before the goal's baseline.
    """
    found = _open_goal(goal)
    if on > london_today(at):
        raise CannotSave("The day must be today or in the past", field="on")
    if on < found.baseline_on:
        raise CannotSave("The day must not be before the day of the baseline", field="on")
    saved, _ = GoalScore.objects.filter(NOT_STRUCK).update_or_create(
        goal=found,
        on=on,
        defaults={"score": score, "evidence": evidence, "recorded_by": by, "recorded_at": at},
    )
    return saved


def lock(plan: CarePlan) -> CarePlan:
    return CarePlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)


def check_seen(row: Any, version: int) -> None:
    """The caller holds the plan's lock.

    Raises:
        ChangedMeanwhile: the row has another version than the one seen.
    """
    if row.version != version:
        raise ChangedMeanwhile(row, version)


def _open_goal(goal: Goal) -> Goal:
    lock(goal.plan)
    found = Goal.objects.get(pk=goal.pk)
    if found.status != Goal.Status.OPEN:
        raise CannotSave("This goal is closed. Add a new one to go on working towards it")
    return found


def _check_goal(goal: Goal) -> None:
    steps: Sequence[str] = goal.steps
    if len(steps) != STEPS:
        raise ValueError(f"a goal has {STEPS} steps, not {len(steps)}")
    for number in dict.fromkeys((0, STEPS - 1, goal.target)):
        if not steps[number]:
            raise CannotSave(f"Enter what step {number} looks like", field=f"step_{number}")


def _check_names(values: dict[str, Any], allowed: frozenset[str]) -> None:
    unknown = values.keys() - allowed
    if unknown:
        raise TypeError(f"Not to be set here: {', '.join(sorted(unknown))}")


def _set(row: Any, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
