import datetime as dt
import threading

import pytest
from django.db import connection, transaction

from accounts.moves import MoveNotAllowed
from children.models import Child
from placements import services
from placements.models import Placement
from placements.services import booking
from tests.factories import (
    MOVE_IN,
    NOON,
    ChildFactory,
    HouseholdFactory,
    PlacementFactory,
    ResidentFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def stay(**changes):
    usual = {
        "starts_on": MOVE_IN,
        "planned_end_on": None,
        "setting": "U6",
        "kind": "SHORT",
        "purpose": "BRIDGE",
    }
    return services.Stay(**usual | changes)


def book(*children, household, **changes):
    return services.book_placements(
        children=list(children),
        household=household,
        stay=stay(**changes),
        by=UserFactory(),
        at=NOON,
    )


def room(household, **changes):
    asked = {"starts_on": MOVE_IN, "ends_on": None, "wanted": 1}
    return services.check_room(household=household, **asked | changes)


def test_a_booked_stay_takes_the_lowest_free_place():
    household = HouseholdFactory(terms__places=2)
    PlacementFactory(household=household, place_number=1, starts_on=MOVE_IN)

    (placement,) = book(ChildFactory(), household=household)

    assert (placement.place_number, placement.status) == (2, "BOOKED")


def test_a_place_booked_for_later_is_not_free_for_a_stay_without_end():
    household = HouseholdFactory(terms__places=1)
    PlacementFactory(household=household, starts_on=MOVE_IN + dt.timedelta(days=30))

    with pytest.raises(services.NoPlaceFree):
        book(ChildFactory(), household=household)


def test_a_place_booked_for_later_is_free_until_then():
    household = HouseholdFactory(terms__places=1)
    later = MOVE_IN + dt.timedelta(days=30)
    PlacementFactory(household=household, starts_on=later)

    (placement,) = book(ChildFactory(), household=household, planned_end_on=later)

    assert placement.place_number == 1


def test_c05_siblings_are_booked_all_or_none():
    household = HouseholdFactory(terms__places=2)
    children = ChildFactory.create_batch(3)

    with pytest.raises(services.NoPlaceFree):
        book(*children, household=household)

    assert not Placement.objects.exists()


def bound_elsewhere():
    """Three children: two who live somewhere, and one who is booked into another home."""
    children = ChildFactory.create_batch(3)
    for child in children[:2]:
        PlacementFactory(child=child, status="STARTED", starts_on=dt.date(2025, 1, 6))
    book(children[2], household=HouseholdFactory())
    return children


def plans():
    return set(Placement.objects.values_list("status", "planned_end_on"))


def test_c05_what_one_of_the_siblings_cannot_do_changes_nothing_for_the_others():
    children, household = bound_elsewhere(), HouseholdFactory(terms__places=3)
    before = plans()

    with pytest.raises(services.ChildHasAnotherHome):
        book(*children, household=household)

    assert plans() == before
    assert not household.placements.exists()


def test_c05_control_without_the_transaction_the_others_stays_are_cut_short(monkeypatch):
    children, household = bound_elsewhere(), HouseholdFactory(terms__places=3)
    before = plans()
    monkeypatch.setattr(services, "book_placements", services.book_placements.__wrapped__)

    with pytest.raises(services.ChildHasAnotherHome):
        book(*children, household=household)

    assert plans() != before


def test_c06_a_third_child_in_two_places_is_refused():
    household = HouseholdFactory(terms__places=2)
    book(*ChildFactory.create_batch(2), household=household)

    with pytest.raises(services.NoPlaceFree):
        book(ChildFactory(), household=household)


def test_a_fostered_child_from_elsewhere_takes_a_place_until_they_leave():
    household = HouseholdFactory(terms__places=1)
    ResidentFactory(household=household, kind="FOSTERED", stays_until=MOVE_IN)
    assert room(household) == 1

    ResidentFactory(household=household, kind="FOSTERED", stays_until=None)
    with pytest.raises(services.NoPlaceFree):
        room(household)


def test_the_present_stay_is_planned_to_end_when_the_new_one_starts():
    child = ChildFactory()
    present = PlacementFactory(
        child=child, household=None, place_number=None, setting="K2", status="STARTED",
        starts_on=dt.date(2025, 1, 6),
    )  # fmt: skip

    book(child, household=HouseholdFactory())

    present.refresh_from_db()
    assert present.planned_end_on == MOVE_IN
    assert present.ends_on is None


def test_a_child_with_a_booked_home_cannot_be_booked_into_another():
    child = ChildFactory()
    book(child, household=HouseholdFactory())

    with pytest.raises(services.ChildHasAnotherHome):
        book(child, household=HouseholdFactory(), starts_on=MOVE_IN + dt.timedelta(days=7))


def test_a_stay_starts_once_the_one_before_it_has_ended():
    child, by = ChildFactory(), UserFactory()
    present = PlacementFactory(
        child=child, household=None, place_number=None, setting="K2", status="STARTED",
        starts_on=dt.date(2025, 1, 6),
    )  # fmt: skip
    (new,) = book(child, household=HouseholdFactory())
    moved = NOON + dt.timedelta(days=7)

    with pytest.raises(services.StayNotEnded):
        services.start_placement(placement_id=new.public_id, by=by, at=moved)
    services.end_placement(
        placement_id=present.public_id, ends_on=MOVE_IN, reason="STEP_DOWN", was_planned=True,
        note="", by=by, at=moved,
    )  # fmt: skip

    assert services.start_placement(placement_id=new.public_id, by=by, at=moved).status == "STARTED"


def test_a_stay_does_not_start_before_its_day():
    (placement,) = book(ChildFactory(), household=HouseholdFactory())

    with pytest.raises(services.WrongDay):
        services.start_placement(placement_id=placement.public_id, by=UserFactory(), at=NOON)


def test_cancelling_lets_the_present_stay_go_on():
    child, by = ChildFactory(), UserFactory()
    present = PlacementFactory(
        child=child, household=None, place_number=None, setting="K2", status="STARTED",
        starts_on=dt.date(2025, 1, 6),
    )  # fmt: skip
    (placement,) = book(child, household=HouseholdFactory())

    services.cancel_placements(
        placement_ids=[placement.public_id],
        reason="The carers' circumstances changed.",
        by=by,
        at=NOON,
    )

    present.refresh_from_db()
    assert present.planned_end_on is None


def moving_on(**present):
    """A child who lives in a household's only place, and is booked to move from it."""
    child = ChildFactory()
    stay = PlacementFactory(
        child=child, household=HouseholdFactory(terms__places=1), status="STARTED",
        starts_on=dt.date(2025, 1, 6), **present,
    )  # fmt: skip
    (next_stay,) = book(child, household=HouseholdFactory())
    stay.refresh_from_db()
    return stay, next_stay


def cancel(*placements):
    return services.cancel_placements(
        placement_ids=[each.public_id for each in placements],
        reason="No",
        by=UserFactory(),
        at=NOON,
    )


def end(placement, ends_on):
    return services.end_placement(
        placement_id=placement.public_id, ends_on=ends_on, reason="STEP_DOWN", was_planned=True,
        note="", by=UserFactory(), at=NOON + dt.timedelta(days=20),
    )  # fmt: skip


def test_cancelling_does_not_take_back_a_place_that_another_child_was_given():
    stay, next_stay = moving_on()
    book(ChildFactory(), household=stay.household)

    cancel(next_stay)

    stay.refresh_from_db()
    assert (stay.planned_end_on, stay.place_number) == (MOVE_IN, 1)


def test_cancelling_lets_a_stay_go_on_under_another_number_where_its_own_is_taken():
    stay, next_stay = moving_on()
    book(ChildFactory(), household=stay.household)
    stay.household.terms.update(places=2)

    cancel(next_stay)

    stay.refresh_from_db()
    numbers = {each.place_number for each in stay.household.placements.all()}
    assert (stay.planned_end_on, numbers) == (None, {1, 2})


def test_cancelling_lets_the_present_stay_go_on_until_the_next_that_is_booked():
    child = ChildFactory()
    stay = PlacementFactory(child=child, status="STARTED", starts_on=dt.date(2025, 1, 6))
    week = MOVE_IN + dt.timedelta(days=7)
    (first,) = book(child, household=HouseholdFactory(), planned_end_on=week)
    book(child, household=HouseholdFactory(), starts_on=week)

    cancel(first)

    stay.refresh_from_db()
    assert stay.planned_end_on == week


def test_siblings_stays_are_cancelled_all_or_none():
    household = HouseholdFactory()
    one, two = book(*ChildFactory.create_batch(2), household=household)
    Placement.objects.filter(pk=two.pk).update(status="STARTED")

    with pytest.raises(MoveNotAllowed):
        cancel(one, two)

    assert set(Placement.objects.values_list("status", flat=True)) == {"BOOKED", "STARTED"}


def test_a_child_who_left_later_than_planned_keeps_the_place_until_then():
    stay = PlacementFactory(
        household=HouseholdFactory(terms__places=2), status="STARTED",
        starts_on=dt.date(2025, 1, 6), planned_end_on=MOVE_IN,
    )  # fmt: skip
    later = PlacementFactory(household=stay.household, starts_on=MOVE_IN)

    end(stay, MOVE_IN + dt.timedelta(days=3))

    later.refresh_from_db()
    stay.refresh_from_db()
    assert {stay.place_number, later.place_number} == {1, 2}
    assert stay.ends_on == MOVE_IN + dt.timedelta(days=3)


def test_a_late_ending_says_whose_booking_is_in_the_way():
    stay, _next_stay = moving_on()
    with pytest.raises(services.WrongDay, match="next stay is booked from 9 March 2026"):
        end(stay, MOVE_IN + dt.timedelta(days=3))

    alone = PlacementFactory(
        household=HouseholdFactory(terms__places=1), status="STARTED",
        starts_on=dt.date(2025, 1, 6), planned_end_on=MOVE_IN,
    )  # fmt: skip
    PlacementFactory(household=alone.household, starts_on=MOVE_IN)
    with pytest.raises(services.WrongDay, match="booked for other children from 9 March 2026"):
        end(alone, MOVE_IN + dt.timedelta(days=3))


def test_a_stay_that_has_started_cannot_be_cancelled():
    placement = PlacementFactory(status="STARTED")

    with pytest.raises(MoveNotAllowed):
        services.cancel_placements(
            placement_ids=[placement.public_id], reason="No", by=UserFactory(), at=NOON
        )


@pytest.mark.parametrize("days", [0, -1])
def test_a_stay_cannot_end_on_or_before_the_day_it_began(days):
    placement = PlacementFactory(status="STARTED", starts_on=dt.date(2026, 1, 5))

    with pytest.raises(services.WrongDay):
        services.end_placement(
            placement_id=placement.public_id, ends_on=placement.starts_on + dt.timedelta(days=days),
            reason="BREAKDOWN", was_planned=False, note="", by=UserFactory(), at=NOON,
        )  # fmt: skip


def _book_in_threads(households, children):
    """Book each child in its own thread and connection, all let go together; what came of each."""
    gate, outcomes, by = threading.Barrier(len(children)), [], UserFactory()

    def run(child, household):
        gate.wait()
        try:
            book_as(child, household, by)
            outcomes.append("booked")
        except (services.NoPlaceFree, services.ChildHasAnotherHome) as refusal:
            outcomes.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=pair) for pair in zip(children, households, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def book_as(child, household, by):
    services.book_placements(children=[child], household=household, stay=stay(), by=by, at=NOON)


@pytest.mark.django_db(transaction=True)
def test_c02_the_last_place_booked_for_ten_children_at_once_goes_to_one():
    household = HouseholdFactory(terms__places=1)

    outcomes = _book_in_threads([household] * 10, ChildFactory.create_batch(10))

    assert sorted(outcomes) == ["NoPlaceFree"] * 9 + ["booked"]
    assert Placement.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_c01_one_child_booked_into_twenty_homes_at_once_gets_one():
    child = ChildFactory()

    outcomes = _book_in_threads(HouseholdFactory.create_batch(20), [child] * 20)

    assert sorted(outcomes) == ["ChildHasAnotherHome"] * 19 + ["booked"]
    assert Placement.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_c03_without_locks_and_checks_the_database_still_refuses(monkeypatch):
    household = HouseholdFactory(terms__places=1)
    monkeypatch.setattr(booking, "take_places", lambda **_: (1,))
    monkeypatch.setattr(Child.objects.all().__class__, "select_for_update", lambda self, **_: self)
    monkeypatch.setattr(
        type(household)._default_manager.all().__class__,
        "select_for_update",
        lambda self, **_: self,
    )

    outcomes = _book_in_threads([household] * 10, ChildFactory.create_batch(10))

    assert sorted(outcomes) == ["NoPlaceFree"] * 9 + ["booked"]


@pytest.mark.django_db(transaction=True)
def test_c03_without_locks_and_checks_a_child_still_gets_one_home(monkeypatch):
    child = ChildFactory()
    monkeypatch.setattr(booking, "lock_children", lambda ids: None)
    monkeypatch.setattr(booking, "_make_way", lambda child, stay: None)

    outcomes = _book_in_threads(HouseholdFactory.create_batch(10), [child] * 10)

    assert sorted(outcomes) == ["ChildHasAnotherHome"] * 9 + ["booked"]


@pytest.mark.django_db
def test_c03_control_without_locks_checks_and_constraint_a_child_gets_two_homes(monkeypatch):
    child = ChildFactory()
    monkeypatch.setattr(booking, "_make_way", lambda child, stay: None)
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE placements_placement DROP CONSTRAINT placements_placement_one_at_a_time_per_child"
        )

    for household in HouseholdFactory.create_batch(2):
        book(child, household=household)

    assert child.placements.count() == 2


@pytest.mark.django_db(transaction=True)
def test_c03_control_without_the_constraint_the_place_is_given_twice(monkeypatch):
    household = HouseholdFactory(terms__places=1)
    monkeypatch.setattr(booking, "take_places", lambda **_: (1,))
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE placements_placement DROP CONSTRAINT placements_placement_one_child_in_a_place"
        )
    try:
        outcomes = _book_in_threads([household] * 3, ChildFactory.create_batch(3))
        assert outcomes == ["booked"] * 3
    finally:
        Placement.objects.all().delete()
        constraint = next(
            each
            for each in Placement._meta.constraints
            if each.name == "placements_placement_one_child_in_a_place"
        )
        with connection.schema_editor() as editor:
            editor.add_constraint(Placement, constraint)


@pytest.mark.django_db(transaction=True)
def test_c08_a_lock_held_by_somebody_else_is_not_waited_for_for_long(monkeypatch):
    household = HouseholdFactory()
    held, done = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            type(household).objects.select_for_update().get(pk=household.pk)
            held.set()
            done.wait(10)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(10)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '50ms'")
    try:
        with pytest.raises(Exception, match="lock timeout"):
            book(ChildFactory(), household=household)
    finally:
        done.set()
        holder.join()
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")
