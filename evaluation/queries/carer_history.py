"""What was on record about homes and children on a day gone by, read from the history that every change leaves.

Where the history begins later than the day, the first thing recorded stands for it: nearer to the day than what is
recorded now, and not yet changed by what happened after.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from reference.dates import london_today

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Version:
    """A row as it was from a day on; without values, it was gone."""

    since: dt.date
    values: Values | None


@dataclass(slots=True)
class History:
    """The rows of one kind that belong to each owner, in all their versions, the first version first."""

    rows: dict[int, dict[int, list[Version]]] = field(default_factory=dict)

    def on(self, owner: int, day: dt.date) -> list[Values]:
        """An owner's rows as they were at the end of a day."""
        found = []
        for versions in self.rows.get(owner, {}).values():
            known = [version for version in versions if version.since <= day]
            if known and known[-1].values is not None:
                found.append(known[-1].values)
        return found

    def begins(self, owner: int) -> dt.date | None:
        """The first day on which anything of an owner was recorded."""
        firsts = [versions[0].since for versions in self.rows.get(owner, {}).values()]
        return min(firsts, default=None)


def history_of(
    model: type[models.Model], owner: str, owners: Collection[int], fields: Sequence[str]
) -> History:
    """Read the history of an audited model.

    Args:
        owner: the column that says whose a row is; "id" where the row is its own owner.
    """
    events = model.pgh_event_model._default_manager  # type: ignore[attr-defined]
    found = History()
    rows = events.filter(**{f"{owner}__in": owners}).order_by("pgh_created_at", "pgh_id")
    names = ("pgh_obj_id", "pgh_created_at", "pgh_label", owner, *fields)
    for key, at, label, whose, *values in rows.values_list(*names).iterator(chunk_size=5_000):
        said = None if label == "delete" else dict(zip(fields, values, strict=True))
        version = Version(london_today(at), said)
        found.rows.setdefault(whose, {}).setdefault(key, []).append(version)
    return found


def by_owner(rows: Iterator[tuple[Any, ...]]) -> dict[int, list[tuple[Any, ...]]]:
    """Rows gathered by their first value, in their order."""
    found: dict[int, list[tuple[Any, ...]]] = {}
    for owner, *values in rows:
        found.setdefault(owner, []).append(tuple(values))
    return found
