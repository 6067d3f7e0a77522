"""Files that are too large for a request, and what happens when the work on one fails."""

import pytest
from django.db import connection

from accounts.models import AccessLog, Membership, Role
from accounts.services import remove_membership
from carers import services, tasks
from carers.lifecycle import ImportStatus
from carers.models import Household, ImportFile
from carers.services import imports as core
from carers.services import reading
from tests.carers.lists import csv_file, example
from tests.factories import NOON, AuthorityFactory, ServiceFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def received(db):
    AuthorityFactory(code="essex")
    return services.receive(
        service=ServiceFactory(),
        file=csv_file([list(example().values())]),
        name="list.csv",
        by=None,
        at=NOON,
    )


def state(list_import):
    list_import.refresh_from_db()
    return list_import.status


def test_a_waiting_file_is_compared_and_then_waits_for_a_person(received):
    assert tasks.work_on_imports() == 1
    assert state(received) == ImportStatus.READY
    assert tasks.work_on_imports() == 0


def test_a_confirmed_file_is_written_in_the_name_of_who_confirmed_it(received):
    tasks.work_on_imports()
    officer = UserFactory(role="FOSTERING_OFFICER", service=received.service)
    services.confirm(list_import=received, by=officer, at=NOON)

    tasks.work_on_imports()

    assert state(received) == ImportStatus.DONE
    (event,) = Household.objects.get().events.all()
    assert event.pgh_context == {"system": "import", "user": officer.pk}


@pytest.fixture
def officer(received):
    """Somebody who confirmed the list, and whom the worker acts for."""
    tasks.work_on_imports()
    officer = UserFactory(role="FOSTERING_OFFICER", service=received.service)
    services.confirm(list_import=received, by=officer, at=NOON)
    return officer


def lose_the_role(officer):
    Membership.objects.filter(user=officer).update(
        role=Role.COACH, service=None, authority=AuthorityFactory()
    )


def leave(officer):
    remove_membership(membership=officer.membership, by=officer, at=NOON)


@pytest.mark.parametrize("loses", [lose_the_role, leave])
def test_a06_a_list_confirmed_by_somebody_who_has_lost_the_right_is_not_written(
    received, officer, loses
):
    loses(officer)

    tasks.work_on_imports()

    assert state(received) == ImportStatus.STALE
    assert "may no longer import the list" in received.problem
    assert not Household.objects.exists()
    refusal = AccessLog.objects.get(action=AccessLog.Action.REFUSED)
    assert (refusal.user, refusal.record_id) == (officer, str(received.public_id))


def test_a06_control_without_the_second_look_it_would_be_written(received, officer, monkeypatch):
    monkeypatch.setattr(core, "_still_may_import", lambda locked, *, on: True)
    leave(officer)

    tasks.work_on_imports()

    assert state(received) == ImportStatus.DONE
    assert Household.objects.exists()


@pytest.fixture
def broken(monkeypatch):
    def fail(*args, **kwargs):
        raise MemoryError

    monkeypatch.setattr(core, "stage", fail)
    monkeypatch.setattr(core, "write_rows", fail)


def test_an_unforeseen_failure_ends_the_reading_and_the_next_file_is_worked_on(received, broken):
    assert tasks.work_on_imports() == 1

    assert state(received) == ImportStatus.UNREADABLE
    assert "not the file's fault" in received.problem


def test_an_unforeseen_failure_in_writing_leaves_nothing_and_can_be_tried_again(
    received, monkeypatch
):
    tasks.work_on_imports()
    services.confirm(list_import=received, by=None, at=NOON)
    real = core.write_rows

    def fail_afterwards(*args):
        real(*args)
        raise MemoryError

    monkeypatch.setattr(core, "write_rows", fail_afterwards)
    tasks.work_on_imports()

    assert state(received) == ImportStatus.STALE
    assert not Household.objects.exists()
    assert ImportFile.objects.filter(for_import=received).exists()


def test_a_file_that_has_killed_its_workers_is_given_up(received, monkeypatch):
    monkeypatch.setattr(core, "count_attempt", lambda file: core.MOST_ATTEMPTS + 1)

    tasks.work_on_imports()

    assert state(received) == ImportStatus.UNREADABLE
    assert "Split it" in received.problem


@pytest.mark.django_db(transaction=True)
def test_progress_shows_while_the_work_is_not_committed(received, monkeypatch):
    monkeypatch.setattr("carers.services.progress.ROWS_WORTH_SHOWING", 0)
    seen = []
    real = reading._compare_rows

    def look(*args, **kwargs):
        other = connection.copy()  # as another process would
        with other.cursor() as cursor:
            cursor.execute("SELECT rows_done, rows_total, attempts FROM carers_importfile")
            seen.append(cursor.fetchone())
        other.close()
        return real(*args, **kwargs)

    monkeypatch.setattr(reading, "_compare_rows", look)

    tasks.work_on_imports()

    assert seen == [(0, 1, 1)]
