"""The tests' own database, and what a newer or an unreachable one is met with."""

import pytest
from django.core.management import CommandError
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import ProgrammingError

from accounts.models import AccessLog, User
from scripts import prepare
from tests.factories.accounts import UserFactory


@pytest.mark.django_db
def test_a_database_that_a_newer_version_used_is_refused():
    MigrationRecorder(connection).record_applied("accounts", "9999_from_the_future")

    with pytest.raises(CommandError, match=r"it has accounts\.9999_from_the_future"):
        prepare.migrate()


@pytest.mark.django_db
def test_every_migration_that_is_applied_is_known():
    assert prepare.unknown_migrations(MigrationLoader(connection)) == []


@pytest.mark.django_db
def test_what_a_migration_replaces_is_known():
    loader = MigrationLoader(connection)
    one = next(iter(loader.disk_migrations.values()))
    one.replaces = [*one.replaces, ("accounts", "0000_long_ago")]
    MigrationRecorder(connection).record_applied("accounts", "0000_long_ago")
    loader.applied_migrations = MigrationRecorder(connection).applied_migrations()

    assert prepare.unknown_migrations(loader) == []


@pytest.mark.django_db
def test_the_audit_cannot_be_emptied():
    with pytest.raises(ProgrammingError, match="Cannot empty"), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {AccessLog._meta.db_table} CASCADE")


@pytest.mark.parametrize("time", ["first", "second"])
@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_finds_an_empty_database_and_leaves_one(time):
    assert not User.objects.exists()
    UserFactory()
    assert User.objects.count() == 1
