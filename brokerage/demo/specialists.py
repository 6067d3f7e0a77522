"""The households of the demonstration that hold what a child with complex health needs must have."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db import models

from brokerage.demo.stories import MadeHome
from carers.models import (
    ApprovalTerms,
    Experience,
    HomeFeature,
    Household,
    Resident,
    StatutoryCheck,
    Training,
    Willingness,
)
from reference import vocabulary

DAY = dt.timedelta(days=1)
FEATURES = ("LEVEL", "GROUND", "BATH", "HOIST", "WHEEL", "WAV", "OWNBED", "STORE", "BUS", "TOWN")
NEEDS = tuple(term.code for term in vocabulary.NEEDS if term.group in {"Disability", "Health"})
KNOWN_NEEDS = ("MOB", "FEED", "CON", "BREATH", "DIAB", "PC", "MEDS")
# All are told the same of every such home, so that what differs between them is what their lists are about.
FACTS: dict[str, Any] = {
    "languages": ["en"],
    "faith": "NONE",
    "ethnicities": ["WBRI"],
    "has_dogs": False,
    "has_cats": False,
    "has_other_pets": False,
    "has_smoker": False,
    "has_carer_at_home": True,
    "commitment_months": None,
    "offers_permanence": True,
    "cost_band": "E",
    "weekly_fee_pence": 124_000,
}


def terms_of(household: Household, *, today: dt.date) -> ApprovalTerms:
    """Approved this month, so that the years before it know nothing of this home, and its place is free."""
    return ApprovalTerms(
        household=household,
        starts_on=today - 9 * DAY,
        min_age_years=2,
        max_age_years=14,
        sex="ANY",
        kinds=["SPECIALIST"],
        places=1,
    )


def parts_of(
    household: Household, made: MadeHome, names: tuple[str, str], *, today: dt.date
) -> Iterator[models.Model]:
    """Everything but the terms: the two carers, what they can and will do, and the house."""
    for name, sex in zip(names, "FM", strict=True):
        born = today - 44 * 365 * DAY
        yield Resident(household=household, kind="CARER", name=name, birth_date=born, sex=sex)
    gained = today - 60 * DAY
    for skill in ("PFA", "SAFE", *made.skills):
        ends = gained + 3 * 365 * DAY
        yield Training(household=household, skill=skill, gained_on=gained, expires_on=ends)
    for need in KNOWN_NEEDS:
        yield Experience(household=household, need=need, years=made.years, children=made.children)
    for need in NEEDS:
        asked = today - 12 * DAY
        yield Willingness(household=household, need=need, answer="YES", confirmed_on=asked)
    for feature in FEATURES:
        is_there = feature not in made.lacks
        yield HomeFeature(household=household, feature=feature, is_present=is_there)
    for kind, years in (("DBS", 3), ("REVIEW", 1), ("MEDICAL", 2), ("SAFETY", 1)):
        done = today - 30 * DAY
        due = done + years * 365 * DAY
        yield StatutoryCheck(household=household, kind=kind, done_on=done, due_on=due)
