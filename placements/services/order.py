"""Rows that have an order: each has a ``position``, from 1. The caller holds a lock on what they belong to."""

from typing import Any

from django.db.models import Max


def swap_places(rows: list[Any], key: int, *, up: bool) -> None:
    """Rows with a ``position``, in order: the one of ``key`` changes places with its neighbour, if it has one."""
    index = next(number for number, row in enumerate(rows) if row.pk == key)
    other = index - 1 if up else index + 1
    if not 0 <= other < len(rows):
        return
    row, neighbour = rows[index], rows[other]
    row.position, neighbour.position = neighbour.position, row.position
    for each in (row, neighbour):
        each.save(update_fields=["position"])


def close_ranks(rows: Any) -> None:
    """Number what is left from 1, in its order."""
    for position, row in enumerate(rows, start=1):
        if row.position != position:
            row.position = position
            row.save(update_fields=["position"])


def last_position(rows: Any) -> int:
    """Of the last of them; 0 where there is none."""
    highest: int | None = rows.aggregate(highest=Max("position"))["highest"]
    return highest or 0
