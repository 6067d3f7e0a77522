"""The milestones of a stage: what they say, how they stand, and what people say about them."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.models import User
from placements.models import Milestone, MilestoneUpdate, Stage, StepDownPlan, Voice
from placements.services.order import last_position, swap_places
from placements.services.pathways import changing, check_open
from placements.services.plans import check_seen, start_plan
from placements.services.refusals import CannotRemove
from placements.services.voices import Said, record_voice
from reference.dates import london_today

MILESTONE_FIELDS = ("words", "child_words", "owner", "owner_in_words", "due_on", "measure")


@transaction.atomic
def save_milestone(
    *,
    stage: Stage,
    milestone: Milestone | None,
    values: Mapping[str, Any],
    version: int,
    by: User,
    at: dt.datetime,
) -> Milestone:
    """Change what a milestone says, or with None add one to the stage. ``values`` has MILESTONE_FIELDS.

    ``version`` is the milestone's; it is not looked at for a new one.

    Raises:
        ChangedMeanwhile: the milestone has another version than the one seen.
        PlanClosed: its plan is completed or stopped.
    """
    plan = StepDownPlan.objects.select_for_update(of=("self",)).get(pk=stage.plan_id)
    check_open(plan)
    if milestone is None:
        milestone = Milestone(stage=stage, position=last_position(stage.milestones) + 1)
    else:
        milestone = Milestone.objects.select_for_update(of=("self",)).get(pk=milestone.pk)
        check_seen(milestone, version)
        milestone.version += 1
    for name in MILESTONE_FIELDS:
        setattr(milestone, name, values[name])
    milestone.save()
    return milestone


@transaction.atomic
def move_milestone_in_order(
    *, milestone: Milestone, up: bool, version: int, by: User, at: dt.datetime
) -> None:
    """Let a milestone change places with its neighbour in the stage. ``version`` is the plan's.

    Raises:
        ChangedMeanwhile: the plan has another version than the one seen.
        PlanClosed: it is completed or stopped.
    """
    with changing(milestone.stage.plan, version=version, at=at):
        swap_places(list(milestone.stage.milestones.all()), milestone.pk, up=up)


@transaction.atomic
def remove_milestone(*, milestone: Milestone, by: User, at: dt.datetime) -> None:
    """Take out a milestone of which nothing is written yet.

    Raises:
        PlanClosed: its plan is completed or stopped.
        CannotRemove: there is evidence, or somebody has said something about it.
    """
    plan = StepDownPlan.objects.select_for_update(of=("self",)).get(pk=milestone.stage.plan_id)
    check_open(plan)
    if has_words(milestone):
        raise CannotRemove(
            "Something is written about this milestone. Update it to “No longer wanted” instead."
        )
    milestone.delete()


@transaction.atomic
def update_milestone(
    *, milestone: Milestone, status: str, words: str, by: User, at: dt.datetime
) -> MilestoneUpdate:
    """Say how a milestone stands today, in a sentence. Earlier updates stay, so two people can write at once.

    Args:
        words: the evidence; where the milestone is no longer wanted, the reason.

    Raises:
        PlanClosed: its plan is completed or stopped.
    """
    plan = StepDownPlan.objects.select_for_update(of=("self",)).get(pk=milestone.stage.plan_id)
    check_open(plan)
    today = london_today(at)
    locked = Milestone.objects.select_for_update(of=("self",)).get(pk=milestone.pk)
    if locked.status != status:
        locked.status, locked.status_on = status, today
        locked.reason = words if status == Milestone.Status.DROPPED else ""
        locked.save(update_fields=["status", "status_on", "reason"])
    return MilestoneUpdate.objects.create(
        milestone=locked, status=status, words=words, on=today, by=by, at=at
    )


@transaction.atomic
def record_milestone_voice(*, milestone: Milestone, said: Said, by: User, at: dt.datetime) -> Voice:
    """Keep what somebody said about a milestone, with the child's care plan, which is begun where there is none.

    Raises:
        CannotSave: as ``record_voice`` says.
    """
    plan = start_plan(child=milestone.stage.plan.child, by=by, at=at)
    return record_voice(plan=plan, said=said, milestone=milestone, by=by, at=at)


def has_words(milestone: Milestone) -> bool:
    """Whether somebody wrote or said something about it, so that it cannot be taken out."""
    return milestone.updates.exists() or milestone.voices.exists()
