import datetime as dt

import pytest

from carers.models import Household
from carers.queries import occupancy
from tests.factories import MOVE_IN, HouseholdFactory, PlacementFactory

pytestmark = pytest.mark.django_db
WEEK = dt.timedelta(days=7)


def taken(day):
    return Household.objects.annotate(taken=occupancy.taken_on(day)).get().taken


def test_a_booked_stay_takes_its_place_from_its_first_day():
    PlacementFactory(household=HouseholdFactory(), starts_on=MOVE_IN)

    assert (taken(MOVE_IN - dt.timedelta(days=1)), taken(MOVE_IN)) == (0, 1)


def test_a_stay_gives_its_place_back_on_the_day_it_ends():
    PlacementFactory(
        household=HouseholdFactory(), starts_on=MOVE_IN, ends_on=MOVE_IN + WEEK, status="ENDED",
        end_reason="NEXT_HOME", end_was_planned=True,
    )  # fmt: skip

    assert (taken(MOVE_IN + WEEK - dt.timedelta(days=1)), taken(MOVE_IN + WEEK)) == (1, 0)


def test_a_planned_end_gives_the_place_back_and_a_cancelled_stay_never_takes_it():
    household = HouseholdFactory()
    PlacementFactory(household=household, starts_on=MOVE_IN, planned_end_on=MOVE_IN + WEEK)
    PlacementFactory(household=household, status="CANCELLED", cancel_reason="Fell through")

    assert (taken(MOVE_IN), taken(MOVE_IN + WEEK)) == (1, 0)
