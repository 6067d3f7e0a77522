"""Discounting, weeks and part weeks, on figures worked out by hand."""

from fractions import Fraction

import pytest

from evaluation.value.kinds import ITEMS, LABELS, PROCESSES, Group, group_of, kind_of
from evaluation.value.paths import GREEN_BOOK_RATE, Flow, Once, Path, factor, quantities
from evaluation.value.prices import Confidence, Price, Range, pence
from evaluation.value.starting import STARTING
from evaluation.value.weeks import simple_break_even
from placements.models import Placement

A_DAY = Fraction(1)


@pytest.mark.parametrize(
    ("days", "counts"),
    [(0, 1), (364, 1), (365, Fraction(1000, 1035)), (730, Fraction(1000, 1035) ** 2)],
)
def test_the_first_year_counts_in_full_and_each_later_one_less(days, counts):
    assert factor(days, GREEN_BOOK_RATE) == counts


def test_two_years_of_a_pound_a_day_are_717_pounds_66():
    """365 + 365 / 1.035 = 365 + 352.657… = 717.66."""
    path = Path((Flow("HOME", 0, 730, A_DAY),))

    assert quantities(path, rate=GREEN_BOOK_RATE) == {"HOME": 365 + Fraction(365_000, 1035)}
    assert round(float(365 + Fraction(365_000, 1035)), 2) == 717.66


def test_ten_days_are_one_week_and_three_sevenths():
    assert quantities(Path((Flow("HOME", 0, 10, Fraction(1, 7)),))) == {"HOME": Fraction(10, 7)}


def test_a_stretch_across_a_year_s_end_is_cut_there():
    path = Path((Flow("HOME", 360, 370, A_DAY),), (Once("P5", 366),))
    found = quantities(path, rate=Fraction(1, 4))

    assert found == {"HOME": 5 + Fraction(5 * 4, 5), "P5": Fraction(4, 5)}


def test_halves_of_a_penny_go_away_from_nought():
    assert [pence(Fraction(n, 2)) for n in (-3, -1, 0, 1, 3)] == [-2, -1, 0, 1, 2]
    assert pence(Fraction(9, 4)) == 2


def test_the_rule_of_thumb_divides_set_up_by_what_a_week_costs_less():
    assert simple_break_even(1_000_000, 500_000, 150_000) == Fraction(20, 7)
    assert simple_break_even(1_000_000, 100_000, 100_000) is None


def test_a_range_that_is_not_in_order_is_refused():
    with pytest.raises(ValueError, match="in order"):
        Range(Fraction(2), Fraction(1), Fraction(3))


@pytest.mark.parametrize(
    ("confidence", "low", "high"), [("HIGH", 90, 110), ("MEDIUM", 80, 120), ("LOW", 60, 140)]
)
def test_a_price_without_a_range_is_as_wide_as_it_is_unsure(confidence, low, high):
    found = Price(code="HOME", pence=100, confidence=Confidence(confidence)).range

    assert (found.low, found.central, found.high) == (low, 100, high)


def test_a_range_that_was_entered_is_kept():
    found = Price(code="HOME", pence=100, low_pence=99, high_pence=150).range

    assert (found.low, found.high) == (99, 150)


def test_every_placement_code_has_a_kind_with_a_unit_cost():
    kinds = {
        code: kind_of(code, is_agency=False, is_specialist=False)
        for code in Placement.Setting.values
    }

    assert set(kinds.values()) <= set(STARTING)
    assert {code for code, kind in kinds.items() if group_of(kind) is Group.RESIDENTIAL} == {
        "K1", "K2", "R1", "S1",
    }  # fmt: skip
    assert {code for code, kind in kinds.items() if kind == "ELSEWHERE"} == {
        "R2", "R3", "R5", "Z1",
    }  # fmt: skip


def test_a_specialist_placement_has_a_price_of_its_own_whoever_provides_it():
    assert kind_of("U4", is_agency=True, is_specialist=True) == "FOSTER_SPECIALIST"
    assert kind_of("U4", is_agency=True, is_specialist=False) == "FOSTER_AGENCY"


def test_there_are_eight_processes_and_everything_has_a_name():
    assert len(PROCESSES) == 8
    assert {item.code for item in ITEMS} <= set(LABELS)


def test_the_starting_table_says_where_each_figure_is_from_and_claims_none_as_local():
    known = [price for price in STARTING.values() if price.pence is not None]

    assert {price.code for price in known} == {"HOME", "FOSTER_AGENCY", "FOSTER_OWN"}
    assert all(price.source and price.source_url and price.price_year for price in known)
    assert not any(price.is_local for price in STARTING.values())
    assert STARTING["HOME"].pence == 610_630  # £318,400 / 365 * 7 = £6,106.30
