"""Taking children and stays over from a return, and finding where the desk's record and the return disagree."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from accounts.models import Authority, User
from children import services as children_services
from children.models import Child, LegalStatus, LegalStatusCode
from evaluation.lifecycle import ReturnStatus
from evaluation.matches import differences
from evaluation.matches.facts import Days, DeskChild, Returned, ReturnedStatus, ReturnedStay
from evaluation.models import Disagreement, FromReturn, Return
from evaluation.queries.matches import Beside, beside, latest_return
from evaluation.returns import rows
from evaluation.services.endings import ending_of
from placements import services as placement_services
from placements.lifecycle import PlacementStatus
from placements.models import Placement
from reference import vocabulary

LONGEST_NUMBER = 20
LONGEST_POSTCODE = 8
_ETHNICITIES = vocabulary.labels(vocabulary.ETHNICITIES)


class NotTheLatest(Exception):
    """Only the authority's latest return in force is held against the desk's record."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What there is to take over from a return.

    Args:
        new: children whom the desk does not have. unfit: those of them who cannot be added, with the reason.
        stays, statuses: what the desk has nothing of on the same days, by the child's number.
        left_out: stays that cannot be added: no known end, an unknown kind, or not a day long.
    """

    beside: Beside
    new: Mapping[str, children_services.NewChild]
    unfit: Mapping[str, str]
    stays: Mapping[str, Sequence[ReturnedStay]]
    statuses: Mapping[str, Sequence[ReturnedStatus]]
    left_out: int

    @property
    def matched(self) -> int:
        return len(self.beside.desk)

    @property
    def stays_of_new(self) -> int:
        return self._count_stays(of_new=True)

    @property
    def stays_of_known(self) -> int:
        return self._count_stays(of_new=False)

    @property
    def status_count(self) -> int:
        return sum(map(len, self.statuses.values()))

    def _count_stays(self, *, of_new: bool) -> int:
        return sum(
            len(found) for number, found in self.stays.items() if (number in self.new) is of_new
        )


@dataclass(frozen=True, slots=True)
class Matched:
    """What was done, in numbers."""

    children: int
    stays: int
    statuses: int
    disagreements: int


def plan(one: Return) -> Plan:
    """What taking over from the return would do. Nothing is changed."""
    found = beside(one)
    unfit: dict[str, str] = {}
    new: dict[str, children_services.NewChild] = {}
    for number in found.numbers:
        if number in found.desk:
            continue
        header = found.headers.get(number)
        if reason := _unfit(number, header):
            unfit[number] = reason
        elif header is not None:
            new[number] = _new_child(header, found.returned.get(number))
    stays, statuses, left_out = {}, {}, 0
    for number in (*found.desk, *new):
        says = found.returned.get(number)
        if says is None:
            continue
        free = [stay for stay in says.stays if _is_free(stay, found.desk.get(number))]
        stays[number] = [stay for stay in free if _can_be_added(stay)]
        left_out += len(free) - len(stays[number])
        statuses[number] = list(_free_statuses(says, found.desk.get(number)))
    return Plan(found, new, unfit, stays, statuses, left_out)


@transaction.atomic
def match(*, one: Return, add: bool, by: User, at: dt.datetime) -> Matched:
    """Hold the return against the desk's record. Running it again adds and finds only what is new.

    Args:
        add: record the return's children whom the desk does not have, and the stays and legal statuses of whose
            days the desk has nothing.

    Raises:
        NotTheLatest: a later return is in force, or this one is not.
    """
    Authority.objects.select_for_update(no_key=True).get(pk=one.authority_id)
    one = Return.objects.get(pk=one.pk)
    if one.status != ReturnStatus.IN_FORCE or latest_return(one.authority) != one:
        raise NotTheLatest
    made = _add(plan(one), one, by=by, at=at) if add else (0, 0, 0)
    return Matched(*made, disagreements=_find(one, at=at))


def _add(planned: Plan, one: Return, *, by: User, at: dt.datetime) -> tuple[int, int, int]:
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
    planned: Plan,
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
    planned: Plan,
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


def _find(one: Return, *, at: dt.datetime) -> int:
    """Write down the disagreements that are new, and return how many."""
    found = beside(one)
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
    if header := found.headers.get(number):
        yield from differences.of_the_child(desk, header)
    if says := found.returned.get(number):
        yield from differences.of_the_care(desk, says, year=found.years[number])


def _count(one: Return) -> int:
    return Disagreement.objects.filter(child__authority=one.authority).count()


def _returns_by_year(one: Return) -> Mapping[int, Return]:
    in_force = Return.objects.filter(authority=one.authority).in_force()
    return {each.year: each for each in in_force if each.year}


def _unfit(number: str, header: rows.Child | None) -> str:
    """Why a child cannot be added; blank for one who can."""
    if header is None:
        return "Not in the Header file"
    if len(number) > LONGEST_NUMBER:
        return "The number is longer than the desk keeps"
    if header.dob is None:
        return "No date of birth"
    if header.sex.upper() not in differences.SEXES:
        return "No sex that the desk has a word for"
    return ""


def _new_child(header: rows.Child, says: Returned | None) -> children_services.NewChild:
    if header.dob is None:
        raise ValueError("Children without a date of birth are told apart before.")
    last = says.stays[-1] if says and says.stays else None
    is_in_care = last is not None and last.ends_on is None and last.known_to is None
    ethnicity = header.ethnic.upper()
    return children_services.NewChild(
        reference=header.child,
        birth_date=header.dob,
        sex=differences.SEXES[header.sex.upper()],
        ethnicity=ethnicity if ethnicity in _ETHNICITIES else "",
        home_postcode=last.latest.home_post if last else "",
        looked_after_from=_in_care_from(says) if says and is_in_care else None,
    )


def _in_care_from(says: Returned) -> dt.date | None:
    """When the present time in care began; None where the return does not reach back so far."""
    began = says.stays[-1]
    for earlier in reversed(says.stays[:-1]):
        if earlier.ends_on != began.starts_on or earlier.ends_care:
            break
        began = earlier
    return began.starts_on if began.start_seen else None


def _is_free(stay: ReturnedStay, desk: DeskChild | None) -> bool:
    return desk is None or not any(ours.overlap(stay.until) for ours in desk.stays)


def _can_be_added(stay: ReturnedStay) -> bool:
    return (
        stay.known_to is None
        and (stay.ends_on is None or stay.ends_on > stay.starts_on)
        and stay.latest.place in Placement.Setting.values
    )


def _free_statuses(says: Returned, desk: DeskChild | None) -> Iterator[ReturnedStatus]:
    for each in says.statuses:
        known = Days(starts_on=each.starts_on, ends_on=each.ends_on)
        is_free = desk is None or not any(ours.overlap(known) for ours in desk.statuses)
        lasts = each.ends_on is None or each.ends_on > each.starts_on
        if is_free and lasts and each.known_to is None and each.code in LegalStatusCode.values:
            yield each


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
