"""Rows that are made one by one and written together."""

from typing import Any

from django.db import models

AT_ONCE = 2000


class Rows:
    """Rows in the order in which they were added, those of each model written in a few statements."""

    def __init__(self) -> None:
        self._rows: dict[type[models.Model], list[Any]] = {}

    def add(self, row: models.Model) -> None:
        self._rows.setdefault(type(row), []).append(row)

    def write(self) -> int:
        """Write what was added, the models in the order of their first rows. Returns how many rows that were."""
        rows, self._rows = self._rows, {}
        for model, of_model in rows.items():
            model._default_manager.bulk_create(of_model, batch_size=AT_ONCE)
        return sum(map(len, rows.values()))
