"""A referral as the matching core's request: what is asked of a home, and what is known of these children and it."""

import calendar
import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from brokerage.matching.profiles import (
    AcceptedRemedy,
    ChildProfile,
    Exclusions,
    IdentityPart,
    IdentityWant,
    Need,
    Request,
    Wanted,
)
from brokerage.matching.profiles import Condition as HomeCondition
from brokerage.models import Condition, Exclusion, Referral
from brokerage.profiles.places import limits, places_to_keep, siblings_homes
from brokerage.profiles.ties import any_of, bad_endings, exemptions, links, named_approvals
from carers.models import Resident
from children.models import Child, SiblingLink
from placements.models import Placement

# Wishes by which a child says in their own words that a part of their identity matters.
OWN_VIEW = {
    IdentityPart.LANGUAGE: "LANGUAGE",
    IdentityPart.FAITH: "FAITH",
    IdentityPart.ETHNICITY: "ETHNICITY",
}
NOT_STATED = ("", "REFU", "NOBT")
ENGLISH = "en"


def request_for(
    referral: Referral, *, as_of: dt.date, starts_on: dt.date, ends_on: dt.date | None = None
) -> Request:
    """Return the search that a referral asks for, with a move on ``starts_on``.

    Args:
        as_of: the day of the search, from which the age of answers counts.
        ends_on: the first day on which the home is no longer needed; worked out from the expected
            months where it is not given.

    Raises:
        RequestNotValid: it has no child, or a child who is not born by then.
    """
    children = list(
        Child.objects.filter(referral_children__referral=referral)
        .order_by("referral_children__position")
        .prefetch_related("needs", "wishes", "people", "connections")
    )
    ids = [child.pk for child in children]
    conditions = list(referral.conditions.all())
    siblings = list(SiblingLink.objects.filter(Q(child__in=ids) | Q(sibling__in=ids)))
    apart = _apart(ids, siblings)
    stays = list(Placement.objects.live().filter(child__in=ids, household__isnull=False))
    if ends_on is None and referral.expected_months:
        ends_on = months_after(starts_on, referral.expected_months)
    return Request(
        children=tuple(child_profile(child, siblings) for child in children),
        authority_id=referral.authority_id,
        kind=referral.kind,
        as_of=as_of,
        starts_on=starts_on,
        ends_on=ends_on,
        emergency=referral.urgency == Referral.Urgency.EMERGENCY,
        permanent=_is_permanent(referral),
        skills=_wanted(conditions, Condition.Kind.SKILL),
        features=_wanted(conditions, Condition.Kind.FEATURE),
        conditions=_household_conditions(conditions),
        places=(
            *limits(conditions),
            *places_to_keep(referral, children, conditions),
            *siblings_homes(referral, _others(ids, siblings) - apart, starts_on),
        ),
        identity=_identity(referral, children),
        exclusions=_exclusions(referral, apart),
        links=links(children, stays),
        bad_endings=bad_endings(stays),
        named_approvals=named_approvals(children, starts_on),
        exemptions=exemptions(children, starts_on),
        accepted_remedies=_accepted(referral),
        review_tolerance_days=referral.authority.review_tolerance_days,
    )


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, or its last day where it has no such day, as PostgreSQL counts months."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def child_profile(child: Child, siblings: Iterable[SiblingLink]) -> ChildProfile:
    return ChildProfile(
        child_id=child.pk,
        birth_date=child.birth_date,
        sex=child.sex,
        needs=tuple(
            Need(need.code, need.severity, need.is_essential)
            for need in sorted(child.needs.all(), key=lambda need: need.code)
        ),
        sibling_ids=tuple(sorted(_others([child.pk], siblings))),
        wishes=tuple(dict.fromkeys(wish.kind for wish in child.wishes.all())),
    )


def _others(ids: Sequence[int], siblings: Iterable[SiblingLink]) -> set[int]:
    """Brothers and sisters of these children, beyond themselves."""
    found = {
        child_id
        for link in siblings
        if link.child_id in ids or link.sibling_id in ids
        for child_id in (link.child_id, link.sibling_id)
    }
    return found - set(ids)


def _apart(ids: Sequence[int], siblings: Iterable[SiblingLink]) -> set[int]:
    return _others(ids, [s for s in siblings if s.together == SiblingLink.Together.APART])


def _is_permanent(referral: Referral) -> bool:
    """A long-term home, or no end to the stay on the way to one."""
    return referral.kind == "LONG" or referral.permanence_route == Referral.Route.LONG_TERM


def _wanted(conditions: Iterable[Condition], kind: str) -> tuple[Wanted, ...]:
    return tuple(Wanted(item.code, item.is_essential) for item in conditions if item.kind == kind)


def _accepted(referral: Referral) -> tuple[AcceptedRemedy, ...]:
    """What was accepted for this referral and stands; only the rows of people with the right are there."""
    rows = referral.accepted_remedies.standing().order_by("pk")
    fields = rows.values_list("household_id", "rule", "remedy")
    return tuple(AcceptedRemedy(*row) for row in fields)


def _household_conditions(conditions: Iterable[Condition]) -> tuple[HomeCondition, ...]:
    return tuple(
        HomeCondition(item.code, int(item.amount or 0), item.is_essential)
        for item in conditions
        if item.kind == Condition.Kind.HOUSEHOLD
    )


def _identity(referral: Referral, children: Sequence[Child]) -> tuple[IdentityWant, ...]:
    """What the referral says matters. English is asked for only where it is the child's only language."""
    languages = [code for child in children for code in child.languages]
    wanted = {
        IdentityPart.LANGUAGE: (
            referral.matters_language,
            [code for code in languages if code != ENGLISH] or languages,
        ),
        IdentityPart.FAITH: (referral.matters_faith, [child.faith for child in children]),
        IdentityPart.ETHNICITY: (
            referral.matters_ethnicity,
            [child.ethnicity for child in children],
        ),
    }
    wishes = {wish.kind for child in children for wish in child.wishes.all()}
    stated = {
        part: tuple(dict.fromkeys(code for code in codes if code not in NOT_STATED))
        for part, (matters, codes) in wanted.items()
        if matters
    }
    return tuple(
        IdentityWant(part, codes, childs_own_view=OWN_VIEW[part] in wishes)
        for part, codes in stated.items()
        if codes
    )


def _exclusions(referral: Referral, apart: Iterable[int]) -> Exclusions:
    """Who and where is excluded; a person is found by name among those who live in homes and among children."""
    rows = list(referral.exclusions.order_by("pk"))
    by_kind: dict[str, list[Any]] = {kind: [] for kind in Exclusion.Kind}
    for row in rows:
        by_kind[row.kind].append(row.household_id or row.area or row.person)
    names = by_kind[Exclusion.Kind.PERSON]
    return Exclusions(
        household_ids=tuple(by_kind[Exclusion.Kind.HOUSEHOLD]),
        person_ids=_residents_named(names),
        child_ids=tuple(sorted({*apart, *_children_named(referral, names)})),
        outcodes=tuple(area.upper() for area in by_kind[Exclusion.Kind.OUTCODE]),
        lad_codes=tuple(by_kind[Exclusion.Kind.DISTRICT]),
    )


def _residents_named(names: Sequence[str]) -> tuple[int, ...]:
    if not names:
        return ()
    found = any_of(Q(name__iexact=name.strip()) for name in names)
    return tuple(Resident.objects.filter(found).order_by("pk").values_list("pk", flat=True))


def _children_named(referral: Referral, names: Sequence[str]) -> QuerySet[Child, int] | list[int]:
    """Children of the same authority: whom another one looks after is not this desk's to know."""
    parts = [name.strip().rsplit(" ", 1) for name in names if " " in name.strip()]
    if not parts:
        return []
    found = any_of(
        Q(last_name__iexact=last) & (Q(first_name__iexact=first) | Q(preferred_name__iexact=first))
        for first, last in parts
    )
    return Child.objects.filter(found, authority=referral.authority_id).values_list("pk", flat=True)
