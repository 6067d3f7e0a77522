"""The page of one stay."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from accounts.models import Role
from tests.factories import (
    MOVE_IN,
    NOON,
    AgreementFactory,
    ChildFactory,
    HouseholdFactory,
    PlacementFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def broker():
    return UserFactory(role=Role.BROKER)


@pytest.fixture
def booked(broker):
    household = HouseholdFactory()
    AgreementFactory(authority=broker.authority, service=household.service)
    return PlacementFactory(
        child=ChildFactory(authority=broker.authority), household=household, starts_on=MOVE_IN
    )


def page(client, user, placement, *, at):
    client.force_login(user)
    with time_machine.travel(at, tick=False):
        return client.get(placement.get_absolute_url()).content.decode()


def start_address(placement):
    return reverse("placements:placement-start", kwargs={"placement_id": placement.public_id})


def test_that_the_child_moved_in_can_be_recorded_from_the_day_booked(client, broker, booked):
    before = page(client, broker, booked, at=NOON)
    then = page(client, broker, booked, at=NOON + dt.timedelta(days=(MOVE_IN - NOON.date()).days))

    assert start_address(booked) not in before
    assert "on 9 March 2026 or after" in before
    assert start_address(booked) in then


def test_the_home_is_a_link_for_whoever_may_open_it(client, broker, booked):
    coach = UserFactory(role=Role.COACH, authority=broker.authority)
    booked.child.coach = coach
    booked.child.save()
    address = booked.household.get_absolute_url()

    assert address in page(client, broker, booked, at=NOON)
    assert address not in page(client, coach, booked, at=NOON)
    booked.household.service.agreements.all().delete()
    assert address not in page(client, broker, booked, at=NOON)


def test_another_home_that_is_booked_is_not_called_lived_in(client, broker, booked):
    present = PlacementFactory(
        child=booked.child, status="STARTED", starts_on=dt.date(2025, 1, 6), planned_end_on=MOVE_IN
    )

    assert "Booked from 9 March 2026" in page(client, broker, present, at=NOON)
    assert "6 January 2025 to now" in page(client, broker, booked, at=NOON)


def test_an_ending_that_a_booking_is_in_the_way_of_is_refused_in_words(client, broker, booked):
    present = PlacementFactory(
        child=booked.child, status="STARTED", starts_on=dt.date(2025, 1, 6), planned_end_on=MOVE_IN
    )
    client.force_login(broker)
    left = {"ends_on_day": "12", "ends_on_month": "3", "ends_on_year": "2026"}

    with time_machine.travel(NOON + dt.timedelta(days=30), tick=False):
        response = client.post(
            reverse("placements:placement-end", kwargs={"placement_id": present.public_id}),
            left | {"reason": "STEP_DOWN", "was_planned": "yes", "note": ""},
        )

    assert response.status_code == 200
    assert "next stay is booked from 9 March 2026" in response.content.decode()
