"""What a process loads before it does anything: nothing heavy that most of them never use. No test here times it."""

import datetime as dt
import json
import os
import subprocess
import sys

import pghistory
import pytest

from tests.factories import ChildFactory, PlacementFactory
from tests.platform.conftest import HOME

# The first names of packages, and our own modules that bring them: each is loaded by whoever uses it.
HEAVY = (
    "numpy", "scipy", "highspy", "openpyxl", "weasyprint", "pydyf", "fontTools", "PIL", "celery", "kombu", "requests",
    "holidays", "rich", "structlog", "brokerage.matching", "reference.letters", "config.urls", "allauth.urls",
)  # fmt: skip
LOADED = """
import json, sys
def heavy():
    names = json.loads(sys.argv[1])
    return [n for n in names if any(m == n or m.startswith(n + ".") for m in sys.modules)]
"""
# Commands end as ``manage.py`` runs them, with what they print kept apart from what is asked here.
RADAR = """
import contextlib, io
from django.core.management import execute_from_command_line
printed = io.StringIO()
with contextlib.redirect_stdout(printed):
    execute_from_command_line(["manage.py", "stepdown_radar", "--authority", sys.argv[2], "--json"])
print(json.dumps([heavy(), json.loads(printed.getvalue())]))
"""


def told(code, *arguments, **environment):
    environment = (
        os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings", "OIDC_NAME": ""} | environment
    )
    done = subprocess.run(
        [sys.executable, "-c", LOADED + code, json.dumps(HEAVY), *arguments],
        cwd=HOME,
        env=environment,
        capture_output=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_a_process_that_starts_loads_nothing_heavy():
    assert told("import django; django.setup(); print(json.dumps(heavy()))") == []


def test_what_is_heavy_is_seen_where_it_is_loaded():
    """The negative control: the ranking needs numpy, and the addresses need every page and form."""
    code = "import django; django.setup()\nimport {}; print(json.dumps(heavy()))"

    assert {"numpy", "brokerage.matching"} <= set(told(code.format("brokerage.remedies")))
    assert {"numpy", "openpyxl", "config.urls"} <= set(told(code.format("config.urls")))
    assert {"celery", "kombu"} <= set(told(code.format("config.celery")))


COLLECTS = """
import gc
import config
before = gc.get_threshold()[0]
import django
django.setup()
print(json.dumps([before, gc.get_threshold()[0], gc.isenabled(), gc.get_freeze_count() > 100_000]))
"""


def test_a_process_looks_for_what_can_go_only_once_it_has_started():
    before, after, is_on, keeps_what_it_loaded = told(COLLECTS)

    assert before > 10 * after
    assert is_on
    assert keeps_what_it_loaded


def test_fields_of_history_are_made_with_pghistorys_own_defaults(settings):
    ours = settings.PGHISTORY_FIELD.kwargs, settings.PGHISTORY_FOREIGN_KEY_FIELD.kwargs

    del settings.PGHISTORY_FIELD, settings.PGHISTORY_FOREIGN_KEY_FIELD

    assert ours == (pghistory.Field().kwargs, pghistory.ForeignKey().kwargs)


def test_the_web_server_loads_celery_before_the_first_request_needs_it():
    loaded = told("import config.wsgi; print(json.dumps(heavy()))")

    assert {"celery", "kombu"} <= set(loaded)


@pytest.mark.django_db(transaction=True)
def test_the_radars_command_lists_children_and_loads_nothing_heavy(database_url):
    child = ChildFactory()
    PlacementFactory(
        child=child, household=None, place_number=None, setting="K2", status="STARTED", provider_name="Beech House",
        starts_on=dt.date(2025, 1, 6), district_code="E07000243", distance_miles="4.0",
    )  # fmt: skip

    heavy, listed = told(RADAR, child.authority.code, DATABASE_URL=database_url, DEBUG="1")

    assert [each["reference"] for each in listed["children"]] == [child.reference]
    assert heavy == []


ADDRESSES = """
import django
django.setup()
from django.apps import apps
from django.urls import NoReverseMatch, reverse
try:
    found = [reverse("openid_connect_login", args=["staff"]), reverse("socialaccount_login_cancelled")]
except NoReverseMatch:
    found = []
print(json.dumps([apps.is_installed("allauth.socialaccount.providers.openid_connect"), found]))
"""


def test_single_sign_on_is_there_only_where_a_service_is_named():
    named = {"OIDC_NAME": "Entra", "OIDC_CLIENT_ID": "a", "OIDC_CLIENT_SECRET": "b"}
    address = {"OIDC_SERVER": "https://sign-on.example"}

    assert told(ADDRESSES) == [False, []]
    is_installed, found = told(ADDRESSES, **named, **address)

    assert is_installed
    assert [each.rpartition("/single-sign-on")[2] for each in found] == ["/staff/", "-stopped/"]
