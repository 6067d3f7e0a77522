"""Invented households and one request for the ranking benchmarks; the same for the same numbers."""

import datetime as dt
from typing import Any

import numpy as np

from brokerage.matching.blocks import Absences, Agreements, Residents, Stays
from brokerage.matching.columns import Columns
from brokerage.matching.dates import NEVER
from brokerage.matching.profiles import (
    ChildProfile,
    Condition,
    Exclusions,
    IdentityPart,
    IdentityWant,
    Need,
    Place,
    PlaceKind,
    Request,
    Wanted,
)
from reference import vocabulary

TODAY = dt.date(2026, 3, 2)
DAY = TODAY.toordinal()
NEEDS, SKILLS = len(vocabulary.NEEDS), len(vocabulary.SKILLS)
FEATURES = len(vocabulary.HOME_FEATURES)
YES_OR_NO = (
    "dogs", "cats", "other_pets", "smoker", "carer_at_home", "female_carer", "male_carer", "long_term",
)  # fmt: skip
RECORDED = (
    "confirmed_on", "skills_recorded_on", "composition_recorded_on", "home_recorded_on",
    "profile_recorded_on",
)  # fmt: skip


def request(**changes: Any) -> Request:
    child = ChildProfile(
        child_id=1,
        birth_date=dt.date(2015, 9, 14),
        sex="F",
        needs=(
            Need("AUT", 3, essential=True),
            Need("LD", 2),
            Need("ANX", 2),
            Need("SLEEP", 1),
            Need("COMM", 3),
        ),
        wishes=("NEARSCHOOL", "DOG", "OWNROOM", "GARDEN"),
    )
    values: dict[str, Any] = {
        "children": (child,),
        "authority_id": 1,
        "kind": "SHORT",
        "as_of": TODAY,
        "starts_on": dt.date(2026, 3, 9),
        "ends_on": dt.date(2026, 9, 9),
        "skills": (Wanted("AUTC"),),
        "features": (Wanted("OWNBED"), Wanted("GARDEN", essential=False)),
        "conditions": (Condition("NODOGS", essential=False), Condition("YOUNGEST", 1)),
        "places": (
            Place(PlaceKind.SCHOOL, "school", 523_000, 212_000, limit_miles=40.0, essential=True),
            Place(PlaceKind.FAMILY, "home", 525_000, 209_000, weight=2.0),
            Place(PlaceKind.NETWORK, "aunt", 510_000, 221_000),
        ),
        "identity": (
            IdentityWant(IdentityPart.LANGUAGE, ("pl",), childs_own_view=True),
            IdentityWant(IdentityPart.ETHNICITY, ("WOTH",)),
        ),
        "exclusions": Exclusions(household_ids=(17,), outcodes=("X3",)),
    }
    return Request(**(values | changes))


class Draw:
    """Invented values for ``count`` households."""

    def __init__(self, count: int, seed: int) -> None:
        self.count = count
        self.random = np.random.default_rng(seed)

    def pick(self, shares: dict[int, float], rows: int = 0, dtype: Any = np.int8) -> Any:
        size = (rows, self.count) if rows else self.count
        return self.random.choice(np.array([*shares], dtype), size=size, p=[*shares.values()])

    def between(self, low: int, high: int, rows: int = 0, dtype: Any = np.int8) -> Any:
        size = (rows, self.count) if rows else self.count
        return self.random.integers(low, high, size, dtype=dtype)

    def days(self, low: int, high: int, rows: int = 0) -> Any:
        return self.between(DAY + low, DAY + high, rows, np.int32)


def columns_of(count: int, seed: int = 20260302) -> Columns:
    draw = Draw(count, seed)
    return Columns(
        household_ids=np.arange(1, count + 1, dtype=np.int64),
        service_ids=draw.between(1, 41, dtype=np.int64),
        approval_status=draw.pick({-1: 0.01, 0: 0.03, 1: 0.88, 2: 0.02, 3: 0.03, 4: 0.03}),
        approved_from=draw.days(-4000, -10),
        approved_until=draw.pick({NEVER: 0.9, DAY + 100: 0.1}, dtype=np.int32),
        min_ages=draw.between(0, 8),
        max_ages=draw.between(12, 19),
        approved_sex=draw.pick({-1: 0.02, 0: 0.88, 1: 0.05, 2: 0.05}),
        kinds=draw.pick({255: 0.5, 3: 0.3, 8: 0.2}, dtype=np.uint16),
        named_only=draw.pick({-1: 0.01, 0: 0.93, 1: 0.06}),
        places=draw.pick({1: 0.4, 2: 0.35, 3: 0.22, 4: 0.03}),
        eastings=draw.between(490_000, 570_000, dtype=np.int32),
        northings=draw.between(180_000, 250_000, dtype=np.int32),
        lads=draw.between(-1, 80, dtype=np.int32),
        outcodes=draw.between(-1, 300, dtype=np.int32),
        **{name: draw.pick({-1: 0.1, 0: 0.5, 1: 0.4}) for name in YES_OR_NO},
        carers=draw.pick({1: 0.4, 2: 0.6}),
        commitment_days=draw.pick({-1: 0.1, 90: 0.2, 365: 0.3, NEVER: 0.4}, dtype=np.int32),
        languages=np.uint64(1) | np.uint64(1) << draw.between(0, 38, dtype=np.uint64),
        ethnicities=(np.uint32(1) << draw.between(0, 20, dtype=np.uint32)).astype(np.uint32),
        faiths=(np.uint16(1) << draw.between(0, 8, dtype=np.uint16)).astype(np.uint16),
        weekly_pence=draw.between(40_000, 160_000, dtype=np.int32),
        last_asked_on=draw.days(-400, 0),
        **{name: draw.days(-700, 0) for name in RECORDED},
        checks=draw.days(-20, 1000, 4),
        features=draw.pick({-1: 0.2, 0: 0.2, 1: 0.6}, FEATURES),
        skills=_skills(draw),
        experience_years=draw.between(-1, 12, NEEDS),
        experience_children=draw.between(-1, 6, NEEDS),
        willingness=draw.pick({-1: 0.2, 0: 0.1, 1: 0.2, 2: 0.5}, NEEDS),
        willingness_on=draw.days(-900, 0, NEEDS),
        **_track(draw),
        stays=_stays(draw),
        residents=_residents(draw),
        absences=_absences(draw),
        agreements=_agreements(),
        lad_codes=tuple(f"E0{number:07}" for number in range(80)),
        outcode_names=tuple(f"X{number}" for number in range(300)),
    )


def _skills(draw: Draw) -> Any:
    held = draw.pick({0: 0.6, NEVER: 0.4}, SKILLS, np.int32)
    expiring = draw.random.random(held.shape) < 0.1
    held[expiring] = draw.days(-100, 900, SKILLS)[expiring]
    return held


def _track(draw: Draw) -> dict[str, Any]:
    ended = draw.random.poisson(0.3, (NEEDS + 1, draw.count)).astype(np.int16)
    planned = draw.random.binomial(ended, 0.7).astype(np.int16)
    lasted = draw.random.binomial(ended, 0.6).astype(np.int16)
    return {"track_planned": planned, "track_unplanned": ended - planned, "track_lasted": lasted}


def _offsets(each: Any) -> Any:
    return np.concatenate([[0], np.cumsum(each)]).astype(np.int64)


def _stays(draw: Draw) -> Stays:
    each = draw.pick({0: 0.45, 1: 0.3, 2: 0.17, 3: 0.06, 4: 0.02})
    items = Draw(int(each.sum()), 1)
    starts = items.days(-1500, 60)
    ends = np.where(
        items.random.random(items.count) < 0.7,
        NEVER,
        np.maximum(starts, DAY) + items.between(5, 400, dtype=np.int32),
    )
    return Stays(
        offsets=_offsets(each),
        child_ids=np.arange(1000, 1000 + items.count, dtype=np.int64),
        sibling_groups=items.between(0, 3, dtype=np.int64),
        births=items.days(-6500, -100),
        need_levels=items.between(-1, 5),
        starts_on=starts,
        ends_on=ends.astype(np.int32),
    )


def _residents(draw: Draw) -> Residents:
    each = draw.pick({1: 0.3, 2: 0.4, 3: 0.2, 4: 0.1})
    items = Draw(int(each.sum()), 2)
    kinds = items.pick({0: 0.65, 1: 0.25, 2: 0.1})
    births = np.where(kinds == 1, items.days(-9000, -300), items.days(-24000, -9000))
    return Residents(
        offsets=_offsets(each),
        person_ids=np.arange(1, items.count + 1, dtype=np.int64),
        kinds=kinds,
        sexes=items.between(1, 3),
        births=births.astype(np.int32),
    )


def _absences(draw: Draw) -> Absences:
    each = draw.pick({0: 0.9, 1: 0.1})
    items = Draw(int(each.sum()), 3)
    starts = items.days(-60, 60)
    return Absences(
        offsets=_offsets(each),
        starts_on=starts,
        ends_on=starts + items.between(5, 90, dtype=np.int32),
        holds=items.between(0, 2),
    )


def _agreements() -> Agreements:
    services = np.arange(1, 33, dtype=np.int64)
    return Agreements(
        service_ids=services,
        authority_ids=np.ones(len(services), np.int64),
        starts_on=np.full(len(services), DAY - 900, np.int32),
        ends_on=np.full(len(services), NEVER, np.int32),
    )
