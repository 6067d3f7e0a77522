"""The pages of short breaks and sessions, and of an authority's own timings."""

import datetime as dt
import re

import pytest
import time_machine
from django.urls import reverse

from accounts.models import AccessLog, Role
from placements.models import ClockRule, SupportSession
from tests.factories import NOON, TODAY, ChildFactory, SupportSessionFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOON):
        yield


@pytest.fixture
def worker():
    return UserFactory(role=Role.SOCIAL_WORKER)


@pytest.fixture
def child(worker):
    return ChildFactory(authority=worker.authority, social_worker=worker)


@pytest.fixture
def browser(sign_in, worker):
    return sign_in(worker)


@pytest.fixture
def admin(sign_in, worker):
    return sign_in(UserFactory(role=Role.ADMINISTRATOR, authority=worker.authority))


def tab(child):
    return reverse("placements:child-sessions", args=[child.public_id])


def posted_day(day, name):
    return {f"{name}_{part}": getattr(day, part) for part in ("day", "month", "year")}


def a_break(child, start, nights, **more):
    return SupportSessionFactory(
        child=child, kind="SHORT_BREAK", starts_on=start,
        ends_on=start + nights * DAY if nights else None, **more,
    )  # fmt: skip


def test_a_session_is_planned_and_then_recorded(browser, child):
    url = reverse("placements:session-plan", args=[child.public_id])
    browser.post(
        url,
        {"kind": "SHORT_BREAK", **posted_day(TODAY, "starts_on"), **posted_day(TODAY + 2 * DAY, "ends_on"),
         "planned_hours": "46", "who": "Ann Green, Bo White"},
    )  # fmt: skip
    session = SupportSession.objects.get()
    assert session.who == ["Ann Green", "Bo White"]
    assert b"46 hours planned, with Ann Green, Bo White" in browser.get(tab(child)).content

    url = reverse("placements:session-record", args=[session.public_id])
    browser.post(url, {"was_held": "yes", "held_hours": "44.5", "what_changed": "Slept through."})

    page = browser.get(tab(child)).content
    assert b"44.5 of 46 hours" in page
    assert b"Slept through." in page


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"was_held": "yes", "held_hours": ""}, b"Enter for how many hours"),
        ({"was_held": "no"}, b"Enter why it did not happen"),
        ({}, b"Select whether it happened"),
    ],
)
def test_what_is_missing_is_asked_for_and_nothing_is_lost(browser, child, sent, said):
    session = SupportSessionFactory(child=child)
    url = reverse("placements:session-record", args=[session.public_id])

    page = browser.post(url, {"what_changed": "Much.", "reason": "", **sent})

    assert said in page.content
    assert b"Much." in page.content
    assert SupportSession.objects.get().status == "PLANNED"


def test_a_break_must_end_after_it_starts(browser, child):
    url = reverse("placements:session-plan", args=[child.public_id])
    page = browser.post(
        url,
        {"kind": "COACH", **posted_day(TODAY, "starts_on"), **posted_day(TODAY, "ends_on"), "planned_hours": "2"},
    )  # fmt: skip

    assert b"It must end after the day it starts" in page.content
    assert not SupportSession.objects.exists()


def test_the_limits_are_shown_with_what_counts(browser, child):
    a_break(child, TODAY - 60 * DAY, 18, status="HELD", held_hours=400)
    a_break(child, TODAY - 3 * DAY, 0, status="HELD", held_hours=6)
    a_break(child, TODAY + 9 * DAY, 58)

    page = browser.get(tab(child)).content.decode()
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))

    assert "Too many 76 days of 75: 18 held and 58 planned" in page
    assert "Too long 18 days from" in page
    assert "A break without a night does not count" in page


def test_opening_and_recording_a_session_is_in_the_access_log(browser, child):
    session = SupportSessionFactory(child=child)
    browser.get(tab(child))
    browser.get(reverse("placements:session-record", args=[session.public_id]))

    assert AccessLog.objects.count() == 2


def test_another_authoritys_session_is_not_found(browser):
    session = SupportSessionFactory()

    assert browser.get(tab(session.child)).status_code == 404
    url = reverse("placements:session-record", args=[session.public_id])
    assert browser.get(url).status_code == 404
    assert browser.post(url, {"was_held": "no", "reason": "Ill."}).status_code == 404


def test_a_reviewing_officer_reads_and_does_not_record(child, sign_in):
    officer = UserFactory(role=Role.REVIEWING_OFFICER, authority=child.authority)
    child.reviewing_officer = officer
    child.save()
    browser = sign_in(officer)

    assert b"Plan a short break" not in browser.get(tab(child)).content
    url = reverse("placements:session-plan", args=[child.public_id])
    assert browser.get(url).status_code == 403


def change(admin, **sent):
    url = reverse("placements:clockrule-change") + "?timing=REVIEW-1"
    return admin.post(url, sent)


def test_an_administrator_shortens_a_timing_names_the_procedure_and_goes_back_to_the_law(admin):
    change(admin, amount="15", unit="WORKING_DAYS", source="Procedure 4.2")
    page = admin.get(reverse("placements:clockrule-list")).content.decode()
    assert "15 working days" in page
    assert "Procedure 4.2" in page

    admin.post(reverse("placements:clockrule-drop"), {"timing": "REVIEW-1"})

    assert not ClockRule.objects.exists()
    assert "Procedure 4.2" not in admin.get(reverse("placements:clockrule-list")).content.decode()


def test_a_timing_longer_than_the_laws_is_refused_with_what_was_typed(admin):
    page = change(admin, amount="21", unit="WORKING_DAYS", source="Procedure 4.2")

    assert b"may not end later than the law" in page.content
    assert b"Procedure 4.2" in page.content
    assert not ClockRule.objects.exists()


@pytest.mark.parametrize("asked", ["", "NONE", "REVIEW-9"])
def test_a_timing_that_there_is_not_leads_back_to_the_list(admin, asked):
    url = reverse("placements:clockrule-change") + f"?timing={asked}"

    assert admin.get(url).url == reverse("placements:clockrule-list")


def test_timings_are_for_administrators(browser):
    assert browser.get(reverse("placements:clockrule-list")).status_code == 403
    url = reverse("placements:clockrule-drop")
    assert browser.post(url, {"timing": "REVIEW-1"}).status_code == 403
