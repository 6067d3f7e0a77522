"""The baseline that comes first to mind: model objects with everything prefetched, and a loop over them in Python.

It answers the request of ``ranking_data`` with every reason and count, and gives the bits of failed rules, so that it
can be checked against the core. Scores are worked out from the same objects.
"""

import datetime as dt
from typing import Any

from django.db.models import Prefetch, QuerySet

from accounts.models import Agreement
from benchmarks.ranking_loop import _near
from brokerage.matching.dates import latest_birth
from brokerage.matching.profiles import Request
from carers.models import Household
from placements.models import Placement
from reference import vocabulary

RELATED = (
    "terms", "residents", "trainings", "experiences", "willingness", "features", "checks",
    "unavailabilities",
)  # fmt: skip


def ranked(asked: Request, households: QuerySet[Household]) -> dict[int, tuple[int, float]]:
    """Every household's failed rules as bits, and its score."""
    agreements = list(Agreement.objects.filter(authority=asked.authority_id))
    agreed = {
        each.service_id
        for each in agreements
        if each.starts_on <= asked.starts_on
        and not (each.ends_on and each.ends_on <= asked.starts_on)
    }
    stays = Placement.objects.select_related("child").prefetch_related("child__needs")
    found = {}
    for household in households.prefetch_related(*RELATED, Prefetch("placements", stays)):
        facts = _facts(asked, household)
        failing = _failing(asked, household, facts, agreed)
        bits = sum(1 << bit for bit, fails in enumerate(failing) if fails)
        found[household.pk] = bits, 0.0 if bits else _score(asked, household, facts)
    sorted(found.values(), key=lambda each: -each[1])
    for bit in range(17):
        sum(bits >> bit & 1 for bits, _ in found.values())
        sum(bits == 1 << bit for bits, _ in found.values())
    return found


def _until(stay: Placement) -> dt.date:
    return stay.ends_on or stay.planned_end_on or dt.date.max


def _facts(asked: Request, household: Household) -> dict[str, Any]:
    start, end = asked.starts_on, asked.ends_on or dt.date.max
    terms = sorted(household.terms.all(), key=lambda each: each.starts_on)
    begun = [each for each in terms if each.starts_on <= start]
    stays = [stay for stay in household.placements.all() if stay.status != "CANCELLED"]
    there = [stay for stay in stays if _until(stay) > start and stay.starts_on < end]
    grown = latest_birth(18, start)
    young = [
        each.birth_date
        for each in household.residents.all()
        if each.kind == "OWN_CHILD" and each.birth_date and each.birth_date > grown
    ]
    days = [max(stay.starts_on, start) for stay in there]
    return {
        "terms": begun[-1] if begun else terms[0] if terms else None,
        "there": there,
        "births": [stay.child.birth_date for stay in there] + young,
        "most": max(
            (sum(s.starts_on <= day < _until(s) for s in there) for day in days), default=0
        ),
        "ended": [stay for stay in stays if stay.status == "ENDED" and stay.kind != "BREAKS"],
        "skills": _latest(household),
        "features": {each.feature: each.is_present for each in household.features.all()},
        "experience": {each.need: each for each in household.experiences.all()},
        "willingness": {each.need: each for each in household.willingness.all()},
    }


def _latest(household: Household) -> dict[str, dt.date]:
    held: dict[str, dt.date] = {}
    for each in household.trainings.all():
        until = each.expires_on or dt.date.max
        held[each.skill] = max(until, held.get(each.skill, dt.date.min))
    return held


def _failing(
    asked: Request, home: Household, facts: dict[str, Any], agreed: set[int]
) -> tuple[bool, ...]:
    start, age, terms = asked.starts_on, asked.ages[0], facts["terms"]
    too_young = latest_birth(1, asked.children[0].birth_date)
    skills, willing = facts["skills"], facts["willingness"].get("AUT")
    miles = _miles(home, asked.places[0])
    return (
        terms.status != "APPROVED" or terms.starts_on > start
        or bool(terms.ends_on and terms.ends_on <= start),
        not terms.min_age_years <= age <= terms.max_age_years,
        terms.sex == "M",
        bool(terms.kinds) and "SHORT" not in terms.kinds,
        terms.is_for_named_children_only,
        facts["most"] > 2,
        facts["most"] >= terms.places,
        any(
            each.starts_on <= start and not (each.ends_on and each.ends_on <= start)
            for each in home.unavailabilities.all()
        ),
        any(each.due_on < start for each in home.checks.all()),
        home.service_id not in agreed,
        home.postcode.split()[0] == "X3" or home.pk == 17,
        facts["features"].get("OWNBED") is False,
        bool(skills) and skills.get("AUTC", dt.date.min) < start,
        any(born > too_young for born in facts["births"]),
        miles > 40,
        willing is not None and willing.answer == "NO",
    )  # fmt: skip


def _miles(home: Household, place: Any) -> float:
    across, up = (home.easting or 0) - place.easting, (home.northing or 0) - place.northing
    return round((across * across + up * up) ** 0.5 / 1000 / 1.6093, 1)


def _yes(value: bool | None) -> float:  # noqa: FBT001
    return 0.5 if value is None else float(value)


def _score(asked: Request, home: Household, facts: dict[str, Any]) -> float:
    school, family, aunt = (_miles(home, place) for place in asked.places)
    weight = sum(need.severity for need in asked.needs)
    own, garden = (_yes(facts["features"].get(code)) for code in ("OWNBED", "GARDEN"))
    births, born = facts["births"], asked.children[0].birth_date
    gap = min((abs((each - born).days) / 365.25 for each in births), default=9.0)
    levels = [_level(stay) for stay in facts["there"]]
    others = 0.5 if -1 in levels else 1 - max(max(levels, default=0) - 1, 0) / 3
    white = {term.code for term in vocabulary.ETHNICITIES if term.group == "White"}
    stated = set(home.ethnicities) - {"REFU", "NOBT"}
    ethnic = 1.0 if "WOTH" in stated else 0.5 if stated & white or not stated else 0.0
    fit = min(gap / 3, 1) + others + max(1 - len(births) / 4, 0) + own + garden
    fit += 1 - _yes(home.has_dogs)
    days = (asked.ends_on - asked.starts_on).days  # type: ignore[operator]
    offered = None if home.commitment_months is None else home.commitment_months * 30.4
    planned, ended, lasted = _track(asked, facts)
    return (
        20 * sum(n.severity * _skill(asked, facts, n.code) for n in asked.needs) / weight
        + 10 * _near(school, 40) + 10 * (2 * _near(family, 20) + _near(aunt, 20)) / 3
        + 10 * (2 * ("pl" in home.languages) + ethnic) / 3 + 10 * fit / 6
        + 4 * _near(school, 20) + 3 * _yes(home.has_dogs) + 2 * own + garden
        + 10 * (8 + (planned + lasted) / weight) / (2 * (8 + ended / weight))
        + 5 * sum(n.severity * _willing(asked, facts, n.code) for n in asked.needs) / weight
        + 5 * (0.5 if offered is None else min(offered / days, 1))
    ) * 100 / 90  # fmt: skip


def _level(stay: Placement) -> int:
    levels = [need.severity for need in stay.child.needs.all()]
    return max(levels, default=0 if stay.child.needs_reviewed_on else -1)


def _track(asked: Request, facts: dict[str, Any]) -> tuple[float, float, float]:
    severities = {need.code: need.severity for need in asked.needs}
    planned = ended = lasted = 0.0
    for stay in facts["ended"]:
        for need in stay.child.needs.all():
            severity = severities.get(need.code, 0)
            ended += severity
            planned += severity * stay.end_was_planned
            reached = stay.planned_end_on and stay.ends_on >= stay.planned_end_on
            lasted += severity * bool(reached if stay.planned_end_on else stay.end_was_planned)
    return planned, ended, lasted


def _skill(asked: Request, facts: dict[str, Any], code: str) -> float:
    experience, codes = facts["experience"].get(code), vocabulary.SKILLS_FOR_NEED[code]
    value = 0.3 * (min(experience.years / 5, 1) if experience else 0.5)
    value += 0.2 * (experience.children / (experience.children + 2) if experience else 0.5)
    if not codes:
        return value / 0.5
    if not facts["skills"]:
        return value + 0.25
    held = max(facts["skills"].get(skill, dt.date.min) for skill in codes)
    return value + 0.5 * (held >= asked.starts_on)


def _willing(asked: Request, facts: dict[str, Any], code: str) -> float:
    said = facts["willingness"].get(code)
    if said is None:
        return 0.5
    age = (asked.as_of - (said.confirmed_on or asked.as_of)).days
    fresh = 1 - 0.5 * min(max((age - 183) / 547, 0), 1)
    return 0.5 + ({"NO": 0, "DISCUSS": 0.5, "YES": 1}[said.answer] - 0.5) * fresh
