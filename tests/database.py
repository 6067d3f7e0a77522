"""The run's own database: a copy of a template that is made once for each state of the schema.

Applying every migration takes far longer than a test. The template is named after what the
migrations and triggers say, so that a change to any of them makes a new one, and copying it takes a moment.
"""

import hashlib
import os
from contextlib import contextmanager
from pathlib import Path

import django
import pgtrigger
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from psycopg.sql import SQL, Identifier

LOCK = 7_203_114  # any number: held by the one process that makes or clears databases


def make(name):
    """Create database ``name`` and connect the tests to it."""
    with _alone() as cursor:
        _drop_what_killed_runs_left(cursor)
        template = _template(cursor)
        cursor.execute(SQL("DROP DATABASE IF EXISTS {}").format(Identifier(name)))
        copy = "CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY"
        cursor.execute(SQL(copy).format(Identifier(name), Identifier(template)))
    _connect_to(name)


def drop(name):
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))


def tables():
    """Every table, those that no model describes too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        return [name for (name,) in cursor.fetchall()]


def filled(names):
    """Those of the tables that have a row."""
    question = "SELECT '{0}' WHERE EXISTS (SELECT FROM \"{0}\")"
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(question.format(name) for name in names))
        return [name for (name,) in cursor.fetchall()]


def empty(names):
    """Delete every row of these tables, those of the audit too, which refuse it to everybody else.

    References are checked when the transaction ends, so the order does not matter.
    """
    if names:
        statements = "; ".join(f'DELETE FROM "{name}"' for name in names)
        with pgtrigger.ignore(), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statements)


def _template(cursor):
    name = f"template_{_fingerprint()}"
    cursor.execute("SELECT datname FROM pg_database WHERE datname ~ '^(template|making)_'")
    there = [found for (found,) in cursor.fetchall()]
    if name in there:
        return name
    for old in there:
        cursor.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(old)))
    making = name.replace("template", "making")
    cursor.execute(SQL("CREATE DATABASE {}").format(Identifier(making)))
    _connect_to(making)
    call_command("migrate", interactive=False, verbosity=0)
    connection.close()
    cursor.execute(
        SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(making), Identifier(name))
    )
    return name


def _fingerprint():
    seen = hashlib.sha256(django.get_version().encode())
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        for path in sorted((Path(app.path) / "migrations").glob("*.py")):
            seen.update(f"{app.label}/{path.name}".encode())
            seen.update(path.read_bytes())
    for model, trigger in pgtrigger.registered():
        seen.update(f"{model._meta.label} {trigger.compile(model).hash}".encode())
    return seen.hexdigest()[:16]


def _drop_what_killed_runs_left(cursor):
    cursor.execute("SELECT datname FROM pg_database WHERE datname ~ '^test_placements_[0-9]+'")
    for (name,) in cursor.fetchall():
        if not _alive(int(name.split("_")[2])):
            cursor.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def _alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _connect_to(name):
    connection.close()
    connection.settings_dict["NAME"] = name


@contextmanager
def _alone():
    """A cursor on no database of ours, in turn with the other workers of the run."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SET lock_timeout = 0")
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        yield cursor
