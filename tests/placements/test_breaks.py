"""17 days at a time, and 75 in any twelve months."""

import datetime as dt

import hypothesis.strategies as st
import pytest
from hypothesis import given

from placements.breaks import Break, fullest_window, too_long, window_ending
from placements.clocks import add_months

D = dt.date
BREAKS = st.lists(
    st.builds(
        lambda start, days, held: Break(start, start + dt.timedelta(days), held),
        st.dates(D(2026, 1, 1), D(2028, 12, 31)),
        st.integers(1, 20),
        st.booleans(),
    ),
    max_size=8,
)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "days"),
    [
        (D(2026, 3, 6), None, 0),  # no night: not accommodation
        (D(2026, 3, 6), D(2026, 3, 7), 1),
        (D(2026, 3, 6), D(2026, 3, 8), 2),
        (D(2028, 2, 28), D(2028, 3, 1), 2),
        (D(2026, 3, 28), D(2026, 3, 30), 2),  # the clocks go forward in between
        (D(2026, 3, 29), D(2026, 3, 30), 1),
        (D(2026, 10, 24), D(2026, 10, 26), 2),  # and back
        (D(2026, 10, 25), D(2026, 10, 26), 1),
        (D(2026, 12, 31), D(2027, 1, 1), 1),
        (D(2026, 12, 24), D(2027, 1, 10), 17),
        (D(2028, 2, 20), D(2028, 3, 8), 17),
    ],
)
def test_a_night_counts_as_one_day(starts_on, ends_on, days):
    assert Break(starts_on, ends_on).days == days


def test_seventeen_days_are_not_too_long_and_eighteen_are():
    start = D(2026, 3, 2)
    seventeen, eighteen = (Break(start, start + dt.timedelta(n)) for n in (17, 18))

    assert too_long([seventeen, eighteen]) == [eighteen]


def test_seventy_five_days_are_allowed_and_one_more_is_too_many():
    months = [Break(D(2026, month, 1), D(2026, month, 16)) for month in range(1, 6)]
    more = Break(D(2026, 12, 31), D(2027, 1, 1), held=False)
    by_day = Break(D(2026, 12, 30), None)

    assert fullest_window(months).left == 0
    assert not fullest_window(months).is_too_many
    assert fullest_window([*months, more]).is_too_many
    assert fullest_window([*months, more]).planned == 1
    assert not fullest_window([*months, by_day]).is_too_many


def test_days_more_than_a_year_apart_are_never_counted_together():
    months = [Break(D(2026, month, 1), D(2026, month, 16)) for month in range(1, 6)]
    year_later = Break(D(2027, 5, 16), D(2027, 5, 17))

    assert not fullest_window([*months, year_later]).is_too_many


def test_the_twelve_months_up_to_a_day_hold_that_day():
    firsts = [D(2025, 3, 2), D(2025, 3, 3), D(2026, 3, 2)]
    breaks = [Break(first, first + dt.timedelta(1)) for first in firsts]

    assert window_ending(breaks, D(2026, 3, 2)).held == 2


@given(BREAKS, st.dates(D(2025, 1, 1), D(2029, 12, 31)))
def test_no_twelve_months_hold_more_than_the_fullest(breaks, day):
    fullest = fullest_window(breaks)

    assert window_ending(breaks, day).days <= (fullest.days if fullest else 0)


@given(BREAKS, st.dates(D(2025, 1, 1), D(2029, 12, 31)))
def test_a_break_without_a_night_changes_no_count(breaks, day):
    with_it = [*breaks, Break(day, None)]

    assert sum(each.days for each in with_it) == sum(each.days for each in breaks)
    assert window_ending(with_it, day).days == window_ending(breaks, day).days


@given(BREAKS)
def test_the_days_of_the_fullest_year_are_found_by_counting_day_by_day(breaks):
    """The other way round: every day that is slept on, in every twelve months that begin on any day."""
    slept = sorted(each.starts_on + dt.timedelta(n) for each in breaks for n in range(each.days))
    counted = [sum(start <= day < add_months(start, 12) for day in slept) for start in slept]
    fullest = fullest_window(breaks)

    assert (fullest.days if fullest else 0) == max(counted, default=0)


@pytest.mark.parametrize(
    "end", [D(2026, 12, 31), D(2027, 1, 1), D(2028, 2, 29), D(2027, 2, 28), D(2026, 3, 29), D(2026, 10, 25)]
)  # fmt: skip
def test_twelve_months_hold_their_last_day_and_not_the_same_day_a_year_before(end):
    before = add_months(end, -12)
    breaks = [Break(day, day + dt.timedelta(1)) for day in (before, end)]

    assert window_ending(breaks, end).days == 1
