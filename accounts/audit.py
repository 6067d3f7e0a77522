"""History by trigger: every change to an audited model leaves a row that the application cannot rewrite.

The triggers see ``bulk_create``, ``update()``, raw SQL and deletes alike. Who did it comes from
:func:`acting_as`, which the request middleware, tasks and commands open around their work. The name is copied into
each row of history, which refuses changes, and not into a table of its own that could be edited later.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import pghistory
import pgtrigger

from accounts import trigger_registry

trigger_registry.install()

Model = TypeVar("Model", bound=type)


def audited(model: Model) -> Model:
    """Class decorator: keep an append-only history of a model's inserts, updates and deletes.

    One trigger call serves a whole statement, so that writing ten thousand rows costs little more
    than writing one.
    """
    return _track(model)


def audited_without(*fields: str, also: Sequence[Any] = ()) -> Callable[[Model], Model]:
    """The same for a model with ``fields`` that no history may hold.

    A change to them alone leaves no row, unless a tracker in ``also`` asks for one.
    """

    def decorate(model: Model) -> Model:
        return _track(model, leaving_out=fields, also=also)

    return decorate


def _track(model: Model, *, leaving_out: Sequence[str] = (), also: Sequence[Any] = ()) -> Model:
    track: Any = pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        *also,
        exclude=list(leaving_out) or None,
        append_only=True,
        level=pghistory.Statement,
        context_field=pghistory.ContextJSONField(),
        meta={"triggers": [never_emptied()]},
    )
    decorated: Model = track(model)
    return decorated


def never_emptied() -> pgtrigger.Trigger:
    """Refuse TRUNCATE, which no other trigger sees."""
    return pgtrigger.Trigger(
        name="never_emptied",
        operation=pgtrigger.Truncate,
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        func="RAISE EXCEPTION USING MESSAGE = 'pgtrigger: Cannot empty ' || TG_TABLE_NAME;",
    )


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
    change is ever nobody's. Inside another one, the names given are added to the outer ones.
    """
    who = {"user": user, "authority": authority, "link": link, "system": system}
    named = {key: value for key, value in who.items() if value}
    if not named.keys() & {"user", "link", "system"}:
        raise ValueError("Name a user, a link or a part of the system.")
    with pghistory.context(**named):
        yield
