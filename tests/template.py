"""A migrated, empty database that each run's own is copied from.

Migrating takes longer than most test modules, so it is done once for each version of the schema. The name of the
template holds a digest of whatever makes the schema, so that a changed model, trigger or package makes a new one.
"""

import hashlib
from importlib.metadata import version
from pathlib import Path

import psycopg
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg.sql import SQL, Identifier

PREFIX = "template_placements_"
UNFINISHED = f"{PREFIX}unfinished"
PACKAGES = ("django", "django-allauth", "django-pghistory", "django-pgtrigger")


def ensure(cursor: psycopg.Cursor) -> str:
    """Return the template's name, making it if no other run has; ``cursor`` is on the maintenance database."""
    name = PREFIX + _digest()
    cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
    try:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone() is None:
            _make(cursor, name)
    finally:
        cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [name])
    return name


def _make(cursor, name):
    """Migrate under another name first, so that what carries the template's name is whole."""
    _drop_older(cursor)
    cursor.execute(SQL("CREATE DATABASE {}").format(Identifier(UNFINISHED)))
    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = UNFINISHED
    try:
        call_command("migrate", verbosity=0)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual
    rename = SQL("ALTER DATABASE {} RENAME TO {}")
    cursor.execute(rename.format(Identifier(UNFINISHED), Identifier(name)))


def _drop_older(cursor):
    cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
    for (name,) in cursor.fetchall():
        drop = SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        cursor.execute(drop.format(Identifier(name)))


def _digest():
    digest = hashlib.sha256()
    for name in PACKAGES:
        digest.update(f"{name} {version(name)}\n".encode())
    for path in _schema_files():
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _schema_files():
    root = Path(settings.BASE_DIR)
    ours = [Path(app.path) for app in apps.get_app_configs() if Path(app.path).parent == root]
    for folder in sorted(ours):
        yield from sorted(folder.glob("migrations/*.py"))
        yield from sorted(folder.glob("models/*.py"))
        yield from sorted(folder.glob("models.py"))
    yield from (root / "accounts" / name for name in ("audit.py", "periods.py"))
