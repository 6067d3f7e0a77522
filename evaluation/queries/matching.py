"""Which referrals the figures about matching are made from, read for one authority and one time."""

import bisect
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import Authority
from brokerage.lifecycle import DecisionStatus, ReferralStatus
from brokerage.models import Decision, Referral, Search
from children.models import Child
from evaluation.evidence.cases import (
    AGE_BANDS,
    NOT_RECORDED,
    Case,
    Characteristic,
    ChildSearched,
    Evidence,
    LeftOut,
    Stay,
)
from evaluation.models import Replay
from placements.lifecycle import PlacementStatus
from placements.models import Placement
from reference import vocabulary
from reference.dates import age_on, london_today

DISABILITIES = {term.code for term in vocabulary.NEEDS if term.group == "Disability"}
ETHNIC_GROUPS = {term.code: term.group for term in vocabulary.ETHNICITIES}
NOT_STATED = {"", "REFU", "NOBT"}
SEXES = dict(Child.Sex.choices)
AGES_BELOW = (5, 10, 16)  # of the bands but the last
APRIL = 4


@dataclass(frozen=True, slots=True)
class Years:
    """Financial years from the first to the last, both included; 2025 is 1 April 2025 to 31 March 2026.

    Whole years only: two reports over nearly the same days would give away who is in one of them.
    """

    first: int
    last: int

    def __contains__(self, day: dt.date) -> bool:
        return self.first <= year_of(day) <= self.last

    def __str__(self) -> str:
        return f"1 April {self.first} to 31 March {self.last + 1}"


def year_of(day: dt.date) -> int:
    return day.year - (day.month < APRIL)


@dataclass(frozen=True, slots=True)
class InForce:
    """A referral with the list that its decision was made from, or its last one while nobody is chosen.

    ``search_id`` is none where no list was made before the decision.
    """

    referral_id: int
    search_id: int | None
    household_id: int | None
    day: dt.date


def years_with_searches(authority: Authority, *, today: dt.date) -> list[int]:
    """Every financial year from the first search to today."""
    earliest = Search.objects.filter(referral__authority=authority, is_trial=False).order_by("at")
    first = earliest.values_list("at", flat=True).first()
    start = year_of(london_today(first)) if first else year_of(today)
    return list(range(start, year_of(today) + 1))


def in_force(referrals: QuerySet[Referral]) -> list[InForce]:
    """The list in force for each of the referrals that has one, or that was decided without one. Trials never count."""
    decided = {
        referral: (household, at)
        for referral, household, at in Decision.objects.filter(
            referral__in=referrals, status=DecisionStatus.BOOKED
        ).values_list("referral", "household", "decided_at")
    }
    latest: dict[int, tuple[int, dt.datetime]] = {}
    searches = Search.objects.filter(referral__in=referrals, is_trial=False).order_by("at", "pk")
    for search, referral, at in searches.values_list("pk", "referral", "at"):
        if referral not in decided or at <= decided[referral][1]:
            latest[referral] = (search, at)
    found = []
    for referral in sorted({*latest, *decided}):
        listed, choice = latest.get(referral), decided.get(referral)
        last = choice or listed
        if last:
            ids = listed[0] if listed else None, choice[0] if choice else None
            found.append(InForce(referral, *ids, london_today(last[1])))
    return found


def waiting(*, first: int) -> list[InForce]:
    """Lists in force that have not been ranked again for whoever is chosen now; the first so many, oldest first."""
    done = dict(Replay.objects.values_list("search", "household"))
    lists = (each for each in in_force(Referral.objects.all()) if each.search_id)
    left = [each for each in lists if done.get(each.search_id or 0, ...) != each.household_id]
    return sorted(left, key=lambda each: each.search_id or 0)[:first]


def evidence(authority: Authority, years: Years) -> Evidence:
    """Everything that the figures of these years are made from, in five statements whatever their number."""
    mine = Referral.objects.filter(authority=authority)
    lists = [each for each in in_force(mine) if each.day in years]
    placed = dict(mine.filter(status=ReferralStatus.PLACED).values_list("pk", "placement_id"))
    replays = Replay.objects.filter(search__in=[each.search_id for each in lists])
    told = {(replay.search_id, replay.household_id): replay for replay in replays}
    stays = Placement.objects.in_bulk([pk for pk in placed.values() if pk])
    cases, left_out = [], dict.fromkeys(LeftOut, 0)
    decided = [each for each in lists if each.household_id and each.referral_id in placed]
    searches = _searches(each.search_id for each in lists if each.search_id)
    for each in decided:
        replay = told.get((each.search_id, each.household_id)) if each.search_id else None
        stay = stays[placed[each.referral_id] or 0]
        if why := _why_left_out(each, replay, stay):
            left_out[why] += 1
        elif replay and each.search_id:
            cases.append(_case(replay, searches[each.search_id], stay))
    return Evidence(
        cases=cases,
        children=list(_children(lists, searches, told)),
        left_out=left_out,
        referrals=len(decided),
    )


def _searches(ids: Iterable[int]) -> Mapping[int, Search]:
    return Search.objects.only("considered", "eligible", "ruled_out", "request").in_bulk(list(ids))


def _why_left_out(each: InForce, replay: Replay | None, stay: Placement) -> LeftOut | None:
    if stay.kind == "BREAKS":
        return LeftOut.SHORT_BREAKS
    if each.search_id is None:
        return LeftOut.NO_SEARCH
    if replay is None:
        return LeftOut.NOT_REPLAYED
    return None if replay.was_considered else LeftOut.NOT_CONSIDERED


def _case(replay: Replay, search: Search, placement: Placement) -> Case:
    return Case(
        rank=replay.rank,
        eligible=search.eligible,
        stay=_stay(placement),
        values=replay.values,
        agrees=replay.agrees,
    )


def _stay(placement: Placement) -> Stay:
    """As the track record counts it: a stay lasted when it reached the day planned, or with none ended as planned."""
    if placement.status != PlacementStatus.ENDED:
        return Stay(has_ended=False)
    lasted = planned = bool(placement.end_was_planned)
    if placement.planned_end_on and placement.ends_on:
        lasted = placement.ends_on >= placement.planned_end_on
    return Stay(has_ended=True, ended_as_planned=planned, lasted=lasted)


def _children(
    lists: Iterable[InForce],
    searches: Mapping[int, Search],
    told: Mapping[tuple[int, int | None], Replay],
) -> Iterator[ChildSearched]:
    ids = {child["child_id"] for s in searches.values() for child in s.request["children"]}
    ethnicities = dict(Child.objects.filter(pk__in=ids).values_list("pk", "ethnicity"))
    for each in lists:
        if each.search_id is None:
            continue
        search, replay = searches[each.search_id], told.get((each.search_id, each.household_id))
        for child in search.request["children"]:
            yield ChildSearched(
                groups=_groups(child, search, ethnicities.get(child["child_id"], "")),
                considered=search.considered,
                eligible=search.eligible,
                failing=_shares(search),
                top=replay.top if replay else {},
                known=replay.known if replay else None,
                was_placed=bool(replay and replay.household_id and replay.was_considered),
                chosen_rank=replay.rank if replay else None,
            )


def _shares(search: Search) -> dict[str, float]:
    if not search.considered:
        return {}
    return {code: failing / search.considered for code, (failing, _) in search.ruled_out.items()}


def _groups(
    child: Mapping[str, object], search: Search, ethnicity: str
) -> dict[Characteristic, str]:
    """What was known when the list was made; ethnicity is no part of a request and is read as it is now."""
    needs: Iterable[Mapping[str, object]] = child.get("needs") or []  # type: ignore[assignment]
    disabled = any(need["code"] in DISABILITIES for need in needs)
    born = dt.date.fromisoformat(str(child["birth_date"]))
    age = age_on(born, dt.date.fromisoformat(str(search.request["starts_on"])))
    return {
        Characteristic.ETHNIC_GROUP: NOT_RECORDED
        if ethnicity in NOT_STATED
        else ETHNIC_GROUPS[ethnicity],
        Characteristic.DISABILITY: "A disability is recorded" if disabled else "None recorded",
        Characteristic.SEX: SEXES.get(str(child.get("sex") or ""), NOT_RECORDED),
        Characteristic.AGE: AGE_BANDS[bisect.bisect(AGES_BELOW, age)],
    }
