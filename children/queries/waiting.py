"""What waits for whoever works with a child, besides a record that is out of date.

What it is belongs to apps above this one, which add themselves with :func:`list_with`.
"""

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import IntegerField, Value
from django.db.models.expressions import Combinable


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing to do for a child: what, where, and since or until when."""

    words: str
    url: str
    hint: str


Counter = Callable[[dt.date], Combinable]
Finder = Callable[[Collection[int], dt.date], Mapping[int, Sequence[Waiting]]]

_sources: list[tuple[Counter, Finder]] = []


def list_with(counter: Counter, finder: Finder) -> None:
    """Add a kind of thing that waits. An app calls it once, when it is ready.

    Args:
        counter: ``counter(today)`` is an expression over children, never null: how many of them wait.
        finder: ``finder(keys, today)`` has those of each child of ``keys`` that has any, the most urgent first.
    """
    if (counter, finder) not in _sources:
        _sources.append((counter, finder))


def number(today: dt.date) -> Combinable:
    """How many things wait, as an expression over children."""
    total: Combinable = Value(0, output_field=IntegerField())
    for counter, _ in _sources:
        total = total + counter(today)
    return total


def found(children: Collection[int], today: dt.date) -> dict[int, list[Waiting]]:
    waiting: dict[int, list[Waiting]] = {key: [] for key in children}
    for _, finder in _sources:
        for key, things in finder(children, today).items():
            waiting[key] += things
    return waiting
