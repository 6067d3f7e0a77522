"""Many comparisons at once, against the example that the method was published with."""

from statistics import NormalDist

import pytest

from evaluation.success.multiple import level_for, p_value, width

# Benjamini and Hochberg 1995, section 3.3: fifteen comparisons, of which four are found at 0.05.
PUBLISHED = (
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
    0.5719, 0.6528, 0.7590, 0.9999,
)  # fmt: skip
VALUES = [-NormalDist().inv_cdf(p / 2) for p in PUBLISHED]


def found(values):
    """How many intervals leave nought out."""
    level = level_for(values, [1.0] * len(values))
    return sum(abs(value) > width(level) for value in values)


def test_the_published_example_has_four_findings():
    assert found(VALUES) == 4
    assert level_for(VALUES, [1.0] * 15) == pytest.approx(1 - 0.05 * 4 / 15)


def test_one_by_one_nine_would_have_been_called_so():
    assert sum(abs(value) > width(0.95) for value in VALUES) == 9


def test_the_intervals_leave_nought_out_for_the_findings_and_nothing_else():
    level = level_for(VALUES, [1.0] * 15)

    assert [abs(value) > width(level) for value in VALUES] == [True] * 4 + [False] * 11


def test_with_nothing_to_find_no_interval_leaves_nought_out():
    assert found([0.3, -1.2, 1.9, 0.0]) == 0


def test_a_single_comparison_has_the_usual_interval():
    assert width(level_for([0.1], [1.0])) == pytest.approx(1.959964, abs=1e-6)


def test_a_value_is_as_far_on_either_side():
    assert p_value(1.96, 1) == p_value(-1.96, 1) == pytest.approx(0.05, abs=1e-4)
    assert p_value(3, 0) == 1
