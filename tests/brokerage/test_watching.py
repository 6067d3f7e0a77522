"""Every table that the loader of columns reads is watched, and nothing in the product looks away."""

import re
from pathlib import Path

import pgtrigger
import pytest
from django.apps import apps
from django.db import connection

from brokerage.models import HouseholdChange
from brokerage.models.watching import WATCHED
from brokerage.profiles import statement
from carers.models import Household, Training
from tests.factories import (
    ChildFactory,
    HouseholdFactory,
    NeedFactory,
    PlacementFactory,
    TrainingFactory,
)

HOME = Path(__file__).resolve().parents[2]
OWN = {"brokerage_householdchange"}


def tables_read():
    text = " ".join(part.select() for part in statement.PARTS) + statement._WANTED
    known = {model._meta.db_table for model in apps.get_models()}
    return {word for word in re.findall(r"\w+", text) if word in known} - OWN


def tables_watched():
    return {apps.get_model(label)._meta.db_table for label in WATCHED}


def test_every_table_that_the_loader_reads_is_watched():
    assert len(tables_read()) > 12
    assert tables_read() - tables_watched() == set()


def test_no_table_is_watched_that_nobody_reads():
    assert tables_watched() - tables_read() == set()


@pytest.mark.django_db
def test_the_database_watches_inserts_updates_deletes_and_emptying():
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT tgrelid::regclass::text FROM pg_trigger
            WHERE tgname LIKE 'pgtrigger_noted_%' AND tgenabled = 'O'"""
        )
        found = [table for (table,) in cursor.fetchall()]
    assert {table: found.count(table) for table in found} == dict.fromkeys(tables_watched(), 4)


def test_nothing_in_the_product_switches_triggers_off():
    sources = [
        path
        for folder in (
            "accounts",
            "brokerage",
            "carers",
            "children",
            "config",
            "evaluation",
            "notifications",
            "placements",
            "scripts",
        )
        for path in (HOME / folder).rglob("*.py")
    ]
    words = re.compile(r"pgtrigger\.ignore|session_replication_role|DISABLE TRIGGER")
    assert len(sources) > 100
    assert [path for path in sources if words.search(path.read_text())] == []


@pytest.fixture
def noted(db):
    """``noted()``: the changes that were noted since it was asked last."""
    seen = [HouseholdChange.objects.order_by("-pk").values_list("pk", flat=True).first()]

    def since():
        rows = HouseholdChange.objects.filter(pk__gt=seen[-1]).order_by("pk")
        found = list(rows.values_list("household_id", "child_id", "service_id"))
        seen.append(max([seen[-1], *rows.values_list("pk", flat=True)]))
        return found

    return since


def test_one_statement_notes_each_household_once(noted):
    home, other = HouseholdFactory(terms=None), HouseholdFactory(terms=None)
    noted()

    Training.objects.bulk_create(
        Training(household=each, skill=skill)
        for each in (home, other)
        for skill in ("AUTC", "FAID")
    )

    assert sorted(noted()) == [(home.pk, None, None), (other.pk, None, None)]


def test_writing_the_same_again_notes_nothing(noted):
    home = HouseholdFactory(has_dogs=True)
    noted()

    Household.objects.filter(pk=home.pk).update(has_dogs=True)
    Training.objects.filter(household=home).update(skill="AUTC")

    assert noted() == []


def test_a_row_that_changes_homes_is_a_change_of_both(noted):
    training, other = TrainingFactory(), HouseholdFactory()
    home = training.household_id
    noted()

    Training.objects.update(household=other)

    assert sorted(noted()) == sorted([(home, None, None), (other.pk, None, None)])


def test_what_is_about_a_child_is_noted_with_the_child(noted):
    child = ChildFactory()
    PlacementFactory(child=child)
    noted()

    need = NeedFactory(child=child)
    need.delete()

    assert noted() == [(None, child.pk, None)] * 2


def test_the_template_of_the_tests_databases_knows_these_triggers():
    names = {(model._meta.label, trigger.name) for model, trigger in pgtrigger.registered()}
    assert {(label, "noted_update") for label in WATCHED} <= names
