"""A child's path is made personal: its stages."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.models import User
from placements.models import Stage, StageMove, StepDownPlan
from placements.services.milestones import has_words
from placements.services.order import close_ranks, last_position, swap_places
from placements.services.pathways import changing
from placements.services.refusals import CannotRemove


@transaction.atomic
def save_stage(
    *,
    plan: StepDownPlan,
    stage: Stage | None,
    values: Mapping[str, Any],
    version: int,
    by: User,
    at: dt.datetime,
) -> Stage:
    """Change a stage, or with None add one at the end. ``values`` has STAGE_FIELDS.

    Raises:
        ChangedMeanwhile: the plan has another version than the one seen.
        PlanClosed: it is completed or stopped.
    """
    with changing(plan, version=version, at=at) as locked:
        stage = stage or Stage(plan=locked, position=last_position(locked.stages) + 1)
        for name, value in values.items():
            setattr(stage, name, value)
        stage.save()
    return stage


@transaction.atomic
def move_stage_in_order(*, stage: Stage, up: bool, version: int, by: User, at: dt.datetime) -> None:
    """Let a stage change places with its neighbour.

    Raises:
        ChangedMeanwhile: the plan has another version than the one seen.
        PlanClosed: it is completed or stopped.
    """
    with changing(stage.plan, version=version, at=at) as locked:
        swap_places(list(locked.stages.all()), stage.pk, up=up)


@transaction.atomic
def remove_stage(*, stage: Stage, version: int, by: User, at: dt.datetime) -> None:
    """Take a stage out that the child never was in and of which nothing is written.

    Raises:
        ChangedMeanwhile: the plan has another version than the one seen.
        PlanClosed: it is completed or stopped.
        CannotRemove: the child was there, or its milestones have evidence.
    """
    with changing(stage.plan, version=version, at=at) as locked:
        if StageMove.objects.filter(to_stage=stage).exists():
            raise CannotRemove("The child is or was in this stage, so it stays in the plan.")
        if any(has_words(milestone) for milestone in stage.milestones.all()):
            raise CannotRemove(
                "Something is written about its milestones, so it stays in the plan."
            )
        stage.delete()
        close_ranks(locked.stages.all())
