"""The desk's children beside what the returns in force say of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, Sum

from accounts.models import Authority, FosteringService
from children.models import Child, LegalStatus
from evaluation.matches.facts import DeskChild, DeskStatus, DeskStay, Returned
from evaluation.matches.returned import returned
from evaluation.models import Return, ReturnMatch, ReturnQuerySet
from evaluation.queries.returns import load_rows
from evaluation.returns import rows
from placements.lifecycle import PlacementStatus
from placements.models import Placement

E = Placement.EndReason

# Where one reason of the desk may be several of the return's, none is said.
_REASONS: Mapping[str, str] = {
    E.STEP_DOWN: "CARPL",
    E.RETURN_HOME: "CARPL",
    E.PERMANENCE: "CARPL",
    E.NEXT_HOME: "CARPL",
    E.CHILD_REQUEST: "CHILD",
    E.AUTHORITY: "LAREQ",
    E.ALLEGATION: "ALLEG",
    E.STANDARDS: "STAND",
    E.APPROVAL: "APPRR",
    E.CUSTODY: "CUSTOD",
    E.CLOSED: "CLOSE",
    E.OTHER: "OTHER",
}


@dataclass(frozen=True, slots=True)
class Said:
    """What returns say of the children of one of them, which stays the same while they are in force.

    Args:
        returns: the keys of those returns.
        numbers: of the children, in the order of its lines.
        headers: the latest Header row of each child, of this return or an earlier one.
        years: the latest return that has episodes of the child.
    """

    returns: Sequence[int]
    numbers: Sequence[str]
    headers: Mapping[str, rows.Child]
    returned: Mapping[str, Returned]
    years: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Beside:
    """Some children of one return, and the desk's of the same numbers."""

    numbers: Sequence[str]
    said: Said
    desk: Mapping[str, DeskChild]


def latest_return(authority: Authority) -> Return | None:
    in_force = Return.objects.filter(authority=authority).in_force()
    return in_force.order_by("-year").first()


def latest_matching(one: Return) -> ReturnMatch | None:
    """The last time that somebody asked to hold a large return against the desk."""
    return ReturnMatch.objects.filter(for_return=one).select_related("asked_by").first()


def episodes_to_match(one: Return) -> int:
    """How many rows have to be read to hold the return against the desk."""
    return int(_up_to(one).aggregate(Sum("episodes", default=0))["episodes__sum"])


def said_of(one: Return) -> Said:
    """What all returns in force up to this one say of its children."""
    used = list(_up_to(one).order_by("year"))
    years = [each.year for each in used if each.year]
    children, episodes = load_rows(one.authority, years=years)
    everything: list[rows.Child | rows.Episode] = [*children, *episodes]
    this = [row.child for row in everything if row.year == one.year]
    numbers = list(dict.fromkeys(this))
    wanted = set(numbers)
    ours = [each for each in episodes if each.child in wanted]
    return Said(
        returns=[each.pk for each in used],
        numbers=numbers,
        headers={row.child: row for row in children if row.child in wanted},
        returned=returned(ours, last_return=one.year or 0),
        years={each.child: each.year for each in sorted(ours, key=lambda row: row.year)},
    )


def still_holds(said: Said, one: Return) -> bool:
    """Whether the same returns are in force as when they were read."""
    return said.returns == list(_up_to(one).order_by("year").values_list("pk", flat=True))


def beside(authority: Authority, said: Said, numbers: Sequence[str]) -> Beside:
    """The desk as it is now, beside what was said of the children with these numbers."""
    desk = desk_children(authority, numbers=numbers)
    return Beside(numbers=numbers, said=said, desk={each.number: each for each in desk})


def _up_to(one: Return) -> ReturnQuerySet:
    in_force = Return.objects.filter(authority=one.authority).in_force()
    return in_force.filter(year__lte=one.year)


def desk_children(
    authority: Authority, *, numbers: Iterable[str] | None = None
) -> Iterable[DeskChild]:
    """The authority's children as the desk records them, with the stays that have begun."""
    begun = [PlacementStatus.STARTED, PlacementStatus.ENDED]
    stays = Placement.objects.filter(status__in=begun).select_related("household__service")
    found = Child.objects.filter(authority=authority)
    if numbers is not None:
        found = found.filter(reference__in=list(numbers))
    found = found.prefetch_related(Prefetch("placements", queryset=stays), "legal_statuses")
    return [_child(child) for child in found.order_by("reference")]


def _child(child: Child) -> DeskChild:
    return DeskChild(
        key=child.pk,
        number=child.reference,
        birth_date=child.birth_date,
        sex=child.sex,
        ethnicity=child.ethnicity,
        as_of=child.updated_at,
        in_care_from=child.looked_after_from,
        home_postcode=child.home_postcode,
        stays=[_stay(each, child) for each in child.placements.all()],
        statuses=[_status(each) for each in child.legal_statuses.all()],
    )


def _stay(stay: Placement, child: Child) -> DeskStay:
    return DeskStay(
        key=stay.pk,
        starts_on=stay.starts_on,
        ends_on=stay.ends_on,
        place=stay.setting,
        postcode=stay.postcode,
        as_of=stay.booked_at,
        home=str(stay.household_id or ""),
        provider=_provider(stay, child),
        reason=_REASONS.get(stay.end_reason, ""),
        leaves_as=_leaves_as(stay),
    )


def _status(status: LegalStatus) -> DeskStatus:
    return DeskStatus(code=status.code, starts_on=status.starts_on, ends_on=status.ends_on)


def _provider(stay: Placement, child: Child) -> str:
    """An independent agency may be private or voluntary, which the desk does not record."""
    if stay.setting == Placement.Setting.P1:
        return "PR0"
    if not stay.household or stay.household.service.kind != FosteringService.Kind.OWN:
        return ""
    return "PR1" if stay.household.service.authority_id == child.authority_id else "PR2"


def _leaves_as(stay: Placement) -> str:
    """REC for an ending with which care ends; of most endings the desk does not say enough."""
    if stay.end_reason == E.RETURN_HOME:
        return "E4A" if stay.end_was_planned else "E4B"
    return "E9" if stay.end_reason == E.CUSTODY else ""
