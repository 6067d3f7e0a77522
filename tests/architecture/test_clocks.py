"""The nights on which the clocks change, in London: 29 March 2026 has no 1:30am and 25 October 2026 has two."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from celery.schedules import crontab
from django.conf import settings as used
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLog, Role
from brokerage.queries.round_draft import usual_reply_by
from reference.dates import LONDON
from tests.brokerage.round_scene import Scene
from tests.factories import ReferralFactory, UserFactory

UTC = dt.UTC
A_DAY = dt.timedelta(hours=24)
FIRST, SECOND = (
    dt.datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    dt.datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
)
NEVER = dt.datetime(2026, 3, 29, 1, 30)  # noqa: DTZ001  # no such moment
EVENINGS = [dt.datetime(2026, 3, 28, 20, tzinfo=UTC), dt.datetime(2026, 10, 24, 20, tzinfo=UTC)]
# By beat's clock, which is UTC. From 23:00 it is tomorrow in London in summer; from 1 to 2 in London, which is midnight
# or 1:00 here, an hour is missing or there twice.
AVOIDED = {23, 0, 1}


def risky_hours(schedule):
    """The hours at which a job would run on another day than it says, twice, or never."""
    return set(schedule.hour) & AVOIDED if isinstance(schedule, crontab) else set()


def test_c11_beat_reckons_in_utc():
    assert used.CELERY_TIMEZONE == "UTC"


@pytest.mark.parametrize("name", used.CELERY_BEAT_SCHEDULE)
def test_c11_no_job_is_due_while_the_clocks_change(name):
    schedule = used.CELERY_BEAT_SCHEDULE[name]["schedule"]

    assert risky_hours(schedule) == set()


@pytest.mark.parametrize("hour", [23, 0, 1, "*", "*/6"])
def test_c11_control_a_job_at_such_an_hour_is_noticed(hour):
    assert risky_hours(crontab(minute=30, hour=hour))
    assert not risky_hours(crontab(minute=30, hour=3))


@pytest.mark.django_db
@pytest.mark.parametrize("at", EVENINGS)
def test_c11_twenty_four_hours_are_24_hours_whatever_the_clocks_do(at):
    referral = ReferralFactory(authority__expects_reply_within_hours=24)

    assert usual_reply_by(referral, at=at) - at == A_DAY


@pytest.mark.parametrize(("at", "hours"), [*zip(EVENINGS, [23, 25], strict=True)])
def test_c11_control_a_day_by_the_clock_on_the_wall_would_be_another(at, hours):
    by_the_wall = at.astimezone(LONDON) + A_DAY

    assert by_the_wall.astimezone(UTC) - at == dt.timedelta(hours=hours)


@pytest.mark.django_db
@pytest.mark.parametrize("at", EVENINGS)
def test_c11_answers_are_taken_up_to_the_last_of_the_24_hours(at):
    scene = Scene()
    invitation = scene.open(scene.households(1), at=at, reply_by=at + A_DAY).invitations.get()

    assert invitation.round.is_open(at=at + A_DAY - dt.timedelta(seconds=1))
    assert not invitation.round.is_open(at=at + A_DAY)


def opened_at(manager, *moments):
    for at in moments:
        AccessLog.objects.create(
            user=manager, authority=manager.authority, action="VIEW", record_type="children.child",
            page="children:child-detail", at=at,
        )  # fmt: skip


@pytest.mark.django_db
def test_c11_half_past_one_happens_twice_and_the_two_stay_apart(sign_in):
    manager = UserFactory(role=Role.MANAGER)
    opened_at(manager, SECOND, FIRST)

    rows = list(AccessLog.objects.order_by("at"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT at AT TIME ZONE 'UTC' FROM accounts_accesslog ORDER BY at")
        stored = [at for (at,) in cursor.fetchall()]
    page = sign_in(manager).get(reverse("accounts:access-log")).content.decode()
    file = sign_in(manager).get(reverse("accounts:access-log-file")).content.decode()

    assert [row.at for row in rows] == [FIRST, SECOND]
    assert stored == [FIRST.replace(tzinfo=None), SECOND.replace(tzinfo=None)]
    assert page.count("25 October 2026 at 1:30am") == 2
    assert "2026-10-25 01:30:00+01:00" in file
    assert "2026-10-25 01:30:00+00:00" in file


def test_c11_control_kept_as_the_clock_on_the_wall_they_would_be_one():
    def on_the_wall(at):
        return at.astimezone(LONDON).replace(tzinfo=None, fold=0)

    assert on_the_wall(FIRST) == on_the_wall(SECOND)


def test_c11_a_time_that_was_never_is_the_moment_an_hour_later_and_shown_as_such():
    typed = timezone.make_aware(NEVER)

    assert typed.astimezone(UTC) == dt.datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert timezone.localtime(typed.astimezone(UTC)).hour == 2


@pytest.mark.django_db
def test_c11_today_is_londons_on_a_page_late_on_a_july_evening(sign_in):
    manager = UserFactory(role=Role.MANAGER)
    late = dt.datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    opened_at(manager, late)

    with time_machine.travel(late, tick=False):
        client = sign_in(manager)
        found = client.get(reverse("accounts:access-log"), {"since": "2/7/2026"}).content.decode()
        before = client.get(reverse("accounts:access-log"), {"until": "1/7/2026"}).content.decode()

    assert "2 July 2026 at 12:30am" in found
    assert "12:30am" not in before


@pytest.mark.django_db
def test_c11_control_by_utcs_calendar_it_would_be_the_day_before(sign_in, settings):
    manager = UserFactory(role=Role.MANAGER)
    late = dt.datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    opened_at(manager, late)

    with timezone.override(ZoneInfo("UTC")):
        page = sign_in(manager).get(reverse("accounts:access-log")).content.decode()

    assert "1 July 2026 at 11:30pm" in page
