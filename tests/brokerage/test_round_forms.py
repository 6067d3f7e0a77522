"""When answers are due, as a broker types it."""

import datetime as dt
import uuid

import pytest

from brokerage.forms.rounds import AskCarers
from brokerage.quality.identifying import Identity

WHO = Identity()
BEFORE = dt.datetime(2026, 10, 23, 12, tzinfo=dt.UTC)


def typed(day, month, at):
    data = {"reply_on_day": day, "reply_on_month": month, "reply_on_year": 2026, "reply_at": at}
    return AskCarers(
        data | {"key": uuid.uuid4()}, identity=WHO, reply_by=BEFORE, now=BEFORE.replace(month=3)
    )


# The clocks go back on 25 October 2026 at 1am universal time, so that 1am to 2am comes twice here.
@pytest.mark.parametrize("hour_of_day", [0, 1, 2, 3])
def test_the_suggested_time_is_kept_in_the_hour_that_comes_twice(hour_of_day):
    due = dt.datetime(2026, 10, 25, hour_of_day, 30, tzinfo=dt.UTC)

    assert AskCarers(identity=WHO, reply_by=due, now=BEFORE).reply_by == due


def test_in_the_hour_that_comes_twice_the_later_is_meant():
    form = typed(25, 10, "1:30am")

    assert form.is_valid(), form.errors
    assert form.reply_by == dt.datetime(2026, 10, 25, 1, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("day", "month", "at", "due"),
    [
        (24, 10, "1:30am", dt.datetime(2026, 10, 24, 0, 30, tzinfo=dt.UTC)),
        (25, 10, "2:30am", dt.datetime(2026, 10, 25, 2, 30, tzinfo=dt.UTC)),
        (26, 10, "1:30am", dt.datetime(2026, 10, 26, 1, 30, tzinfo=dt.UTC)),
    ],
)
def test_every_other_hour_is_what_the_clock_shows(day, month, at, due):
    form = typed(day, month, at)

    assert form.is_valid(), form.errors
    assert form.reply_by == due


def test_the_hour_that_never_comes_is_a_moment_all_the_same():
    form = typed(29, 3, "1:30am")

    assert form.is_valid(), form.errors
    assert form.reply_by in {
        dt.datetime(2026, 3, 29, 0, 30, tzinfo=dt.UTC),
        dt.datetime(2026, 3, 29, 1, 30, tzinfo=dt.UTC),
    }
