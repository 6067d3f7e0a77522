"""Ranking's rule PLC-1 and booking say the same of every household."""

import datetime as dt

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from brokerage.matching.explain import rule_lines
from brokerage.matching.profiles import ChildProfile, Request
from brokerage.matching.ranking import rank
from brokerage.profiles.households import load_columns
from placements import services
from placements.models import Placement
from placements.services import rooms
from tests.factories import (
    MOVE_IN,
    NOON,
    AgreementFactory,
    AuthorityFactory,
    ChildFactory,
    HouseholdFactory,
    PlacementFactory,
    ResidentFactory,
    TermsFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
DAYS = 60


def day(offset):
    return MOVE_IN + dt.timedelta(days=offset)


offsets = st.integers(-20, DAYS)
ends = st.one_of(st.none(), st.integers(1, 40))
occupancies = st.lists(st.tuples(offsets, ends, st.integers(1, 3), st.booleans()), max_size=7)


@st.composite
def terms(draw):
    """One period of approval from long ago, or two with other numbers of places, the second from some day."""
    first, second = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    return first, draw(st.one_of(st.none(), st.integers(-30, 50))), second


def a_home(authority, approval, stays, elsewhere):
    """A household as years of bookings leave it: any numbers that the database lets stand."""
    first, changes_on, second = approval
    household = HouseholdFactory(
        terms__places=first,
        terms__ends_on=None if changes_on is None else day(changes_on),
    )
    if changes_on is not None:
        TermsFactory(household=household, starts_on=day(changes_on), places=second)
    AgreementFactory(authority=authority, service=household.service)
    for leaves in elsewhere:
        until = None if leaves is None else day(leaves)
        ResidentFactory(household=household, kind="FOSTERED", stays_until=until)
    for starts, length, number, has_ended in stays:
        until = None if length is None else day(starts + length)
        over = {
            "status": "ENDED", "ends_on": until, "end_reason": "STEP_DOWN", "end_was_planned": True,
        }  # fmt: skip
        how = over if has_ended and until else {"planned_end_on": until}
        try:
            with transaction.atomic():
                PlacementFactory(
                    household=household, place_number=number, starts_on=day(starts), **how
                )
        except IntegrityError:
            continue
    return household


def plc_1_passes(authority, household, children, starts_on, ends_on):
    request = Request(
        children=tuple(ChildProfile(child.pk, child.birth_date) for child in children),
        authority_id=authority.pk,
        kind="SHORT",
        as_of=NOON.date(),
        starts_on=starts_on,
        ends_on=ends_on,
    )
    columns = load_columns(authority_id=authority.pk, day=starts_on, household_ids=[household.pk])
    found = rank(request, columns)
    (line,) = (each for each in rule_lines(found, 0) if each.code == "PLC-1")
    return line.outcome == "PASSES"


def booking_succeeds(household, children, starts_on, ends_on):
    stay = services.Stay(starts_on, ends_on, "U6", "SHORT", "BRIDGE")
    try:
        with transaction.atomic():
            booked = services.book_placements(
                children=children, household=household, stay=stay, by=UserFactory(), at=NOON
            )
    except services.NoPlaceFree:
        return False
    assert len(booked) == len(children)
    return True


@given(
    approval=terms(),
    stays=occupancies,
    elsewhere=st.lists(st.one_of(st.none(), st.integers(-5, 40)), max_size=1),
    wanted=st.integers(1, 2),
    starts=st.integers(0, 30),
    length=ends,
)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whom_ranking_passes_can_be_booked_and_nobody_else(
    db, approval, stays, elsewhere, wanted, starts, length
):
    with transaction.atomic():
        authority = AuthorityFactory()
        household = a_home(authority, approval, stays, elsewhere)
        children = ChildFactory.create_batch(wanted)
        period = day(starts), None if length is None else day(starts + length)

        passes = plc_1_passes(authority, household, children, *period)

        assert booking_succeeds(household, children, *period) == passes
        transaction.set_rollback(True)


def broken_up():
    """Two places, and never two children on one day; yet neither number is free for ten days from the move."""
    household = HouseholdFactory(terms__places=2)
    one = PlacementFactory(
        household=household, place_number=1, starts_on=day(-30), planned_end_on=day(4),
        status="STARTED",
    )  # fmt: skip
    two = PlacementFactory(household=household, place_number=2, starts_on=day(4))
    return household, one, two


def numbers():
    return {each.pk: each.place_number for each in Placement.objects.all()}


def test_a_home_whose_occupancy_is_broken_up_is_booked_with_one_change_that_is_written_down():
    household, *before = broken_up()

    assert booking_succeeds(household, [ChildFactory()], MOVE_IN, day(10))

    changed = [each for each in before if numbers()[each.pk] != each.place_number]
    assert len(changed) == 1
    events = apps.get_model("placements", "PlacementEvent").objects.filter(pgh_obj_id=changed[0].pk)
    assert events.latest("pgh_id").place_number == numbers()[changed[0].pk]


def test_control_without_renumbering_the_home_that_ranking_passed_is_refused(monkeypatch):
    household, *_stays = broken_up()
    monkeypatch.setattr(rooms, "renumber", lambda changed: None)

    assert not booking_succeeds(household, [ChildFactory()], MOVE_IN, day(10))


def test_the_place_of_a_child_who_moves_within_one_home_is_its_own():
    household = HouseholdFactory(terms__places=1)
    child = ChildFactory()
    PlacementFactory(child=child, household=household, starts_on=day(-30), status="STARTED")

    assert booking_succeeds(household, [child], MOVE_IN, None)


def test_a_home_that_lost_a_place_since_takes_nobody_more_than_it_is_approved_for():
    household = HouseholdFactory(terms__places=3, terms__ends_on=day(-1))
    for number in (2, 3):
        PlacementFactory(household=household, place_number=number, starts_on=day(-30))
    TermsFactory(household=household, starts_on=day(-1), places=2)

    assert not booking_succeeds(household, [ChildFactory()], MOVE_IN, None)


def test_a_refusal_says_until_when_there_is_room():
    household = HouseholdFactory(terms__places=1)
    PlacementFactory(household=household, starts_on=dt.date(2026, 5, 4))

    with pytest.raises(services.NoPlaceFree, match="room until 4 May 2026"):
        services.check_room(household=household, starts_on=MOVE_IN, ends_on=None, wanted=1)


def test_a_place_may_change_hands_in_one_statement_and_not_be_shared_after_it():
    one = PlacementFactory(household__terms__places=2, place_number=1)
    two = PlacementFactory(household=one.household, place_number=2)

    rooms.renumber({one.pk: 2, two.pk: 1})
    assert numbers() == {one.pk: 2, two.pk: 1}

    with pytest.raises(IntegrityError, match="one_child_in_a_place"), transaction.atomic():
        rooms.renumber({one.pk: 1})


def test_a_stay_is_not_given_a_number_that_the_household_never_had():
    one = PlacementFactory(household__terms__places=2)

    with pytest.raises(IntegrityError, match="never had so many"), transaction.atomic():
        rooms.renumber({one.pk: 3})
