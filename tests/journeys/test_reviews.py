"""A review, from the plan to what came of it: the reviewing officer and the social worker, with scripts and without."""

import datetime as dt

import pytest
import time_machine
from icalendar import Calendar

from accounts.models import Role
from placements.models import Review, ReviewDecision
from tests.factories import (
    NOON,
    TODAY,
    ChildFactory,
    ImportantPersonFactory,
    PlacementFactory,
    UserFactory,
)
from tests.journeys.browsing import PHONE, Person

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _the_desk_is_open():
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def cast():
    officer = UserFactory(role=Role.REVIEWING_OFFICER, name="Io Officer")
    worker = UserFactory(role=Role.SOCIAL_WORKER, authority=officer.authority, name="Sam Worker")
    child = ChildFactory(
        authority=officer.authority, social_worker=worker, reviewing_officer=officer,
        first_name="Asha", looked_after_from=TODAY - 60 * DAY,
    )  # fmt: skip
    PlacementFactory(child=child, starts_on=TODAY - 60 * DAY, status="STARTED")
    ImportantPersonFactory(child=child, strength=4, contact="NONE", times_a_month=4)
    return {"officer": officer, "worker": worker, "child": child}


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_decision_of_a_review_is_done(new_context, live_server, cast, scripts):
    officer = Person(new_context, live_server.url, scripts=scripts).as_user(cast["officer"])
    worker = Person(new_context, live_server.url, scripts=scripts, size=PHONE)
    worker.as_user(cast["worker"])
    given_the_first_review_is_overdue(officer)
    when_the_officer_plans_it_and_puts_it_in_a_calendar(officer)
    and_records_it_with_a_decision(officer)
    then_the_social_worker_does_it(worker)
    and_records_a_visit_and_looks_at_the_network(worker, cast["child"])


def given_the_first_review_is_overdue(officer):
    officer.goes_to("/to-do/").reads("First review").reads("overdue")
    officer.clicks_on("First review").reads("regulation 33")


def when_the_officer_plans_it_and_puts_it_in_a_calendar(officer):
    officer.presses("Plan a review").presses("^Save$").reads("Enter the day of the review")
    officer.fills_in(day=TODAY, time="3pm", place="The school", invited="Jo Example, teacher")
    officer.presses("^Save$").reads("2 March 2026 at 3pm")
    with officer.page.expect_download() as download:
        officer.page.get_by_role("link", name="Put it in your calendar").click()
    entry = Calendar.from_ical(download.value.path().read_bytes()).walk("VEVENT")[0]
    assert dt.datetime(2026, 3, 2, 15, tzinfo=dt.UTC) == entry.DTSTART
    assert "Asha" not in download.value.path().read_text()


def and_records_it_with_a_decision(officer):
    officer.presses("Record the review")
    officer.fills_in(
        held_on=TODAY, participation="PN1", child_said="I like it here.", about_HEALTH="Well."
    )
    officer.page.get_by_label("Jo Example, teacher").check()
    officer.presses("^Save$").reads("I like it here.").reads("Came")
    officer.presses("Add a decision").fills_in(words="Arrange swimming", due_on=TODAY + DAY)
    officer.page.get_by_label("Who does it?").select_option(label="Sam Worker")
    officer.presses("^Save$").reads("Arrange swimming")
    assert Review.objects.get().participants.get().attended


def then_the_social_worker_does_it(worker):
    worker.goes_to("/to-do/?whose=mine").clicks_on("Arrange swimming")
    worker.fills_in(done_on=TODAY, outcome="Tuesdays at five.")
    worker.presses("^Save$")
    assert "Arrange swimming" not in worker.page.locator("table").inner_text()
    assert ReviewDecision.objects.get().outcome == "Tuesdays at five."


def and_records_a_visit_and_looks_at_the_network(worker, child):
    worker.goes_to(f"/children/{child.public_id}/reviews/").presses("Record a visit")
    worker.fills_in(on=TODAY, seen="yes", seen_alone="yes", child_said="The dog is funny.")
    worker.presses("^Save$").reads("The dog is funny.")
    worker.goes_to(f"/children/{child.public_id}/network/").reads("Nan")
    worker.goes_to(f"/children/{child.public_id}/short-breaks/").presses("Plan a short break")
    worker.fills_in(kind="SHORT_BREAK", starts_on=TODAY, ends_on=TODAY + 2 * DAY, planned_hours=48)
    worker.presses("^Save$").reads("2 days of 75")
    worker.goes_to(f"/children/{child.public_id}/story/").presses("Add a moment")
    worker.fills_in(year="2020", month="9", title="First day at school", told_by="Nan")
    worker.fills_in(words="You wore new shoes.")
    worker.presses("^Save$").reads("September 2020")
