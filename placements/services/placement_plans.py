"""How a stay meets the child's needs day to day, and who decides what during it."""

import datetime as dt
from typing import Any

from django.db import transaction

from accounts.models import User
from placements.models import Delegation, Placement, PlacementPlan
from placements.services.plans import check_seen
from placements.services.refusals import CannotSave

PLACEMENT_PLAN_WORDS = frozenset(
    {
        "day_to_day", "family_time", "health", "education", "visits", "independent_visitor", "background",
        "expected_end", "prior_approvals", "money", "agreed_on", "signed_by_carer_on",
    }
)  # fmt: skip


@transaction.atomic
def update_placement_plan(
    *, placement: Placement, version: int, by: User, at: dt.datetime, **values: Any
) -> PlacementPlan:
    """Write the plan of a stay: any of ``PLACEMENT_PLAN_WORDS``. ``version`` is 0 for a stay that has none yet.

    Raises:
        ChangedMeanwhile: it has another version than the one that the person saw.
        CannotSave: the carer signed it before it was agreed.
    """
    unknown = values.keys() - PLACEMENT_PLAN_WORDS
    if unknown:
        raise TypeError(f"Not to be set here: {', '.join(sorted(unknown))}")
    plan = _locked_plan(placement, at=at)
    check_seen(plan, version)
    for name, value in values.items():
        setattr(plan, name, value)
    if plan.signed_by_carer_on and not plan.agreed_on:
        raise CannotSave("Enter when the plan was agreed", field="agreed_on")
    return _save(plan, at=at)


@transaction.atomic
def save_delegation(
    *,
    placement: Placement,
    delegation: Delegation | None,
    version: int | None,
    area: str,
    subject: str,
    decider: str,
    conditions: str,
    reason: str,
    by: User,
    at: dt.datetime,
) -> Delegation:
    """Say who decides about something. ``delegation=None`` adds one; ``version`` is then None too.

    Raises:
        ChangedMeanwhile: the plan has another version than the one that the person saw.
        CannotSave: the same is decided already, or it is withheld from the carer without a reason.
    """
    plan = _locked_plan(placement, at=at)
    if version is not None:
        check_seen(plan, version)
    if not decider.startswith("CARER") and not reason.strip():
        raise CannotSave("Enter why this is not delegated to the carer", field="reason")
    if plan.pk is None:
        plan.save()
    others = plan.delegations.exclude(pk=delegation.pk) if delegation else plan.delegations.all()
    if others.filter(area=area, subject=subject).exists():
        raise CannotSave("Who decides this is recorded already. Change it instead", field="subject")
    row = delegation or Delegation()
    row.plan, row.area, row.subject = plan, area, subject
    row.decider, row.conditions, row.reason = decider, conditions, reason
    row.save()
    _save(plan, at=at)
    return row


@transaction.atomic
def remove_delegation(*, delegation: Delegation, version: int, by: User, at: dt.datetime) -> None:
    """Take it off the plan; its history stays.

    Raises:
        ChangedMeanwhile: the plan has another version than the one that the person saw.
    """
    plan = _locked_plan(delegation.plan.placement, at=at)
    check_seen(plan, version)
    delegation.delete()
    _save(plan, at=at)


def _locked_plan(placement: Placement, *, at: dt.datetime) -> PlacementPlan:
    """The stay's plan; a new one, not saved yet and of version 0, where it has none."""
    Placement.objects.select_for_update(of=("self",)).get(pk=placement.pk)
    found = PlacementPlan.objects.filter(placement=placement).first()
    if found:
        return found
    return PlacementPlan(placement=placement, version=0, updated_at=at)


def _save(plan: PlacementPlan, *, at: dt.datetime) -> PlacementPlan:
    plan.version += 1
    plan.updated_at = at
    plan.save()
    return plan
