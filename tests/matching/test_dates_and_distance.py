"""Ages, days and miles."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brokerage.matching import dates, geometry
from tests.matching.reference import years_old

leap_days = (
    st.integers(1990, 2024).filter(lambda year: year % 4 == 0).map(lambda y: dt.date(y, 2, 29))
)
birthdays = st.dates(dt.date(1960, 1, 1), dt.date(2026, 12, 31)) | leap_days
later = st.integers(0, 9000)
quick = settings(max_examples=200, deadline=None)


def test_c10_somebody_born_on_29_february_is_17_on_28_february_and_18_on_1_march():
    leap = dt.date(2008, 2, 29)

    assert dates.age_on(leap, dt.date(2026, 2, 28)) == 17
    assert dates.age_on(leap, dt.date(2026, 3, 1)) == 18
    assert dates.age_on(leap, dt.date(2024, 2, 28)) == 15
    assert dates.age_on(leap, dt.date(2024, 2, 29)) == 16


@given(birthdays, later)
@quick
def test_c10_age_counts_birthdays_one_by_one(born, number):
    day = born + dt.timedelta(days=number)

    assert dates.age_on(born, day) == years_old(born, day)


@given(birthdays, later)
@quick
def test_c10_age_never_goes_down_and_goes_up_by_one_at_most(born, number):
    day = born + dt.timedelta(days=number)
    today, tomorrow = dates.age_on(born, day), dates.age_on(born, day + dt.timedelta(days=1))

    assert tomorrow - today in (0, 1)


@given(birthdays, st.integers(0, 30))
@quick
def test_c10_the_latest_birth_for_an_age_is_that_old_and_the_next_day_is_not(day, age):
    latest = dates.latest_birth(age, day)

    assert dates.age_on(latest, day) >= age
    if age:
        assert dates.age_on(latest + dt.timedelta(days=1), day) < age


@given(birthdays, st.integers(0, 30))
@quick
def test_c10_a_birthday_is_the_first_day_of_its_age(born, age):
    day = dates.birthday(born, age)

    assert dates.age_on(born, day) == age
    if age:
        assert dates.age_on(born, day - dt.timedelta(days=1)) == age - 1


def test_days_are_written_as_on_every_page():
    assert dates.in_words(dt.date(2026, 3, 27)) == "27 March 2026"
    assert dates.in_words(dt.date(2026, 3, 27).toordinal()) == "27 March 2026"
    assert dates.ordinal(None) == dates.UNKNOWN_DAY
    assert dates.ordinal(None, missing=dates.NEVER) == dates.NEVER


@pytest.mark.parametrize(
    ("metres", "miles"),
    [(0, 0.0), (80, 0.0), (81, 0.1), (1609, 1.0), (160_930, 100.0), (402_410, 250.1)],
)
def test_miles_are_the_departments_formula_to_one_decimal_place(metres, miles):
    assert geometry.miles_between((500_000, 200_000), (500_000 + metres, 200_000)) == miles


def test_distance_is_straight_and_the_same_both_ways():
    here, there = (500_000, 200_000), (504_828, 206_437)

    assert geometry.miles_between(here, there) == geometry.miles_between(there, here) == 5.0


def test_no_distance_from_a_place_that_is_not_recorded():
    east, north = np.array([-1, 500_000], np.int32), np.array([-1, 200_000], np.int32)

    miles = geometry.miles_to(east, north, 500_000, 200_000)
    assert np.isnan(miles[0])
    assert miles[1] == 0
