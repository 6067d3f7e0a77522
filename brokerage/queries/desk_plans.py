"""A plan for the desk as the meeting reads it, and the kinds of carers that it says are missing."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from accounts.models import User
from brokerage.lifecycle import LOOKING, ReferralStatus
from brokerage.models import DeskPlan, Referral, ReferralChild
from brokerage.queries.referrals import describe
from brokerage.queries.searches import band, url_of_round
from carers.models import Household
from children.models import Child
from reference import postcodes, vocabulary

SKILLS = vocabulary.labels(vocabulary.SKILLS)
FEATURES = vocabulary.labels(vocabulary.HOME_FEATURES)
CONDITIONS = vocabulary.labels(vocabulary.HOUSEHOLD_CONDITIONS)
KINDS = vocabulary.labels(vocabulary.PLACEMENT_KINDS)
NEEDS = vocabulary.labels(vocabulary.NEEDS)
WORTH_TELLING = 20  # points
MOST_CONTESTED = 10
BASELINES = (
    ("urgency", "One by one, the most urgent first"),
    ("arrival", "One by one, in order of arrival"),
    ("scarcest", "One by one, those with the fewest homes first"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeShown:
    """``for_whom`` says which of siblings, where they are parted."""

    household: Household
    rank: int
    score: float
    words: str
    for_whom: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowShown:
    """One referral. ``change`` is "gained" or "lost" where only one of the two ways gives it a home."""

    referral: Referral
    who: str
    homes: Sequence[HomeShown]
    one_by_one: Sequence[HomeShown]
    reason: str
    change: str
    is_same: bool
    is_decided: bool
    is_kept: bool
    may_ask: bool
    ask_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanShown:
    """``methods`` is (name, children placed, mean score, worth) for the plan and for each way of going one by one."""

    plan: DeskPlan
    rows: Sequence[RowShown]
    waiting: int
    gained: int
    lost: int
    methods: Sequence[tuple[str, int, float, float]]
    left_out: Sequence[tuple[Referral, str]]
    not_kept: Sequence[Referral]
    has_brief: bool

    @property
    def unplaced(self) -> int:
        return self.plan.children_waiting - self.plan.children_placed


def rows_by_address(plan: DeskPlan, viewer: User) -> dict[str, Mapping[str, Any]]:
    """The rows of the record in which something can be fixed, by the referral's id in addresses."""
    rows = [row for row in plan.record["referrals"] if row["homes"] and not row["decided"]]
    wanted = [row["referral"] for row in rows]
    visible = Referral.objects.visible_to(viewer).filter(pk__in=wanted)
    ids = dict(visible.values_list("pk", "public_id"))
    return {str(ids[row["referral"]]): row for row in rows if row["referral"] in ids}


def plan_shown(plan: DeskPlan, *, viewer: User, today: dt.date) -> PlanShown:
    """The whole plan; referrals that this person may no longer see are left out."""
    record = plan.record
    referrals = _referrals(record, viewer)
    homes = (
        Household.objects.visible_to(viewer)
        .select_related("service")
        .in_bulk(sorted(_homes_named(record)))
    )
    rows = [
        _row(row, referrals[row["referral"]], homes, today)
        for row in record["referrals"]
        if row["referral"] in referrals
    ]
    size = {row["referral"]: row["children"] for row in record["referrals"]}
    baselines = record["baselines"]
    return PlanShown(
        plan=plan,
        rows=rows,
        waiting=len(record["referrals"]),
        gained=sum(size[row.referral.pk] for row in rows if row.change == "gained"),
        lost=sum(size[row.referral.pk] for row in rows if row.change == "lost"),
        methods=[
            ("This plan", plan.children_placed, record["mean_score"], plan.worth),
            *(
                (
                    name,
                    baselines[key]["children"],
                    baselines[key]["mean_score"],
                    baselines[key]["worth"],
                )
                for key, name in BASELINES
            ),
        ],
        left_out=[(referrals[key], why) for key, why in record["left_out"] if key in referrals],
        not_kept=[referrals[key] for key in record["not_kept"] if key in referrals],
        has_brief=bool(record["brief"]),
    )


def _referrals(record: Mapping[str, Any], viewer: User) -> dict[int, Referral]:
    named = {row["referral"] for row in record["referrals"]}
    named |= {key for key, _ in record["left_out"]} | set(record["not_kept"])
    children = Prefetch("referral_children", ReferralChild.objects.select_related("child"))
    visible = Referral.objects.visible_to(viewer).filter(pk__in=named)
    return {each.pk: each for each in visible.prefetch_related(children)}


def _homes_named(record: Mapping[str, Any]) -> set[int]:
    return {
        home["household"]
        for row in record["referrals"]
        for home in (*row["homes"], *row["one_by_one"])
    }


def _row(
    row: Mapping[str, Any], referral: Referral, homes: Mapping[int, Household], today: dt.date
) -> RowShown:
    children = [each.child for each in referral.referral_children.all()]
    planned = _homes(row["homes"], homes, children, today)
    one_by_one = _homes(row["one_by_one"], homes, children, today)
    change = "gained" if planned and not one_by_one else ""
    if one_by_one and not planned:
        change = "lost"
    asked = "&".join(f"household={home.household.public_id}" for home in planned)
    return RowShown(
        referral=referral,
        who=describe(children, on=today),
        homes=planned,
        one_by_one=one_by_one,
        reason=row["reason"],
        change=change,
        is_same=row["homes"] == row["one_by_one"],
        is_decided=row["decided"],
        is_kept=row["kept"],
        may_ask=ReferralStatus(referral.status) in LOOKING and bool(planned),
        ask_url=f"{url_of_round(referral)}?{asked}" if planned else "",
    )


def _homes(
    found: Sequence[Mapping[str, Any]],
    homes: Mapping[int, Household],
    children: Sequence[Child],
    today: dt.date,
) -> list[HomeShown]:
    return [
        HomeShown(
            household=homes[each["household"]],
            rank=each["rank"],
            score=each["score"],
            words=band(each["score"]),
            for_whom=_whom(each["children"], children, today) if len(found) > 1 else "",
        )
        for each in found
        if each["household"] in homes
    ]


def _whom(ids: Iterable[int], children: Sequence[Child], today: dt.date) -> str:
    wanted = set(ids)
    return describe([child for child in children if child.pk in wanted], on=today)


@dataclass(frozen=True, slots=True, kw_only=True)
class KindShown:
    """A kind of carer in words. ``gained`` counts children whom the best plan with one such home places besides."""

    title: str
    ages: str
    skills: str
    features: str
    household: str
    where: str
    places: int
    fitting: int
    gained: int
    referrals: Sequence[Referral]


def kinds_shown(plan: DeskPlan, *, viewer: User) -> list[KindShown]:
    gains = plan.record["brief"]
    named = {key for gain in gains for key in gain["fits"]}
    referrals = Referral.objects.visible_to(viewer).in_bulk(sorted(named))
    return [_kind(gain, referrals) for gain in gains]


def contested_homes(plan: DeskPlan, *, viewer: User) -> list[tuple[Household, float]]:
    """The homes in which one more place would be worth most, and how much, in points."""
    most = [(key, value) for key, value in plan.record["place_worth"] if value >= WORTH_TELLING]
    homes = Household.objects.visible_to(viewer).in_bulk([key for key, _ in most[:MOST_CONTESTED]])
    return [(homes[key], value) for key, value in most[:MOST_CONTESTED] if key in homes]


def _kind(gain: Mapping[str, Any], referrals: Mapping[int, Referral]) -> KindShown:
    kind = gain["kind"]
    needs = [f"says yes to {NEEDS[code].lower()}" for code in kind["needs"]]
    conditions = [CONDITIONS[code] for code in kind["conditions"]]
    return KindShown(
        title=f"{KINDS[kind['placement_kind']]}, ages {kind['min_age']} to {kind['max_age']}",
        ages=f"{kind['min_age']} to {kind['max_age']}",
        skills=_listed(SKILLS[code] for code in kind["skills"]),
        features=_listed(FEATURES[code] for code in kind["features"]),
        household=_listed([*conditions, *needs]),
        where=_where(kind),
        places=kind["places"],
        fitting=gain["children_fitting"],
        gained=gain["children_gained"],
        referrals=[referrals[key] for key in gain["fits"] if key in referrals],
    )


def _listed(words: Iterable[str]) -> str:
    return "; ".join(words)


def _where(kind: Mapping[str, Any]) -> str:
    authority = postcodes.local_authority(kind["lad_code"]) if kind["lad_code"] else None
    county = f" ({authority.name})" if authority else ""
    return f"In or near {kind['outcode']}{county}" if kind["outcode"] else "Anywhere"


BRIEF_HEADERS = (
    "Kind of placement",
    "Lowest age",
    "Highest age",
    "Places",
    "Skills",
    "Home",
    "Household",
    "Where",
    "Children waiting without a home whom it would suit",
    "More children placed with one such home",
)


def brief_rows(plan: DeskPlan, *, viewer: User) -> list[tuple[str | int, ...]]:
    """The brief as a table; no child or referral is named in it, so that it can be passed on."""
    return [
        (
            KINDS[gain["kind"]["placement_kind"]],
            gain["kind"]["min_age"],
            gain["kind"]["max_age"],
            kind.places,
            kind.skills,
            kind.features,
            kind.household,
            kind.where,
            kind.fitting,
            kind.gained,
        )
        for gain, kind in zip(plan.record["brief"], kinds_shown(plan, viewer=viewer), strict=True)
    ]
