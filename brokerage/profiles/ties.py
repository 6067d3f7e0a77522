"""What the records say of these children and a household together: ties, endings, approvals by name."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db.models import Q

from accounts.periods import covering
from brokerage.matching.profiles import BadEnding, Exemption, Link, LinkKind, NamedChild
from carers.models import LimitExemption, NamedApproval
from children.models import Child
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


def any_of(conditions: Iterable[Q]) -> Q:
    together = Q(pk__in=[])
    for condition in conditions:
        together |= condition
    return together


def links(children: Sequence[Child], stays: Iterable[Placement]) -> tuple[Link, ...]:
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


def bad_endings(stays: Iterable[Placement]) -> tuple[BadEnding, ...]:
    found = {
        BadEnding(stay.household_id or 0, BAD_ENDINGS[Placement.EndReason(stay.end_reason)])
        for stay in stays
        if stay.end_reason in BAD_ENDINGS
    }
    return tuple(sorted(found, key=lambda ending: (ending.household_id, ending.reason)))


def _of_these(children: Sequence[Child], day: dt.date) -> Q:
    """Rows that name one of these children, by authority and reference, and hold on the day."""
    named = any_of(
        Q(authority=child.authority_id, child_reference=child.reference) for child in children
    )
    return named & covering(day)


def _by_reference(children: Sequence[Child]) -> dict[tuple[int, str], int]:
    return {(child.authority_id, child.reference): child.pk for child in children}


def named_approvals(children: Sequence[Child], day: dt.date) -> tuple[NamedChild, ...]:
    ids = _by_reference(children)
    rows = NamedApproval.objects.filter(_of_these(children, day)).order_by("pk")
    return tuple(
        NamedChild(row.household_id, ids[row.authority_id, row.child_reference]) for row in rows
    )


def exemptions(children: Sequence[Child], day: dt.date) -> tuple[Exemption, ...]:
    ids = _by_reference(children)
    rows = LimitExemption.objects.filter(_of_these(children, day)).order_by("pk")
    return tuple(
        Exemption(row.household_id, ids[row.authority_id, row.child_reference], row.most_children)
        for row in rows
    )
