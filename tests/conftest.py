"""What every test stands on: a database of the run's own, and a real browser."""

import os
import time
from urllib.parse import quote

import hypothesis
import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import Client, TransactionTestCase

from documents import pdf
from scripts import browsers
from tests import database
from tests.pdf_tags import problems

TEMPLATES = settings.BASE_DIR / "templates"

# How long an example takes says more of the machine than of the code.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    """In place of pytest-django's, which applies every migration in every run."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    name = f"test_placements_{settings.RUN}_{worker}"
    with pytest.MonkeyPatch.context() as patch:
        with django_db_blocker.unblock():
            database.make(name)
            patch.setattr(TransactionTestCase, "_fixture_teardown", _emptier())
        yield  # blocked meanwhile, so that a test without the mark cannot write for good
        with django_db_blocker.unblock():
            database.drop(name)


def _emptier():
    """What empties the database after a test that committed: only what the test filled."""
    tables = database.tables()
    kept = database.filled(tables)
    emptied = [name for name in tables if name not in kept]

    def empty(case):
        for alias in connections:
            connections[alias].close_if_unusable_or_obsolete()
        database.empty(database.filled(emptied))

    return empty


@pytest.fixture
def database_url(db):
    """The address of the test's database, for a process that the test starts.

    Such a process sees only what is committed: mark the test ``django_db(transaction=True)``.
    """
    known = connection.get_connection_params()
    account = f"{known['user']}:{quote(known.get('password', ''), safe='')}"
    return f"postgresql://{account}@{known['host']}:{known['port']}/{known['dbname']}"


@pytest.fixture(scope="session", autouse=True)
def _every_document_can_be_read_aloud():
    """Whatever test makes a document of the product, with whatever in it: its tags are those that PDF/UA asks for."""
    made = pdf._run

    def checked(job, template, **options):
        content = made(job, template, **options)
        if (TEMPLATES / template).exists():  # not a test's own
            assert problems(content) == [], template
        return content

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "_run", checked)
        yield


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The machine's own Chromium: the one that setup installs, not a download."""
    return browser_type_launch_args | {"executable_path": _browser()}


@pytest.fixture(scope="session")
def base_url():
    """None: a test says ``live_server.url``. The packaged fixture warns about pytest 10."""
    return


def _browser():
    if found := browsers.find():
        return found
    pytest.fail("No Chromium here: run make setup-test, which installs it.", pytrace=False)


@pytest.fixture
def sign_in():
    """``sign_in(user)`` is a browser of the user's own, signed in."""

    def browser_of(user):
        client = Client()
        client.force_login(user)
        return client

    return browser_of


@pytest.fixture
def recently():
    """``recently(client)``: its person has just typed their password again, as their account pages ask."""

    def just_now(client):
        session = client.session
        session["account_authentication_methods"] = [
            {"method": "password", "at": time.time(), "reauthenticated": True}
        ]
        session["account_authentication_methods_user"] = session["_auth_user_id"]
        session.save()
        return client

    return just_now
