"""Each factor: its ends, what is unknown, and when it does not apply."""

import datetime as dt
from collections import Counter

import numpy as np
import pytest

from brokerage.matching import explain, ranking
from brokerage.matching.blocks import ResidentKind
from brokerage.matching.columns import SKILL_ROW, Willing
from brokerage.matching.factors import FACTOR_BY_CODE
from brokerage.matching.profiles import (
    Condition,
    IdentityPart,
    IdentityWant,
    Link,
    LinkKind,
    Place,
    PlaceKind,
    Wanted,
)
from brokerage.matching.rows import Track
from reference import vocabulary
from tests.matching.homes import (
    CHILD,
    TODAY,
    child,
    columns,
    days,
    household,
    need,
    rank,
    request,
    resident,
    stay,
)

UNKNOWN = None
CARERS = household().residents


def line(code, asked, home):
    lines = explain.explain(rank(asked, home), home.household_id).factors
    return next(item for item in lines if item.code == code)


def value(code, asked, **changes):
    """The factor's value for one household; none when nothing about it is known."""
    found = line(code, asked, household(**changes))
    assert found.applies
    return found.value


def asking(*needs, **changes):
    return request(children=(child(needs=needs, **changes),))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, 0.5 + 0.3 + 0.2 * 4 / 6),
        ({"skills": {}}, 0.3 + 0.2 * 4 / 6),
        ({"skills": {"AUTC": days(-1)}}, 0.3 + 0.2 * 4 / 6),
        ({"skills": {"AUTC": days(0)}}, 0.5 + 0.3 + 0.2 * 4 / 6),
        ({"experience_years": {"AUT": 0}}, 0.5 + 0.2 * 4 / 6),
        ({"experience_years": {"AUT": 2}}, 0.5 + 0.3 * 2 / 5 + 0.2 * 4 / 6),
        ({"experience_children": {"AUT": 0}}, 0.5 + 0.3),
        ({"skills": {}, "experience_years": {"AUT": 0}, "experience_children": {"AUT": 0}}, 0.0),
        ({"experience_children": {"AUT": 0}, "track": {"AUT": Track(planned=2)}}, 0.8 + 0.2 * 0.5),
        (
            {"experience_children": {"AUT": 0}, "track": {"AUT": Track(planned=1, unplanned=1)}},
            0.8 + 0.2 * 0.5,
        ),
        ({"experience_children": {}, "track": {"AUT": Track(unplanned=1)}}, 0.8 + 0.2 / 3),
        ({"track": {"AUT": Track(planned=2)}}, 0.5 + 0.3 + 0.2 * 4 / 6),
        ({"skills": {}, "skills_recorded_on": None}, 0.25 + 0.3 + 0.2 * 4 / 6),
    ],
)
def test_skills_training_years_and_children_each_count(changes, expected):
    assert value("SKILLS", asking(need("AUT", 4)), **changes) == pytest.approx(expected)


def test_skills_a_certificate_whose_last_day_is_not_recorded_is_half_a_certificate():
    asked, held = asking(need("AUT")), {"AUTC": None}
    there = columns(household(), household(2, skills=held), household(3, skills={}))
    for code in vocabulary.SKILLS_FOR_NEED["AUT"]:
        there.skills[SKILL_ROW[code]][0] = -1
    there.skills[SKILL_ROW["AUTC"]][2] = -1

    found = [explain.explain(ranking.rank(asked, there), key).factors for key in (1, 2, 3)]

    half, whole, also_half = (
        next(each.value for each in factors if each.code == "SKILLS") for factors in found
    )
    assert half == also_half == pytest.approx(whole - 0.25)


def test_skills_a_greater_need_counts_more():
    asked = asking(need("AUT", 4), need("FEED", 1))
    covers = {"experience_years": {}, "experience_children": {}}

    both = value("SKILLS", asked, **covers)
    without_the_great = value("SKILLS", asked, **covers, skills={"PEG": None})
    without_the_small = value("SKILLS", asked, **covers, skills={"AUTC": None})
    assert both > without_the_small > without_the_great


def test_skills_a_need_without_listed_training_rests_on_experience():
    assert value("SKILLS", asking(need("SLEEP")), skills={}) == pytest.approx(0.6 + 0.4 * 4 / 6)


@pytest.mark.parametrize(
    ("gap", "trainable", "not_trainable"),
    [
        ({}, 1.0, 1.0),
        ({"experience_years": {}}, 0.7, 0.4),
        ({"experience_children": {}}, 0.8, 0.6),
        ({"skills": {}, "skills_recorded_on": None}, 0.5, 1.0),
    ],
)
def test_skills_what_is_known_of_a_need_is_the_share_of_the_evidence_on_record(
    gap, trainable, not_trainable
):
    home = household(**gap)

    assert line("SKILLS", asking(need("AUT")), home).known == pytest.approx(trainable)
    assert line("SKILLS", asking(need("SLEEP")), home).known == pytest.approx(not_trainable)


def test_skills_nothing_recorded_is_unknown_and_counts_a_half():
    home = household(
        skills={}, skills_recorded_on=None, experience_years={}, experience_children={}
    )
    found = line("SKILLS", asking(need("AUT")), home)

    assert (found.value, found.known) == (None, 0)
    assert found.points == pytest.approx(found.most / 2)


def test_skills_wished_for_count_without_ruling_out():
    asked = request(skills=(Wanted("MAKA", essential=False),))

    assert value("SKILLS", asked) == 1
    assert value("SKILLS", asked, skills={}) == 0


def place(kind, metres, **changes):
    return Place(kind, "there", 500_000 + metres, 200_000, **changes)


MILE = 1609.3


@pytest.mark.parametrize(
    ("miles", "limit", "expected"),
    [
        (0, None, 1.0),
        (3, None, 1.0),
        (11.5, None, 0.5),
        (20, None, 0.0),
        (50, None, 0.0),
        (6.5, 10.0, 0.5),
        (2, 2.0, 1.0),
        (2.1, 2.0, 0.0),
        (3, 3.0, 1.0),
        (3.1, 3.0, 0.0),
    ],
)
@pytest.mark.parametrize(
    ("code", "kind"), [("SCHOOL", PlaceKind.SCHOOL), ("FAMILY", PlaceKind.NETWORK)]
)
def test_distance_counts_fully_up_to_3_miles_and_falls_to_the_limit(
    code, kind, miles, limit, expected
):
    asked = request(places=(place(kind, round(miles * MILE), limit_miles=limit),))

    assert value(code, asked) == pytest.approx(expected)


def test_distance_an_unknown_position_is_unknown_and_no_school_to_keep_does_not_apply():
    asked = request(places=(place(PlaceKind.SCHOOL, 0),))

    assert value("SCHOOL", asked, position=None) is UNKNOWN
    assert not line("SCHOOL", request(), household()).applies
    assert not line("FAMILY", asked, household()).applies


@pytest.mark.parametrize(("label", "said"), [("her own school", "her own school"), ("", "school")])
def test_a_place_is_called_what_the_referral_calls_it(label, said):
    there = Place(PlaceKind.SCHOOL, label, 500_000, 200_000)

    (part,) = line("SCHOOL", request(places=(there,)), household()).parts

    assert part.words == f"0.0 miles from {said}"


def test_distance_to_people_is_weighted():
    near, far = place(PlaceKind.FAMILY, 0, weight=3.0), place(PlaceKind.NETWORK, 90_000)

    assert value("FAMILY", request(places=(near, far))) == 0.75


def test_distance_near_everybody_is_1_however_the_weights_round():
    weights = (0.1, 0.2, 0.3)
    people = tuple(place(PlaceKind.NETWORK, 0, weight=weight) for weight in weights)

    assert value("FAMILY", request(places=people)) == 1


def test_a_part_is_known_in_full_where_it_is_on_record_and_not_at_all_where_it_is_not():
    asked = request(places=(place(PlaceKind.SCHOOL, 0),))

    def known(home):
        (part,) = line("SCHOOL", asked, home).parts
        return part.known

    assert known(household()) == 1
    assert known(household(position=None)) == 0


def wanting(part, *codes, own=False):
    return request(identity=(IdentityWant(part, codes, own),))


@pytest.mark.parametrize(
    ("asked", "changes", "expected"),
    [
        (wanting(IdentityPart.LANGUAGE, "pl"), {"languages": ("en", "pl")}, 1),
        (wanting(IdentityPart.LANGUAGE, "pl", "ur"), {"languages": ("en", "pl")}, 0.5),
        (wanting(IdentityPart.LANGUAGE, "pl"), {"languages": ("en",)}, 0),
        (wanting(IdentityPart.LANGUAGE, "pl"), {"languages": ()}, UNKNOWN),
        (wanting(IdentityPart.FAITH, "MUSL"), {"faiths": ("MUSL",)}, 1),
        (wanting(IdentityPart.FAITH, "MUSL"), {"faiths": ("CHRI",)}, 0),
        (wanting(IdentityPart.FAITH, "MUSL"), {"faiths": ()}, UNKNOWN),
        (wanting(IdentityPart.ETHNICITY, "BAFR"), {"ethnicities": ("WBRI", "BAFR")}, 1),
        (wanting(IdentityPart.ETHNICITY, "BAFR"), {"ethnicities": ("BCRB",)}, 0.5),
        (wanting(IdentityPart.ETHNICITY, "BAFR"), {"ethnicities": ("WBRI",)}, 0),
        (wanting(IdentityPart.ETHNICITY, "BAFR"), {"ethnicities": ("REFU",)}, UNKNOWN),
    ],
)
def test_identity_only_what_the_referral_says_matters(asked, changes, expected):
    assert value("IDENTITY", asked, **changes) == expected


def test_identity_what_the_child_says_counts_double():
    language = IdentityWant(IdentityPart.LANGUAGE, ("pl",), childs_own_view=True)
    faith = IdentityWant(IdentityPart.FAITH, ("MUSL",))

    found = value("IDENTITY", request(identity=(language, faith)), languages=("pl",))
    assert found == pytest.approx(2 / 3)
    assert not line("IDENTITY", request(), household()).applies


def test_household_fit_is_full_without_other_children_and_lower_with_them():
    alone = value("HOUSEHOLD", request())
    one = value("HOUSEHOLD", request(), stays=(stay(need_level=1),))
    needy = value("HOUSEHOLD", request(), stays=(stay(need_level=4),))
    close = value(
        "HOUSEHOLD", request(), stays=(stay(need_level=4, birth_date=dt.date(2016, 1, 1)),)
    )

    assert 1 == alone > one > needy > close


def household_fit(*stays):
    """The values of the age gap, other children's needs, an own bedroom and the pace of the home."""
    return [part.value for part in line("HOUSEHOLD", request(), household(stays=stays)).parts]


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(
    ("days_apart", "expected"), [(0, 0.0), (487, 487 / 1095.75), (1096, 1.0), (4000, 1.0)]
)
def test_household_fit_the_smallest_age_gap_counts_in_full_from_three_years_on(
    days_apart, expected, sign
):
    nearest = stay(200, birth_date=child().birth_date + dt.timedelta(sign * days_apart))
    other = stay(201, birth_date=child().birth_date - dt.timedelta(5000))

    assert household_fit(nearest, other)[0] == pytest.approx(expected)


@pytest.mark.parametrize(("level", "expected"), [(0, 1), (1, 1), (2, 2 / 3), (3, 1 / 3), (4, 0)])
def test_household_fit_falls_with_the_greatest_need_of_another_fostered_child(level, expected):
    least, greatest = stay(200, need_level=0), stay(201, need_level=level)

    assert household_fit(least, greatest)[1] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("others", "expected"), [(0, 1), (1, 0.75), (2, 0.5), (3, 0.25), (4, 0), (5, 0)]
)
def test_household_fit_falls_with_the_number_of_other_children_to_nought_at_four(others, expected):
    assert household_fit(*(stay(200 + key) for key in range(others)))[3] == expected


def test_household_fit_gaps_are_questions_and_not_noes():
    found = line("HOUSEHOLD", request(), household(composition_recorded_on=None, features={}))

    assert found.known == pytest.approx(0.25)  # only other fostered children's needs are known
    assert {part.question for part in found.parts if part.question} == {
        "How old are the other children in your home?",
        "Does your home have this: own bedroom for the child?",
        "Who lives in your home now?",
    }


def test_household_fit_counts_conditions_and_features_that_are_not_essential():
    asked = request(
        conditions=(Condition("NODOGS", essential=False),),
        features=(Wanted("GARDEN", essential=False),),
    )

    assert value("HOUSEHOLD", asked) == 1
    assert value("HOUSEHOLD", asked, dogs=True) == pytest.approx(5 / 6)
    assert value("HOUSEHOLD", asked, features={"OWNBED": True, "GARDEN": False}) < 1
    assert line("HOUSEHOLD", asked, household(dogs=None)).known == pytest.approx(5 / 6)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (LinkKind.FORMER_CARER, 1.0),
        (LinkKind.FAMILY, 1.0),
        (LinkKind.SHORT_BREAKS, 0.9),
        (LinkKind.KNOWN, 0.7),
    ],
)
def test_continuity_by_the_strongest_tie(kind, expected):
    asked = request(links=(Link(1, kind), Link(1, LinkKind.KNOWN), Link(2, LinkKind.FAMILY)))

    assert value("CONTINUITY", asked) == expected


def test_continuity_a_sibling_there_or_near():
    asked = request(
        children=(child(sibling_ids=(200,)),),
        places=(place(PlaceKind.SIBLING, round(11.5 * MILE)),),
    )

    assert value("CONTINUITY", asked, stays=(stay(200),)) == 1
    assert value("CONTINUITY", asked, stays=(stay(201),)) == pytest.approx(0.3)
    assert value("CONTINUITY", asked, stays=(stay(200, ends_on=days(0)),)) == pytest.approx(0.3)
    assert value("CONTINUITY", asked) == pytest.approx(0.3)
    assert value("CONTINUITY", asked, position=None) == 0
    assert not line("CONTINUITY", request(), household()).applies
    for nobody in (0, CHILD):
        stranger = request(children=(child(sibling_ids=(nobody,)),))
        assert not line("CONTINUITY", stranger, household()).applies


def test_continuity_a_child_of_whom_no_record_is_kept_is_nobodys_sibling():
    asked = request(children=(child(sibling_ids=(0,)),), links=(Link(2, LinkKind.KNOWN),))

    assert value("CONTINUITY", asked, stays=(stay(0),)) == 0


def test_wishes_higher_ones_count_more():
    asked = asking(wishes=("DOG", "GARDEN", "OTHER"))

    assert value("WISHES", asked, dogs=True) == 1
    assert value("WISHES", asked) == pytest.approx(2 / 5)
    assert value("WISHES", asked, dogs=True, features={"GARDEN": False}) == pytest.approx(3 / 5)
    assert value("WISHES", asked, dogs=None, features={}) is UNKNOWN
    assert not line("WISHES", asking(wishes=("OTHER", "NEARSCHOOL")), household()).applies


@pytest.mark.parametrize(
    ("wish", "met", "unmet"),
    [
        ("DOG", {"dogs": True}, {}),
        ("CAT", {"cats": True}, {}),
        ("NOPETS", {}, {"other_pets": True}),
        ("CHILDREN", {"stays": (stay(),)}, {}),
        ("NOCHILDREN", {}, {"stays": (stay(),)}),
        ("OWNROOM", {}, {"features": {"OWNBED": False}}),
        ("GARDEN", {}, {"features": {"GARDEN": False}}),
        ("COUNTRY", {}, {"features": {"COUNTRY": False}}),
        ("TOWN", {}, {"features": {"TOWN": False}}),
        ("TWOCARERS", {}, {"carers": 1}),
        ("ONECARER", {"carers": 1}, {}),
        ("FEMALE", {}, {"female_carer": False}),
        ("MALE", {}, {"male_carer": False}),
        ("SIBLINGS", {"stays": (stay(200),)}, {}),
        ("KNOWN", {"household_id": 2}, {}),
        ("NEARSCHOOL", {}, {"position": (600_000, 200_000)}),
        ("NEARFAMILY", {}, {"position": (600_000, 200_000)}),
        ("FAITH", {"faiths": ("MUSL",)}, {}),
        ("LANGUAGE", {"languages": ("pl",)}, {}),
        ("ETHNICITY", {"ethnicities": ("BAFR",)}, {}),
    ],
)
def test_wishes_each_can_be_met_and_not_met(wish, met, unmet):
    asked = request(
        children=(child(wishes=(wish,), sibling_ids=(200,)),),
        links=(Link(2, LinkKind.KNOWN),),
        places=(place(PlaceKind.SCHOOL, 0), place(PlaceKind.FAMILY, 0)),
        identity=(
            IdentityWant(IdentityPart.FAITH, ("MUSL",)),
            IdentityWant(IdentityPart.LANGUAGE, ("pl",)),
            IdentityWant(IdentityPart.ETHNICITY, ("BAFR",)),
        ),
    )

    assert value("WISHES", asked, **met) == 1
    assert value("WISHES", asked, **unmet) == 0


def test_wishes_each_child_of_a_group_counts_the_same():
    pair = (child(wishes=("DOG",)), child(101, wishes=("GARDEN", "TOWN", "CAT")))

    assert value("WISHES", request(children=pair), dogs=True) == pytest.approx(0.5 + 0.5 * 5 / 6)


def test_wishes_siblings_who_move_together_have_theirs_met():
    pair = (child(sibling_ids=(101,), wishes=("SIBLINGS",)), child(101, sibling_ids=(CHILD,)))

    assert value("WISHES", request(children=pair)) == 1


def test_track_record_is_shrunk_and_no_stays_is_unknown():
    def record(**counts):
        return {"track": {"AUT": Track(**counts)}}

    asked = asking(need("AUT"))
    assert value("TRACK", asked) is UNKNOWN
    assert value("TRACK", asked, **record(planned=1, lasted=1)) == pytest.approx(5 / 9)
    assert value("TRACK", asked, **record(planned=3, lasted=3)) == pytest.approx(7 / 11)
    assert value("TRACK", asked, **record(unplanned=3)) == pytest.approx(4 / 11)
    assert value("TRACK", asked, **record(planned=30, lasted=30)) == pytest.approx(34 / 38)


def test_track_record_is_for_needs_like_these_and_for_every_stay_where_none_is_given():
    counts = {"AUT": Track(planned=4, lasted=4), "": Track(unplanned=9)}

    assert value("TRACK", asking(need("AUT")), track=counts) > 0.5
    assert value("TRACK", asking(need("FEED")), track=counts) is UNKNOWN
    assert value("TRACK", request(), track=counts) < 0.5


@pytest.mark.parametrize(
    ("answer", "confirmed", "expected"),
    [
        (Willing.YES, TODAY, 1.0),
        (Willing.DISCUSS, TODAY, 0.5),
        (Willing.NO, TODAY, 0.0),
        (Willing.YES, days(-183, TODAY), 1.0),
        (Willing.YES, days(-456, TODAY), 1.0 - 0.25 * 273 / 547),
        (Willing.YES, days(-730, TODAY), 0.75),
        (Willing.NO, days(-3000, TODAY), 0.25),
        (Willing.YES, None, 0.75),
    ],
)
def test_willingness_fades_with_the_age_of_the_answer(answer, confirmed, expected):
    changes = {"willingness": {"AUT": answer}, "willingness_on": confirmed}

    assert value("WILLING", asking(need("AUT")), **changes) == pytest.approx(expected)
    assert value("WILLING", asking(need("FEED")), **changes) is UNKNOWN


@pytest.mark.parametrize(
    ("offered", "expected"), [(180, 1.0), (90, 0.5), (0, 0.0), (-1, None), (2**31 - 1, 1.0)]
)
def test_length_is_the_share_of_the_expected_stay(offered, expected):
    assert value("LENGTH", request(), commitment_days=offered) == expected


def test_length_of_a_permanent_home_asks_whether_they_would_keep_the_child():
    asked = request(ends_on=None, permanent=True)

    assert value("LENGTH", asked, long_term=True) == 1
    assert value("LENGTH", asked, long_term=False) == 0
    assert value("LENGTH", asked, long_term=None) is UNKNOWN
    assert not line("LENGTH", request(ends_on=None), household()).applies


def test_length_of_a_stay_and_whether_it_is_for_good_count_the_same():
    asked = request(permanent=True)

    assert value("LENGTH", asked, commitment_days=90, long_term=True) == 0.75
    assert value("LENGTH", asked, commitment_days=90, long_term=False) == 0.25


def test_household_looks_at_each_wished_for_feature_once_and_at_no_essential_one():
    def looked_at(*features):
        situation = rank(request(features=features), household()).situation
        parts = FACTOR_BY_CODE["HOUSEHOLD"].parts(situation, np.array([0]))
        return Counter(part.label for part in parts)

    own, garden = Wanted("OWNBED", essential=False), Wanted("GARDEN", essential=False)

    assert looked_at(Wanted("HOIST"), Wanted("OWNBED"), own) == looked_at()
    assert (looked_at(Wanted("HOIST"), garden, own) - looked_at()).total() == 1


@pytest.mark.parametrize("code", ["TRACK", "LENGTH", "COST", "CONTINUITY"])
def test_what_is_looked_at_alone_weighs_one(code):
    asked = request(usual_weekly_pence=80_000, children=(child(sibling_ids=(200,)),))
    situation = rank(asked, household()).situation

    (part,) = FACTOR_BY_CODE[code].parts(situation, np.array([0]))

    assert part.weight == 1.0


@pytest.mark.parametrize(
    ("pence", "expected"),
    [(40_000, 1.0), (80_000, 1.0), (120_000, 0.5), (160_000, 0.0), (-1, None)],
)
def test_cost_is_shown_and_by_itself_never_scored(pence, expected):
    asked = request(usual_weekly_pence=80_000)
    found = line("COST", asked, household(weekly_pence=pence))

    assert found.value == expected
    assert found.points == found.most == 0


def test_every_need_has_an_entry_in_the_list_of_training():
    assert set(vocabulary.SKILLS_FOR_NEED) == {term.code for term in vocabulary.NEEDS}


def test_the_age_of_data_counts_back_from_the_day_of_the_search():
    home = household(skills_recorded_on=days(-40, TODAY))
    (part,) = line("SKILLS", asking(need("AUT")), home).parts

    assert part.age_days == 40


def test_a_carers_grown_up_child_is_no_child_in_the_home():
    grown = resident(ResidentKind.OWN_CHILD, birth_date=dt.date(2000, 1, 1))

    assert value("HOUSEHOLD", request(), residents=(*CARERS, grown)) == 1
