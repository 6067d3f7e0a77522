"""An authority's stays in foster homes, with what was on record about each home when the stay began."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from accounts.models import Authority, FosteringService
from carers.models import ApprovalTerms, Experience, Household, Resident, Training
from children.models import Need
from evaluation.queries.carer_history import History, by_owner, history_of
from evaluation.success.stays import Ending, Stay
from placements.lifecycle import PlacementStatus
from placements.models import Placement, SupportItem
from reference import vocabulary
from reference.dates import age_on, london_today

KIN = ("U1", "U2", "U3")
ADULT = 18  # years
IN_TIME = dt.timedelta(days=14)
"""A stay recorded so soon after it began was recorded because it began, however it has gone since."""
FAR_MILES = 20  # the Department for Education's measure of a child placed at a distance
TEENAGE = 12  # years
MOST_EARLIER = 6  # earlier stays; more say no more
MOST_YEARS = 25  # of approval and of experience
MOST_SKILLS = 12
DAYS_IN_A_YEAR = 365.25
STAY_FIELDS = (
    "pk", "child", "household", "household__service__kind", "starts_on", "ends_on", "end_was_planned",
    "booked_at", "distance_miles", "kind", "child__birth_date",
)  # fmt: skip


class LeftOut(StrEnum):
    """Why a stay in a foster home is not counted."""

    KIN = "With relatives or friends of the child, whom nobody recruits"
    SHORT_BREAKS = "For short breaks"
    RECORDED_LATE = "Recorded only after it had ended"


@dataclass(frozen=True, slots=True)
class Recorded:
    """``from_history`` counts the stays at whose start the home was on record; else its first record stands."""

    stays: list[Stay]
    left_out: Mapping[LeftOut, int]
    from_history: int


@dataclass(frozen=True, slots=True)
class _Known:
    """Everything about the homes and the children, by its owner."""

    terms: Mapping[int, list[tuple[Any, ...]]]
    there: Mapping[int, list[tuple[Any, ...]]]
    earlier: Mapping[int, list[tuple[Any, ...]]]
    support: Mapping[int, list[tuple[Any, ...]]]
    households: History
    residents: History
    trainings: History
    experience: History
    needs: History

    def moment(self, household: int, day: dt.date) -> dt.date:
        """The day, or the first on which the home was on record."""
        return max(day, self.households.begins(household) or day)


def stays(authority: Authority, *, until: dt.date) -> Recorded:
    """Every stay that had begun by a day and what became of it by then, in ten statements whatever their number."""
    rows = list(
        Placement.objects.filter(
            child__authority=authority,
            household__isnull=False,
            status__in=(PlacementStatus.STARTED, PlacementStatus.ENDED),
            starts_on__lt=until,
        ).values(*STAY_FIELDS, "setting")
    )
    left_out = dict.fromkeys(LeftOut, 0)
    counted = []
    for row in rows:
        if why := _why_left_out(row):
            left_out[why] += 1
        elif _watched_from(row) < until:
            counted.append(row)
    known = _known({row["household"] for row in counted}, {row["child"] for row in counted})
    in_time = [known.moment(row["household"], row["starts_on"]) for row in counted]
    return Recorded(
        stays=[_stay(row, known, until) for row in counted],
        left_out=left_out,
        from_history=sum(
            day == row["starts_on"] for day, row in zip(in_time, counted, strict=True)
        ),
    )


def _why_left_out(row: Mapping[str, Any]) -> LeftOut | None:
    if row["setting"] in KIN:
        return LeftOut.KIN
    if row["kind"] == "BREAKS":
        return LeftOut.SHORT_BREAKS
    if row["ends_on"] and row["ends_on"] <= _watched_from(row):
        return LeftOut.RECORDED_LATE
    return None


def _watched_from(row: Mapping[str, Any]) -> dt.date:
    starts: dt.date = row["starts_on"]
    recorded = london_today(row["booked_at"])
    return starts if recorded <= starts + IN_TIME else recorded


def _known(households: Collection[int], children: Collection[int]) -> _Known:
    terms = ApprovalTerms.objects.filter(household__in=households).order_by("starts_on")
    there = Placement.objects.live().filter(household__in=households)
    earlier = Placement.objects.live().filter(child__in=children)
    support = SupportItem.objects.filter(
        placement__child__in=children, placement__household__in=households
    )
    facts = (
        "has_dogs", "has_cats", "has_other_pets", "has_carer_at_home", "offers_permanence",
    )  # fmt: skip
    return _Known(
        terms=by_owner(terms.values_list("household", "starts_on", "ends_on", "kinds").iterator()),
        there=by_owner(there.values_list("household", "pk", "starts_on", "ends_on").iterator()),
        earlier=by_owner(earlier.values_list("child", "starts_on").iterator()),
        support=by_owner(support.values_list("placement", "added_at").iterator()),
        households=history_of(Household, "id", households, facts),
        residents=history_of(
            Resident, "household_id", households, ("kind", "birth_date", "stays_until")
        ),
        trainings=history_of(
            Training, "household_id", households, ("skill", "gained_on", "expires_on")
        ),
        experience=history_of(Experience, "household_id", households, ("years",)),
        needs=history_of(Need, "child_id", children, ("code",)),
    )


def _stay(row: Mapping[str, Any], known: _Known, until: dt.date) -> Stay:
    ended = row["ends_on"] is not None and row["ends_on"] <= until
    ending = None
    if ended:
        ending = Ending.PLANNED if row["end_was_planned"] else Ending.UNPLANNED
    values = {**dict(_of_home(row, known)), **dict(_of_stay(row, known)), **_of_child(row, known)}
    return Stay(
        key=row["pk"],
        household=row["household"],
        starts_on=row["starts_on"],
        watched_from=_watched_from(row),
        watched_until=row["ends_on"] if ended else until,
        ending=ending,
        values={code: float(value) for code, value in values.items() if value is not None},
    )


def _of_home(row: Mapping[str, Any], known: _Known) -> Iterator[tuple[str, float | bool | None]]:
    """As the home was when the stay began, or as it was first recorded."""
    day = row["starts_on"]
    moment = known.moment(row["household"], day)
    (facts,) = known.households.on(row["household"], moment) or [{}]
    people = known.residents.on(row["household"], moment)
    yield "ATHOME", facts.get("has_carer_at_home")
    yield "PERMANENCE", facts.get("offers_permanence")
    pets = [facts.get(name) for name in ("has_dogs", "has_cats", "has_other_pets")]
    yield "PETS", True if any(pets) else None if None in pets else False
    yield "LOCAL", row["household__service__kind"] == FosteringService.Kind.OWN
    if people:
        yield "TWO", sum(each["kind"] == Resident.Kind.CARER for each in people) >= 2
        own = [each for each in people if each["kind"] == Resident.Kind.OWN_CHILD]
        yield "OWN", any(_is_a_child(each["birth_date"], day) for each in own)
    years = [each["years"] for each in known.experience.on(row["household"], moment)]
    yield "EXPERIENCE", min(max(years), MOST_YEARS) if years else None
    yield from _terms(known.terms.get(row["household"], []), day)
    yield "FOSTERED", _another(row, known, people)


def _is_a_child(born: dt.date | None, day: dt.date) -> bool:
    """Somebody not yet born was not there; with no day of birth, a carers' child is taken to be one."""
    return born is None or (born <= day and age_on(born, day) < ADULT)


def _terms(terms: list[tuple[Any, ...]], day: dt.date) -> Iterator[tuple[str, float | bool]]:
    begun = [starts for starts, _ends, _kinds in terms if starts <= day]
    if begun:
        yield "YEARS", min((day - min(begun)).days / DAYS_IN_A_YEAR, MOST_YEARS)
    for starts, ends, kinds in terms:
        if starts <= day and (ends is None or ends > day):
            yield "SPECIALIST", "SPECIALIST" in kinds


def _another(row: Mapping[str, Any], known: _Known, people: list[Mapping[str, Any]]) -> bool | None:
    """A stay of another child shares the first day, or a child placed outside the desk lives there."""
    day = row["starts_on"]
    if any(
        pk != row["pk"] and starts <= day and (ends is None or ends > day)
        for pk, starts, ends in known.there.get(row["household"], [])
    ):
        return True
    if not people:
        return None
    fostered = [each for each in people if each["kind"] == Resident.Kind.FOSTERED]
    return any(each["stays_until"] is None or each["stays_until"] > day for each in fostered)


def _of_stay(row: Mapping[str, Any], known: _Known) -> Iterator[tuple[str, float | bool | None]]:
    day = row["starts_on"]
    if row["distance_miles"] is not None:
        yield "FAR", row["distance_miles"] > FAR_MILES
    added = [london_today(at) for (at,) in known.support.get(row["pk"], [])]
    yield "SUPPORT", any(each <= day for each in added)
    held = _skills(row, known)
    if held is None:
        return
    yield "SKILLS", min(len(held), MOST_SKILLS)
    first = max(day, known.needs.begins(row["child"]) or day)
    needs = {each["code"] for each in known.needs.on(row["child"], first)}
    trainable = [skills for code in needs if (skills := vocabulary.SKILLS_FOR_NEED[code])]
    if trainable:
        yield (
            "TRAINED",
            sum(not held.isdisjoint(skills) for skills in trainable) * 2 >= len(trainable),
        )


def _skills(row: Mapping[str, Any], known: _Known) -> set[str] | None:
    """Those held on the first day by their certificates; none where nothing of the kind was recorded.

    A skill with no day on which it was gained counts only if it was on record by then.
    """
    day, household = row["starts_on"], row["household"]
    recorded = known.trainings.on(household, known.moment(household, day))
    if not recorded:
        return None
    by_then = {each["skill"] for each in known.trainings.on(household, day)}
    return {
        each["skill"]
        for each in recorded
        if (each["gained_on"] <= day if each["gained_on"] else each["skill"] in by_then)
        and (each["expires_on"] is None or each["expires_on"] >= day)
    }


def _of_child(row: Mapping[str, Any], known: _Known) -> dict[str, float | bool]:
    day = row["starts_on"]
    before = sum(starts < day for (starts,) in known.earlier.get(row["child"], []))
    age = age_on(row["child__birth_date"], day) if row["child__birth_date"] <= day else 0
    return {
        "AGE": age,
        "TEENAGE": age >= TEENAGE,
        "EARLIER": min(before, MOST_EARLIER),
        "LONG": row["kind"] == "LONG",
    }
