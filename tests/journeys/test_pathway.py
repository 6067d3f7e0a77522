"""A child's path, as a social worker walks it with the child: at the desk, on a phone, with and without scripts."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from accounts.models import Role
from placements.models import Milestone, StepDownPlan
from tests.factories import NOON, TODAY, AuthorityFactory, ChildFactory, UserFactory
from tests.journeys.browsing import PHONE, Person

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PATH = "Home, with a coach"


@pytest.fixture(autouse=True)
def _a_monday_in_march():
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def worker(settings, live_server):
    settings.SITE_URL = live_server.url
    return UserFactory(role=Role.SOCIAL_WORKER, authority=AuthorityFactory(), name="Sam Worker")


@pytest.fixture
def child(worker):
    return ChildFactory(
        authority=worker.authority, social_worker=worker, first_name="Asha", last_name="Canary",
        permanence_plan="HOME",
    )  # fmt: skip


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_path_is_made_personal_updated_on_a_phone_and_walked_on_and_back(
    new_context, live_server, worker, child, scripts
):
    def browser(**size):
        return Person(new_context, live_server.url, scripts=scripts, **size).as_user(worker)

    desk, phone = browser(), browser(size=PHONE)

    # Given a plan from a path that ships with the product, made the child's own
    desk.goes_to(reverse("children:child-detail", args=[child.public_id]))
    desk.clicks_on("^Step-down$").presses("Start a plan")
    desk.page.get_by_label(PATH).check()
    desk.fills_in(started_on=TODAY).presses("Start the plan")
    desk.reads("Planning with a coach").clicks_on("Add a milestone")
    desk.fills_in(
        words="Cooks with Nan on Sundays", child_words="I cook with Nan", owner=worker.public_id,
        due_on=TODAY + dt.timedelta(days=3),
    ).presses("Save").reads("Cooks with Nan on Sundays")  # fmt: skip

    # When a milestone is updated on a phone: two clicks and a sentence
    phone.goes_to(reverse("children:list"))
    before = phone.clicks
    phone.clicks_on("Cooks with Nan on Sundays")
    phone.fills_in(words="Two Sundays running.").presses("Save the update")
    assert phone.clicks - before == 2
    assert Milestone.objects.get(words__startswith="Cooks").updates.count() == 1

    # Then the child moves on a stage, and back, and the path says so without blame
    desk.goes_to(reverse("placements:pathway-detail", args=[child.public_id]))
    desk.presses("Move to “More time at home”")
    for number in range(3):
        desk.fills_in(**{f"met_{number}": "no" if number == 2 else "yes"})
    desk.fills_in(reason="Her mother says she can try.").presses("Move to this stage")
    desk.reads("The stage is now “More time at home”")
    desk.clicks_on("Return to “Planning with a coach”")
    desk.fills_in(reason="Her coach was ill: more time first.").presses("Return to this stage")
    desk.reads("returns to “Planning with a coach”")

    # And the child can look at it
    desk.clicks_on("plain words and pictures").reads("You are here.").reads("I cook with Nan")
    plan = StepDownPlan.objects.get()
    assert [move.to_stage.position for move in plan.moves.all()] == [1, 2, 1]


def test_readiness_is_looked_at_side_by_side(new_context, live_server, worker, child):
    desk = Person(new_context, live_server.url, scripts=True).as_user(worker)
    desk.goes_to(reverse("placements:readiness-record", args=[child.public_id]))
    desk.fills_in(
        whose="CHILD", judged_SUPPORT="NOT_YET", said_SUPPORT="I want Jo to come along."
    ).presses("Save")
    desk.reads("I want Jo to come along.").reads("Not heard yet")
