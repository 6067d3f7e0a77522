"""Approving a care plan: freezing it as it stands."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from placements.models import CarePlan, CarePlanVersion
from placements.queries import plans
from placements.services.plans import lock
from placements.services.refusals import CannotSave
from reference.dates import london_today


class ViewMissing(CannotSave):
    """Nobody has recorded what the child says about the plan or about an open goal, or there is no goal."""


@transaction.atomic
def approve_plan(
    *, plan: CarePlan, fingerprint: str, reason: str, by: User, at: dt.datetime
) -> CarePlanVersion:
    """Freeze the plan as it stands, as its next version.

    Args:
        fingerprint: of the content that the person read (``queries.plans.fingerprint``).
        reason: why the plan was made, or changed.

    Raises:
        ViewMissing: the child's view is missing, or there is no goal.
        CannotSave: it is no longer what the person read, or nothing has changed since the last version.
    """
    lock(plan)
    now = plans.working(plan, today=london_today(at))
    if now.missing:
        raise ViewMissing("This plan cannot be approved yet: something is missing from it")
    if now.fingerprint != fingerprint:
        raise CannotSave("Somebody changed the plan after you had opened it. Read it again first")
    if now.last and not now.changes:
        raise CannotSave("Nothing has changed since the last version")
    return CarePlanVersion.objects.create(
        plan=plan,
        number=now.last.number + 1 if now.last else 1,
        content=now.content,
        reason=reason,
        approved_by=by,
        approved_at=at,
    )
