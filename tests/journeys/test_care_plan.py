"""A care plan is made with a child and a parent, approved, changed, and worked on by two people at once."""

import pytest
import time_machine
from playwright.sync_api import expect

from accounts.models import Role
from placements.models import CarePlan, CarePlanVersion
from tests.factories import (
    NOON,
    TODAY,
    AuthorityFactory,
    ChildFactory,
    PlacementFactory,
    UserFactory,
)
from tests.journeys.browsing import PHONE, Person

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

GOAL = "Sleeps through the night"
THEIRS, OURS = "Bo wants a quiet home.", "Asha wants to be near her nan."


@pytest.fixture(autouse=True)
def _the_day_is_known():
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def cast():
    authority = AuthorityFactory()
    worker = UserFactory(role=Role.SOCIAL_WORKER, authority=authority, name="Sam Worker")
    manager = UserFactory(role=Role.MANAGER, authority=authority, name="Mo Manager")
    child = ChildFactory(authority=authority, social_worker=worker, first_name="Asha")
    PlacementFactory(child=child, starts_on=TODAY, status="STARTED")
    return {"worker": worker, "manager": manager, "child": child}


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_plan_is_made_together_approved_and_changed(new_context, live_server, cast, scripts):
    worker = Person(new_context, live_server.url, scripts=scripts).as_user(cast["worker"])
    manager = Person(new_context, live_server.url, scripts=scripts).as_user(cast["manager"])
    plan = f"/children/{cast['child'].public_id}/plan/"
    when_the_social_worker_writes_a_plan_and_a_goal(worker, plan)
    and_asks_the_child_and_a_parent(worker, plan)
    and_records_who_decides(worker, plan)
    and_the_manager_approves_it(manager, plan)
    then_a_change_is_told_in_a_sentence(worker, plan)
    and_two_people_who_write_at_once_lose_nothing(worker, manager, plan)
    if scripts:
        and_what_was_typed_and_not_saved_is_kept(worker, plan)
    and_it_reads_on_a_phone(new_context, live_server, cast, plan, scripts)


def when_the_social_worker_writes_a_plan_and_a_goal(worker, plan):
    worker.goes_to(plan).presses("Start the care plan").reads("Missing before it can be approved")
    worker.clicks_on("Change what this plan is for").fills_in(aim="To live with a family.")
    worker.presses("^Save$").reads("To live with a family.")
    worker.clicks_on("Change health").fills_in(now="Well.", arrangements="See Dr Lee in May.")
    worker.presses("^Save$").reads("See Dr Lee in May.")
    worker.clicks_on("Add a goal for emotional").fills_in(words=GOAL, baseline=2, target=6)
    worker.presses("^Save$").reads("Enter what step 0 looks like").reads("6, the target")
    worker.fills_in(step_0="Never", step_6="Six nights of ten", step_10="Every night")
    worker.presses("^Save$").reads(GOAL).reads("Aims for 6: Six nights of ten")


def and_asks_the_child_and_a_parent(worker, plan):
    worker.clicks_on(f"Record it.*What Asha says about '{GOAL}'")
    worker.fills_in(stance="AGREES", words="I want to stay in bed.", how="AIDED", aid="Makaton")
    worker.presses("^Save$").reads("I want to stay in bed.").reads("Makaton")
    worker.clicks_on("Record what somebody says")
    worker.fills_in(whose="PARENT", stance="NOT_ASKED", words="Not well enough this week.")
    worker.presses("^Save$").reads("Reason: Not well enough this week.")
    worker.goes_to(plan).reads("Not recorded: the carer")
    worker.clicks_on("Record it.*What Asha says about the plan")
    worker.fills_in(stance="PARTLY", words="I like most of it.")
    worker.presses("^Save$").reads("Select how it was gathered")
    worker.fills_in(how="SAID").presses("^Save$").reads("I like most of it.")
    worker.reads("Nothing is missing. A manager can approve it.")


def and_records_who_decides(worker, plan):
    worker.goes_to(plan).clicks_on("Change the placement plan")
    worker.fills_in(day_to_day="Bed at eight.", signed_by_carer_on=TODAY)
    worker.presses("^Save$").reads("Enter when it was agreed")
    worker.fills_in(agreed_on=TODAY).presses("^Save$").reads("Bed at eight.")
    worker.clicks_on("Add who decides about something")
    worker.fills_in(area="MEDICAL", subject="Vaccinations", decider="AUTHORITY")
    worker.presses("^Save$").reads("Enter why this is not delegated to the carer")
    worker.fills_in(reason="A court order.").presses("^Save$").reads("Reason: A court order.")


def and_the_manager_approves_it(manager, plan):
    manager.goes_to(plan).presses("Read and approve the plan").presses("Approve this plan")
    manager.reads("Enter why the plan was made").fills_in(reason="The first plan.")
    manager.presses("Approve this plan").reads("Version 1 of the plan is approved.")
    manager.reads("Print on one page for Asha")
    assert CarePlanVersion.objects.get().approved_by.name == "Mo Manager"


def then_a_change_is_told_in_a_sentence(worker, plan):
    worker.goes_to(plan).reads("Nothing has changed since.")
    worker.clicks_on(f"^{GOAL}$").clicks_on("Change this goal")
    worker.fills_in(target=8, step_8="Eight nights of ten").presses("^Save$")
    worker.goes_to(plan).reads(f"The target for '{GOAL}' moved from 6 to 8.")


def and_two_people_who_write_at_once_lose_nothing(worker, manager, plan):
    worker.goes_to(f"{plan}change/")
    manager.goes_to(f"{plan}change/").fills_in(aim=THEIRS).presses("^Save$").reads(THEIRS)
    worker.fills_in(aim=OURS).presses("^Save$")
    worker.reads("saved by somebody else while you were writing").reads(THEIRS)
    assert worker.page.locator('[name="aim"]').input_value() == OURS
    assert CarePlan.objects.get().aim == THEIRS
    worker.fills_in(aim=f"{THEIRS}\n{OURS}").presses("^Save$").reads(OURS)
    assert CarePlan.objects.get().aim.split() == f"{THEIRS} {OURS}".split()


def and_what_was_typed_and_not_saved_is_kept(worker, plan):
    page = f"{plan}parts/IDENTITY/"
    worker.goes_to(page).fills_in(now="She is proud of her hair.")
    worker.page.locator('[name="now"]').blur()
    expect(worker.page.get_by_text("Draft saved")).to_be_visible()
    worker.goes_to(plan).goes_to(page).reads("You began this and did not save it.")
    worker.presses("Go on with your draft").reads("This is your draft")
    assert worker.page.locator('[name="now"]').input_value() == "She is proud of her hair."
    worker.presses("^Save$").reads("She is proud of her hair.")
    worker.goes_to(page)
    assert "You began this" not in worker.page.content()


def and_it_reads_on_a_phone(new_context, live_server, cast, plan, scripts):
    phone = Person(new_context, live_server.url, scripts=scripts, size=PHONE).as_user(
        cast["worker"]
    )
    phone.goes_to(plan).clicks_on(f"^{GOAL}$").presses("Record a score").fills_in(score=8)
    phone.presses("^Save$").reads("Now")
