"""Who works with a child, and therefore sees the record."""

import datetime as dt

from django.db import transaction

from accounts.models import Role, User
from children.models import Child
from children.services.records import changing

ROLES = {
    "social_worker": Role.SOCIAL_WORKER,
    "reviewing_officer": Role.REVIEWING_OFFICER,
    "coach": Role.COACH,
}


class NotOneOfOurs(Exception):
    """The person is not an active member of the child's authority with that role; ``field`` says which role."""

    def __init__(self, person: User, field: str) -> None:
        self.field = field
        super().__init__(
            f"{person.name} is not an active {ROLES[field].label.lower()} of this authority"
        )


@transaction.atomic
def allocate_workers(
    *,
    child: Child,
    social_worker: User | None,
    reviewing_officer: User | None,
    coach: User | None,
    version: int,
    by: User,
    at: dt.datetime,
) -> Child:
    """Say who works with the child; None for nobody. Whoever is no longer named no longer sees the record.

    Somebody who is already allocated may stay although they have left.

    Raises:
        NotOneOfOurs: one of them may not be given the child.
        ChangedMeanwhile: the record has another version now.
    """
    chosen = {
        "social_worker": social_worker,
        "reviewing_officer": reviewing_officer,
        "coach": coach,
    }
    with changing(child, version=version, at=at) as locked:
        for field, person in chosen.items():
            unchanged = person is not None and getattr(locked, f"{field}_id") == person.pk
            if person is not None and not unchanged:
                _check_member(person, locked, field)
            setattr(locked, field, person)
    return locked


def _check_member(person: User, child: Child, field: str) -> None:
    memberships = person.memberships.filter(authority_id=child.authority_id, role=ROLES[field])
    if not person.is_active or not memberships.exists():
        raise NotOneOfOurs(person, field)
