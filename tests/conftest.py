"""What every test stands on: a database of the run's own, and a real browser."""

import os
import shutil

import pgtrigger
import psycopg.sql
import pytest
from django.core.management import call_command
from django.db import connection
from django.test import TransactionTestCase

from tests import template

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


@pytest.fixture(scope="session", autouse=True)
def _append_only_tables_are_emptied_after_tests_that_commit():
    """Tests that commit end with TRUNCATE, which the audit tables refuse to everybody else.

    Nothing that follows a migration follows it: the triggers are still there.
    """
    empty = TransactionTestCase._fixture_teardown

    def empty_all(self):
        with pgtrigger.ignore():
            call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)

    TransactionTestCase._fixture_teardown = empty_all
    yield
    TransactionTestCase._fixture_teardown = empty


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, django_db_blocker):
    """Drop the databases of runs that were killed, and have this run's copied from the template."""
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'test\\_placements\\_%'")
        for (name,) in cursor.fetchall():
            if not _alive(int(name.split("_")[2])):
                drop = psycopg.sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
                cursor.execute(drop.format(psycopg.sql.Identifier(name)))
        connection.settings_dict["TEST"]["TEMPLATE"] = template.ensure(cursor)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The machine's own Chromium: the one that setup installs, not a download."""
    return browser_type_launch_args | {"executable_path": _browser()}


def _browser():
    for name in BROWSERS:
        if found := shutil.which(name):
            return found
    pytest.fail("No Chromium here: run make setup, which installs it or says how.", pytrace=False)


def _alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
