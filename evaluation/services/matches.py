"""Taking children and stays over from a return, and finding where the desk's record and the return disagree."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from django.db import transaction

from accounts.models import Authority, User
from children import services as children_services
from children.models import Child, LegalStatus
from evaluation.lifecycle import ReturnStatus
from evaluation.matches import differences
from evaluation.matches.counts import Found, Matched
from evaluation.matches.facts import DeskChild, ReturnedStay
from evaluation.models import Disagreement, FromReturn, Return
from evaluation.queries.matches import Beside, Said, beside, latest_return, said_of
from evaluation.services.endings import ending_of
from evaluation.services.takeover import Takeover, takeover_of
from placements import services as placement_services
from placements.lifecycle import PlacementStatus
from placements.models import Placement

LONGEST_POSTCODE = 8


class NotTheLatest(Exception):
    """Only the authority's latest return in force is held against the desk's record."""


@transaction.atomic
def match(*, one: Return, add: bool, by: User, at: dt.datetime) -> Matched:
    """Hold the return against the desk's record. Running it again adds and finds only what is new.

    Args:
        add: record the return's children whom the desk does not have, and the stays and legal statuses of whose
            days the desk has nothing.

    Raises:
        NotTheLatest: a later return is in force, or this one is not.
    """
    one = the_latest(one)
    said = said_of(one)
    return match_some(one, said, said.numbers, add=add, by=by, at=at)[1]


def the_latest(one: Return) -> Return:
    """The return, which stays the latest in force until the transaction ends.

    Raises:
        NotTheLatest: as above.
    """
    Authority.objects.select_for_update(no_key=True).get(pk=one.authority_id)
    one = Return.objects.select_related("authority").get(pk=one.pk)
    if one.status != ReturnStatus.IN_FORCE or latest_return(one.authority) != one:
        raise NotTheLatest
    return one


def match_some(
    one: Return, said: Said, numbers: Sequence[str], *, add: bool, by: User, at: dt.datetime
) -> tuple[Found, Matched]:
    """Hold what the return says of these children against the desk: what there was to add, and what was done.

    In the transaction of ``the_latest``.
    """
    planned = takeover_of(beside(one.authority, said, numbers))
    made = _add(planned, one, by=by, at=at) if add else (0, 0, 0)
    now = beside(one.authority, said, numbers) if add else planned.beside
    return planned.found, Matched(*made, disagreements=_find(one, now, at=at))


def _add(planned: Takeover, one: Return, *, by: User, at: dt.datetime) -> tuple[int, int, int]:
    created = children_services.create_children(
        authority=one.authority, children=list(planned.new.values()), by=by, at=at
    )
    FromReturn.objects.bulk_create(
        FromReturn(for_return=one, child=child, taken_by=by, taken_at=at) for child in created
    )
    numbers = {*planned.stays, *planned.statuses}
    children = Child.objects.filter(authority=one.authority, reference__in=numbers)
    by_number = {child.reference: child for child in children.order_by("pk").select_for_update()}
    years = _returns_by_year(one)
    stays = _add_stays(planned, by_number, years, by=by, at=at)
    statuses = _add_statuses(planned, by_number, years, by=by, at=at)
    return len(created), stays, statuses


def _add_stays(
    planned: Takeover,
    children: Mapping[str, Child],
    years: Mapping[int, Return],
    *,
    by: User,
    at: dt.datetime,
) -> int:
    pairs = [(stay, children[number]) for number, found in planned.stays.items() for stay in found]
    recorded = placement_services.record_stays(
        stays=[_placement(stay, child) for stay, child in pairs], by=by, at=at
    )
    FromReturn.objects.bulk_create(
        FromReturn(
            for_return=years[stay.latest.year],
            child=child,
            placement=placement,
            taken_by=by,
            taken_at=at,
        )
        for (stay, child), placement in zip(pairs, recorded, strict=True)
    )
    return len(recorded)


def _add_statuses(
    planned: Takeover,
    children: Mapping[str, Child],
    years: Mapping[int, Return],
    *,
    by: User,
    at: dt.datetime,
) -> int:
    pairs = [
        (each, children[number]) for number, found in planned.statuses.items() for each in found
    ]
    recorded = children_services.add_legal_statuses(
        statuses=[
            LegalStatus(child=child, code=each.code, starts_on=each.starts_on, ends_on=each.ends_on)
            for each, child in pairs
        ],
        by=by,
        at=at,
    )
    FromReturn.objects.bulk_create(
        FromReturn(
            for_return=years[each.episode.year],
            child=child,
            legal_status=status,
            taken_by=by,
            taken_at=at,
        )
        for (each, child), status in zip(pairs, recorded, strict=True)
    )
    return len(recorded)


def _find(one: Return, found: Beside, *, at: dt.datetime) -> int:
    """Write down the disagreements that are new, and return how many."""
    years = _returns_by_year(one)
    before = _count(one)
    Disagreement.objects.bulk_create(
        (
            Disagreement(
                child_id=desk.key,
                about=each.about.value,
                on=each.on,
                placement_id=each.stay,
                desk_value=each.desk_value,
                desk_as_of=each.desk_as_of,
                for_return=years[each.year],
                return_value=each.return_value,
                line=each.line,
                found_at=at,
            )
            for number, desk in found.desk.items()
            for each in _differences(found, number, desk)
        ),
        ignore_conflicts=True,
    )
    return _count(one) - before


def _differences(found: Beside, number: str, desk: DeskChild) -> Iterator[differences.Difference]:
    if header := found.said.headers.get(number):
        yield from differences.of_the_child(desk, header)
    if says := found.said.returned.get(number):
        yield from differences.of_the_care(desk, says, year=found.said.years[number])


def _count(one: Return) -> int:
    return Disagreement.objects.filter(child__authority=one.authority).count()


def _returns_by_year(one: Return) -> Mapping[int, Return]:
    in_force = Return.objects.filter(authority=one.authority).in_force()
    return {each.year: each for each in in_force if each.year}


def _placement(stay: ReturnedStay, child: Child) -> Placement:
    postcode = stay.latest.pl_post
    urn = f", URN {stay.latest.urn}" if stay.latest.urn else ""
    placement = Placement(
        child=child,
        setting=stay.latest.place,
        provider_name=f"From the national return{urn}"[:120],
        postcode=postcode if len(postcode) <= LONGEST_POSTCODE else "",
        status=PlacementStatus.STARTED,
        starts_on=stay.starts_on,
    )
    if stay.ends_on:
        ended = ending_of(stay.closing, ends_care=stay.ends_care)
        placement.status = PlacementStatus.ENDED
        placement.ends_on, placement.end_note = stay.ends_on, ended.note
        placement.end_reason, placement.end_was_planned = ended.reason, ended.was_planned
    return placement
