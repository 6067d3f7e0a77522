"""The child's own record: creating it, changing it, saying that it is still right."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models.functions import Length

from accounts.models import Authority, Role, User
from children.models import Child
from children.queries.freshness import Reviewed
from reference import postcodes
from reference.dates import london_today

# What a caller may set. Whose the child is, who works with them, and the record's own dates are kept by the services.
EDITABLE = frozenset(
    {
        "first_name", "last_name", "preferred_name", "birth_date", "sex", "gender_identity", "ethnicity", "faith",
        "languages", "identity_notes", "is_seeking_asylum", "home_postcode", "school_name", "school_postcode",
        "has_education_plan", "strengths", "interests", "communication", "health_summary", "looked_after_from",
        "permanence_plan",
    }
)  # fmt: skip

# To write something is to have looked at it.
REVIEWED_BY_WRITING = {
    "strengths": Reviewed.STRENGTHS,
    "interests": Reviewed.STRENGTHS,
    "communication": Reviewed.STRENGTHS,
    "health_summary": Reviewed.HEALTH,
}

# What the database refuses, in the words of the person who tried it.
REFUSALS = {
    "children_child_reference_once_per_authority": "Another child of this authority has this reference",
    "children_legalstatus_ends_after_it_starts": "The end must be after the start",
    "children_legalstatus_one_at_a_time": "This overlaps another legal status",
    "children_need_recorded_once_per_child": "This need is already recorded. Change it instead",
    "children_need_severity_from_1_to_4": "Choose how much help the child needs",
    "children_siblinglink_recorded_once_per_pair": "They are recorded as brothers or sisters already",
    "children_wish_one_at_each_rank": "Another wish has this place",
}


class ChangedMeanwhile(Exception):
    """Somebody else saved the record after this person had opened it.

    ``child`` is as recorded now; ``version`` is the one that the person had seen.
    """

    def __init__(self, child: Child, version: int) -> None:
        self.child, self.version = child, version
        super().__init__("Somebody else changed this record after you had opened it.")


class CannotSave(Exception):
    """It was refused. The words say why, and ``field`` which answer they are about, where one is."""

    def __init__(self, words: str, *, field: str | None = None) -> None:
        self.field = field
        super().__init__(words)


@transaction.atomic
def create_child(
    *, authority: Authority, by: User, at: dt.datetime, reference: str = "", **values: Any
) -> Child:
    """Record a child of the authority. A social worker who does so is the child's social worker.

    Args:
        reference: the authority's own; without it the next free number is given.
        values: any of ``EDITABLE``. Names, birth date and sex are needed.

    Raises:
        CannotSave: the authority has a child of this reference.
        NotAPostcode: a postcode has not a postcode's shape.
    """
    _check_names(values)
    if not reference:
        reference = _next_reference(
            Authority.objects.select_for_update(no_key=True).get(pk=authority.pk)
        )
    child = Child(authority=authority, reference=reference, created_at=at, updated_at=at)
    if by.role == Role.SOCIAL_WORKER:
        child.social_worker = by
    _set(child, values, today=london_today(at))
    with in_words():
        child.save(force_insert=True)
    return child


@transaction.atomic
def update_child(*, child: Child, version: int, by: User, at: dt.datetime, **values: Any) -> Child:
    """Change the child's own fields.

    Args:
        version: the one that the person saw when they began.
        values: any of ``EDITABLE``.

    Raises:
        ChangedMeanwhile: it has another version now.
        NotAPostcode: a postcode has not a postcode's shape.
    """
    _check_names(values)
    with changing(child, version=version, at=at) as locked:
        _set(locked, values, today=london_today(at))
    return locked


@transaction.atomic
def confirm_section(
    *, child: Child, section: Reviewed, version: int, by: User, at: dt.datetime
) -> Child:
    """Somebody has read the section today, and it is still right.

    Raises:
        ChangedMeanwhile: it is no longer what they read.
    """
    with changing(child, version=version, at=at) as locked:
        setattr(locked, section.column, london_today(at))
    return locked


@contextmanager
def changing(child: Child, *, version: int | None, at: dt.datetime) -> Iterator[Child]:
    """Lock the child, check what the person saw, and save it as one version more when the block ends.

    ``version=None`` is for what cannot overwrite anything, like adding a need.

    Raises:
        ChangedMeanwhile: the record has another version than the one seen.
        CannotSave: the database refused what was saved inside.
    """
    locked = Child.objects.select_for_update(of=("self",)).get(pk=child.pk)
    check_seen(locked, version)
    locked.version += 1
    locked.updated_at = at
    with in_words():
        yield locked
        locked.save()


def check_seen(child: Child, version: int | None) -> None:
    """The caller holds the child's lock.

    Raises:
        ChangedMeanwhile: the record has another version than the one seen.
    """
    if version is not None and child.version != version:
        raise ChangedMeanwhile(child, version)


@contextmanager
def in_words() -> Iterator[None]:
    """Turn the database's refusal into words.

    Raises:
        CannotSave: a constraint of ``REFUSALS`` does not hold.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as refused:
        name = getattr(getattr(refused.__cause__, "diag", None), "constraint_name", "")
        if name not in REFUSALS:
            raise
        raise CannotSave(REFUSALS[name]) from refused


def located(postcode: str) -> tuple[str, int | None, int | None]:
    """The postcode as it is stored, with its grid reference in metres; a blank or unknown one has none.

    Raises:
        NotAPostcode: the text has not a postcode's shape.
    """
    if not postcode:
        return "", None, None
    place = postcodes.place(postcode)
    found = (place.easting_m, place.northing_m) if place else (None, None)
    return (postcodes.normalise(postcode), *found)


def _set(child: Child, values: dict[str, Any], *, today: dt.date) -> None:
    for name, value in values.items():
        setattr(child, name, value)
        if name in REVIEWED_BY_WRITING and (value or child.pk):
            setattr(child, REVIEWED_BY_WRITING[name].column, today)
    if "home_postcode" in values:
        child.home_postcode, child.home_easting, child.home_northing = located(child.home_postcode)
    if "school_postcode" in values:
        child.school_postcode, child.school_easting, child.school_northing = located(
            child.school_postcode
        )


def _check_names(values: dict[str, Any]) -> None:
    unknown = values.keys() - EDITABLE
    if unknown:
        raise TypeError(f"Not a child's to set: {', '.join(sorted(unknown))}")


def _next_reference(authority: Authority) -> str:
    """The caller holds the authority's lock, so no other child of it gets the same number."""
    numbered = authority.children.filter(reference__regex=r"^C[0-9]+$")
    last = numbered.order_by(Length("reference").desc(), "-reference").first()
    number = int(last.reference[1:]) + 1 if last else 1
    return f"C{number:05}"
