"""Marks beside children in their list, such as "On the step-down radar".

What they mean belongs to apps above this one, which add themselves with :func:`mark_with`.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from accounts.models import User
from children.models import Child


@dataclass(frozen=True, slots=True)
class Mark:
    """A few words, and the page that says more."""

    words: str
    url: str


Marker = Callable[[Collection[Child], User, dt.date], Mapping[int, Mark]]

_markers: list[Marker] = []


def mark_with(marker: Marker) -> None:
    """Add a kind of mark. An app calls it once, when it is ready.

    ``marker(children, viewer, today)`` has the mark of each child who bears one, by the child's key; none that the
    viewer may not know of.
    """
    if marker not in _markers:
        _markers.append(marker)


def marks_of(children: Iterable[Child], *, viewer: User, today: dt.date) -> dict[int, list[Mark]]:
    """The marks of some children, by key; a child without any is left out."""
    every = list(children)
    found: dict[int, list[Mark]] = {}
    for marker in _markers:
        for key, mark in marker(every, viewer, today).items():
            found.setdefault(key, []).append(mark)
    return found
