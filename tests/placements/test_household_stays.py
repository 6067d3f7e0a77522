"""The stays in one household, on the household's own pages."""

import datetime as dt
import re

import pytest
import time_machine
from django.urls import reverse

from accounts.models import AccessLog, Role
from placements import queries
from tests.factories import (
    MOVE_IN,
    NOON,
    TODAY,
    AgreementFactory,
    ChildFactory,
    HouseholdFactory,
    PlacementFactory,
    ResidentFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
LAST_YEAR = dt.date(2025, 1, 6)


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def broker():
    return UserFactory(role=Role.BROKER)


@pytest.fixture
def household(broker):
    household = HouseholdFactory(terms__places=3)
    AgreementFactory(authority=broker.authority, service=household.service)
    return household


@pytest.fixture
def ours(broker, household):
    child = ChildFactory(authority=broker.authority, first_name="Amara", last_name="Example")
    return PlacementFactory(child=child, household=household, starts_on=LAST_YEAR, status="STARTED")


@pytest.fixture
def theirs(household):
    child = ChildFactory(first_name="Zebedee", last_name="Canary")
    return PlacementFactory(
        child=child, household=household, place_number=2, starts_on=MOVE_IN,
        planned_end_on=dt.date(2026, 6, 1),
    )  # fmt: skip


def address(household):
    return reverse("placements:household-stays", kwargs={"household_id": household.public_id})


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


def test_the_page_is_a_tab_of_the_household_and_is_written_down(
    client, broker, household, ours, django_assert_max_num_queries
):
    client.force_login(broker)
    assert address(household) in client.get(household.get_absolute_url()).content.decode()

    with django_assert_max_num_queries(20):
        page = client.get(address(household))

    assert page.status_code == 200
    assert ours.get_absolute_url() in page.content.decode()
    assert AccessLog.objects.filter(user=broker, page="placements:household-stays").exists()


def test_another_authoritys_child_is_a_place_taken_with_its_days_and_nothing_else(
    client, broker, household, ours, theirs
):
    client.force_login(broker)

    page = client.get(address(household))

    assert "Amara" in words(page)
    assert "Place taken 9 March 2026 1 June 2026" in words(page)
    for secret in ("Zebedee", "Canary", str(theirs.public_id), theirs.child.reference):
        assert secret not in page.content.decode()


def test_why_another_authoritys_childs_stay_ended_is_not_shown(client, broker, household):
    PlacementFactory(
        household=household, starts_on=LAST_YEAR, status="ENDED", ends_on=dt.date(2025, 9, 1),
        end_reason="ALLEGATION", end_was_planned=False,
    )  # fmt: skip
    client.force_login(broker)

    shown = words(client.get(address(household)))

    assert "Place taken 6 January 2025 1 September 2025" in shown
    assert "Allegation" not in shown


def test_a_fostering_service_sees_days_only(client, household, ours, theirs):
    client.force_login(UserFactory(role=Role.FOSTERING_OFFICER, service=household.service))

    shown = client.get(address(household)).content.decode()

    assert shown.count("Place taken") == 2
    assert "Amara" not in shown


def test_places_are_counted_with_those_of_children_placed_from_elsewhere(household, ours, theirs):
    ResidentFactory(household=household, kind="FOSTERED")
    ResidentFactory(household=household, kind="FOSTERED", stays_until=TODAY)

    counted = queries.places_of(household, today=TODAY)

    assert counted == queries.Places(approved=3, held=1, elsewhere=1)


def test_a_cancelled_booking_is_no_stay(client, broker, household, ours):
    PlacementFactory(
        household=household, child=ChildFactory(authority=broker.authority), place_number=2,
        status="CANCELLED", cancel_reason="No",
    )  # fmt: skip
    client.force_login(broker)

    assert "Nothing is booked." in words(client.get(address(household)))


def test_past_stays_go_page_by_page(client, broker, household):
    for month in range(30):
        starts = dt.date(2023, 1, 1) + dt.timedelta(days=30 * month)
        PlacementFactory(
            household=household, starts_on=starts, status="ENDED",
            ends_on=starts + dt.timedelta(days=3), end_reason="RETURN_HOME", end_was_planned=True,
        )  # fmt: skip
    client.force_login(broker)

    first, second = (client.get(address(household), {"page": number}) for number in (1, 2))

    assert [len(page.context["past"]) for page in (first, second)] == [25, 5]


def test_stays_in_a_household_of_another_desk_are_not_found(client, broker):
    client.force_login(broker)

    assert client.get(address(HouseholdFactory())).status_code == 404
