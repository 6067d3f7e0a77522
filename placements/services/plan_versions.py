"""Sending a care plan for approval, and approving it: freezing it as it stands."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from placements import plan_messages
from placements.models import ApprovalAsked, CarePlan, CarePlanVersion
from placements.queries import plans
from placements.services.plans import lock
from placements.services.refusals import CannotSave
from reference.dates import london_today


class ViewMissing(CannotSave):
    """Nobody has recorded what the child says about the plan or about an open goal, or there is no goal."""


@transaction.atomic
def ask_for_approval(
    *, plan: CarePlan, fingerprint: str, by: User, at: dt.datetime
) -> ApprovalAsked:
    """Send the plan as it stands to the authority's managers. Sent again unchanged, nobody is told twice.

    Raises:
        as ``approve_plan``: what could not be approved is not sent either.
    """
    lock(plan)
    _check(plans.working(plan, today=london_today(at)), fingerprint)
    asked, is_new = ApprovalAsked.objects.get_or_create(
        plan=plan, fingerprint=fingerprint, defaults={"asked_by": by, "asked_at": at}
    )
    if is_new:
        plan_messages.tell_managers_asked(asked, at=at)
    return asked


@transaction.atomic
def approve_plan(
    *, plan: CarePlan, fingerprint: str, reason: str, by: User, at: dt.datetime
) -> CarePlanVersion:
    """Freeze the plan as it stands, as its next version, and tell those who work with the child.

    Args:
        fingerprint: of the content that the person read (``queries.plans.fingerprint``).
        reason: why the plan was made, or changed.

    Raises:
        ViewMissing: the child's view is missing, or there is no goal.
        CannotSave: it is no longer what the person read, or nothing has changed since the last version.
    """
    lock(plan)
    now = plans.working(plan, today=london_today(at))
    _check(now, fingerprint)
    version = CarePlanVersion.objects.create(
        plan=plan,
        number=now.last.number + 1 if now.last else 1,
        content=now.content,
        reason=reason,
        approved_by=by,
        approved_at=at,
    )
    plan_messages.tell_approved(version, at=at)
    return version


def _check(now: plans.Working, fingerprint: str) -> None:
    if now.missing:
        raise ViewMissing("This plan cannot be approved yet: something is missing from it")
    if now.fingerprint != fingerprint:
        raise CannotSave("Somebody changed the plan after you had opened it. Read it again first")
    if now.last and not now.changes:
        raise CannotSave("Nothing has changed since the last version")
