"""The pages of a care plan."""

import pytest
import time_machine
from django.urls import reverse

from accounts.models import AccessLog, Role
from placements.models import Delegation
from tests.factories import (
    NOON,
    TODAY,
    CarePlanFactory,
    CarePlanVersionFactory,
    ChildFactory,
    DelegationFactory,
    GoalFactory,
    PlacementFactory,
    PlacementPlanFactory,
    PlanDimensionFactory,
    SupportItemFactory,
    UserFactory,
    VoiceFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_day_is_known():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def worker():
    return UserFactory(role=Role.SOCIAL_WORKER)


@pytest.fixture
def plan(worker):
    child = ChildFactory(authority=worker.authority, social_worker=worker)
    return CarePlanFactory(child=child, created_by=worker)


@pytest.fixture
def stay(plan):
    return PlacementFactory(child=plan.child, starts_on=TODAY, status="STARTED")


def address(name, *args):
    return reverse(f"placements:{name}", args=args)


def read(client, name, *args):
    response = client.get(address(name, *args))
    assert response.status_code == 200
    return response.content.decode()


def test_a_child_without_a_plan_is_said_to_have_none_and_only_those_who_may_begin_it(
    sign_in, worker
):
    child = ChildFactory(authority=worker.authority, social_worker=worker, reviewing_officer=None)
    officer = UserFactory(role=Role.REVIEWING_OFFICER, authority=worker.authority)
    child.reviewing_officer = officer
    child.save()

    assert "Start the care plan" in read(sign_in(worker), "plan-detail", child.public_id)
    assert "Start the care plan" not in read(sign_in(officer), "plan-detail", child.public_id)
    assert sign_in(worker).get(address("plan-change", child.public_id)).status_code == 404


def test_a_large_plan_takes_no_more_queries_than_a_small_one(
    sign_in, worker, plan, stay, django_assert_max_num_queries
):
    SupportItemFactory(placement=stay)
    for area in Delegation.Area.values:
        DelegationFactory(
            plan=PlacementPlanFactory(placement=stay) if area == "MEDICAL" else stay.plan, area=area
        )
    for number in range(8):
        VoiceFactory(plan=plan, goal=GoalFactory(plan=plan, words=f"Goal {number}"))
    CarePlanVersionFactory(plan=plan)
    client = sign_in(worker)

    with django_assert_max_num_queries(25):
        page = read(client, "plan-detail", plan.child.public_id)

    assert "Training in tube feeding" in page
    assert "Goal 7" in page


def test_what_is_missing_links_to_where_it_is_recorded(sign_in, worker, plan):
    goal = GoalFactory(plan=plan)

    page = read(sign_in(worker), "plan-detail", plan.child.public_id)

    assert f"{address('goal-voice', goal.public_id)}?whose=CHILD" in page
    assert f"{address('plan-voice', plan.child.public_id)}?whose=CHILD" in page


def test_a_plan_that_is_not_ready_cannot_be_approved_by_sending_the_form(sign_in, worker, plan):
    manager = UserFactory(role=Role.MANAGER, authority=worker.authority)
    GoalFactory(plan=plan)

    response = sign_in(manager).post(address("plan-approve", plan.child.public_id), {"reason": "x"})

    assert "cannot be approved yet" in response.content.decode()
    assert not plan.versions.exists()


def test_what_is_often_asked_is_offered_and_nobody_is_filled_in_as_deciding(sign_in, worker, stay):
    page = read(sign_in(worker), "delegation-add", stay.public_id) + ""
    suggested = (
        sign_in(worker).get(f"{address('delegation-add', stay.public_id)}?about=1").content.decode()
    )

    assert 'value="Vaccinations"' in suggested
    assert "Often: the authority." in suggested
    assert "checked" not in suggested.split('name="decider"', 1)[1].split("</fieldset>")[0]
    assert "Often:" not in page


def test_another_stays_decision_is_not_found(sign_in, worker, stay):
    other = DelegationFactory()
    client = sign_in(worker)

    for key in (other.pk, "x", "9" * 30):
        assert client.get(address("delegation-change", stay.public_id, key)).status_code == 404


def test_the_second_of_two_who_change_a_part_sees_both_texts(sign_in, worker, plan):
    part = PlanDimensionFactory(plan=plan, now="Theirs", version=2)
    url = address("dimension-change", plan.child.public_id, part.dimension)

    response = sign_in(worker).post(url, {"version": "1", "now": "Mine", "arrangements": ""})

    page = response.content.decode()
    assert response.status_code == 409
    assert "Theirs" in page
    assert "Mine" in page
    assert 'name="version" value="2"' in page


@pytest.mark.parametrize("name", ["version-pdf", "version-child-pdf"])
def test_a_print_is_a_file_and_is_noted_as_taken_away(sign_in, worker, plan, name):
    version = CarePlanVersionFactory(plan=plan)

    response = sign_in(worker).get(address(name, version.public_id))

    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
    taken = AccessLog.objects.get(action=AccessLog.Action.EXPORT)
    assert taken.record_id == str(version.public_id)
