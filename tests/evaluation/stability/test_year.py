"""The figures of a year (D7 to D11)."""

import datetime as dt

import pytest

from evaluation.stability import report
from evaluation.stability.variants import CARER, SIMPLE, STRICT
from evaluation.stability.year import months_before
from tests.evaluation.stability.rows import born, day, figures, others, row

MOVES = [
    row("2017-05-01", "2017-06-01"),
    row("2017-06-01", "2017-09-01", "P"),
    row("2017-09-01", rne="P", year=2018),
]
SETTLED = row("2014-01-01", year=2018)


def test_three_placements_in_the_year_are_three_or_more_and_two_are_not():
    assert figures(*MOVES)["placements_distribution"] == {"3": 1}
    assert figures(*MOVES)["three_plus"] == 1
    assert figures(*MOVES)["three_plus_pct"] == 100
    assert figures(*MOVES[1:])["three_plus"] == 0
    assert figures(*MOVES[1:])["mean_placements"] == 2


@pytest.mark.parametrize(("end", "counted"), [("2017-04-01", 2), ("2017-03-31", 1)])
def test_a_placement_that_ended_on_the_first_day_of_the_year_counts(end, counted):
    before = row("2016-05-01", end, rec="E4A", year=2018)
    found = figures(before, row("2017-08-01", year=2018))
    assert found["placements_distribution"] == {str(counted): 1}


def test_placements_of_every_period_of_care_in_the_year_count():
    home_between = [
        row("2017-05-01", "2017-06-01", rec="E4A"),
        row("2017-07-01", "2017-08-01", rec="E4A"),
        row("2017-09-01", year=2018),
    ]
    assert figures(*home_between)["three_plus"] == 1


def test_only_children_who_are_looked_after_on_31_march_count():
    left = [*MOVES[:2], row("2017-09-01", "2018-03-31", "P")]
    found = figures(*left)
    assert (found["three_plus"], found["placements_distribution"]) == (0, {})
    assert found["three_plus_pct"] is None


def test_a_share_of_nobody_is_not_known_rather_than_nought():
    found = report.assess([], others((2018,)), 2018).variants["carer"].figures
    assert found["three_plus_pct"].value is None
    assert found["three_plus_pct"].unknown_because == "No child was looked after on 31 March."


def test_short_breaks_and_absences_count_only_where_nothing_is_left_out():
    respite = row("2017-05-01", year=2018, ls="V3")
    assert figures(respite)["cla_31_march"] == 0
    assert figures(respite, variant=SIMPLE)["cla_31_march"] == 1


def test_two_years_need_the_return_of_the_year_before():
    found = report.assess([], [SETTLED, *others((2018,))], 2018).variants["carer"].figures
    for key in ("cla_both_31_march", "three_plus_2yr", "three_plus_2yr_pct"):
        assert found[key].value is None
        assert "31 March 2017" in found[key].unknown_because


def test_placements_in_two_years_are_of_children_looked_after_on_both_days():
    two_years = [
        row("2016-05-01", "2016-09-01"),
        row("2016-09-01", "2017-09-01", "P"),
        row("2017-09-01", rne="P", year=2018),
    ]
    came_later = row("2017-05-01", year=2018, child="2")
    found = figures(*two_years, came_later, returns=(2017, 2018))
    assert found["cla_31_march"] == 2
    assert found["cla_both_31_march"] == 1
    assert found["three_plus_2yr"] == 1
    assert found["three_plus"] == 0


def test_months_are_counted_back_to_the_last_day_of_a_shorter_one():
    assert months_before(day("2018-03-31"), 30) == day("2015-09-30")
    assert months_before(day("2018-03-31"), 24) == day("2016-03-31")
    assert months_before(day("2020-03-31"), 1) == day("2020-02-29")
    assert months_before(day("2019-01-15"), 1) == day("2018-12-15")


@pytest.mark.parametrize(("start", "counted"), [("2015-09-30", 1), ("2015-10-01", 0)])
def test_long_term_children_have_been_looked_after_for_thirty_months(start, counted):
    found = figures(row(start, year=2018))
    assert (found["lts_denominator"], found["lts_undeterminable"]) == (counted, 0)


@pytest.mark.parametrize(("moved", "counted"), [("2016-03-31", 1), ("2016-04-01", 0)])
def test_long_term_stable_children_have_had_the_same_carer_for_two_years(moved, counted):
    rows = [row("2014-01-01", moved, year=2018), row(moved, rne="P", year=2018)]
    found = figures(*rows)
    assert (found["lts_denominator"], found["lts_numerator"]) == (1, counted)
    assert found["lts_pct"] == 100 * counted


@pytest.mark.parametrize(("birth", "counted"), [("2002-03-31", 0), ("2002-04-01", 1)])
def test_a_sixteenth_birthday_on_31_march_is_too_old(birth, counted):
    assert figures(SETTLED, children=(born(birth),))["lts_denominator"] == counted


@pytest.mark.parametrize(("birth", "counted"), [("2002-02-28", 0), ("2004-02-29", 1)])
def test_children_born_on_29_february_have_an_age_like_others(birth, counted):
    assert figures(SETTLED, children=(born(birth),))["lts_denominator"] == counted


@pytest.mark.parametrize(("year", "counted"), [(2019, 1), (2020, 0)])
def test_a_child_born_on_29_february_is_sixteen_by_31_march_of_the_sixteenth_year(year, counted):
    rows = row("2014-01-01", year=year)
    found = figures(rows, year=year, returns=(year,), children=(born("2004-02-29"),))
    assert found["lts_denominator"] == counted


def adopted(*, first: str, second: str, rne: str = "P"):
    """Long looked after; with a foster carer from ``first``, placed for adoption on ``second``."""
    return [
        row("2014-01-01", first, year=2018),
        row(first, second, "P", "U5", pl_post="B", year=2018),
        row(second, rne=rne, place="A5", pl_post="C", year=2018),
    ]


@pytest.mark.parametrize(("first", "counted"), [("2016-03-31", 1), ("2016-04-01", 0)])
def test_a_placement_for_adoption_counts_with_the_one_before_it(first, counted):
    rows = adopted(first=first, second="2017-12-01")
    assert figures(*rows)["lts_numerator"] == counted


def test_only_one_placement_before_the_adoptive_one_counts():
    rows = adopted(first="2016-09-01", second="2017-12-01")
    assert figures(*rows)["lts_numerator"] == 0


@pytest.mark.parametrize("rne", ["L", "T", "U"])
def test_a_placement_that_is_now_for_adoption_counts_with_the_one_before_it_however_it_began(rne):
    rows = adopted(first="2016-09-01", second="2017-12-01", rne=rne)
    assert figures(*rows)["lts_numerator"] == 1
    assert figures(*rows, variant=STRICT)["lts_numerator"] == (rne == "L")


def test_only_what_is_recorded_on_31_march_makes_it_a_placement_for_adoption():
    later = [
        row("2014-01-01", "2017-06-01", year=2018),
        row("2017-06-01", "2018-06-01", "P", "U5", pl_post="B", year=2019),
        row("2018-06-01", rne="L", place="A5", pl_post="B", year=2019),
    ]
    assert figures(*later, returns=(2018, 2019))["lts_numerator"] == 0
    assert figures(*later, year=2019, returns=(2018, 2019))["lts_numerator"] == 1


def test_a_child_on_holiday_from_a_placement_for_adoption_is_still_in_it():
    rows = [*adopted(first="2016-03-31", second="2017-12-01")[:2]]
    rows += [row("2017-12-01", "2018-03-20", "P", "A5"), row("2018-03-20", rne="P", place="T2")]
    assert figures(*rows)["lts_numerator"] == 1


def test_a_placement_that_is_no_longer_for_adoption_stands_alone():
    rows = [*adopted(first="2016-03-31", second="2017-12-01")[:2]]
    rows += [row("2017-12-01", "2018-02-01", "P", "A5"), row("2018-02-01", rne="L", place="U4")]
    assert figures(*rows)["lts_numerator"] == 0


def test_a_placement_for_adoption_takes_nothing_from_another_period_of_care():
    rows = [
        row("2012-01-01", "2015-06-01", year=2018),
        row("2015-06-01", "2015-07-01", "L", ls="V3", year=2018),
        row("2015-07-01", place="A5", year=2018),
    ]
    assert figures(*rows)["lts_numerator"] == 1
    assert figures(rows[0], row("2016-06-01", place="A5", year=2018))["lts_denominator"] == 0


@pytest.mark.parametrize("rne", ["P", "L", "T", "B", "U"])
def test_a_child_first_seen_in_the_middle_of_care_cannot_be_determined(rne):
    found = figures(row("2016-05-01", rne=rne, year=2018))
    assert (found["lts_denominator"], found["lts_undeterminable"]) == (0, 1)


def test_after_a_gap_a_row_that_does_not_start_care_leaves_its_beginning_unknown():
    before = row("2015-01-01", "2017-01-01", year=2018)
    again, anew = (row("2017-02-01", rne=rne, year=2018) for rne in ("P", "S"))
    found = figures(before, again)
    assert (found["lts_denominator"], found["lts_undeterminable"]) == (0, 1)
    found = figures(before, anew)
    assert (found["lts_denominator"], found["lts_undeterminable"]) == (0, 0)


def test_a_child_seen_for_long_enough_can_be_determined_although_its_start_was_not_seen():
    found = figures(row("2015-09-30", rne="P", year=2018))
    assert (found["lts_denominator"], found["lts_undeterminable"]) == (1, 0)
    assert found["lts_numerator"] == 1


def test_a_child_who_is_too_old_is_not_among_those_who_cannot_be_determined():
    found = figures(row("2016-05-01", rne="P", year=2018), children=(born("2001-01-01"),))
    assert found["lts_undeterminable"] == 0


def test_a_child_without_a_date_of_birth_cannot_be_determined():
    found = figures(row("2014-01-01", year=2018, child="nobody"))
    assert (found["lts_denominator"], found["lts_undeterminable"]) == (0, 1)


def test_the_date_of_birth_of_the_latest_return_counts():
    children = (born("2009-01-01", year=2019), born("2001-01-01", year=2018))
    assert figures(SETTLED, children=children)["lts_denominator"] == 1


def test_a_long_time_with_the_same_carer_differs_where_address_counts():
    rows = [row("2014-01-01", "2017-01-01", year=2018), row("2017-01-01", rne="T", year=2018)]
    assert figures(*rows, variant=CARER)["lts_numerator"] == 1
    assert figures(*rows, variant=STRICT)["lts_numerator"] == 0


def test_durations_are_days_from_start_to_end_and_to_31_march():
    found = figures(
        row("2017-05-01", "2017-05-11"), row("2017-05-11", "2017-06-10", "P", "K2", rec="E4A"),
        row("2018-03-01", year=2018),
    )  # fmt: skip
    assert found["ended_in_year"] == 2
    assert found["ended_in_year_median_days"] == 20  # of 10 and 30: the mean of the middle two
    assert found["ongoing_median_days"] == 30
    assert found["ended_in_year_median_days_by_kind"] == {
        "fostering": 10,
        "residential": 30,
        "supported": None,
        "other": None,
    }


@pytest.mark.parametrize(
    ("end", "counted"),
    [("2017-03-31", 0), ("2017-04-01", 1), ("2018-03-31", 1), ("2018-04-01", 0)],
)
def test_a_placement_ends_in_the_year_from_1_april_to_31_march(end, counted):
    assert figures(row("2016-01-01", end, year=2018))["ended_in_year"] == counted


def test_an_end_that_nobody_knows_did_not_happen_in_the_year():
    stale = row("2017-05-01", year=2018)
    assert figures(stale, row("2018-02-01", year=2018))["ended_in_year"] == 0


def test_the_kind_of_placement_on_31_march_is_what_was_recorded_that_night():
    rows = [row("2017-05-01", "2017-06-01"), row("2017-06-01", rne="L", place="U1", year=2018)]
    assert figures(*rows)["place_on_31_march"] == {"U1": 1}


def test_a_figure_says_which_children_it_counts_and_by_which_placements():
    found = report.assess([], [*MOVES, *others((2018,))], 2018).variants["carer"].figures
    (case,) = found["three_plus"].cases
    assert case.child == "1"
    assert [each.start for each in case.placements] == [
        dt.date(2017, 5, 1),
        dt.date(2017, 6, 1),
        dt.date(2017, 9, 1),
    ]


def test_a_year_without_its_return_is_refused():
    with pytest.raises(report.YearNotReturned, match=r"31 March 2017.*2018"):
        report.assess([], [SETTLED], 2017)


def test_moves_are_counted_by_kind_and_those_from_a_home_to_a_family_are_steps_down():
    rows = [
        row("2017-03-01", "2017-05-01", place="K2", reason="CARPL"),
        row("2017-05-01", "2017-06-01", "P", "U4", reason="CREQB"),
        row("2017-06-01", "2017-08-01", "P", "H5"),
        row("2017-09-01", year=2018, place="U4"),
    ]
    found = report.assess([], rows, 2018).variants["carer"].transitions
    table = found.table()
    assert (len(found.moves), len(found.step_downs)) == (2, 1)
    assert (table["residential"]["fostering"], table["fostering"]["supported"]) == (1, 1)
    assert sum(map(sum, (each.values() for each in table.values()))) == 2
    assert found.by_reason() == {"CARPL": 1, "CREQB": 1}
