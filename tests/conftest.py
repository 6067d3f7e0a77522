"""What every test stands on: a database of the run's own, and a real browser."""

import os
import shutil

import pgtrigger
import psycopg.sql
import pytest
from django.db import connection
from django.test import Client, TransactionTestCase

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


@pytest.fixture(scope="session", autouse=True)
def _append_only_tables_are_emptied_after_tests_that_commit():
    """Tests that commit end with TRUNCATE, which the audit tables refuse to everybody else."""
    empty = TransactionTestCase._fixture_teardown

    def empty_all(self):
        with pgtrigger.ignore():
            empty(self)

    TransactionTestCase._fixture_teardown = empty_all
    yield
    TransactionTestCase._fixture_teardown = empty


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, django_db_blocker):
    """Before making this run's database, drop those of runs that were killed."""
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'test\\_placements\\_%'")
        for (name,) in cursor.fetchall():
            if not _alive(int(name.split("_")[2])):
                drop = psycopg.sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
                cursor.execute(drop.format(psycopg.sql.Identifier(name)))


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


@pytest.fixture
def sign_in():
    """``sign_in(user)`` is a browser of the user's own, signed in."""

    def browser_of(user):
        client = Client()
        client.force_login(user)
        return client

    return browser_of
