"""Bring the database up to this version of the code, and fill an empty demonstration."""

import logging
import os
import sys

import django
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from config.embedded import CannotStart


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        django.setup()
        migrate()
        if settings.DEMO and not apps.get_model(settings.AUTH_USER_MODEL).objects.exists():
            print("Loading the demonstration", flush=True)
            call_command("seed_demo")
    except (CannotStart, CommandError, ImproperlyConfigured) as problem:
        sys.exit(str(problem))
    except OperationalError as problem:
        sys.exit(f"The database cannot be used: {' '.join(str(problem).split())}")


def migrate() -> None:
    """Apply what is missing.

    Raises:
        CommandError: a newer version of the code has used this database, so that this one would
            not know what it holds.
    """
    executor = MigrationExecutor(connection)
    if unknown := unknown_migrations(executor.loader):
        raise CommandError(
            f"The database is newer than this code: it has {unknown[0]}, which is not known here. "
            "Update the code, or use another database."
        )
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        print("Preparing the database", flush=True)
        logging.getLogger("pgtrigger").setLevel(logging.WARNING)  # a line for each of hundreds
        call_command("migrate", interactive=False, verbosity=0)


def unknown_migrations(loader: MigrationLoader) -> list[str]:
    """Return what has been applied for our apps and is not in their code, in order of name."""
    known = set(loader.disk_migrations)
    for migration in loader.disk_migrations.values():
        known.update(migration.replaces)
    labels = {label for label, _ in loader.disk_migrations}
    return sorted(
        f"{label}.{name}"
        for label, name in loader.applied_migrations
        if label in labels and (label, name) not in known
    )


if __name__ == "__main__":
    main()
