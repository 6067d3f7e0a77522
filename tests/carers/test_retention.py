"""What imports have read is deleted when its time is up."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from accounts.models import Role
from carers import services, tasks
from carers.lifecycle import ImportStatus
from carers.models import ApprovedListImport, Household, ImportFile, ImportRow
from tests.carers.lists import compared, csv_file, example, imported
from tests.factories import NOON, AuthorityFactory, ServiceFactory, UserFactory

pytestmark = pytest.mark.django_db
LONG_AFTER = NOON + dt.timedelta(days=31)


@pytest.fixture
def service(db):
    AuthorityFactory(code="essex")
    return ServiceFactory()


@pytest.fixture
def file():
    return csv_file([list(example().values())])


def test_the_rows_of_a_finished_import_are_deleted_and_its_numbers_stay(service, file):
    done = imported(service, file)
    assert done.rows.exists()

    assert services.forget_old_imports(at=NOON + dt.timedelta(days=29)) == 0
    assert done.rows.exists()

    assert services.forget_old_imports(at=LONG_AFTER) == 1
    assert not ImportRow.objects.exists()
    assert Household.objects.count() == 1
    done.refresh_from_db()
    assert (done.status, done.new_rows) == (ImportStatus.DONE, 1)
    assert services.forget_old_imports(at=LONG_AFTER) == 0


def test_a_preview_that_nobody_confirmed_is_discarded_with_its_file(service, file):
    left_lying = compared(service, file)

    assert services.forget_old_imports(at=LONG_AFTER) == 1

    left_lying.refresh_from_db()
    assert left_lying.status == ImportStatus.DISCARDED
    assert not ImportRow.objects.exists()
    assert not ImportFile.objects.exists()


def test_an_import_at_work_is_left_alone(service, file):
    confirmed = services.confirm(list_import=compared(service, file), by=None, at=NOON)

    assert services.forget_old_imports(at=LONG_AFTER) == 0
    assert confirmed.rows.exists()


def test_how_long_is_a_setting(service, file, settings):
    imported(service, file)
    settings.IMPORT_ROWS_KEPT_DAYS = 3

    assert services.forget_old_imports(at=NOON + dt.timedelta(days=4)) == 1


def test_the_clock_starts_the_task_and_it_works(service, file, settings):
    imported(service, file)
    starts = [entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()]
    assert "carers.tasks.forget_old_imports" in starts

    with time_machine.travel(LONG_AFTER, tick=False):
        assert tasks.forget_old_imports() == 1


def test_the_page_of_an_old_import_says_that_its_rows_are_gone(service, file, sign_in):
    done = imported(service, file)
    services.forget_old_imports(at=LONG_AFTER)
    assert ApprovedListImport.objects.get() == done
    client = sign_in(UserFactory(role=Role.FOSTERING_OFFICER, service=service))

    page = client.get(reverse("carers:import-detail", args=[done.public_id])).content.decode()

    assert "What these rows said has been deleted" in page
