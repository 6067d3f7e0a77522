"""Records of the demonstration for ``scripts.screens``: care plans, paths to a family, reviews and measures."""

from collections.abc import Callable
from typing import Any

from children.models import Child
from placements.models import (
    CarePlanVersion,
    Goal,
    Incident,
    IntroductionStep,
    Milestone,
    PathwayTemplate,
    Review,
    ReviewDecision,
    Stage,
    SupportSession,
)

Ids = dict[str, Any]


def _child(**where: Any) -> Callable[[Any], Ids | None]:
    def find(user: Any) -> Ids | None:
        child = Child.objects.visible_to(user).filter(**where).distinct().order_by("pk").first()
        return {"child_id": child.public_id} if child else None

    return find


def _row(model: Any, key: str, **where: Any) -> Callable[[Any], Ids | None]:
    """The first row that the person may see, by its address."""

    def find(user: Any) -> Ids | None:
        row = model.objects.visible_to(user).filter(**where).order_by("pk").first()
        return {key: row.public_id} if row else None

    return find


def _dimension(user: Any) -> Ids | None:
    ids = _child(care_plan__isnull=False)(user)
    return {**ids, "dimension": "EDUCATION"} if ids else None


def _incident(user: Any) -> Ids | None:
    incident = Incident.objects.visible_to(user).filter(struck_at=None).order_by("pk").first()
    if incident is None:
        return None
    child = incident.child.public_id
    return {"child_id": child, "measure": "incident", "measure_id": incident.pk}


def _measure_to_add(user: Any) -> Ids | None:
    ids = _child(sdq_scores__isnull=False)(user)
    return {**ids, "measure": "sdq"} if ids else None


def _second_version(user: Any) -> Ids | None:
    """One that says what it changed, where there is one."""
    again = _row(CarePlanVersion, "careplanversion_id", number__gt=1)(user)
    return again or _row(CarePlanVersion, "careplanversion_id")(user)


def _introductions(user: Any) -> Ids | None:
    step = IntroductionStep.objects.visible_to(user).order_by("pk").first()
    return {"placement_id": step.placement.public_id} if step else None


FINDERS: dict[str, Callable[[Any], Ids | None]] = {
    "child_with_plan": _child(care_plan__isnull=False),
    "child_dimension": _dimension,
    "goal": _row(Goal, "goal_id", status="OPEN", scores__isnull=False),
    "version": _second_version,
    "child_on_path": _child(step_down_plans__status="ACTIVE"),
    "present_stage": _row(Stage, "stage_id", is_present=True, milestones__position=2),
    "milestone": _row(Milestone, "milestone_id", stage__is_present=True, status="OPEN"),
    "child_judged": _child(readiness__isnull=False),
    "introductions": _introductions,
    "introduction": _row(IntroductionStep, "introduction_id", status="PLANNED"),
    "child_in_residential": _child(
        placements__status="STARTED", placements__setting="K2", placements__ends_on=None
    ),
    "child_reviewed": _child(reviews__isnull=False),
    "review": _row(Review, "review_id", status="HELD"),
    "review_planned": _row(Review, "review_id", status="PLANNED"),
    "task": _row(ReviewDecision, "reviewdecision_id", done_on=None),
    "child_with_people": _child(people__isnull=False),
    "child_with_sessions": _child(support_sessions__isnull=False),
    "session": _row(SupportSession, "supportsession_id"),
    "child_measured": _child(sdq_scores__isnull=False, incidents__isnull=False),
    "incident": _incident,
    "child_measure": _measure_to_add,
    "path_template": _row(PathwayTemplate, "template_id"),
}
