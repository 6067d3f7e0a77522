"""A referral as the matching core's request: what is asked of a home, and what is known of these children and it."""

import calendar
import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import F, Q, QuerySet

from accounts.periods import covering
from brokerage.matching.profiles import (
    BadEnding,
    ChildProfile,
    Exclusions,
    Exemption,
    IdentityPart,
    IdentityWant,
    Link,
    LinkKind,
    NamedChild,
    Need,
    Place,
    PlaceKind,
    Request,
    Wanted,
)
from brokerage.matching.profiles import Condition as HomeCondition
from brokerage.models import Condition, Exclusion, Referral
from carers.models import LimitExemption, NamedApproval, Resident
from children.models import Child, ImportantPerson, SiblingLink
from placements.lifecycle import PlacementStatus
from placements.models import Placement

BAD_ENDINGS = {Placement.EndReason.ALLEGATION: "ALLEG", Placement.EndReason.STANDARDS: "STAND"}
# Endings after which a child and former carers may well want each other again, when they were planned.
GOOD_ENDINGS = (
    Placement.EndReason.STEP_DOWN,
    Placement.EndReason.RETURN_HOME,
    Placement.EndReason.PERMANENCE,
    Placement.EndReason.NEXT_HOME,
    Placement.EndReason.GROWN_UP,
    Placement.EndReason.OTHER,
)
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
        children=tuple(_child(child, siblings) for child in children),
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
            *_limits(conditions),
            *_places_to_keep(referral, children, conditions),
            *_siblings_homes(referral, _others(ids, siblings) - apart, starts_on),
        ),
        identity=_identity(referral, children),
        exclusions=_exclusions(referral, apart),
        links=_links(children, stays),
        bad_endings=_bad_endings(stays),
        named_approvals=_named_approvals(children, starts_on),
        exemptions=_exemptions(children, starts_on),
        review_tolerance_days=referral.authority.review_tolerance_days,
    )


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, or its last day where it has no such day, as PostgreSQL counts months."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _child(child: Child, siblings: Iterable[SiblingLink]) -> ChildProfile:
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


def _household_conditions(conditions: Iterable[Condition]) -> tuple[HomeCondition, ...]:
    return tuple(
        HomeCondition(item.code, int(item.amount or 0), item.is_essential)
        for item in conditions
        if item.kind == Condition.Kind.HOUSEHOLD
    )


def _limits(conditions: Iterable[Condition]) -> tuple[Place, ...]:
    return tuple(
        Place(
            PlaceKind(item.code),
            "",
            item.easting,
            item.northing,
            limit_miles=float(item.amount) if item.amount else None,
            essential=item.is_essential and bool(item.amount),
        )
        for item in conditions
        if item.kind == Condition.Kind.DISTANCE
    )


def _places_to_keep(
    referral: Referral, children: Sequence[Child], conditions: Sequence[Condition]
) -> tuple[Place, ...]:
    """School, family time and people who stay in the children's lives, where no distance condition names the place.

    Family time is where the family is whom the child goes on seeing; the child's own home stands for it until that
    is decided.
    """
    named = {item.code for item in conditions if item.kind == Condition.Kind.DISTANCE}
    limit = float(referral.authority.distance_limit_miles)
    schools = _schools(children) if referral.keeps_school_place else []
    people = [person for child in children for person in _to_see(child)]
    parents = [person for person in people if person.kind == ImportantPerson.Kind.PARENT]
    family = [(_point(person), _often(person)) for person in parents]
    others = [(_point(p), _often(p)) for p in people if p.kind != ImportantPerson.Kind.PARENT]
    if not people:
        family = [((child.home_easting, child.home_northing), 1.0) for child in children]
    return tuple(
        Place(kind, "", *point, weight=weight, limit_miles=limit)
        for kind, found in (
            (PlaceKind.SCHOOL, [] if "SCHOOL" in named else [(point, 1.0) for point in schools]),
            (PlaceKind.FAMILY, [] if "FAMILY" in named else family),
            (PlaceKind.NETWORK, others),
        )
        for point, weight in _once_each(found)
    )


def _schools(children: Sequence[Child]) -> list[tuple[int | None, int | None]]:
    return [(child.school_easting, child.school_northing) for child in children]


def _to_see(child: Child) -> list[ImportantPerson]:
    return [
        person
        for person in child.people.all()
        if person.contact == ImportantPerson.Contact.CONTINUES and person.easting is not None
    ]


def _point(person: ImportantPerson) -> tuple[int | None, int | None]:
    return person.easting, person.northing


def _often(person: ImportantPerson) -> float:
    """Somebody seen every week counts four times somebody seen once a month."""
    return max(float(person.times_a_month or 1), 1.0)


def _once_each(
    found: Iterable[tuple[tuple[int | None, int | None], float]],
) -> list[tuple[tuple[int | None, int | None], float]]:
    """Each point once, with the greatest weight, in the order in which they came; unknown points are left out."""
    weights: dict[tuple[int | None, int | None], float] = {}
    for point, weight in found:
        if None not in point:
            weights[point] = max(weight, weights.get(point, 0.0))
    return list(weights.items())


def _siblings_homes(
    referral: Referral, sibling_ids: Iterable[int], day: dt.date
) -> tuple[Place, ...]:
    """The foster homes where brothers and sisters live on the day of the move."""
    homes = (
        Placement.objects.on(day)
        .filter(child__in=list(sibling_ids), household__easting__isnull=False)
        .order_by("household_id")
        .values_list("household__easting", "household__northing")
        .distinct()
    )
    limit = float(referral.authority.distance_limit_miles)
    return tuple(Place(PlaceKind.SIBLING, "", *point, limit_miles=limit) for point in homes)


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
    found = _any(Q(name__iexact=name.strip()) for name in names)
    return tuple(Resident.objects.filter(found).order_by("pk").values_list("pk", flat=True))


def _children_named(referral: Referral, names: Sequence[str]) -> QuerySet[Child, int] | list[int]:
    """Children of the same authority: whom another one looks after is not this desk's to know."""
    parts = [name.strip().rsplit(" ", 1) for name in names if " " in name.strip()]
    if not parts:
        return []
    found = _any(
        Q(last_name__iexact=last) & (Q(first_name__iexact=first) | Q(preferred_name__iexact=first))
        for first, last in parts
    )
    return Child.objects.filter(found, authority=referral.authority_id).values_list("pk", flat=True)


def _any(conditions: Iterable[Q]) -> Q:
    together = Q(pk__in=[])
    for condition in conditions:
        together |= condition
    return together


def _links(children: Sequence[Child], stays: Iterable[Placement]) -> tuple[Link, ...]:
    """Ties that somebody recorded, and those that earlier and present stays show."""
    found = {
        Link(item.household_id, LinkKind(item.kind))
        for child in children
        for item in child.connections.all()
    }
    for stay in stays:
        if kind := _tie(stay):
            found.add(Link(stay.household_id or 0, kind))
    return tuple(sorted(found, key=lambda link: (link.household_id, link.kind)))


def _tie(stay: Placement) -> LinkKind | None:
    if stay.end_reason in BAD_ENDINGS:
        return None
    if stay.kind == "BREAKS":
        return LinkKind.SHORT_BREAKS
    if stay.status == PlacementStatus.ENDED:
        good = stay.end_was_planned and stay.end_reason in GOOD_ENDINGS
        return LinkKind.FORMER_CARER if good else None
    return LinkKind.KNOWN if stay.status == PlacementStatus.STARTED else None


def _bad_endings(stays: Iterable[Placement]) -> tuple[BadEnding, ...]:
    found = {
        BadEnding(stay.household_id or 0, BAD_ENDINGS[Placement.EndReason(stay.end_reason)])
        for stay in stays
        if stay.end_reason in BAD_ENDINGS
    }
    return tuple(sorted(found, key=lambda ending: (ending.household_id, ending.reason)))


def _of_these(children: Sequence[Child], day: dt.date) -> Q:
    """Rows that name one of these children, by authority and reference, and hold on the day."""
    named = _any(
        Q(authority=child.authority_id, child_reference=child.reference) for child in children
    )
    return named & covering(day)


def _by_reference(children: Sequence[Child]) -> dict[tuple[int, str], int]:
    return {(child.authority_id, child.reference): child.pk for child in children}


def _named_approvals(children: Sequence[Child], day: dt.date) -> tuple[NamedChild, ...]:
    ids = _by_reference(children)
    rows = NamedApproval.objects.filter(_of_these(children, day)).order_by("pk")
    return tuple(
        NamedChild(row.household_id, ids[row.authority_id, row.child_reference]) for row in rows
    )


def _exemptions(children: Sequence[Child], day: dt.date) -> tuple[Exemption, ...]:
    ids = _by_reference(children)
    rows = LimitExemption.objects.filter(_of_these(children, day)).order_by(F("pk"))
    return tuple(
        Exemption(row.household_id, ids[row.authority_id, row.child_reference], row.most_children)
        for row in rows
    )
