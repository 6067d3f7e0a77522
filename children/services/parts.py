"""What belongs to a child: needs, risks, people, wishes, legal statuses."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from children.models import (
    Child,
    ImportantPerson,
    LegalStatus,
    LifeStoryMoment,
    Need,
    Risk,
    Wish,
)
from children.queries.freshness import Reviewed
from children.services.records import CannotSave, changing, located
from children.services.wishes import close_ranks, last_rank
from reference.dates import london_today
from ui import dates

Part = Need | Risk | ImportantPerson | LegalStatus | LifeStoryMoment | Wish


@transaction.atomic
def save_part(*, child: Child, part: Part, version: int | None, by: User, at: dt.datetime) -> Part:
    """Save a part that is new, or the child's own with new values on it.

    A new wish comes last. A person's postcode is placed on the map. With a risk, nobody can say that none is known.

    Args:
        version: the one that the person saw; None for a new part, which overwrites nothing.

    Raises:
        ChangedMeanwhile: the record has another version now.
        CannotSave: the part is another child's, its period overlaps, or the database refused it.
        NotAPostcode: a person's postcode has not a postcode's shape.
    """
    _check_belongs(part, child)
    with changing(child, version=version, at=at) as locked:
        part.child = locked
        _prepare(part, locked)
        _sign(part, by=by, at=at)
        _note_review(part, locked, today=london_today(at))
        part.save()
    return part


@transaction.atomic
def remove_part(*, child: Child, part: Part, version: int, by: User, at: dt.datetime) -> None:
    """Take the part off the record; its history stays.

    Raises:
        ChangedMeanwhile: the record has another version now.
        CannotSave: the part is another child's.
    """
    _check_belongs(part, child)
    with changing(child, version=version, at=at) as locked:
        part.delete()
        if isinstance(part, Wish):
            close_ranks(locked)
        _note_review(part, locked, today=london_today(at))


@transaction.atomic
def record_no_known_risks(*, child: Child, version: int, by: User, at: dt.datetime) -> Child:
    """Somebody has looked, and no risk is known: unlike a list that nobody has filled in.

    Raises:
        ChangedMeanwhile: the record has another version now.
        CannotSave: risks are on the record.
    """
    with changing(child, version=version, at=at) as locked:
        if locked.risks.exists():
            raise CannotSave("Risks are recorded. Remove those that were recorded by mistake first")
        locked.no_known_risks = True
        locked.risks_reviewed_on = london_today(at)
    return locked


def _prepare(part: Part, child: Child) -> None:
    if isinstance(part, LegalStatus):
        _check_period(part, child)
    if isinstance(part, ImportantPerson):
        part.postcode, part.easting, part.northing = located(part.postcode)
    if isinstance(part, Wish) and not part.pk:
        part.rank = last_rank(child) + 1
    if isinstance(part, Risk):
        child.no_known_risks = False


def _sign(part: Part, *, by: User, at: dt.datetime) -> None:
    if isinstance(part, LifeStoryMoment) and not part.pk:
        part.recorded_by, part.recorded_at = by, at


def _note_review(part: Part, child: Child, *, today: dt.date) -> None:
    if isinstance(part, Need):
        setattr(child, Reviewed.NEEDS.column, today)
    if isinstance(part, Risk):
        setattr(child, Reviewed.RISKS.column, today)


def _check_period(status: LegalStatus, child: Child) -> None:
    if status.ends_on and status.ends_on <= status.starts_on:
        raise CannotSave("The end must be after the start", field="ends_on")
    others = child.legal_statuses.exclude(pk=status.pk)
    others = others.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=status.starts_on))
    if status.ends_on:
        others = others.filter(starts_on__lt=status.ends_on)
    if other := others.first():
        raise CannotSave(_overlap(other), field="starts_on")


def _overlap(other: LegalStatus) -> str:
    name, start = other.get_code_display(), dates.in_words(other.starts_on)
    if other.ends_on is None:
        return f"This overlaps “{name}”, which runs from {start} without an end. Give that one an end first"
    return f"This overlaps “{name}”, which runs from {start} to {dates.in_words(other.ends_on)}"


def _check_belongs(part: Part, child: Child) -> None:
    if part.pk and part.child_id != child.pk:
        raise CannotSave("This belongs to another child")
