"""History by trigger: every change to an audited model leaves a row that the application cannot rewrite.

The triggers see ``bulk_create``, ``update()``, raw SQL and deletes alike. Who did it comes from
:func:`acting_as`, which the request middleware, tasks and commands open around their work.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import pghistory

Model = TypeVar("Model", bound=type)


def audited(model: Model) -> Model:
    """Class decorator: keep an append-only history of a model's inserts, updates and deletes."""
    track: Any = pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        append_only=True,
    )
    decorated: Model = track(model)
    return decorated


@contextmanager
def acting_as(
    *,
    user: int | None = None,
    authority: int | None = None,
    link: int | None = None,
    system: str = "",
) -> Iterator[None]:
    """Name who is acting, for the history of whatever changes inside.

    Give the id of a ``user`` (and the ``authority`` they act for), the id of the carer's ``link``, or the name of the
    part of the ``system`` (with ``user`` too, when it acts on somebody's behalf). At least one is required, so that no
    change is ever nobody's.
    """
    who = {"user": user, "authority": authority, "link": link, "system": system}
    named = {key: value for key, value in who.items() if value}
    if not named.keys() & {"user", "link", "system"}:
        raise ValueError("Name a user, a link or a part of the system.")
    with pghistory.context(**named):
        yield
