"""CHK-1, SVC-1, EXC-1 and HIS-1."""

import pytest

from brokerage.matching import ranking
from brokerage.matching.blocks import ResidentKind
from brokerage.matching.columns import CHECKS
from brokerage.matching.profiles import BadEnding, Exclusions
from brokerage.matching.rows import Agreement
from tests.matching.homes import (
    AUTHORITY,
    FAR_OFF,
    LONG_AGO,
    MOVE,
    SERVICE,
    columns,
    days,
    failing,
    household,
    request,
    resident,
    stay,
    unsure,
)


def due(code, day):
    return household(checks=dict.fromkeys(CHECKS, FAR_OFF) | {code: day})


@pytest.mark.parametrize("code", CHECKS)
@pytest.mark.parametrize(("day", "fails"), [(-1, True), (0, False), (1, False)])
def test_chk_1_a_check_holds_on_its_last_day(code, day, fails):
    assert failing(request(), due(code, days(day))) == ({"CHK-1"} if fails else set())


@pytest.mark.parametrize(("late", "fails"), [(28, False), (29, True)])
def test_chk_1_only_a_review_has_the_authoritys_tolerance(late, fails):
    asked = request(review_tolerance_days=28)

    assert failing(asked, due("REVIEW", days(-late))) == ({"CHK-1"} if fails else set())
    assert failing(asked, due("DBS", days(-1))) == {"CHK-1"}


@pytest.mark.parametrize(
    ("code", "unknown"), [("DBS", True), ("REVIEW", True), ("MEDICAL", False), ("SAFETY", False)]
)
def test_chk_1_a_missing_criminal_records_check_or_review_is_to_be_checked(code, unknown):
    home = household(checks={name: FAR_OFF for name in CHECKS if name != code})

    assert failing(request(), home) == set()
    assert unsure(request(), home) == ({"CHK-1"} if unknown else set())


def test_chk_1_one_lapsed_check_rules_out_though_another_is_missing():
    home = household(checks={"REVIEW": days(-1)})

    assert failing(request(), home) == {"CHK-1"}
    assert unsure(request(), home) == set()


def agreed(home, **changes):
    values = {"service_id": SERVICE, "authority_id": AUTHORITY, "starts_on": LONG_AGO}
    table = columns(home, agreements=(Agreement(**(values | changes)),))
    return "SVC-1" not in ranking.rank(request(), table).fails(home.household_id)


@pytest.mark.parametrize(
    ("changes", "agrees"),
    [
        ({}, True),
        ({"service_id": 8}, False),
        ({"authority_id": 2}, False),
        ({"starts_on": MOVE}, True),
        ({"starts_on": days(1)}, False),
        ({"ends_on": days(1)}, True),
        ({"ends_on": MOVE}, False),
    ],
)
def test_svc_1_an_agreement_must_cover_service_authority_and_day(changes, agrees):
    assert agreed(household(), **changes) is agrees


def test_svc_1_a_service_that_is_not_recorded_is_to_be_checked():
    assert failing(request(), household(service_id=0)) == set()
    assert unsure(request(), household(service_id=0)) == {"SVC-1"}


def excluding(**excluded):
    return request(exclusions=Exclusions(**excluded))


@pytest.mark.parametrize(
    ("excluded", "fails"),
    [
        ({"household_ids": (1,)}, True),
        ({"household_ids": (2, 3)}, False),
        ({"outcodes": ("AL1",)}, True),
        ({"outcodes": ("AL10",)}, False),
        ({"lad_codes": ("E07000240",)}, True),
        ({"lad_codes": ("E07000241",)}, False),
        ({"person_ids": (50,)}, True),
        ({"person_ids": (51,)}, False),
        ({"child_ids": (200,)}, True),
        ({"child_ids": (201,)}, False),
        ({"child_ids": (50,)}, False),
        ({"person_ids": (200,)}, False),
    ],
)
def test_exc_1_household_person_child_and_area(excluded, fails):
    home = household(residents=(resident(ResidentKind.CARER, person_id=50),), stays=(stay(200),))

    assert failing(excluding(**excluded), home) == ({"EXC-1"} if fails else set())


def test_exc_1_a_child_who_leaves_before_the_move_excludes_nothing():
    home = household(stays=(stay(200, ends_on=MOVE), stay(201, starts_on=days(180))))

    assert failing(excluding(child_ids=(200, 201)), home) == set()


@pytest.mark.parametrize(
    ("excluded", "missing"),
    [
        ({"outcodes": ("AL1",)}, {"outcode": ""}),
        ({"lad_codes": ("E07000240",)}, {"lad_code": ""}),
        ({"person_ids": (50,)}, {"composition_recorded_on": None}),
    ],
)
def test_exc_1_an_area_or_a_composition_that_is_not_recorded_is_to_be_checked(excluded, missing):
    home = household(**missing)

    assert failing(excluding(**excluded), home) == set()
    assert "EXC-1" in unsure(excluding(**excluded), home)
    assert "EXC-1" not in unsure(request(), home)


@pytest.mark.parametrize("reason", ["ALLEG", "STAND"])
def test_his_1_an_earlier_bad_ending_there_rules_out_that_household_only(reason):
    asked = request(bad_endings=(BadEnding(1, reason),))

    assert failing(asked, household(1)) == {"HIS-1"}
    assert failing(asked, household(2)) == set()
