"""Introductions: a plan to start from, how each step went, another pace, and the move that follows."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Role
from accounts.moves import MoveNotAllowed
from notifications.composing import Withheld
from notifications.models import OutgoingMessage
from placements import services
from placements.introducing import starting_plan
from placements.messages import MoveChanged
from placements.models import Placement
from placements.queries import introductions as queries
from tests.factories import (
    MOVE_IN,
    NOON,
    TODAY,
    ChildFactory,
    HouseholdFactory,
    IntroductionStepFactory,
    PlacementFactory,
    UserFactory,
)

DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(days=7)


@given(
    age=st.integers(0, 17),
    miles=st.none() | st.floats(0, 300),
    days=st.integers(-5, 120),
)
def test_the_plan_offered_is_in_order_without_overlaps_and_over_by_the_move(age, miles, days):
    moves_on = TODAY + days * DAY

    steps = starting_plan(age_years=age, miles=miles, moves_on=moves_on, today=TODAY)

    over = [step.until or step.planned_on + DAY for step in steps]
    assert all(TODAY <= step.planned_on < moves_on for step in steps)
    assert all(end <= begins.planned_on for end, begins in zip(over, steps[1:], strict=False))
    assert all(end <= moves_on for end in over)


@pytest.mark.parametrize("age", [3, 9, 15])
def test_with_time_enough_there_is_an_activity_day_and_a_night(age):
    steps = starting_plan(age_years=age, miles=5, moves_on=TODAY + 60 * DAY, today=TODAY)

    assert {"ACTIVITY", "OVERNIGHT", "TEA"} <= {step.kind for step in steps}


def test_far_away_the_first_visit_and_tea_are_one_journey():
    near, far = (
        [
            step.kind
            for step in starting_plan(
                age_years=9, miles=miles, moves_on=TODAY + 60 * DAY, today=TODAY
            )
        ]
        for miles in (20, 21)
    )

    assert "VISIT" in near
    assert not {"VISIT", "TEA"} & set(far)


@pytest.fixture
def worker():
    return UserFactory(role=Role.SOCIAL_WORKER)


@pytest.fixture
def by(worker):
    return {"by": worker, "at": NOON}


@pytest.fixture
def home():
    return HouseholdFactory(terms__places=1)


@pytest.fixture
def booked(home):
    return PlacementFactory(household=home, child__authority__desk_email="desk@authority.example")


@pytest.fixture
def now(booked):
    """The child's present stay, planned to end with the move."""
    return PlacementFactory(
        child=booked.child, household=None, place_number=None, setting="K2", status="STARTED",
        starts_on=TODAY - 90 * DAY, planned_end_on=booked.starts_on,
    )  # fmt: skip


@pytest.mark.django_db
def test_the_move_goes_later_and_the_present_stay_lasts_until_then(booked, now, by):
    services.move_booking(placement_id=booked.public_id, starts_on=MOVE_IN + WEEK, **by)

    booked.refresh_from_db()
    now.refresh_from_db()
    assert (booked.starts_on, now.planned_end_on) == (MOVE_IN + WEEK, MOVE_IN + WEEK)
    assert OutgoingMessage.objects.get().kind == "placement-move-changed"


@pytest.mark.django_db
def test_the_move_goes_sooner_and_the_present_stay_ends_sooner(booked, now, by):
    services.move_booking(placement_id=booked.public_id, starts_on=MOVE_IN - 2 * DAY, **by)

    now.refresh_from_db()
    assert now.planned_end_on == MOVE_IN - 2 * DAY


@pytest.mark.django_db
def test_the_move_does_not_go_sooner_into_a_place_that_is_taken(booked, home, by):
    PlacementFactory(
        household=home, starts_on=TODAY - WEEK, planned_end_on=MOVE_IN, status="STARTED"
    )

    with pytest.raises(services.NoPlaceFree):
        services.move_booking(placement_id=booked.public_id, starts_on=MOVE_IN - DAY, **by)

    booked.refresh_from_db()
    assert booked.starts_on == MOVE_IN
    assert not OutgoingMessage.objects.exists()


@pytest.mark.django_db
def test_another_child_gives_way_to_another_number_where_there_is_room(home, by):
    home.terms.update(places=2)
    booked = PlacementFactory(household=home, place_number=1)
    other = PlacementFactory(
        household=home, place_number=1, starts_on=TODAY - WEEK, planned_end_on=MOVE_IN
    )

    services.move_booking(placement_id=booked.public_id, starts_on=TODAY, **by)

    numbers = {stay.place_number for stay in Placement.objects.filter(pk__in=[booked.pk, other.pk])}
    assert numbers == {1, 2}


@pytest.mark.django_db
@pytest.mark.parametrize("on", [TODAY - DAY, MOVE_IN + 8 * WEEK])
def test_the_move_is_not_in_the_past_nor_after_the_planned_end(booked, by, on):
    Placement.objects.update(planned_end_on=MOVE_IN + 4 * WEEK)

    with pytest.raises(services.WrongDay):
        services.move_booking(placement_id=booked.public_id, starts_on=on, **by)


@pytest.mark.django_db
def test_the_move_is_not_before_the_present_stay_began(booked, now, by):
    Placement.objects.filter(pk=now.pk).update(starts_on=TODAY + DAY)

    with pytest.raises(services.WrongDay):
        services.move_booking(placement_id=booked.public_id, starts_on=TODAY, **by)


@pytest.mark.django_db
def test_a_stay_that_has_started_is_not_moved(booked, by):
    Placement.objects.update(status="STARTED")

    with pytest.raises(MoveNotAllowed):
        services.move_booking(placement_id=booked.public_id, starts_on=MOVE_IN + DAY, **by)


@pytest.mark.django_db
def test_another_pace_moves_this_step_and_the_later_ones_and_the_move(booked, by):
    held = IntroductionStepFactory(placement=booked, status="HELD", child_said="Yes.")
    tea = IntroductionStepFactory(placement=booked, planned_on=TODAY + DAY)
    night = IntroductionStepFactory(
        placement=booked, kind="OVERNIGHT", planned_on=TODAY + 3 * DAY, until=TODAY + 4 * DAY
    )

    services.shift_steps(
        step=tea, days=7, reason="She asked for time.", moves_too=True, version=1, **by
    )

    for row in (held, tea, night, booked):
        row.refresh_from_db()
    assert held.planned_on == TODAY
    assert tea.planned_on == TODAY + DAY + WEEK
    assert (night.planned_on, night.until) == (TODAY + 3 * DAY + WEEK, TODAY + 4 * DAY + WEEK)
    assert night.reason == "She asked for time."
    assert booked.starts_on == MOVE_IN + WEEK


@pytest.mark.django_db
def test_another_pace_sent_twice_is_another_pace_once(booked, by):
    tea = IntroductionStepFactory(placement=booked, planned_on=TODAY + 7 * DAY)
    pace = {"step": tea, "days": 3, "reason": "A cold.", "moves_too": True, "version": 1, **by}
    services.shift_steps(**pace)

    with pytest.raises(services.ChangedMeanwhile):
        services.shift_steps(**pace)

    tea.refresh_from_db()
    booked.refresh_from_db()
    assert tea.planned_on == TODAY + 10 * DAY
    assert booked.starts_on == MOVE_IN + 3 * DAY


@pytest.mark.django_db
def test_another_pace_does_not_put_a_step_in_the_past_and_then_changes_nothing(booked, by):
    tea = IntroductionStepFactory(placement=booked, planned_on=TODAY + DAY)

    with pytest.raises(services.WrongDay):
        services.shift_steps(step=tea, days=-2, reason="Sooner.", moves_too=True, version=1, **by)

    booked.refresh_from_db()
    assert booked.starts_on == MOVE_IN


@pytest.mark.django_db
def test_how_it_went_is_kept_for_each_and_not_before_its_day(booked, by):
    step = IntroductionStepFactory(placement=booked, planned_on=TODAY + DAY)
    said = {"child_said": "I liked the dog.", "carer_said": "Warm.", "home_said": "Slept well."}
    held = {"step": step, "status": "HELD", "reason": "", "version": 1, **said}

    with pytest.raises(services.WrongDay):
        services.record_step(**held, **by)
    services.record_step(**held, by=by["by"], at=NOON + DAY)

    step.refresh_from_db()
    assert {name: getattr(step, name) for name in said} == said


@pytest.mark.django_db
def test_steps_on_the_same_days_or_after_the_move_are_warned_of(booked):
    IntroductionStepFactory(placement=booked, planned_on=TODAY)
    IntroductionStepFactory(
        placement=booked, kind="WEEKEND", planned_on=TODAY, until=TODAY + 2 * DAY
    )
    IntroductionStepFactory(placement=booked, planned_on=MOVE_IN)
    IntroductionStepFactory(placement=booked, planned_on=TODAY, status="CALLED_OFF", reason="Ill")

    first, second, off, late = sorted(
        queries.step_lines(booked), key=lambda line: (line.step.planned_on, line.step.pk)
    )

    assert [bool(line.warnings) for line in (first, second, off, late)] == [True, True, False, True]
    assert late.warnings == ["Not over before the day of the move"]


@pytest.mark.django_db
def test_introductions_are_planned_once_and_for_a_booked_stay(booked, by):
    steps = queries.proposal(booked, today=TODAY)

    for _ in "12":
        services.plan_introductions(placement=booked, steps=steps, **by)
    assert booked.introductions.count() == len(steps) > 0

    Placement.objects.update(status="STARTED")
    with pytest.raises(services.NotBooked):
        services.plan_introductions(placement=booked, steps=steps, **by)


@pytest.mark.django_db
def test_another_authoritys_introductions_are_not_seen(worker):
    IntroductionStepFactory()
    mine = IntroductionStepFactory(
        placement=PlacementFactory(
            child=ChildFactory(authority=worker.authority, social_worker=worker)
        )
    )

    assert list(type(mine).objects.visible_to(worker)) == [mine]


@pytest.mark.django_db
def test_the_desk_is_told_of_another_day_without_a_name(booked, by):
    services.move_booking(placement_id=booked.public_id, starts_on=MOVE_IN + DAY, **by)

    email = MoveChanged().compose(OutgoingMessage.objects.get(), at=NOON)

    assert email.to == "desk@authority.example"
    assert str(booked.public_id) in email.text
    assert booked.child.last_name not in email.text + email.html + email.subject


@pytest.mark.django_db
def test_a_desk_without_an_address_is_told_nothing(booked, by):
    type(booked.child.authority).objects.update(desk_email="")
    services.move_booking(placement_id=booked.public_id, starts_on=MOVE_IN + DAY, **by)

    said = MoveChanged().compose(OutgoingMessage.objects.get(), at=NOON)

    assert said == Withheld("The authority's desk has no address.")
