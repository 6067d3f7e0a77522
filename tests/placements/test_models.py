import datetime as dt

import pytest
from django.db import IntegrityError, connection

from tests.factories import ChildFactory, HouseholdFactory, PlacementFactory

pytestmark = pytest.mark.django_db


def march(day):
    return dt.date(2026, 3, day)


def ended(**fields):
    return {"status": "ENDED", "end_reason": "STEP_DOWN", "end_was_planned": True} | fields


OVERLAPS = [
    pytest.param(march(9), march(12), id="by one day at the end"),
    pytest.param(march(1), march(6), id="by one day at the start"),
    pytest.param(march(6), march(8), id="contained"),
    pytest.param(march(1), march(20), id="around"),
    pytest.param(march(5), march(10), id="the same"),
    pytest.param(march(1), None, id="open-ended"),
]
FREE = [(march(1), march(5)), (march(10), march(12)), (march(10), None)]  # back to back


def stay(starts, ends, **fields):
    over = ended(ends_on=ends) if ends else {}
    return PlacementFactory(starts_on=starts, **over | fields)


@pytest.mark.parametrize(("starts", "ends"), OVERLAPS)
def test_c04_stays_of_one_child_may_not_share_a_day(starts, ends):
    child = ChildFactory()
    stay(march(5), march(10), child=child)

    with pytest.raises(IntegrityError, match="one_at_a_time_per_child"):
        stay(starts, ends, child=child)


@pytest.mark.parametrize(("starts", "ends"), OVERLAPS)
def test_c04_stays_in_one_place_may_not_share_a_day(starts, ends):
    household = HouseholdFactory()
    stay(march(5), march(10), household=household)

    with pytest.raises(IntegrityError, match="one_child_in_a_place"):
        stay(starts, ends, household=household)


@pytest.mark.parametrize("same", ["child", "household"])
@pytest.mark.parametrize(("starts", "ends"), FREE)
def test_c04_a_stay_may_begin_on_the_day_that_another_ends(starts, ends, same):
    shared = {"child": ChildFactory, "household": HouseholdFactory}[same]()
    stay(march(5), march(10), **{same: shared})

    assert stay(starts, ends, **{same: shared}).pk


@pytest.mark.parametrize("same", ["child", "household"])
def test_c04_a_stay_of_all_time_leaves_no_day_for_another(same):
    shared = {"child": ChildFactory, "household": HouseholdFactory}[same]()
    stay(march(5), march(10), **{same: shared})
    other = stay(march(10), None, **{same: shared})

    with connection.cursor() as cursor:
        cursor.execute("UPDATE carers_approvalterms SET starts_on = '-infinity'")
        always = "UPDATE placements_placement SET starts_on = '-infinity' WHERE id = %s"
        with pytest.raises(IntegrityError, match="one_"):
            cursor.execute(always, [other.pk])


def test_c04_a_stay_of_no_days_is_refused():
    with pytest.raises(IntegrityError, match="ends_after_it_starts"):
        stay(march(1), march(1))


def test_c04_control_without_the_check_a_stay_of_no_days_slips_past_the_constraints():
    child = ChildFactory()
    taken = stay(march(1), march(10), child=child)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "ALTER TABLE placements_placement DROP CONSTRAINT placements_placement_ends_after_it_starts"
        )

    assert stay(march(5), march(5), child=child, household=taken.household).pk


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
