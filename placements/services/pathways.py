"""A child's own path: started from a template, walked on and back, completed or stopped."""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from accounts.models import Role, User
from children.models import Child
from placements.criteria import criteria
from placements.models import (
    Milestone,
    PathwayTemplate,
    Stage,
    StageMove,
    StepDownPlan,
    TemplateMilestone,
    TemplateStage,
)
from placements.services.plans import check_seen
from placements.services.templates import STAGE_FIELDS
from reference.dates import london_today

WEEK = dt.timedelta(days=7)


class PlanUnderWay(Exception):
    """The child has a plan already, and one at a time is enough."""

    def __init__(self) -> None:
        super().__init__("This child has a step-down plan already. Complete or stop it first.")


class PlanClosed(Exception):
    """The plan is completed or stopped, so it is not changed any more."""

    def __init__(self) -> None:
        super().__init__("This plan is closed, so it cannot be changed.")


class CannotMove(Exception):
    """The words say why the child cannot be moved to the stage; ``field`` which answer they are about."""

    def __init__(self, words: str, *, field: str | None = None) -> None:
        self.field = field
        super().__init__(words)


@transaction.atomic
def start_pathway(
    *,
    child: Child,
    template: PathwayTemplate,
    goes_to: str,
    started_on: dt.date,
    by: User,
    at: dt.datetime,
) -> StepDownPlan:
    """Copy a template to a child and enter its first stage. What happens to the template later changes nothing here.

    Milestones are owned by whoever has the role with this child, and due the template's weeks after their stage is
    likely to begin, if each stage before takes its usual weeks.

    Raises:
        PlanUnderWay: the child has one.
    """
    plan = StepDownPlan(
        child=child,
        template=template,
        name=template.name,
        goes_to=goes_to,
        started_on=started_on,
        created_at=at,
        created_by=by,
        updated_at=at,
    )
    try:
        with transaction.atomic():
            plan.save()
    except IntegrityError as problem:
        if "placements_stepdownplan_one_under_way" not in str(problem):
            raise
        raise PlanUnderWay from problem
    begins = started_on
    for copied in template.stages.prefetch_related("milestones"):
        _copy_stage(copied, plan, begins=begins)
        begins += (copied.usual_weeks or 0) * WEEK
    first = plan.stages.first()
    if first:
        _enter(plan, first, on=started_on, reason="", asked={}, by=by, at=at)
    return plan


@transaction.atomic
def move_to_stage(
    *,
    plan: StepDownPlan,
    to: Stage,
    on: dt.date,
    reason: str,
    asked: Mapping[str, tuple[bool, str]],
    version: int,
    by: User,
    at: dt.datetime,
) -> StageMove:
    """The child moves to another stage, on or back.

    Args:
        on: a day from the last move to today.
        reason: why. Needed on the way back, and on the way on where a criterion is not met.
        asked: each exit criterion of the present stage with whether it is met, and words. Not asked on the way back.

    Raises:
        ChangedMeanwhile: the plan has another version than the one seen.
        PlanClosed: it is completed or stopped.
        CannotMove: an answer is missing, or the day does not fit; the words say which.
    """
    with changing(plan, version=version, at=at) as locked:
        present = locked.stages.filter(is_present=True).first()
        to = locked.stages.get(pk=to.pk)
        _check_day(locked, on, today=london_today(at))
        is_back = present is not None and to.position < present.position
        if present is not None:
            _check_answers(present, to, reason=reason, asked={} if is_back else asked)
            present.is_present = False
            present.save(update_fields=["is_present"])
        kept = {} if is_back else asked
        return _enter(locked, to, on=on, reason=reason, asked=kept, by=by, at=at, before=present)


@transaction.atomic
def close_pathway(
    *,
    plan: StepDownPlan,
    status: str,
    on: dt.date,
    reason: str,
    version: int,
    by: User,
    at: dt.datetime,
) -> StepDownPlan:
    """Complete the plan, or stop it with a reason. Its stages and milestones stay as they are.

    Raises:
        ChangedMeanwhile: the plan has another version than the one seen.
        PlanClosed: it is closed already.
        CannotMove: it is to be stopped without a reason, or the day does not fit.
    """
    with changing(plan, version=version, at=at) as locked:
        if status == StepDownPlan.Status.STOPPED and not reason:
            raise CannotMove("Enter why the plan is stopped", field="reason")
        _check_day(locked, on, today=london_today(at))
        locked.status, locked.closed_on, locked.closed_reason = status, on, reason
    return locked


@contextmanager
def changing(plan: StepDownPlan, *, version: int, at: dt.datetime) -> Iterator[StepDownPlan]:
    """Lock the plan, check what the person saw, and save it as one version more when the block ends."""
    locked = StepDownPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    check_open(locked)
    check_seen(locked, version)
    locked.version += 1
    locked.updated_at = at
    yield locked
    locked.save()


def check_open(plan: StepDownPlan) -> None:
    """Raises ``PlanClosed`` where it is completed or stopped."""
    if plan.status != StepDownPlan.Status.ACTIVE:
        raise PlanClosed


def _check_day(plan: StepDownPlan, on: dt.date, *, today: dt.date) -> None:
    latest = plan.moves.aggregate(latest=Max("on"))["latest"] or plan.started_on
    if not latest <= on <= today:
        raise CannotMove(
            "The day must be today or in the past, and not before the last move", field="on"
        )


def _check_answers(
    present: Stage, to: Stage, *, reason: str, asked: Mapping[str, tuple[bool, str]]
) -> None:
    if to.pk == present.pk:
        raise CannotMove("The child is in this stage already")
    if to.position < present.position:
        if not reason:
            raise CannotMove(
                "Enter what has changed, and what the child gains from it", field="reason"
            )
        return
    if missing := [
        each.words for each in criteria(present.exit_criteria) if each.words not in asked
    ]:
        raise CannotMove(f"Say whether this is met: {missing[0]}")
    if not reason and not all(met for met, _ in asked.values()):
        raise CannotMove(
            "Enter why the child moves on although not everything is met", field="reason"
        )


def _enter(
    plan: StepDownPlan,
    stage: Stage,
    *,
    on: dt.date,
    reason: str,
    asked: Mapping[str, tuple[bool, str]],
    by: User,
    at: dt.datetime,
    before: Stage | None = None,
) -> StageMove:
    stage.is_present = True
    stage.save(update_fields=["is_present"])
    return StageMove.objects.create(
        plan=plan,
        from_stage=before,
        to_stage=stage,
        on=on,
        reason=reason,
        criteria={words: [met, said] for words, (met, said) in asked.items()},
        by=by,
        at=at,
    )


def _copy_stage(template: TemplateStage, plan: StepDownPlan, *, begins: dt.date) -> None:
    values = {name: getattr(template, name) for name in STAGE_FIELDS}
    stage = Stage.objects.create(plan=plan, position=template.position, **values)
    Milestone.objects.bulk_create(
        _copied(milestone, stage, plan.child, begins=begins)
        for milestone in template.milestones.all()
    )


def _copied(
    template: TemplateMilestone, stage: Stage, child: Child, *, begins: dt.date
) -> Milestone:
    weeks = template.due_after_weeks
    return Milestone(
        stage=stage,
        position=template.position,
        words=template.words,
        child_words=template.child_words,
        measure=template.measure,
        due_on=None if weeks is None else begins + weeks * WEEK,
        **_owner(child, template.owner_role),
    )


def _owner(child: Child, role: str) -> dict[str, Any]:
    """Who has the role with this child; the role in words where it is nobody's, or not a person's."""
    people = {
        Role.SOCIAL_WORKER: child.social_worker,
        Role.REVIEWING_OFFICER: child.reviewing_officer,
        Role.COACH: child.coach,
    }
    person = people.get(Role(role))
    return {"owner": person} if person else {"owner_in_words": Role(role).label}
