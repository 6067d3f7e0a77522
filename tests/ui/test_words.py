"""Dates, ages, money and distances in words."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from ui import dates
from ui.tags import words

DAY = dt.date(2026, 3, 27)
LONDON = ZoneInfo("Europe/London")


def test_a_day_is_written_out():
    assert words.day(DAY) == "27 March 2026"
    assert words.weekday(DAY) == "Friday 27 March 2026"
    assert words.day(None) == "Not recorded"


def test_a_moment_is_shown_on_the_local_clock():
    summer = dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC)

    assert words.day(summer) == "1 July 2026"
    assert words.day_time(summer) == "1 July 2026 at 12:30am"


@pytest.mark.parametrize(
    ("days", "meaning"),
    [
        (-3, ("3 days overdue", "late")), (-1, ("1 day overdue", "late")), (0, ("Today", "soon")),
        (1, ("Tomorrow", "soon")), (7, ("In 7 days", "soon")), (8, ("In 8 days", "")), (400, ("In 400 days", "")),
    ],
)  # fmt: skip
def test_a_date_means_something_today(days, meaning):
    assert dates.meaning(DAY + dt.timedelta(days=days), today=DAY) == meaning


@pytest.mark.parametrize(
    ("born_on", "age"),
    [
        (dt.date(2017, 3, 27), "9 years"), (dt.date(2017, 3, 28), "8 years"), (dt.date(2024, 3, 27), "2 years"),
        (dt.date(2024, 3, 28), "23 months"), (dt.date(2025, 12, 27), "3 months"), (dt.date(2025, 12, 28), "12 weeks"),
        (dt.date(2026, 3, 20), "1 week"), (DAY, "0 weeks"),
    ],
)  # fmt: skip
def test_an_age_is_in_the_unit_that_people_use(born_on, age):
    assert words.age(born_on, DAY) == age


def test_nobody_has_an_age_before_birth():
    with pytest.raises(ValueError, match="born after"):
        dates.age(DAY, on=DAY - dt.timedelta(days=1))


@pytest.mark.parametrize(
    ("pence", "pounds"),
    [(0, "£0"), (41250, "£412.50"), (114000, "£1,140"), (5, "£0.05"), (-41250, "\N{MINUS SIGN}£412.50"),
     (None, "Not recorded")],
)  # fmt: skip
def test_pence_are_shown_as_pounds(pence, pounds):
    assert words.pence(pence) == pounds


@pytest.mark.parametrize(
    ("distance", "miles"),
    [(0.4, "less than a mile"), (1, "1 mile"), (1.25, "1.2 miles"), (9.96, "10 miles"), (14.2, "14 miles"),
     (None, "Not recorded")],
)  # fmt: skip
def test_a_distance_is_as_exact_as_it_can_be(distance, miles):
    assert words.miles(distance) == miles


def test_counting_one_is_not_counting_many():
    assert words.counted(1, "carer") == "1 carer"
    assert words.counted(1200, "carer") == "1,200 carers"


def test_nothing_recorded_is_said_and_zero_is_recorded():
    assert words.recorded("") == words.recorded(None) == "Not recorded"
    assert words.recorded(0) == 0
