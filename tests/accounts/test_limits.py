"""Long tasks are not cut off by the limits that keep requests short."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.models.signals import post_migrate, pre_migrate  # noqa: TID251 - sent as migrate does

from accounts.limits import IDLE, LIMITS, take_as_long_as_it_takes


def in_force():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, setting::bigint FROM pg_settings WHERE name = ANY(%s)", [list(LIMITS)]
        )
        return dict(cursor.fetchall())


def migrating(signal):
    """As ``migrate`` tells each app, told to the one that listens for all."""
    app = apps.get_app_config("accounts")
    signal.send(
        sender=app,
        app_config=app,
        verbosity=0,
        interactive=False,
        using="default",
        apps=apps,
        plan=[],
    )


@transaction.atomic
def fail_after_lifting():
    take_as_long_as_it_takes()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")


@pytest.mark.django_db
def test_a_page_has_limits():
    assert all(in_force()[limit] > 0 for limit in LIMITS)


@pytest.mark.django_db(transaction=True)
def test_a_long_task_has_none_until_its_transaction_ends():
    usual = in_force()

    with transaction.atomic():
        take_as_long_as_it_takes()
        assert set(in_force().values()) == {0}

    assert in_force() == usual


@pytest.mark.django_db(transaction=True)
def test_a_long_task_that_fails_leaves_the_limits_as_they_were():
    usual = in_force()

    with pytest.raises(DatabaseError):
        fail_after_lifting()

    assert in_force() == usual


@pytest.mark.django_db
def test_a_migration_may_think_but_its_statements_have_their_limit():
    usual = in_force()

    migrating(pre_migrate)
    meanwhile = in_force()
    migrating(post_migrate)

    assert meanwhile == usual | {IDLE: 0}
    assert in_force() == usual
