"""The limits that keep one request from holding up others, lifted where nobody waits for a page.

The limits themselves are in the settings of the database's connection.
"""

from typing import Any

from django.db import connection, connections

IDLE = "idle_in_transaction_session_timeout"
LIMITS = ("statement_timeout", IDLE)


def take_as_long_as_it_takes() -> None:
    """Lift the limits until the transaction ends.

    For long tasks in one transaction: between two statements they may think for longer than a
    page ever would, and on a busy machine for several times that. Outside a transaction this does nothing.
    """
    with connection.cursor() as cursor:
        for limit in LIMITS:
            cursor.execute("SELECT set_config(%s, '0', true)", [limit])


def before_migrating(*, using: str, **kwargs: Any) -> None:
    """Let the connection be idle within a transaction: Django thinks between a migration's statements.

    How long a statement may take and wait for a lock stays as it is: one that takes longer would stop the desk.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(f"SET {IDLE} = 0")


def after_migrating(*, using: str, **kwargs: Any) -> None:
    """Put the limit back as the connection's settings have it."""
    with connections[using].cursor() as cursor:
        cursor.execute(f"RESET {IDLE}")
