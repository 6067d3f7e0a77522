"""A night of the introductions needs an approved place that is free, as a stay does."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from accounts.models import Role
from placements.queries.introductions import no_bed, offered, step_lines
from placements.services import check_room
from placements.services.refusals import NoPlaceFree
from tests.factories import (
    NOON,
    TODAY,
    ChildFactory,
    HouseholdFactory,
    IntroductionStepFactory,
    PlacementFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
NIGHT = TODAY + 7 * DAY


@pytest.fixture
def home():
    return HouseholdFactory(terms__places=1)


@pytest.fixture
def booked(home):
    worker = UserFactory(role=Role.SOCIAL_WORKER)
    child = ChildFactory(authority=worker.authority, social_worker=worker)
    return PlacementFactory(household=home, child=child, starts_on=TODAY + 30 * DAY)


@pytest.fixture
def other(home):
    """Another child, who lives there until the day before the move."""
    return PlacementFactory(
        household=home,
        status="STARTED",
        starts_on=TODAY - 90 * DAY,
        planned_end_on=TODAY + 30 * DAY,
    )


def test_a_night_while_every_place_is_taken_is_warned_of(booked, other):
    step = IntroductionStepFactory(
        placement=booked, kind="OVERNIGHT", planned_on=NIGHT, until=NIGHT + DAY
    )

    (line,) = step_lines(booked)

    assert line.step == step
    assert line.warnings == [
        "No bed is free on the night of 9 March 2026: its one approved place is taken"
    ]


def test_a_night_after_the_other_child_has_left_is_not(booked, other):
    other.planned_end_on = NIGHT
    other.save()

    assert no_bed(booked, NIGHT, NIGHT + 2 * DAY) == ""
    assert "8 March" in no_bed(booked, NIGHT - DAY, NIGHT + 2 * DAY)


def test_a_visit_by_day_needs_no_bed(booked, other):
    assert no_bed(booked, NIGHT, None) == ""


def test_a_household_that_is_not_approved_that_night_says_so(booked, home):
    home.terms.update(ends_on=NIGHT)

    assert no_bed(booked, NIGHT, NIGHT + DAY).endswith("the household is not approved on that day")


def test_two_places_are_one_more_bed(booked, home, other):
    home.terms.update(places=2)
    assert no_bed(booked, NIGHT, NIGHT + DAY) == ""
    PlacementFactory(household=home, place_number=2, starts_on=NIGHT, planned_end_on=NIGHT + DAY)

    assert "all 2 approved places are taken" in no_bed(booked, NIGHT, NIGHT + DAY)


@pytest.mark.parametrize("leaves", range(-1, 4))
def test_a_bed_is_what_a_booking_would_ask_for(booked, home, other, leaves):
    """The same rule as a stay's: ranking's PLC-1."""
    other.planned_end_on = NIGHT + leaves * DAY
    other.save()
    nights = {"starts_on": NIGHT, "ends_on": NIGHT + 2 * DAY}
    try:
        check_room(household=home, wanted=1, moving=[booked.child_id], **nights)
    except NoPlaceFree:
        has_room = False
    else:
        has_room = True

    assert (no_bed(booked, NIGHT, NIGHT + 2 * DAY) == "") is has_room


def test_a_night_that_is_over_or_called_off_is_not_warned_of(booked, other):
    for status in ("HELD", "CALLED_OFF"):
        IntroductionStepFactory(
            placement=booked, kind="OVERNIGHT", planned_on=TODAY, until=TODAY + DAY, status=status,
            reason="Ill.",
        )  # fmt: skip

    assert not any("bed" in words for line in step_lines(booked) for words in line.warnings)


def test_the_plan_that_is_offered_says_where_nobody_could_sleep(booked, other, sign_in):
    nights = [each for each in offered(booked, today=TODAY) if each.step.until]
    assert nights
    assert all("No bed is free" in each.warning for each in nights)

    with time_machine.travel(NOON):
        page = sign_in(booked.child.social_worker).get(
            reverse("placements:introduction-list", args=[booked.public_id])
        )
    assert b"No bed is free on the night of" in page.content
