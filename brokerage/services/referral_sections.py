"""Saving what the social worker writes, section by section, finished or not."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import User
from brokerage import sections
from brokerage.lifecycle import ReferralStatus, may_be_written
from brokerage.models import Condition, Exclusion, Referral, ReferralSection
from brokerage.queries.referral_sections import asked_now, filled_sections, rest_is_missing
from brokerage.sections import AskedOfHome, Excluded
from carers.models import Household
from reference import postcodes

OFFERED_EXCLUSIONS = (Exclusion.Kind.HOUSEHOLD, Exclusion.Kind.OUTCODE, Exclusion.Kind.PERSON)


class NotOpenForWriting(Exception):
    """The desk has the referral, and owes nobody an answer: return it before it is changed."""


class SectionChanged(Exception):
    """Somebody saved the section after this person opened it; ``section`` is what it holds now."""

    def __init__(self, section: ReferralSection) -> None:
        self.section = section
        super().__init__("Somebody else has changed this section.")


class PlaceNotFound(Exception):
    """A postcode that a distance is measured from is not one, or is not in the directory."""

    def __init__(self, postcode: str) -> None:
        self.postcode = postcode
        super().__init__("There is no such postcode.")


@transaction.atomic
def save_section(
    *,
    referral: Referral,
    code: str,
    answers: Mapping[str, Any],
    is_confirmed: bool,
    by: User,
    at: dt.datetime,
    seen: dt.datetime | None = None,
) -> ReferralSection:
    """Keep one section's answers, complete or not.

    What the rest of the desk counts with goes to the referral's columns and rows, the rest stays in the section. When
    the last missing section of an emergency referral is finished, its clock stops.

    Args:
        code: one of ``sections.CODES``.
        answers: by question. A question that is left out is left as it was.
        is_confirmed: the social worker stands by the section as it is.
        seen: the section's ``updated_at`` when the form was opened; ``None`` writes over whatever is there.

    Raises:
        NotOpenForWriting: the desk is working on it.
        SectionChanged: it has been saved since ``seen``.
        PlaceNotFound: a distance is asked for from a place that cannot be found.
    """
    referral.refresh_from_db(from_queryset=_locking())
    if not may_be_written(ReferralStatus(referral.status), rest_is_due=bool(referral.rest_due_at)):
        raise NotOpenForWriting
    return _save_section(
        referral, code, answers, is_confirmed=is_confirmed, by=by, at=at, seen=seen
    )


@transaction.atomic
def save_profile(
    *, referral: Referral, profile: str, by: User, at: dt.datetime, seen: dt.datetime | None = None
) -> ReferralSection:
    """Change what carers will read, while the desk has the referral: brokers reword it before it is sent.

    Raises:
        NotOpenForWriting: it is closed, or with the social worker.
        SectionChanged: it has been saved since ``seen``.
    """
    referral.refresh_from_db(from_queryset=_locking())
    if not Referral.objects.with_the_desk().filter(pk=referral.pk).exists():
        raise NotOpenForWriting
    answers = {"profile": profile}
    return _save_section(referral, "profile", answers, is_confirmed=True, by=by, at=at, seen=seen)


def _save_section(
    referral: Referral,
    code: str,
    answers: Mapping[str, Any],
    *,
    is_confirmed: bool,
    by: User,
    at: dt.datetime,
    seen: dt.datetime | None,
) -> ReferralSection:
    """The caller holds the referral's lock."""
    section, is_new = ReferralSection.objects.get_or_create(
        referral=referral, code=code, defaults={"updated_at": at, "updated_by": by}
    )
    if seen is not None and not is_new and section.updated_at != seen:
        raise SectionChanged(section)
    columns, rows = sections.COLUMNS.get(code, ()), sections.ROWS.get(code, ())
    kept = {name: plain(v) for name, v in answers.items() if name not in (*columns, *rows)}
    section.answers = {**section.answers, **kept}
    section.is_confirmed, section.updated_at, section.updated_by = is_confirmed, at, by
    section.save()
    for name in rows:
        if name in answers and list(answers[name]) != asked_now(referral)[name]:
            REPLACE_ROWS[name](referral, answers[name])
    _save_columns(referral, {name: answers[name] for name in columns if name in answers}, at=at)
    return section


def _save_columns(referral: Referral, values: Mapping[str, Any], *, at: dt.datetime) -> None:
    for name, value in values.items():
        setattr(referral, name, value)
    if referral.rest_due_at and not rest_is_missing(filled_sections(referral)):
        referral.rest_due_at = None
    referral.updated_at = at
    referral.version += 1
    referral.save(update_fields=[*values, "rest_due_at", "updated_at", "version"])


def _replace_conditions(referral: Referral, asked: Sequence[AskedOfHome]) -> None:
    """Asked for twice, the last one counts."""
    referral.conditions.all().delete()
    once = {(row.kind, row.code): row for row in asked}
    Condition.objects.bulk_create(_condition(referral, row) for row in once.values())


def _condition(referral: Referral, asked: AskedOfHome) -> Condition:
    place = _place(asked.postcode) if asked.kind == Condition.Kind.DISTANCE else None
    return Condition(
        referral=referral,
        kind=asked.kind,
        code=asked.code,
        amount=asked.amount,
        postcode=place.postcode if place else "",
        easting=place.easting_m if place else None,
        northing=place.northing_m if place else None,
        is_essential=asked.is_essential,
        note=asked.note,
    )


def _place(postcode: str) -> postcodes.Place:
    try:
        found = postcodes.place(postcode)
    except postcodes.NotAPostcode:
        found = None
    if found is None:
        raise PlaceNotFound(postcode)
    return found


def _replace_exclusions(referral: Referral, excluded: Sequence[Excluded]) -> None:
    """Kinds that the form does not offer stay."""
    referral.exclusions.filter(kind__in=OFFERED_EXCLUSIONS).delete()
    ids = {row.household for row in excluded if row.household}
    households = {home.public_id: home for home in Household.objects.filter(public_id__in=ids)}
    Exclusion.objects.bulk_create(
        Exclusion(
            referral=referral,
            kind=row.kind,
            household=households[row.household] if row.household else None,
            area=row.area,
            person=row.person,
            reason=row.reason,
        )
        for row in excluded
        if row.kind in OFFERED_EXCLUSIONS
    )


REPLACE_ROWS: dict[str, Callable[[Referral, Any], None]] = {
    "conditions": _replace_conditions,
    "exclusions": _replace_exclusions,
}


def plain(value: Any) -> Any:
    """An answer as JSON keeps it: days and moments as ISO text, numbers with decimals as text."""
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | UUID) else value


def _locking() -> Any:
    return Referral.objects.select_for_update(of=("self",), no_key=True)
