"""The limits that keep one request from holding up others, lifted where nobody waits for a page.

The limits themselves are in the settings of the database's connection.
"""

from typing import Any

from django.db import connections

LIMITS = ("statement_timeout", "idle_in_transaction_session_timeout")


def take_as_long_as_it_takes(using: str = "default") -> None:
    """Lift the limits until the transaction ends.

    For long tasks in one transaction: between two statements they may think for longer than a
    page ever would, and on a busy machine for several times that. Outside a transaction this does nothing.
    """
    with connections[using].cursor() as cursor:
        for limit in LIMITS:
            cursor.execute("SELECT set_config(%s, '0', true)", [limit])


def before_migrating(*, using: str, **kwargs: Any) -> None:
    """Lift the limits for the rest of the connection: Django thinks between a migration's statements."""
    with connections[using].cursor() as cursor:
        for limit in LIMITS:
            cursor.execute("SELECT set_config(%s, '0', false)", [limit])


def after_migrating(*, using: str, **kwargs: Any) -> None:
    """Put the limits back as the connection's settings have them."""
    with connections[using].cursor() as cursor:
        for limit in LIMITS:
            cursor.execute(f"RESET {limit}")
