"""The radar as a list: what is asked of it, and how many there are of each."""

from collections.abc import Iterable
from dataclasses import dataclass

from placements.queries.radar import Entry, Listed
from placements.radar import Why

# Words, and more than how many miles; None is for a distance that nobody knows.
DISTANCES: dict[str, tuple[str, float | None]] = {
    "20": ("More than 20 miles", 20),
    "50": ("More than 50 miles", 50),
    "unknown": ("Not known", None),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which entries to show; ``worker`` is a public id. What is empty, or means nothing, leaves nobody out."""

    why: str = ""
    distance: str = ""
    worker: str = ""
    without_search: bool = False

    def takes(self, entry: Entry) -> bool:
        worker = entry.child.social_worker
        return (
            (not self.why or self.why in entry.found.why)
            and _is_at(entry, self.distance)
            and (not self.worker or (worker is not None and str(worker.public_id) == self.worker))
            and not (self.without_search and entry.search)
        )

    def of(self, listed: Listed) -> Listed:
        return Listed(
            [entry for entry in listed.entries if self.takes(entry)],
            [entry for entry in listed.aside if self.takes(entry)],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Of those on the radar and not set aside."""

    all: int
    residential: int
    distant: int
    without_search: int


def counts(entries: Iterable[Entry]) -> Counts:
    every = list(entries)
    return Counts(
        all=len(every),
        residential=sum(Why.RESIDENTIAL in entry.found.why for entry in every),
        distant=sum(Why.DISTANCE in entry.found.why for entry in every),
        without_search=sum(entry.search is None for entry in every),
    )


def workers(listed: Listed) -> list[tuple[str, str]]:
    """The social workers of the children listed, as (public id, name), by name."""
    found = {
        (worker.name, str(worker.public_id))
        for entry in [*listed.entries, *listed.aside]
        if (worker := entry.child.social_worker)
    }
    return [(key, name) for name, key in sorted(found)]


def _is_at(entry: Entry, distance: str) -> bool:
    if distance not in DISTANCES:
        return True
    limit = DISTANCES[distance][1]
    if limit is None or entry.miles is None:
        return limit is None and entry.miles is None
    return entry.miles > limit
