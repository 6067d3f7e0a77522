import datetime as dt

import pytest
from django.db import IntegrityError

from tests.factories import ChildFactory, HouseholdFactory, PlacementFactory

pytestmark = pytest.mark.django_db


def march(day):
    return dt.date(2026, 3, day)


def ended(**fields):
    return {"status": "ENDED", "end_reason": "STEP_DOWN", "end_was_planned": True} | fields


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        (march(5), march(11)),  # one day over the end
        (march(1), march(6)),  # one day over the start
        (march(6), march(8)),  # inside
        (march(1), march(20)),  # around
        (march(1), None),  # without end
    ],
)
def test_c04_stays_of_one_child_may_not_share_a_day(starts, ends):
    child = ChildFactory()
    PlacementFactory(child=child, starts_on=march(5), **ended(ends_on=march(10)))

    with pytest.raises(IntegrityError, match="one_at_a_time_per_child"):
        PlacementFactory(child=child, starts_on=starts, **(ended(ends_on=ends) if ends else {}))


def test_c04_a_child_may_leave_and_join_on_the_same_day():
    child = ChildFactory()
    PlacementFactory(child=child, starts_on=march(1), **ended(ends_on=march(9)))

    assert PlacementFactory(child=child, starts_on=march(9)).pk


def test_c04_a_stay_of_no_days_is_refused():
    with pytest.raises(IntegrityError, match="ends_after_it_starts"):
        PlacementFactory(starts_on=march(1), **ended(ends_on=march(1)))


def test_a_planned_end_comes_after_the_start():
    with pytest.raises(IntegrityError, match="planned_end_after_it_starts"):
        PlacementFactory(starts_on=march(2), planned_end_on=march(2))


def test_a_cancelled_stay_takes_nothing():
    child, household = ChildFactory(), HouseholdFactory(terms__places=1)
    PlacementFactory(
        child=child, household=household, status="CANCELLED", cancel_reason="Fell through"
    )

    assert PlacementFactory(child=child, household=household).pk


def test_a_place_is_given_once():
    household = HouseholdFactory()
    PlacementFactory(household=household, place_number=1)

    with pytest.raises(IntegrityError, match="one_child_in_a_place"):
        PlacementFactory(household=household, place_number=1)


def test_a_household_has_no_more_places_than_it_is_approved_for():
    household = HouseholdFactory(terms__places=2)

    with pytest.raises(IntegrityError, match="no such approved place"):
        PlacementFactory(household=household, place_number=3)


def test_a_household_without_approval_on_the_day_has_no_place():
    household = HouseholdFactory(terms__starts_on=march(20))

    with pytest.raises(IntegrityError, match="no such approved place"):
        PlacementFactory(household=household, starts_on=march(19))


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "ENDED"},
        {"status": "ENDED", "ends_on": march(12), "end_was_planned": True},
        {"status": "ENDED", "ends_on": march(12), "end_reason": "STEP_DOWN"},
        {"status": "STARTED", "ends_on": march(12)},
        {"status": "STARTED", "end_reason": "STEP_DOWN"},
    ],
)
def test_a_stay_ends_with_a_day_and_a_reason(fields):
    with pytest.raises(IntegrityError, match="ends_with_a_day_and_a_reason"):
        PlacementFactory(starts_on=march(9), **fields)


def test_a_stay_is_cancelled_for_a_reason():
    with pytest.raises(IntegrityError, match="cancelled_for_a_reason"):
        PlacementFactory(status="CANCELLED")


@pytest.mark.parametrize("fields", [{"place_number": None}, {"household": None}])
def test_a_stay_in_a_household_takes_a_place_and_no_other_does(fields):
    with pytest.raises(IntegrityError, match=r"takes_a_place|no such approved place"):
        PlacementFactory(**fields)
