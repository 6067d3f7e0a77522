"""Every change leaves a row of history, in somebody's name, that nobody can rewrite."""

import pghistory
import pgtrigger
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from accounts.audit import acting_as
from accounts.models import FosteringService, User
from tests.factories import AgreementFactory, AuthorityFactory, ServiceFactory, UserFactory

pytestmark = pytest.mark.django_db

ServiceEvent = apps.get_model("accounts", "FosteringServiceEvent")
HISTORY = [
    model._meta.db_table
    for model in apps.get_models()
    if issubclass(model, pghistory.models.Event) and model._meta.managed and not model._meta.proxy
]


def bare(code):
    return FosteringService(
        name="A", code=code, kind="INDEPENDENT", phone="1", email="a@agency.example"
    )


def by_save(service):
    service.name = "B"
    service.save()


def by_update(service):
    FosteringService.objects.filter(pk=service.pk).update(name="B")


def by_bulk_update(service):
    service.name = "B"
    FosteringService.objects.bulk_update([service], ["name"])


def by_sql(service):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_fosteringservice SET name = 'B' WHERE id = %s", [service.pk]
        )


def by_upsert(service):
    again = bare(service.code)
    again.name, again.public_id = "B", service.public_id
    FosteringService.objects.bulk_create(
        [again], update_conflicts=True, unique_fields=["code"], update_fields=["name"]
    )


@pytest.mark.parametrize("change", [by_save, by_update, by_bulk_update, by_sql, by_upsert])
def test_u01_every_way_to_change_a_row_leaves_one_event_in_somebodys_name(change):
    service = ServiceFactory(name="A")

    with acting_as(user=7, authority=3):
        change(service)

    event = ServiceEvent.objects.get(pgh_label="update", pgh_obj_id=service.pk)
    assert (event.name, event.pgh_context) == ("B", {"user": 7, "authority": 3})


@pytest.mark.parametrize(
    "add", [lambda: bare("x").save(), lambda: FosteringService.objects.bulk_create([bare("x")])]
)
def test_u01_every_way_to_add_a_row_leaves_one_event(add):
    with acting_as(system="import", user=7):
        add()

    event = ServiceEvent.objects.get(code="x")
    assert (event.pgh_label, event.pgh_context) == ("insert", {"system": "import", "user": 7})


def test_u01_deleting_leaves_one_event_for_each_row_that_went_with_it():
    agreement = AgreementFactory()

    with acting_as(user=7):
        agreement.authority.delete()

    for name in ("AuthorityEvent", "AgreementEvent"):
        event = apps.get_model("accounts", name).objects.get(pgh_label="delete")
        assert event.pgh_context == {"user": 7}


def test_u01_without_the_trigger_a_bulk_update_is_not_noticed():
    service = ServiceFactory()

    with pgtrigger.ignore("accounts.FosteringService:update_update"):
        by_update(service)

    assert not ServiceEvent.objects.filter(pgh_label="update").exists()


def test_a_change_to_nothing_leaves_no_event():
    service = ServiceFactory()

    service.save()

    assert not ServiceEvent.objects.filter(pgh_label="update").exists()


def refused(sql):
    """Whether the database's own triggers refuse the statement."""
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        try:
            with transaction.atomic():
                cursor.execute(sql)
        except DatabaseError as problem:
            return str(problem).startswith("pgtrigger: Cannot")
    return False


@pytest.mark.parametrize("table", ["accounts_fosteringserviceevent", "accounts_accesslog"])
@pytest.mark.parametrize(
    "sql",
    ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"],
    ids=lambda sql: sql.split()[0],
)
def test_u02_nobody_rewrites_what_was_written_down(sign_in, admin, table, sql):
    ServiceFactory()
    sign_in(admin).get("/access-log/file/")

    assert refused(sql.format(table))


def test_u02_every_table_of_history_has_the_same_triggers():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, count(*) FROM pg_trigger"
            " WHERE tgname ~ '^pgtrigger_(append_only|never_emptied)_' GROUP BY 1"
        )
        guards = dict(cursor.fetchall())

    never_changed = [
        "accounts_accesslog",
        "evaluation_publishedresult",
        "evaluation_unitcost",
        "evaluation_unitcostversion",
        "placements_careplanversion",
    ]
    assert guards == dict.fromkeys([*HISTORY, *never_changed], 2)


def test_u02_without_the_trigger_history_could_be_rewritten():
    ServiceFactory()

    with pgtrigger.ignore("accounts.FosteringServiceEvent:append_only"):
        assert ServiceEvent.objects.update(name="Somebody else") == 1


def test_u02_the_name_in_a_row_of_history_does_not_follow_the_context_table():
    with acting_as(user=7):
        service = ServiceFactory()

    apps.get_model("pghistory", "Context").objects.update(metadata={"user": 8})

    assert ServiceEvent.objects.get(pgh_obj_id=service.pk).pgh_context == {"user": 7}


def test_u06_a_change_is_never_nobodys():
    with pytest.raises(ValueError, match="Name a user"), acting_as(authority=3):
        pass


def test_u06_a_worker_names_itself_and_whom_it_acts_for():
    with acting_as(system="outbox", user=7):
        service = ServiceFactory()

    assert ServiceEvent.objects.get(pgh_obj_id=service.pk).pgh_context == {
        "system": "outbox",
        "user": 7,
    }


def test_u06_a_carers_link_is_named():
    with acting_as(system="website"), acting_as(link=12):
        service = ServiceFactory()

    assert ServiceEvent.objects.get(pgh_obj_id=service.pk).pgh_context == {
        "system": "website",
        "link": 12,
    }


def test_u06_a_command_names_itself():
    AuthorityFactory(code="northshire")

    call_command(
        "add_person", "ada@northshire.example", "Ada", role="ADMINISTRATOR", authority="northshire"
    )

    events = apps.get_model("accounts", "MembershipEvent")
    assert events.objects.get().pgh_context == {"system": "add_person"}


def test_u07_one_call_of_a_trigger_serves_a_whole_statement():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgtype & 1 FROM pg_trigger"
            " WHERE tgname ~ '^pgtrigger_(insert_insert|update_update|delete_delete)_'"
        )
        for_each_row = [bit for (bit,) in cursor.fetchall()]

    assert for_each_row == [0] * 3 * len(HISTORY)


def test_no_history_holds_a_password():
    user = UserFactory()
    user.set_password("correct horse battery")
    user.save()

    events = apps.get_model("accounts", "UserEvent")
    assert "password" not in {field.name for field in events._meta.get_fields()}
    assert events.objects.filter(pgh_obj_id=user.pk, pgh_label="password").count() == 1


def test_signing_in_is_no_change(sign_in):
    user = UserFactory()
    changes = apps.get_model("accounts", "UserEvent").objects.filter(pgh_obj_id=user.pk)
    before = changes.count()

    sign_in(user)

    assert User.objects.get(pk=user.pk).last_login
    assert changes.count() == before
