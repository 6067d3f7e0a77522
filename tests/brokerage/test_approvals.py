import datetime as dt

import pytest

from brokerage import approvals


def facts(**changes):
    usual = {
        "district_code": "OURS",
        "own_districts": frozenset({"OURS"}),
        "bordering_districts": frozenset({"NEXT"}),
        "in_key_stage_4": False,
        "keeps_school_place": True,
        "outside_terms": False,
        "children_there": 1,
        "all_siblings": False,
    }
    return approvals.Facts(**usual | changes)


def kinds(**changes):
    return [needed.kind for needed in approvals.needed(facts(**changes))]


@pytest.mark.parametrize(
    ("district", "needed"),
    [("OURS", []), ("NEXT", ["OUT_OF_AREA"]), ("FAR", ["AT_A_DISTANCE"]), ("", ["AT_A_DISTANCE"])],
)
def test_where_the_home_is_decides_who_approves(district, needed):
    assert kinds(district_code=district) == needed


@pytest.mark.parametrize(
    ("key_stage_4", "keeps", "needed"),
    [(True, False, ["SCHOOLING"]), (True, True, []), (False, False, [])],
)
def test_losing_the_school_place_in_key_stage_4_needs_approval(key_stage_4, keeps, needed):
    assert kinds(in_key_stage_4=key_stage_4, keeps_school_place=keeps) == needed


@pytest.mark.parametrize(
    ("children", "siblings", "needed"),
    [(3, False, []), (4, False, ["OVER_LIMIT"]), (4, True, [])],
)
def test_a_fourth_child_needs_a_second_person_unless_all_are_siblings(children, siblings, needed):
    assert kinds(children_there=children, all_siblings=siblings) == needed


@pytest.mark.parametrize(
    ("born", "on", "is_in"),
    [
        (dt.date(2011, 8, 31), dt.date(2025, 9, 1), True),  # turned 14 on the last day: year 10
        (dt.date(2011, 9, 1), dt.date(2025, 9, 1), False),  # a day younger: year 9
        (dt.date(2011, 9, 1), dt.date(2026, 8, 31), False),
        (dt.date(2011, 9, 1), dt.date(2026, 9, 1), True),
        (dt.date(2009, 9, 1), dt.date(2026, 8, 31), True),  # year 11 until the summer is over
        (dt.date(2009, 9, 1), dt.date(2026, 9, 1), False),
        (dt.date(2026, 1, 1), dt.date(2026, 3, 1), False),  # born after the school year began
    ],
)
def test_key_stage_4_is_school_years_10_and_11(born, on, is_in):
    assert approvals.in_key_stage_4(born, on=on) is is_in


def test_six_working_days_pass_over_easter():
    assert approvals.latest_emergency_end(dt.date(2026, 4, 1)) == dt.date(2026, 4, 13)
