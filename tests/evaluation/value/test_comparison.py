"""One child's move against the path that did not happen, on figures worked out by hand."""

import datetime as dt
from fractions import Fraction

import pytest

from evaluation.value.assumptions import Assumptions, Other
from evaluation.value.comparison import compare
from evaluation.value.lives import Support, moves_of
from evaluation.value.prices import Confidence, Range
from tests.evaluation.value.lives import MOVED, day, family, home, pounds, price, step_down, table

TEN_WEEKS = 70
PLAIN = Assumptions(support_weeks=0, spread=Fraction(0), rate=Fraction(0))
SETTING_UP = price("SETUP", 10_000)
SUPPORTING = price("SUPPORT_WEEK", 500, confidence=Confidence.MEDIUM)


def compared(move=None, assumed=PLAIN, *prices, days=TEN_WEEKS):
    return compare([(move or step_down(), days)], assumed, table(*prices))


def test_ten_weeks_at_1000_instead_of_5000_are_40_000_less():
    found = compared()

    assert (found.other, found.actual) == (pounds(50_000), pounds(10_000))
    assert found.net == Range.of(pounds(40_000))
    assert found.avoided_days == Range.of(70)


def test_set_up_and_support_are_taken_off():
    """50,000 - 10,000 - 10,000 - 4 * 500 = 28,000."""
    assumed = Assumptions(support_weeks=4, spread=Fraction(1, 5), rate=Fraction(0))
    found = compared(None, assumed, SETTING_UP, SUPPORTING)

    assert found.net.central == pounds(28_000)
    # Down: the home 20% cheaper (10,000), setting up 10% (1,000) and support 20% (400) dearer.
    assert found.net.low == pounds(28_000 - 10_000 - 1_000 - 400)
    assert found.net.high == pounds(28_000 + 10_000 + 1_000 + 400)


def test_set_up_has_come_back_in_the_third_week():
    """After one week 3,500 of 10,000 have come back, after two 7,000, after three 10,500."""
    assumed = Assumptions(support_weeks=4, rate=Fraction(0))
    found = compared(None, assumed, SETTING_UP, price("SUPPORT_WEEK", 500))

    assert (found.break_even.week, found.break_even.compared) == (3, 10)


def test_what_never_comes_back_has_no_week():
    dear = step_down(after=family(weekly_pence=600_000))

    assert compared(dear).break_even.week is None
    assert compared(dear).net.central == -pounds(10_000)


def test_what_costs_nothing_to_begin_is_never_behind():
    assert compared().break_even.week == 0


def test_the_table_s_price_counts_where_none_is_recorded():
    move = step_down(after=family(weekly_pence=None))
    found = compared(move, PLAIN, price("FOSTER_OWN", 900))

    assert found.actual == pounds(9_000)
    assert found.line("FOSTER_OWN").actual == 10


def test_without_a_price_of_a_placement_nothing_is_said():
    move = step_down(after=family(weekly_pence=None))

    assert compared(move) is None


def test_a_move_without_a_price_is_left_out_and_counted():
    unknown = step_down(after=family(weekly_pence=None))
    found = compare([(step_down(), 70), (unknown, 70)], PLAIN, {})

    assert (found.moves, dict(found.left_out)) == (1, {"FOSTER_OWN": 1})
    assert found.net.central == pounds(40_000)


def test_a_process_without_a_unit_cost_is_counted_and_not_costed():
    found = compared(step_down(reviews=[day(20)]))

    assert found.line("P6").actual == found.line("P6").other == 1
    assert found.line("P6").actual_pence is None
    assert "6. Review" in found.not_costed


def test_a_process_with_a_unit_cost_is_both_counted_and_costed():
    found = compared(step_down(), PLAIN, price("P5", 1_000))

    assert (found.line("P5").actual, found.line("P5").other) == (1, 0)
    assert found.net.central == pounds(39_000)


def test_moves_that_are_supposed_bring_a_search_and_a_review_each():
    """Two moves a year over 365 days: two searches and two reviews that the recorded path did not need."""
    assumed = Assumptions(
        support_weeks=0, rate=Fraction(0), moves=Range(Fraction(1), Fraction(2), Fraction(3))
    )
    found = compared(
        step_down(reviews=[day(20)]), assumed, price("P5", 1_000), price("P6", 300), days=365
    )

    assert (found.line("P5").other, found.line("P5").actual) == (2, 1)
    assert (found.line("P6").other, found.line("P6").actual) == (3, 1)
    swing = next(each for each in found.swings if each.label.startswith("Moves"))
    assert swing.at_high - swing.at_low == pounds(2 * (1_000 + 300))


def test_where_the_other_path_ends_the_child_lives_as_recorded():
    """Four weeks more in the home, then the family: 4 * 4,000, and nothing else differs but when it was set up."""
    assumed = Assumptions(support_weeks=0, rate=Fraction(0), lasted=Range.of(4))
    found = compared(None, assumed, SETTING_UP, price("P5", 1_000))

    assert found.net.central == pounds(16_000)
    assert found.avoided_days == Range.of(28)
    assert found.line("P5").other == 1


def test_how_long_it_lasted_is_a_range_of_its_own():
    assumed = Assumptions(
        support_weeks=0,
        spread=Fraction(0),
        rate=Fraction(0),
        lasted=Range(Fraction(2), Fraction(4), Fraction(6)),
    )
    found = compared(None, assumed)

    assert found.net == Range(pounds(8_000), pounds(16_000), pounds(24_000))
    assert [each.label for each in found.swings] == ["Weeks that the other path lasts"]


def test_another_kind_of_placement_has_the_table_s_price_and_not_the_recorded_one():
    assumed = Assumptions(
        other=Other.KIND, other_kind="SUPPORTED", support_weeks=0, rate=Fraction(0)
    )
    found = compared(None, assumed, price("SUPPORTED", 2_000))

    assert found.other == pounds(20_000)
    assert found.avoided_days == Range.of(0)


def test_a_price_that_somebody_entered_is_used_with_its_range():
    assumed = Assumptions(
        other_week=Range(pounds(4_000), pounds(4_500), pounds(6_000)),
        support_weeks=0,
        rate=Fraction(0),
    )
    found = compared(None, assumed)

    assert found.net == Range(pounds(30_000), pounds(35_000), pounds(50_000))


def test_a_move_later_on_counts_its_own_price_and_a_search():
    moved_on = family(first=day(35), weekly_pence=200_000, kind="FOSTER_AGENCY")
    first = family(last=day(35), ended_unplanned=True)
    found = compared(step_down(moved_on, after=first))

    assert found.actual == pounds(5 * 1_000 + 5 * 2_000)
    assert found.line("P5").actual == 2
    assert found.unplanned == 1


def test_leaving_care_costs_nothing_more_and_is_a_process_of_its_own():
    left = family(last=day(35), left_care=True)
    found = compared(step_down(after=left))

    assert (found.other, found.actual) == (pounds(50_000), pounds(5_000))
    assert (found.line("P4").actual, found.line("P4").other) == (1, 0)
    assert found.line("P3").actual == 5


def test_coming_back_into_care_is_decided_anew():
    left = family(last=day(14), left_care=True)
    back = home(first=day(40), last=None)

    assert compared(step_down(back, after=left)).line("P1").actual == 1


def test_a_sixteenth_birthday_and_the_law_s_rhythm_count_on_both_paths():
    found = compared(
        step_down(sixteenth=day(30), plans=[day(5)], legal=[day(6)], reviews=[day(7), day(-3)])
    )

    for code in ("P8", "P2", "P7", "P6"):
        assert (found.line(code).actual, found.line(code).other) == (1, 1), code


def test_support_items_cost_what_is_recorded_and_those_without_are_counted():
    items = [Support(stay=1, on=day(-5), pence=30_000), Support(stay=1, on=day(9), pence=None)]
    found = compared(step_down(support=items))

    assert found.net.central == pounds(40_000 - 300)
    assert found.support_unknown == 1


def test_travel_counts_where_both_distances_are_known():
    near, far = family(miles=Fraction(5)), home(miles=Fraction("62.5"))
    found = compared(step_down(before=far, after=near, visits=[day(3), day(45)]))

    assert (found.line("TRAVEL_MILE").other, found.line("TRAVEL_MILE").actual) == (250, 20)
    assert compared(step_down(after=near, visits=[day(3)])).line("TRAVEL_MILE") is None


def test_the_tornado_begins_with_what_matters_most():
    assumed = Assumptions(support_weeks=4, rate=Fraction(0))
    found = compared(None, assumed, SETTING_UP, SUPPORTING)

    assert [each.label for each in found.swings] == [
        "The price of the home before, had it gone on",
        "Setting up a specialist placement",
        "Support around the placement",
    ]
    assert [each.size for each in found.swings] == [pounds(20_000), pounds(2_000), pounds(800)]


def test_discounting_makes_the_second_year_count_less():
    """£4,000 a week less over 730 days: the first 365 in full, the others divided by 1.035."""
    assumed = Assumptions(support_weeks=0, spread=Fraction(0))
    found = compared(None, assumed, days=730)

    a_year = Fraction(365, 7) * pounds(4_000)
    assert found.net.central == a_year + a_year / Fraction(1035, 1000)
    assert found.net_plain == 2 * a_year


@pytest.mark.parametrize(("gap", "count"), [(0, 1), (7, 1), (8, 0)])
def test_a_move_is_from_one_home_straight_to_another(gap, count):
    life = step_down(after=family(first=day(gap))).life

    assert len(moves_of(life)) == count


def test_assumptions_come_back_from_text():
    assumed = Assumptions(
        other=Other.KIND,
        other_kind="HOME",
        other_week=Range(Fraction(1), Fraction(2), Fraction(3)),
        lasted=Range(Fraction("1.5"), Fraction(4), Fraction(6)),
        moves=Range(Fraction("0.5"), Fraction(1), Fraction("1.5")),
        support_weeks=0,
        spread=Fraction(15, 100),
        rate=Fraction(0),
        until=dt.date(2026, 3, 1),
    )

    assert Assumptions.from_text(assumed.as_text()) == assumed
    assert Assumptions.from_text(Assumptions().as_text()) == Assumptions()
    assert Assumptions.from_text({}) == Assumptions()
    assert step_down().day == MOVED
