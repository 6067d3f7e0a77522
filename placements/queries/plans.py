"""A child's care plan, as its pages show it."""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from children.models import Child
from placements.models import ApprovalAsked, CarePlan, CarePlanVersion, Placement
from placements.queries.contents import Content, content_of
from placements.queries.differences import difference
from placements.queries.plan_views import PlanView
from placements.queries.reading import lacks_the_childs_view, read


@dataclass(frozen=True, slots=True)
class Missing:
    """What a plan must not be approved without: what the child says of a goal (``goal_id``) or of the whole plan; or
    a goal (``is_goal``).
    """

    words: str
    goal_id: str = ""
    is_goal: bool = False


@dataclass(frozen=True, slots=True)
class Working:
    """The plan as it stands, beside its last version; ``asked`` where it was sent for approval just so."""

    plan: CarePlan
    content: Content
    shown: PlanView
    stay: Placement | None
    last: CarePlanVersion | None
    asked: ApprovalAsked | None
    changes: Sequence[str]
    missing: Sequence[Missing]

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.content)

    @property
    def may_be_approved(self) -> bool:
        return not self.missing and (self.last is None or bool(self.changes))


def working(plan: CarePlan, *, today: dt.date) -> Working:
    stay = present_stay(plan.child, today=today)
    found = CarePlan.objects.select_related("child").prefetch_related(
        "dimensions", "goals__scores", "goals__voices", "voices"
    )
    loaded = found.get(pk=plan.pk)
    content = content_of(loaded, stay=stay)
    last = plan.versions.order_by("-number").first()
    shown = read(content)
    return Working(
        plan=loaded,
        content=content,
        shown=shown,
        stay=stay,
        last=last,
        asked=_asked(plan, content),
        changes=difference(last.content, content) if last else [],
        missing=missing(shown),
    )


def _asked(plan: CarePlan, content: Content) -> ApprovalAsked | None:
    asked = plan.approvals_asked.select_related("asked_by")
    return asked.filter(fingerprint=fingerprint(content)).first()


def missing(shown: PlanView) -> list[Missing]:
    """Where nobody has recorded what the child says: the plan as a whole, and each open goal. And a first goal."""
    found = []
    if lacks_the_childs_view(shown.voices):
        found.append(Missing(f"What {shown.called} says about the plan as a whole"))
    found += [
        Missing(f"What {shown.called} says about '{goal.words}'", goal.id)
        for goal in shown.open_goals
        if lacks_the_childs_view(goal.voices)
    ]
    if not shown.goals:
        found.append(Missing("A goal to work towards", is_goal=True))
    return found


def present_stay(child: Child, *, today: dt.date) -> Placement | None:
    """Where the child lives on a day, or is booked to go next; with its placement plan."""
    stays = child.placements.live().select_related("plan", "household", "child")
    stays = stays.prefetch_related("plan__delegations", "support_items")
    return (
        stays.on(today).order_by("-starts_on").first()
        or stays.filter(starts_on__gt=today).order_by("starts_on").first()
    )


def fingerprint(content: Content) -> str:
    """The same for the same content, so that what is approved is what was read."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
