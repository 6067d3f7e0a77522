"""17 days at a time, and 75 in any twelve months."""

import datetime as dt

import hypothesis.strategies as st
import pytest
from hypothesis import given

from placements.breaks import Break, fullest_window, too_long, window_ending

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
        (D(2026, 3, 6), None, 1),
        (D(2026, 3, 6), D(2026, 3, 7), 1),
        (D(2026, 3, 6), D(2026, 3, 8), 2),
        (D(2028, 2, 28), D(2028, 3, 1), 2),
        (D(2026, 3, 28), D(2026, 3, 30), 2),  # the clocks go forward in between
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
    more = Break(D(2026, 12, 31), None, held=False)

    assert fullest_window(months).left == 0
    assert not fullest_window(months).is_too_many
    assert fullest_window([*months, more]).is_too_many
    assert fullest_window([*months, more]).planned == 1


def test_days_more_than_a_year_apart_are_never_counted_together():
    months = [Break(D(2026, month, 1), D(2026, month, 16)) for month in range(1, 6)]
    year_later = Break(D(2027, 5, 16), None)

    assert not fullest_window([*months, year_later]).is_too_many


def test_the_twelve_months_up_to_a_day_hold_that_day():
    breaks = [Break(D(2025, 3, 2), None), Break(D(2025, 3, 3), None), Break(D(2026, 3, 2), None)]

    assert window_ending(breaks, D(2026, 3, 2)).held == 2


@given(BREAKS, st.dates(D(2025, 1, 1), D(2029, 12, 31)))
def test_no_twelve_months_hold_more_than_the_fullest(breaks, day):
    fullest = fullest_window(breaks)

    assert window_ending(breaks, day).days <= (fullest.days if fullest else 0)
