"""docs/ARCHITECTURE.md names layers, files and constraints; each of them is there."""

import re
import tomllib

import pytest
from django.apps import apps
from django.db import connection

from tests.architecture.source import ROOT

PAGE = (ROOT / "docs" / "ARCHITECTURE.md").read_text()
REFUSALS = re.findall(
    r"^\| (?!it is never)[^|]+ \| ([^|]*`[^|]+) \|$", PAGE.partition("refuses")[2], re.M
)
NAMES = [name for cell in REFUSALS for name in re.findall(r"`(\w+)`", cell)]


def every_name():
    """Constraints and triggers of all models, and what triggers raise in a constraint's name."""
    models = [model for model in apps.get_models() if model._meta.managed]
    triggers = [t for model in models for t in getattr(model._meta, "triggers", [])]
    raised = {
        name
        for trigger in triggers
        for name in re.findall(r"CONSTRAINT = '(\w+)'", str(trigger.func or ""))
    }
    constraints = {c.name for model in models for c in model._meta.constraints}
    return constraints | raised | {trigger.name for trigger in triggers}


@pytest.mark.parametrize("name", NAMES)
def test_what_the_database_is_said_to_refuse_it_does(name):
    assert name in every_name()


def test_every_line_of_the_table_names_what_holds_it():
    assert len(REFUSALS) > 20
    assert all(re.search(r"`\w+`", cell) for cell in REFUSALS)


@pytest.mark.django_db
def test_the_database_has_the_constraints_of_the_stay():
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint")
        there = {name for (name,) in cursor.fetchall()}

    assert {name for name in NAMES if name.startswith("placements_placement_one_")} <= there


def test_the_layers_are_those_that_are_checked():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
    checked = [re.findall(r"\w+", layer) for layer in contracts[0]["layers"]]
    block = PAGE.partition("## Layers")[2].partition("Inside an app")[0]
    drawn = [line.strip() for line in block.splitlines() if line.startswith("    ")]

    assert [re.findall(r"\w+", re.split(r"\s{3,}", line)[0]) for line in drawn] == checked


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`([a-z]+/[\w/]+(?:\.py|/))`", PAGE))))
def test_the_files_that_it_names_are_there(path):
    assert (ROOT / path).exists()
