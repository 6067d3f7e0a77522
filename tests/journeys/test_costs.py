"""A manager asks what step-downs cost: puts a unit cost right, changes an assumption, publishes, and reads it again."""

import pytest
import time_machine

from accounts.models import Role
from evaluation.models import PublishedResult, UnitCostVersion
from tests.evaluation.costs import step_down
from tests.factories import NOON, AuthorityFactory, UserFactory
from tests.journeys.browsing import DESK, PHONE, Person

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _the_desk_is_open():
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def cast():
    authority = AuthorityFactory()
    return {
        "child": step_down(authority),
        "manager": UserFactory(authority=authority, role=Role.MANAGER, name="Mo Manager"),
    }


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_an_assumption_moves_the_figure_and_the_result_keeps_it(
    new_context, live_server, cast, scripts
):
    manager = Person(new_context, live_server.url, scripts=scripts).as_user(cast["manager"])
    manager.goes_to("/reports/").clicks_on("^Cost and benefit$").reads("None yet.")
    when_the_manager_enters_what_a_search_costs(manager)
    and_compares_the_cohort(manager, cast["child"])
    and_supposes_a_dearer_home(manager, scripts)
    and_publishes_it(manager)
    then_it_is_read_as_it_was_published(manager)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_pages_hold_on_a_desk_and_on_a_phone(new_context, live_server, cast, size):
    manager = Person(new_context, live_server.url, scripts=True, size=size).as_user(cast["manager"])

    for page in (
        "", "unit-costs/", "unit-costs/change/?item=HOME", "cohort/", "cohort/?other=KIND", "cohort/publish/",
        f"children/{cast['child'].public_id}/",
    ):  # fmt: skip
        manager.goes_to(f"/reports/costs/{page}")


def when_the_manager_enters_what_a_search_costs(manager):
    manager.clicks_on("^Unit costs$").reads("not what your authority pays")
    manager.clicks_on("Change 5. Finding a subsequent placement").fills_in(pence="1000")
    manager.presses("Save as a new version").reads("Enter where it is from")
    manager.fills_in(
        price_year="2025-26", source="The brokerage desk's budget", is_local="yes", confidence="HIGH",
        why="The desk's budget was agreed.",
    )  # fmt: skip
    manager.presses("Save as a new version").reads("The unit cost is changed.")
    assert UnitCostVersion.objects.get().changed == "P5"


def and_compares_the_cohort(manager, child):
    manager.goes_to("/reports/costs/cohort/").reads("£159,000 less").reads("not a cash saving")
    manager.clicks_on(child.reference).reads("£159,000 less")


def and_supposes_a_dearer_home(manager, scripts):
    manager.fills_in(other_week_central="6000")
    if scripts:
        manager.page.wait_for_selector("#costs-result :text('£199,000 less')")
        manager.looks()
    else:
        manager.presses("Show the result")
    manager.reads("£199,000 less")
    assert not PublishedResult.objects.exists()


def and_publishes_it(manager):
    manager.clicks_on("Publish this result").reads("£199,000 less")
    manager.fills_in(title="A child's step-down", note="At the price of the new contract.")
    manager.presses("Publish this result")


def then_it_is_read_as_it_was_published(manager):
    manager.goes_to("/reports/costs/").clicks_on("A child's step-down")
    manager.reads("£199,000 less").reads("At the price of the new contract.").reads("£6,000")
    manager.reads("Unit costs, version 1").reads("This is not a cash saving")
    assert PublishedResult.objects.get().made_by.name == "Mo Manager"
