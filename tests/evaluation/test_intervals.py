"""Intervals against published values, and against a second way of working them out."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.evidence.intervals import (
    Interval,
    difference_of_means,
    difference_of_shares,
    t_quantile,
    wilson,
)

# R. G. Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17, 1998, 857-872,
# table I, method 3 (the score method without correction).
PUBLISHED_SHARES = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0000, 0.1611),
    (1, 29, 0.0061, 0.1718),
]
# R. G. Newcombe, Interval estimation for the difference between independent proportions, the same volume, 873-890,
# table II, method 10 (the hybrid score method without correction).
PUBLISHED_DIFFERENCES = [
    (56, 70, 48, 80, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1705, 0.8090),
    (6, 7, 2, 7, 0.0582, 0.8062),
    (5, 56, 0, 29, -0.0381, 0.1926),
    (0, 10, 0, 20, -0.1611, 0.2775),
    (0, 10, 0, 10, -0.2775, 0.2775),
    (10, 10, 0, 20, 0.6791, 1.0000),
    (10, 10, 0, 10, 0.6075, 1.0000),
]
# Any table of Student's t: probability, degrees of freedom, value.
PUBLISHED_T = [
    (0.975, 1, 12.7062),
    (0.975, 2, 4.3027),
    (0.975, 10, 2.2281),
    (0.975, 30, 2.0423),
    (0.995, 5, 4.0321),
    (0.95, 120, 1.6577),
    (0.999, 3, 10.2145),
]


@pytest.mark.parametrize(("hits", "total", "low", "high"), PUBLISHED_SHARES)
def test_shares_have_the_published_intervals(hits, total, low, high):
    found = wilson(hits, total)

    assert (found.low, found.high) == pytest.approx((low, high), abs=0.00005)


@pytest.mark.parametrize(("one", "ones", "two", "twos", "low", "high"), PUBLISHED_DIFFERENCES)
def test_differences_of_shares_have_the_published_intervals(one, ones, two, twos, low, high):
    found = difference_of_shares(one, ones, two, twos)

    assert (found.low, found.high) == pytest.approx((low, high), abs=0.00006)


@pytest.mark.parametrize(("probability", "degrees", "value"), PUBLISHED_T)
def test_students_t_is_as_in_its_tables(probability, degrees, value):
    assert t_quantile(probability, degrees) == pytest.approx(value, abs=0.00006)


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilsons_ends_are_where_the_score_test_just_fails(share):
    """The interval's definition, and a second way to it: |p - x| = z sqrt(x (1 - x) / n) at both ends."""
    hits, total = share
    found = wilson(hits, total)

    for end in (found.low, found.high):
        if 0 < end < 1:
            distance = abs(hits / total - end)
            assert distance == pytest.approx(
                1.959963984540054 * math.sqrt(end * (1 - end) / total), abs=1e-9
            )
    assert 0 <= found.low <= found.value <= found.high <= 1


def test_means_are_compared_as_welch_does_by_hand():
    """Variances 2.5 and 10 over five each: standard error sqrt(2.5), degrees 6.25 / (0.25/4 + 4/4) = 5.8824."""
    found = difference_of_means([1, 2, 3, 4, 5], [2, 4, 6, 8, 10])

    assert found.value == -3
    assert (found.low + found.high) / 2 == pytest.approx(-3)
    assert found.high + 3 == pytest.approx(2.4587 * math.sqrt(2.5), abs=0.0005)


def test_a_wider_level_holds_a_narrower_one():
    narrow = difference_of_means([1, 2, 3, 9], [2, 2, 5, 6], level=0.9)
    wide = difference_of_means([1, 2, 3, 9], [2, 2, 5, 6], level=0.99)

    assert wide.low < narrow.low < narrow.high < wide.high


def test_values_that_do_not_vary_have_no_width():
    assert difference_of_means([1.0, 1.0], [0.5, 0.5]) == Interval(0.5, 0.5, 0.5)


@pytest.mark.parametrize(("hits", "total"), [(1, 0), (3, 2), (-1, 5)])
def test_what_is_no_share_is_refused(hits, total):
    with pytest.raises(ValueError, match="no share"):
        wilson(hits, total)


def test_one_value_has_no_interval():
    with pytest.raises(ValueError, match="spread"):
        difference_of_means([1.0], [2.0, 3.0])
