"""Trying once more what lost against another transaction.

Locks are taken in one order everywhere, so this should not happen. Where it does, one of the two goes on undisturbed,
and the other can nearly always do its work a moment later.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError
from psycopg.errors import DeadlockDetected, SerializationFailure

Asked = ParamSpec("Asked")
Done = TypeVar("Done")

LOST = (DeadlockDetected, SerializationFailure)


def once_more_after_deadlock(service: Callable[Asked, Done]) -> Callable[Asked, Done]:
    """Run a service again where the database ended it in favour of another; a second time, the error goes on.

    Put it around ``transaction.atomic``: what is left behind must be undone, and its locks released, before the
    second try. The page for what still fails is the one of every request that somebody else is in the way of.
    """

    @wraps(service)
    def twice(*args: Asked.args, **asked: Asked.kwargs) -> Done:
        try:
            return service(*args, **asked)
        except OperationalError as problem:
            if not isinstance(problem.__cause__, LOST):
                raise
        return service(*args, **asked)

    return twice
