"""A care plan as one value: what is frozen when it is approved, and what every page and print of it is made from.

``content_of`` makes it from rows, as plain JSON with codes and ISO days; ``reading.read`` makes of it what templates
show. A content that was frozen under an older ``SCHEMA`` is still read there.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from placements.models import (
    CarePlan,
    Delegation,
    Dimension,
    Goal,
    GoalScore,
    Placement,
    PlacementPlan,
    PlanDimension,
    SupportItem,
    Voice,
)

SCHEMA = 1
Content = dict[str, Any]

# What a placement plan covers, in the order of Schedule 2, with the words that pages and prints show.
PLACEMENT_PLAN_WORDS = {
    "day_to_day": "Day-to-day care",
    "family_time": "Family time, and reasons for any limit",
    "health": "Health and dental care, and consents",
    "education": "School, designated teacher and support",
    "visits": "Visits by the authority, and advice between them",
    "independent_visitor": "Independent visitor",
    "background": "Personal history, religion, culture and language",
    "expected_end": "How long it is to last, and how it may end",
    "prior_approvals": "Trips and nights away that need approval",
    "money": "Financial support",
}
DAYS_OF_PLACEMENT_PLAN = {"agreed_on": "Agreed", "signed_by_carer_on": "Signed by the carer"}


def content_of(plan: CarePlan, *, stay: Placement | None) -> Content:
    """The plan as it stands, with the placement plan of ``stay``. The same rows always give the same content."""
    child = plan.child
    about_all = [each for each in plan.voices.all() if not each.goal_id and not each.milestone_id]
    return {
        "schema": SCHEMA,
        "child": {
            "name": child.name,
            "called": child.preferred_name or child.first_name,
            "reference": child.reference,
            "birth_date": child.birth_date.isoformat(),
        },
        "aim": plan.aim,
        "contingency": plan.contingency,
        "dimensions": _dimensions(plan.dimensions.all()),
        "goals": [content_of_goal(each) for each in plan.goals.all()],
        "voices": [_voice(each) for each in about_all],
        "stay": _stay(stay),
    }


def _dimensions(rows: Iterable[PlanDimension]) -> dict[str, dict[str, str]]:
    said = {row.dimension: {"now": row.now, "arrangements": row.arrangements} for row in rows}
    return {code: said.get(code, {"now": "", "arrangements": ""}) for code in Dimension.values}


def content_of_goal(goal: Goal) -> Content:
    return {
        "id": str(goal.public_id),
        "dimension": goal.dimension,
        "words": goal.words,
        "steps": list(goal.steps),
        "baseline": goal.baseline,
        "baseline_on": goal.baseline_on.isoformat(),
        "target": goal.target,
        "target_on": _iso(goal.target_on),
        "status": goal.status,
        "status_reason": goal.status_reason,
        "closed_on": _iso(goal.closed_on),
        "scores": [_score(each) for each in goal.scores.all() if not each.is_struck],
        "voices": [_voice(each) for each in goal.voices.all()],
    }


def _score(score: GoalScore) -> Content:
    return {"on": score.on.isoformat(), "score": score.score, "evidence": score.evidence}


def _voice(voice: Voice) -> Content:
    names = ("whose", "name", "stance", "words", "how", "aid", "gathered_by")
    return {name: getattr(voice, name) for name in names} | {
        "gathered_on": voice.gathered_on.isoformat()
    }


def _stay(stay: Placement | None) -> Content | None:
    if stay is None:
        return None
    plan: PlacementPlan | None = getattr(stay, "plan", None)
    words = {name: getattr(plan, name) if plan else "" for name in PLACEMENT_PLAN_WORDS}
    days = {name: _iso(getattr(plan, name)) if plan else None for name in DAYS_OF_PLACEMENT_PLAN}
    return {
        "id": str(stay.public_id),
        "starts_on": stay.starts_on.isoformat(),
        **words,
        **days,
        "delegations": [_delegation(each) for each in plan.delegations.all()] if plan else [],
        "support": [_support(each) for each in stay.support_items.all()],
    }


def _delegation(row: Delegation) -> Content:
    names = ("area", "subject", "decider", "conditions", "reason")
    return {name: getattr(row, name) for name in names}


def _support(item: SupportItem) -> Content:
    names = ("kind", "words", "owner", "cost_pence", "status", "reason")
    return {
        "id": str(item.public_id),
        "due_on": _iso(item.due_on),
        **{name: getattr(item, name) for name in names},
    }


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
