"""What surrounds every page: one transaction, in somebody's name, and what stays when it is rolled back."""

import pytest
from django.apps import apps
from django.db import OperationalError, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AccessLog
from tests.factories import MembershipFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.pages")]

WAYS_TO_FAIL = [("break", 500), ("fail", 500), ("not-found", 404), ("refuse", 403)]


def page(membership, how):
    return reverse("change-then", kwargs={"membership_id": membership.public_id, "how": how})


def without(settings, middleware):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith(middleware)]


def history_of(authority):
    events = apps.get_model("accounts", "AuthorityEvent")
    return events.objects.filter(pgh_obj_id=authority.pk, pgh_label="update")


def test_a_request_that_ends_well_keeps_its_change(patient, ann):
    response = patient(ann).post(page(ann.membership, "go-on"))

    ann.authority.refresh_from_db()
    assert (response.status_code, ann.authority.name) == (200, "Changed")


@pytest.mark.parametrize(("how", "status"), WAYS_TO_FAIL)
def test_u04_a_request_that_fails_changes_nothing_and_leaves_no_history(patient, ann, how, status):
    response = patient(ann).post(page(ann.membership, how))

    ann.authority.refresh_from_db()
    assert (response.status_code, ann.authority.name) == (status, "Northshire")
    assert not history_of(ann.authority).exists()


def test_u04_without_the_transaction_the_change_of_a_broken_request_stays(patient, ann, settings):
    without(settings, "RequestTransaction")

    patient(ann).post(page(ann.membership, "break"))

    ann.authority.refresh_from_db()
    assert ann.authority.name == "Changed"


@pytest.mark.parametrize(("how", "status"), WAYS_TO_FAIL)
def test_u03_who_opened_a_record_stays_written_down_when_the_page_then_fails(
    patient, ann, how, status
):
    patient(ann).get(page(ann.membership, how))

    row = AccessLog.objects.get(action=AccessLog.Action.VIEW)
    assert (row.user, row.page, row.reason) == (ann, "change-then", "The page then failed")
    assert (row.record_type, row.record_id) == (
        "accounts.membership",
        str(ann.membership.public_id),
    )


def test_u03_a_record_that_was_shown_is_written_down_once(patient, ann):
    patient(ann).get(page(ann.membership, "go-on"))

    row = AccessLog.objects.get()
    assert (row.action, row.authority, row.reason) == ("VIEW", ann.authority, "")


def test_u03_a_refusal_is_written_down_with_the_record_and_without_the_address(patient, ann):
    theirs = MembershipFactory()

    patient(ann).get(page(theirs, "refuse"))

    row = AccessLog.objects.get(action=AccessLog.Action.REFUSED)
    assert (row.user, row.authority) == (ann, ann.authority)
    assert (row.record_type, row.record_id) == ("accounts.membership", str(theirs.public_id))
    assert row.page == "change-then"
    assert row.reason == "Not allowed for this role"


def test_a_page_that_does_not_exist_is_no_refusal(patient, ann):
    patient(ann).get("/no-such-page/")

    assert not AccessLog.objects.exists()


def test_a_stale_form_is_no_refusal(ann, client):
    client.handler.enforce_csrf_checks = True
    client.force_login(ann)

    assert client.post(page(ann.membership, "go-on")).status_code == 403
    assert not AccessLog.objects.exists()


def test_u01_a_change_is_in_the_name_of_the_person_and_their_authority(patient, ann):
    patient(ann).post(page(ann.membership, "go-on"))

    assert history_of(ann.authority).get().pgh_context == {
        "user": ann.pk,
        "authority": ann.authority_id,
    }


def test_naming_the_actor_costs_nothing_where_nothing_changes(sign_in, ann):
    client = sign_in(ann)
    client.get(reverse("accounts:home"))

    with CaptureQueriesContext(connections["default"]) as queries:
        client.get(reverse("accounts:home"))

    said = [query["sql"] for query in queries]
    assert not [sql for sql in said if "pghistory" in sql]
    assert len([sql for sql in said if not sql.startswith(("SAVEPOINT", "RELEASE"))]) == 2


@pytest.mark.parametrize("how", ["go-on", "break"])
def test_a13_no_browser_keeps_a_signed_in_page(patient, ann, how):
    response = patient(ann).get(page(ann.membership, how))

    assert "no-store" in response["Cache-Control"]


def test_a13_control_without_the_middleware_a_browser_may_keep_it(patient, ann, settings):
    without(settings, "RequestTransaction")

    response = patient(ann).get(page(ann.membership, "go-on"))

    assert response.status_code == 200
    assert "no-store" not in response.get("Cache-Control", "")


def test_o04_a_query_that_takes_too_long_is_an_apology_and_no_change(patient, ann):
    with connections["default"].cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '50ms'")

    response = patient(ann).post(page(ann.membership, "wait"))

    ann.authority.refresh_from_db()
    assert (response.status_code, ann.authority.name) == (503, "Northshire")
    assert "not available" in response.content.decode()
    assert response["Retry-After"] == "30"


def test_o02_a_database_that_is_away_is_an_apology(patient, ann, monkeypatch):
    client = patient(ann)

    def away(backend, user_id):
        raise OperationalError("connection refused")

    monkeypatch.setattr("accounts.backends.Staff.get_user", away)

    assert client.get(reverse("accounts:home")).status_code == 503


def test_o04_without_the_middleware_a_slow_query_is_a_server_error(patient, ann, settings):
    without(settings, "RequestTransaction")
    with connections["default"].cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '50ms'")

    assert patient(ann).post(page(ann.membership, "wait")).status_code == 500


@pytest.fixture
def somebody_else():
    """A second connection, which takes and keeps a lock."""
    other = connections.create_connection("default")
    yield other
    other.close()


@pytest.mark.django_db(transaction=True)
def test_c08_somebody_elses_lock_is_said_in_words_and_nothing_hangs(patient, ann, somebody_else):
    somebody_else.set_autocommit(False)
    with somebody_else.cursor() as cursor:
        cursor.execute("SELECT 1 FROM accounts_authority FOR UPDATE")
    with connections["default"].cursor() as cursor:
        cursor.execute("SET lock_timeout = '50ms'")

    response = patient(ann).post(page(ann.membership, "go-on"))

    with connections["default"].cursor() as cursor:
        cursor.execute("SET lock_timeout = '2s'")
    somebody_else.rollback()
    ann.authority.refresh_from_db()
    assert (response.status_code, ann.authority.name) == (409, "Northshire")
    assert "Someone else is changing this" in response.content.decode()
