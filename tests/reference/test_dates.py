import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference import dates
from reference.dates import Period

UTC = dt.UTC
LEAP_DAY = dt.date(2008, 2, 29)
days = st.dates(dt.date(1990, 1, 1), dt.date(2060, 1, 1))


@pytest.mark.parametrize(
    ("moment", "today"),
    [
        (dt.datetime(2026, 7, 1, 22, 59, tzinfo=UTC), dt.date(2026, 7, 1)),
        (dt.datetime(2026, 7, 1, 23, 30, tzinfo=UTC), dt.date(2026, 7, 2)),
        (dt.datetime(2026, 12, 1, 23, 30, tzinfo=UTC), dt.date(2026, 12, 1)),
        (dt.datetime(2026, 10, 25, 0, 30, tzinfo=UTC), dt.date(2026, 10, 25)),
        (dt.datetime(2026, 10, 25, 1, 30, tzinfo=UTC), dt.date(2026, 10, 25)),
        (dt.datetime(2026, 3, 29, 1, 30, tzinfo=UTC), dt.date(2026, 3, 29)),
    ],
)
def test_c11_today_is_londons(moment, today):
    assert dates.london_today(moment) == today


def test_c11_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        dates.london_today(dt.datetime(2026, 7, 1, 23, 30))  # noqa: DTZ001 (that is the point)


@pytest.mark.parametrize(
    ("day", "hours"),
    [(dt.date(2026, 3, 29), 23), (dt.date(2026, 10, 25), 25), (dt.date(2026, 6, 1), 24)],
)
def test_c11_a_day_lasts_from_midnight_to_midnight_in_london(day, hours):
    lasts = dates.london_midnight(day + dates.ONE_DAY) - dates.london_midnight(day)

    assert lasts == dt.timedelta(hours=hours)


@given(days)
def test_c11_a_days_midnight_is_on_that_day(day):
    midnight = dates.london_midnight(day)

    assert dates.london_today(midnight) == day
    assert dates.london_today(midnight - dt.timedelta(seconds=1)) == day - dates.ONE_DAY


@pytest.mark.parametrize(
    ("day", "age"),
    [
        (dt.date(2026, 2, 28), 17),
        (dt.date(2026, 3, 1), 18),
        (dt.date(2024, 2, 28), 15),
        (dt.date(2024, 2, 29), 16),
        (LEAP_DAY, 0),
    ],
)
def test_c10_someone_born_on_29_february_is_older_on_1_march_of_a_common_year(day, age):
    assert dates.age_on(LEAP_DAY, day) == age


@given(birth=days, age=st.integers(0, 30))
def test_c10_the_birthday_is_the_first_day_of_the_new_age(birth, age):
    birthday = dates.birthday(birth, age)

    assert dates.age_on(birth, birthday) == age
    if age:
        assert dates.age_on(birth, birthday - dates.ONE_DAY) == age - 1


@given(birth=days, first=days, second=days)
def test_c10_nobody_grows_younger(birth, first, second):
    earlier, later = sorted([max(first, birth), max(second, birth)])

    assert dates.age_on(birth, earlier) <= dates.age_on(birth, later)


def test_there_is_no_age_before_birth():
    with pytest.raises(ValueError, match="before the date of birth"):
        dates.age_on(LEAP_DAY, LEAP_DAY - dates.ONE_DAY)


@pytest.mark.parametrize(
    "day",
    [
        dt.date(2026, 3, 28),  # Saturday
        dt.date(2026, 4, 3),  # Good Friday
        dt.date(2026, 4, 6),  # Easter Monday
        dt.date(2026, 12, 28),  # in place of a Saturday's Boxing Day
        dt.date(2022, 6, 3),  # Platinum Jubilee
        dt.date(2023, 5, 8),  # Coronation
    ],
)
def test_weekends_and_english_bank_holidays_are_not_working_days(day):
    assert not dates.is_working_day(day)


@pytest.mark.parametrize(
    "day",
    [
        dt.date(2026, 3, 27),
        dt.date(2026, 3, 17),  # a holiday in Northern Ireland
        dt.date(2026, 1, 2),  # a holiday in Scotland
        dt.date(2026, 11, 30),  # a holiday in Scotland
    ],
)
def test_other_nations_holidays_are_working_days(day):
    assert dates.is_working_day(day)


@pytest.mark.parametrize(
    ("day", "count", "lands_on"),
    [
        (dt.date(2026, 4, 1), 0, dt.date(2026, 4, 1)),
        (dt.date(2026, 4, 1), 1, dt.date(2026, 4, 2)),
        (dt.date(2026, 4, 1), 2, dt.date(2026, 4, 7)),
        (dt.date(2026, 4, 4), 0, dt.date(2026, 4, 4)),
        (dt.date(2026, 4, 4), 1, dt.date(2026, 4, 7)),
        (dt.date(2026, 4, 7), -1, dt.date(2026, 4, 2)),
    ],
)
def test_working_days_are_counted_from_the_day_after(day, count, lands_on):
    assert dates.add_working_days(day, count) == lands_on


@given(day=days, count=st.integers(0, 60))
def test_counting_working_days_undoes_adding_them(day, count):
    assert dates.working_days_between(day, dates.add_working_days(day, count)) == count


def test_working_days_are_not_counted_backwards():
    with pytest.raises(ValueError, match="before the start"):
        dates.working_days_between(dt.date(2026, 4, 2), dt.date(2026, 4, 1))


def march(day):
    return dt.date(2026, 3, day)


def test_a_period_holds_its_first_day_and_not_its_last():
    stay = Period(march(1), march(9))

    assert march(1) in stay
    assert march(8) in stay
    assert march(9) not in stay
    assert dt.date.max in Period(march(1))


@pytest.mark.parametrize(
    ("other", "overlaps"),
    [
        (Period(march(9), march(20)), False),
        (Period(march(8), march(20)), True),
        (Period(dt.date(2026, 1, 1), march(1)), False),
        (Period(dt.date(2026, 1, 1)), True),
        (Period(march(9)), False),
        (Period(march(4), march(4)), False),
    ],
)
def test_periods_that_only_touch_do_not_overlap(other, overlaps):
    stay = Period(march(1), march(9))

    assert stay.overlaps(other) is overlaps
    assert other.overlaps(stay) is overlaps


periods = st.builds(
    lambda start, length: Period(start, start + dt.timedelta(days=length)),
    st.dates(march(1), march(20)),
    st.integers(0, 12),
)


@given(periods, periods)
def test_periods_overlap_when_they_share_a_day(first, second):
    month = [march(1) + dates.ONE_DAY * n for n in range(40)]

    assert first.overlaps(second) is any(day in first and day in second for day in month)


@given(periods, st.dates(march(1), march(31)))
def test_the_days_of_a_period_are_those_that_it_holds(period, until):
    month = [march(1) + dates.ONE_DAY * n for n in range(40)]

    assert period.days_until(until) == sum(day in period and day < until for day in month)


def test_a_period_cannot_end_before_it_starts():
    with pytest.raises(ValueError, match="cannot end before"):
        Period(march(9), march(8))
