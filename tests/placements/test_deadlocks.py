"""C07: two transactions that lock the same records in opposite orders."""

import contextlib
import threading

import pytest
from django.db import OperationalError, connection, transaction
from psycopg.errors import DeadlockDetected

from carers.models import Household
from placements import services
from placements.deadlocks import once_more_after_deadlock
from placements.models import Placement
from placements.services import booking
from placements.services.booking import lock_child
from tests.factories import MOVE_IN, NOON, ChildFactory, HouseholdFactory, UserFactory

STAY = services.Stay(MOVE_IN, None, "U6", "SHORT", "BRIDGE")


def book(children, household, by):
    return services.book_placements(
        children=children, household=household, stay=STAY, by=by, at=NOON
    )


def is_deadlock(problem):
    return isinstance(problem.__cause__, DeadlockDetected)


@pytest.fixture
def crossing():
    """Somebody who holds a child and then asks for the household, which a booking locks the other way round.

    They ask once this connection waits for the child. It has then waited longer, so it is nearly always the first to
    look for a deadlock, and the one that the database ends. On a busy machine it may be the other one.
    """
    threads = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (here,) = cursor.fetchone()

    def start(child, household):
        held = threading.Event()

        def run():
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    lock_child(child.pk)
                    held.set()
                    waits = "SELECT EXISTS (SELECT FROM pg_locks WHERE pid = %s AND NOT granted)"
                    for _look in range(50_000):  # until it does; in vain where the test fails
                        if cursor.execute(waits, [here]).fetchone() == (True,):
                            break
                    Household.objects.select_for_update().get(pk=household.pk)
            except OperationalError as problem:
                if not is_deadlock(problem):
                    raise
            finally:
                connection.close()

        threads.append(threading.Thread(target=run))
        threads[-1].start()
        held.wait(10)

        return threads[-1]

    yield start
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_c07_a_booking_that_a_deadlock_ended_is_tried_once_more_and_succeeds(crossing):
    child, household, by = ChildFactory(), HouseholdFactory(), UserFactory()
    other = crossing(child, household)
    tries = []

    @once_more_after_deadlock
    def book_it():
        if tries:  # else this side, if it is quick enough, takes the household again before the other wakes up
            other.join()
        tries.append(book)
        return book([child], household, by)

    booked = book_it()

    assert list(Placement.objects.all()) == booked


@pytest.mark.django_db(transaction=True)
def test_c07_control_without_the_second_try_the_deadlock_is_an_error(crossing):
    household, by = HouseholdFactory(), UserFactory()
    for child in ChildFactory.create_batch(10):  # until it is this side that the database ends
        crossing(child, household)
        try:
            services.cancel_placements(
                placement_ids=[each.public_id for each in book([child], household, by)],
                reason="The other one was ended",
                by=by,
                at=NOON,
            )
        except OperationalError as ended:
            if not is_deadlock(ended):
                raise
            assert not child.placements.exists()
            return

    pytest.fail("No booking was ended by a deadlock.")


def test_c07_only_a_deadlock_is_tried_again_and_only_once():
    tries = []

    @once_more_after_deadlock
    def service(*, cause):
        tries.append(cause)
        raise OperationalError from cause

    for cause, times in ((DeadlockDetected(), 2), (ValueError(), 1)):
        tries.clear()
        with pytest.raises(OperationalError):
            service(cause=cause)
        assert len(tries) == times


def book_both_ways(monkeypatch):
    """Two bookings that are given the same two children in opposite orders, each stopped after its first lock.

    The stop is until both hold one, or a moment: in one order they never both do.
    """
    children, by = ChildFactory.create_batch(2), UserFactory()
    gate, outcomes = threading.Barrier(2), []
    lock = booking.lock_child

    def lock_and_stop(key):
        lock(key)
        with contextlib.suppress(threading.BrokenBarrierError):
            gate.wait(0.3)

    monkeypatch.setattr(booking, "lock_child", lock_and_stop)

    def run(those, household):
        try:
            book(those, household, by)
            outcomes.append("booked")
        except services.ChildHasAnotherHome as refused:
            outcomes.append(type(refused).__name__)
        except OperationalError as problem:
            outcomes.append("deadlock" if is_deadlock(problem) else "other")
        finally:
            connection.close()

    homes = HouseholdFactory.create_batch(2)
    threads = [
        threading.Thread(target=run, args=pair)
        for pair in zip((children, children[::-1]), homes, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.mark.django_db(transaction=True)
def test_c07_children_are_locked_in_one_order_whatever_order_they_are_given_in(monkeypatch):
    assert book_both_ways(monkeypatch) == ["ChildHasAnotherHome", "booked"]


@pytest.mark.django_db(transaction=True)
def test_c07_control_children_locked_as_they_are_given_end_in_a_deadlock(monkeypatch):
    monkeypatch.setattr(booking, "in_lock_order", list)

    assert book_both_ways(monkeypatch) == ["booked", "deadlock"]
