"""HOM-1, HSE-1, DST-1, SKL-1 and WIL-1."""

import dataclasses
import datetime as dt

import pytest

from brokerage.matching.blocks import ResidentKind
from brokerage.matching.columns import Sex, Willing
from brokerage.matching.profiles import Condition, Place, PlaceKind, Wanted
from reference import vocabulary
from tests.matching.homes import (
    MOVE,
    child,
    days,
    failing,
    household,
    need,
    rank,
    request,
    resident,
    stay,
    unsure,
)

OWN, ADULT, OTHER = ResidentKind.OWN_CHILD, ResidentKind.OTHER_ADULT, ResidentKind.OTHER_CHILD
FEATURES = {term.code: True for term in vocabulary.HOME_FEATURES}


@pytest.mark.parametrize(("has", "fails"), [(True, False), (False, True)])
def test_hom_1_an_essential_feature_must_be_there(has, fails):
    asked = request(features=(Wanted("HOIST"), Wanted("LEVEL")))
    home = household(features=FEATURES | {"HOIST": has})

    assert failing(asked, home) == ({"HOM-1"} if fails else set())


def test_hom_1_a_wished_for_feature_rules_nobody_out():
    asked = request(features=(Wanted("GARDEN", essential=False),))

    assert failing(asked, household(features={"GARDEN": False})) == set()
    assert unsure(asked, household(features={})) == set()


def test_hom_1_a_feature_that_is_not_recorded_is_to_be_checked():
    asked = request(features=(Wanted("HOIST"),))

    assert failing(asked, household(features={})) == set()
    assert unsure(asked, household(features={})) == {"HOM-1"}


def test_hom_1_offers_equipment_where_equipment_can_help_and_nothing_for_a_bedroom():
    def near_miss(code):
        home = household(features=FEATURES | {code: False})
        return bool(rank(request(features=(Wanted(code),)), home).near_miss_mask[0])

    assert near_miss("HOIST")
    assert not near_miss("OWNBED")


def conditions(*codes, years=0):
    return request(conditions=tuple(Condition(code, years) for code in codes))


def own_child(born, sex=Sex.UNKNOWN):
    return resident(OWN, sex, born)


CARER = resident(ResidentKind.CARER, Sex.FEMALE, dt.date(1980, 1, 1))


@pytest.mark.parametrize(
    ("code", "changes", "fails"),
    [
        ("ONLY", {}, False),
        ("ONLY", {"stays": (stay(),)}, True),
        ("ONLY", {"stays": (stay(ends_on=MOVE),)}, False),
        ("ONLY", {"residents": (CARER, own_child(days(-17 * 365)))}, True),
        ("ONLY", {"residents": (CARER, own_child(days(-19 * 366)))}, False),
        ("ONLY", {"residents": (CARER, resident(OTHER))}, True),
        ("ONLY", {"residents": (CARER, resident(ADULT, birth_date=days(-9999)))}, False),
        ("ONLYFOST", {"residents": (CARER, own_child(days(-999)))}, False),
        ("ONLYFOST", {"stays": (stay(),)}, True),
        ("NODOGS", {"dogs": True}, True),
        ("NODOGS", {"cats": True}, False),
        ("NOCATS", {"cats": True}, True),
        ("NOCATS", {"dogs": True}, False),
        ("NOSMOKE", {"smoker": True}, True),
        ("TWOCARERS", {"carers": 1}, True),
        ("TWOCARERS", {"carers": 2}, False),
        ("ATHOME", {"carer_at_home": False}, True),
        ("FEMALE", {"female_carer": False}, True),
        ("FEMALE", {"male_carer": False}, False),
        ("MALE", {"male_carer": False}, True),
        ("MALE", {"female_carer": False}, False),
        ("NOMALE", {"male_carer": True}, True),
        ("NOMALE", {"male_carer": False, "residents": (CARER,)}, False),
        ("NOMALE", {"male_carer": False, "residents": (CARER, resident(ADULT, Sex.MALE))}, True),
        ("NOMALE", {"male_carer": False, "residents": (CARER, resident(ADULT, Sex.FEMALE))}, False),
    ],
)  # fmt: skip
def test_hse_1_each_condition(code, changes, fails):
    assert failing(conditions(code), household(**changes)) == ({"HSE-1"} if fails else set())


EIGHTEEN = MOVE.replace(year=MOVE.year - 18)


@pytest.mark.parametrize(("born", "grown"), [(EIGHTEEN, True), (days(1, EIGHTEEN), False)])
def test_hse_1_a_carers_son_is_a_man_from_his_18th_birthday(born, grown):
    home = household(male_carer=False, residents=(CARER, own_child(born, Sex.MALE)))

    assert ("HSE-1" in failing(conditions("NOMALE"), home)) is grown
    assert ("HSE-1" in failing(conditions("ONLY"), home)) is not grown


@pytest.mark.parametrize(
    ("other", "is_unsure"),
    [
        (resident(ADULT, Sex.FEMALE), False),
        (resident(ADULT, Sex.UNKNOWN), True),
        (own_child(days(1, EIGHTEEN), Sex.MALE), False),
        (own_child(days(1, EIGHTEEN), Sex.UNKNOWN), False),
        (own_child(None, Sex.FEMALE), False),
        (own_child(None, Sex.UNKNOWN), True),
    ],
)
def test_hse_1_who_may_be_a_man_is_to_be_asked_about(other, is_unsure):
    home = household(male_carer=False, residents=(CARER, other))

    assert failing(conditions("NOMALE"), home) == set()
    assert unsure(conditions("NOMALE"), home) == ({"HSE-1"} if is_unsure else set())


BORN = dt.date(2016, 1, 1)


@pytest.mark.parametrize(
    ("code", "years", "other", "fails"),
    [
        ("YOUNGEST", 2, dt.date(2014, 1, 1), False),
        ("YOUNGEST", 2, dt.date(2014, 1, 2), True),
        ("YOUNGEST", 2, dt.date(2019, 1, 1), True),
        ("YOUNGEST", 0, BORN, False),
        ("YOUNGEST", 0, dt.date(2016, 1, 2), True),
        ("OLDEST", 2, dt.date(2018, 1, 1), False),
        ("OLDEST", 2, dt.date(2017, 12, 31), True),
        ("OLDEST", 2, dt.date(2014, 1, 1), True),
        ("OLDEST", 0, BORN, False),
        ("OLDEST", 0, dt.date(2015, 12, 31), True),
    ],
)
@pytest.mark.parametrize("fostered", [True, False])
def test_hse_1_age_gaps_count_completed_years(code, years, other, fails, fostered):
    home = (
        household(stays=(stay(birth_date=other),))
        if fostered
        else household(residents=(CARER, own_child(other)))
    )

    assert failing(conditions(code, years=years), home) == ({"HSE-1"} if fails else set())


def test_hse_1_a_group_is_youngest_by_its_eldest_and_oldest_by_its_youngest():
    pair = (child(birth_date=dt.date(2014, 1, 1)), child(101, birth_date=dt.date(2016, 1, 1)))

    def asked(code):
        return request(children=pair, conditions=(Condition(code, 1),))

    between = household(stays=(stay(birth_date=dt.date(2015, 1, 1)),))
    assert failing(asked("YOUNGEST"), between) == {"HSE-1"}
    assert failing(asked("OLDEST"), between) == {"HSE-1"}
    assert (
        failing(asked("YOUNGEST"), household(stays=(stay(birth_date=dt.date(2013, 1, 1)),)))
        == set()
    )
    assert (
        failing(asked("OLDEST"), household(stays=(stay(birth_date=dt.date(2017, 1, 1)),))) == set()
    )


@pytest.mark.parametrize(
    ("code", "missing"),
    [
        ("ONLY", {"composition_recorded_on": None}),
        ("ONLY", {"residents": (CARER, own_child(None))}),
        ("ONLYFOST", {"composition_recorded_on": None}),
        ("YOUNGEST", {"composition_recorded_on": None}),
        ("YOUNGEST", {"stays": (stay(birth_date=None),)}),
        ("YOUNGEST", {"residents": (CARER, own_child(None))}),
        ("OLDEST", {"stays": (stay(birth_date=None),)}),
        ("NODOGS", {"dogs": None}),
        ("NOCATS", {"cats": None}),
        ("NOSMOKE", {"smoker": None}),
        ("TWOCARERS", {"carers": -1}),
        ("ATHOME", {"carer_at_home": None}),
        ("FEMALE", {"female_carer": None}),
        ("MALE", {"male_carer": None}),
        ("NOMALE", {"male_carer": None, "residents": (CARER,)}),
        ("NOMALE", {"male_carer": False, "residents": (CARER, resident(ADULT))}),
        ("NOMALE", {"male_carer": False, "residents": (CARER, own_child(None, Sex.MALE))}),
    ],
)
def test_hse_1_a_missing_fact_about_the_household_is_to_be_checked(code, missing):
    home = household(**missing)

    assert failing(conditions(code), home) == set()
    assert "HSE-1" in unsure(conditions(code), home)


def test_hse_1_what_is_not_essential_rules_nobody_out():
    asked = request(conditions=(Condition("NODOGS", essential=False),))

    assert failing(asked, household(dogs=True)) == set()


def test_every_household_condition_of_the_vocabulary_is_defined():
    every = conditions(*(term.code for term in vocabulary.HOUSEHOLD_CONDITIONS))

    assert failing(every, household(male_carer=False, residents=(CARER,))) == {"HSE-1"}


def school(limit, *, essential=True, easting=500_000):
    return Place(
        PlaceKind.SCHOOL, "school", easting, 200_000, limit_miles=limit, essential=essential
    )


@pytest.mark.parametrize(
    ("metres", "miles"), [(0, 0.0), (1609, 1.0), (16_093, 10.0), (16_173, 10.0), (16_174, 10.1)]
)
def test_dst_1_exactly_the_limit_is_near_enough_and_a_tenth_of_a_mile_more_is_not(metres, miles):
    asked = request(places=(school(10.0, easting=500_000 + metres),))

    assert failing(asked, household()) == ({"DST-1"} if miles > 10 else set())


def test_dst_1_a_limit_that_is_not_essential_rules_nobody_out():
    asked = request(places=(school(1.0, essential=False, easting=600_000),))

    assert failing(asked, household()) == set()


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("NODOGS", "No dogs: not recorded."),
        ("YOUNGEST", "The youngest by at least this many years (3 years): not recorded."),
        ("OLDEST", "The oldest by at least this many years (3 years): not recorded."),
    ],
)
def test_hse_1_says_of_how_many_years_only_where_years_are_meant(code, said):
    asked = request(conditions=(Condition(code, 3),))
    home = household(dogs=None, composition_recorded_on=None)

    assert rank(asked, home).verdicts["HSE-1"].words(0) == (said,)


@pytest.mark.parametrize(("label", "where"), [("her own school", "her own school"), ("", "school")])
def test_dst_1_says_how_far_from_what(label, where):
    place = dataclasses.replace(school(10.0, easting=532_186), label=label)
    verdict = rank(request(places=(place,)), household()).verdicts["DST-1"]

    assert verdict.words(0) == (f"20.0 miles from {where}, more than the limit of 10.",)


def test_dst_1_every_essential_place_counts():
    far = Place(PlaceKind.HOSPITAL, "hospital", 600_000, 200_000, limit_miles=5.0, essential=True)

    assert failing(request(places=(school(10.0), far)), household()) == {"DST-1"}


@pytest.mark.parametrize("missing", ["home", "place"])
def test_dst_1_a_distance_that_is_not_known_is_to_be_checked(missing):
    place = school(10.0) if missing == "home" else school(10.0, easting=None)
    home = household(position=None) if missing == "home" else household()

    assert failing(request(places=(place,)), home) == set()
    assert unsure(request(places=(place,)), home) == {"DST-1"}


@pytest.mark.parametrize(("day", "fails"), [(-1, True), (0, False), (1, False)])
def test_skl_1_a_certificate_that_ends_the_day_before_the_move_rules_out(day, fails):
    home = household(skills={"PEG": days(day)})

    assert failing(request(skills=(Wanted("PEG"),)), home) == ({"SKL-1"} if fails else set())


def test_skl_1_a_skill_that_nobody_holds_rules_out_and_one_without_expiry_holds():
    asked = request(skills=(Wanted("PEG"), Wanted("EPIL")))

    assert failing(asked, household(skills={"PEG": None, "EPIL": None})) == set()
    assert failing(asked, household(skills={"PEG": None})) == {"SKL-1"}
    wished = request(skills=(Wanted("EPIL", essential=False),))
    assert failing(wished, household(skills={})) == set()


def test_skl_1_skills_that_were_never_recorded_are_to_be_checked():
    asked = request(skills=(Wanted("PEG"),))
    home = household(skills={}, skills_recorded_on=None)

    assert failing(asked, home) == set()
    assert unsure(asked, home) == {"SKL-1"}
    lapsed = household(skills={"PEG": days(-1)}, skills_recorded_on=None)
    assert failing(asked, lapsed) == {"SKL-1"}


@pytest.mark.parametrize(
    ("answer", "fails", "unknown"),
    [
        (Willing.NO, True, False),
        (Willing.DISCUSS, False, False),
        (Willing.YES, False, False),
        (Willing.UNKNOWN, False, True),
    ],
)
def test_wil_1_a_no_to_an_essential_need_rules_out(answer, fails, unknown):
    asked = request(children=(child(needs=(need("AUT", essential=True),)),))
    home = household(willingness={"AUT": answer})

    assert failing(asked, home) == ({"WIL-1"} if fails else set())
    assert unsure(asked, home) == ({"WIL-1"} if unknown else set())


def test_wil_1_a_no_to_another_need_rules_nobody_out():
    asked = request(children=(child(needs=(need("AUT"),)),))

    assert failing(asked, household(willingness={"AUT": Willing.NO})) == set()


def test_wil_1_a_need_that_is_essential_for_one_child_of_a_group_counts():
    pair = (child(needs=(need("AUT"),)), child(101, needs=(need("AUT", essential=True),)))

    assert failing(request(children=pair), household(willingness={"AUT": Willing.NO})) == {"WIL-1"}
