"""Updating a milestone: how it stands, and a sentence."""

import datetime as dt
from typing import Any

from django.db import transaction

from accounts.models import User
from placements.models import Milestone, MilestoneUpdate, StepDownPlan, Voice
from placements.services.pathways import PlanClosed
from placements.services.plans import start_plan
from placements.services.voices import record_voice
from reference.dates import london_today


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
    if plan.status != StepDownPlan.Status.ACTIVE:
        raise PlanClosed
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
def record_milestone_voice(
    *, milestone: Milestone, by: User, at: dt.datetime, **said: Any
) -> Voice:
    """Keep what somebody said about a milestone, with the child's care plan, which is begun where there is none.

    Args:
        said: what ``record_voice`` takes besides the plan and the subject.

    Raises:
        CannotSave: as ``record_voice`` says.
    """
    plan = start_plan(child=milestone.stage.plan.child, by=by, at=at)
    return record_voice(plan=plan, milestone=milestone, by=by, at=at, **said)
