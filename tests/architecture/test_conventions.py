"""Promises about the source and the models that no single test of a feature would keep."""

import ast
import re

import pytest
from django.apps import apps

from accounts.models import Role
from accounts.permissions import GRANTS, Permission
from tests.architecture.source import APPS, ROOT, called, calls, every_file, files, name_of

CLOCKS = {"now", "localdate", "localtime", "today", "utcnow"}
RINGS = {"delay", "apply_async", "send_task"}
DOORBELL = "notifications/doorbell.py"
LONGEST_WAIT = 60  # seconds; a longer one belongs in the row that is waiting
LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}
# Everybody signed in may know that these exist; what they hold is shown through memberships.
SEEN_BY_MEMBERSHIP = {"accounts.Authority", "accounts.User"}
ADRS = sorted((ROOT / "docs" / "adr").glob("*.md"))


def test_every_permission_is_granted_to_some_role():
    assert set().union(*GRANTS.values()) == set(Permission)


def test_every_role_has_its_grants():
    assert set(GRANTS) == set(Role)


@pytest.mark.parametrize(
    "path", files("services", "queries", "profiles", "forms", "models", "lifecycle"), ids=name_of
)
def test_only_views_tasks_and_commands_read_the_clock(path):
    assert not clock_readings(ast.parse(path.read_text()))


def clock_readings(tree):
    """Lines that ask what time it is: ``timezone.now()``, ``dt.date.today()``, ``auto_now=True``."""
    asked = [
        call.lineno
        for call in calls(tree)
        if called(call) in CLOCKS and isinstance(call.func, ast.Attribute) and not call.args
    ]
    return asked + [
        call.lineno
        for call in calls(tree)
        if {"auto_now", "auto_now_add"} & {k.arg for k in call.keywords}
    ]


@pytest.mark.parametrize("line", ["timezone.now()", "dt.date.today()", "DateField(auto_now=True)"])
def test_a_reading_of_the_clock_is_noticed(line):
    assert clock_readings(ast.parse(line)) == [1]


def test_r23_only_the_doorbell_hands_tasks_to_celery():
    ringing = {
        name_of(path)
        for path in every_file()
        if any(rings(call) for call in calls(ast.parse(path.read_text())))
    }

    assert ringing <= {DOORBELL}


def rings(call):
    return isinstance(call.func, ast.Attribute) and call.func.attr in RINGS


@pytest.mark.parametrize("path", every_file(), ids=name_of)
def test_r23_no_task_is_put_off_for_longer_than_a_minute(path):
    assert not long_waits(ast.parse(path.read_text()))


def long_waits(tree):
    """Lines that give Celery an ``eta``, or a ``countdown`` that is long or not plain to see."""
    return [
        call.lineno
        for call in calls(tree)
        for keyword in call.keywords
        if keyword.arg == "eta"
        or (keyword.arg == "countdown" and not getattr(keyword.value, "value", 1e9) <= LONGEST_WAIT)
    ]


@pytest.mark.parametrize("line", ["t.apply_async(countdown=61)", "t.apply_async(eta=then)"])
def test_r23_a_long_wait_and_a_ring_are_noticed(line):
    (call,) = calls(ast.parse(line))

    assert rings(call)
    assert long_waits(ast.parse(line)) == [1]


@pytest.mark.parametrize("path", every_file(), ids=name_of)
def test_events_are_logged_by_fixed_names(path):
    assert not composed_events(ast.parse(path.read_text()))


def composed_events(tree):
    """Lines whose log event is put together, and could hold anybody's name."""
    return [
        call.lineno
        for call in calls(tree)
        if called(call) in LEVELS
        and isinstance(call.func, ast.Attribute)
        and getattr(call.func.value, "id", "") in {"log", "logger"}
        and not (call.args and isinstance(call.args[0], ast.Constant))
    ]


def test_a_composed_event_is_noticed():
    assert composed_events(ast.parse('log.info(f"opened {child}")')) == [1]


def our_models():
    return [
        model
        for app in APPS
        if app in apps.app_configs
        for model in apps.get_app_config(app).get_models()
    ]


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_constraints_are_named_for_their_model_and_its_truth(model):
    start = f"{model._meta.app_label}_{model._meta.model_name}_"

    assert [c.name for c in model._meta.constraints if not c.name.startswith(start)] == []


def test_every_model_with_an_address_says_who_may_see_it():
    addressed = {
        model._meta.label: model._default_manager
        for model in our_models()
        if any(field.name == "public_id" for field in model._meta.get_fields())
        and not hasattr(model, "pgh_tracked_model")
    }
    unscoped = {label for label, manager in addressed.items() if not hasattr(manager, "visible_to")}

    assert unscoped == SEEN_BY_MEMBERSHIP


@pytest.mark.parametrize("path", ADRS, ids=lambda path: path.stem)
def test_a_decision_records_number_is_the_same_in_its_name_and_its_heading(path):
    heading = path.read_text().splitlines()[0]

    assert re.fullmatch(r"\d{4}-[a-z0-9-]+", path.stem)
    assert heading.startswith(f"# {path.stem[:4]}. ")


def test_decision_records_have_a_number_each():
    numbers = [path.stem[:4] for path in ADRS]

    assert len(numbers) == len(set(numbers))
    assert numbers


@pytest.mark.parametrize("path", ADRS, ids=lambda path: path.stem)
def test_a_decision_record_says_how_it_is_kept(path):
    assert "## How we will know it is kept" in path.read_text()
