"""The smallest complete household and search: a test changes what it is about."""

import datetime as dt

from brokerage.matching import columns as c
from brokerage.matching import ranking, rows
from brokerage.matching.blocks import ResidentKind
from brokerage.matching.profiles import ChildProfile, Need, Request
from reference import vocabulary

TODAY = dt.date(2026, 3, 2)
MOVE = dt.date(2026, 3, 9)
AUTHORITY, SERVICE = 1, 7
CHILD = 100
LONG_AGO = dt.date(2020, 1, 1)
FAR_OFF = dt.date(2028, 1, 1)

AGREEMENTS = (rows.Agreement(service_id=SERVICE, authority_id=AUTHORITY, starts_on=LONG_AGO),)


def days(number, after=MOVE):
    return after + dt.timedelta(days=number)


def household(household_id=1, **changes):
    """Everything recorded, and nothing that would rule it out."""
    complete = {
        "service_id": SERVICE,
        "approval_status": c.ApprovalStatus.APPROVED,
        "approved_from": LONG_AGO,
        "min_age": 0,
        "max_age": 18,
        "approved_sex": c.Sex.ANY,
        "kinds": tuple(term.code for term in vocabulary.PLACEMENT_KINDS),
        "named_only": False,
        "places": 3,
        "checks": dict.fromkeys(c.CHECKS, FAR_OFF),
        "position": (500_000, 200_000),
        "lad_code": "E07000240",
        "outcode": "AL1",
        **dict.fromkeys(("dogs", "cats", "other_pets", "smoker"), False),
        **dict.fromkeys(("carer_at_home", "female_carer", "male_carer", "long_term"), True),
        "carers": 2,
        "commitment_days": 3650,
        "languages": ("en",),
        "ethnicities": ("WBRI",),
        "faiths": ("NONE",),
        "weekly_pence": 60_000,
        "last_asked_on": LONG_AGO,
        "features": {term.code: True for term in vocabulary.HOME_FEATURES},
        "skills": {term.code: None for term in vocabulary.SKILLS},
        "experience_years": {term.code: 5 for term in vocabulary.NEEDS},
        "experience_children": {term.code: 4 for term in vocabulary.NEEDS},
        "willingness": {term.code: c.Willing.YES for term in vocabulary.NEEDS},
        "willingness_on": TODAY,
        "residents": (
            resident(ResidentKind.CARER, c.Sex.FEMALE, dt.date(1980, 5, 1)),
            resident(ResidentKind.CARER, c.Sex.MALE, dt.date(1979, 6, 1)),
        ),
        **{f"{name}_recorded_on": TODAY for name in ("skills", "composition", "home", "profile")},
        "confirmed_on": TODAY,
    }
    return rows.HouseholdRow(household_id=household_id, **(complete | changes))


def resident(kind, sex=c.Sex.UNKNOWN, birth_date=None, person_id=0):
    return rows.Resident(kind=kind, sex=sex, birth_date=birth_date, person_id=person_id)


def stay(child_id=200, starts_on=LONG_AGO, **changes):
    return rows.Stay(
        child_id=child_id, starts_on=starts_on, **({"birth_date": dt.date(2012, 1, 1)} | changes)
    )


def child(child_id=CHILD, **changes):
    values = {"birth_date": dt.date(2016, 1, 1), "sex": "F"}
    return ChildProfile(child_id=child_id, **(values | changes))


def need(code, severity=2, *, essential=False):
    return Need(code, severity, essential)


def request(**changes):
    values = {
        "children": (child(),),
        "authority_id": AUTHORITY,
        "kind": "SHORT",
        "as_of": TODAY,
        "starts_on": MOVE,
        "ends_on": days(180),
    }
    return Request(**(values | changes))


def columns(*households, agreements=AGREEMENTS):
    return rows.from_rows(households, agreements)


def rank(asked, *households, **options):
    return ranking.rank(asked, columns(*households), **options)


def failing(asked, home, **options):
    """The codes of the rules that rule this one household out."""
    return set(rank(asked, home, **options).fails(home.household_id))


def unsure(asked, home):
    """The codes of the rules that it passes only because a fact is missing."""
    ranking_ = rank(asked, home)
    return {code for code, bit in ranking.BIT_OF_RULE.items() if ranking_.unknown[0] & bit}
