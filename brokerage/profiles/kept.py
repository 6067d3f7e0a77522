"""Columns that a process keeps from one search to the next, made right again before each use.

Before columns are used, one short query asks what has changed since they were read (``moments``). Only the households
that changed are read again, so the columns never disagree with the database for longer than that query takes. Columns
of another day of a move are made from those at hand, by reading again the households for which the day matters.

What a transaction has changed itself may yet be undone: columns that show it are its own and are not kept.
"""

import datetime as dt
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Lock, RLock
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from brokerage.matching import storage
from brokerage.matching.blocks import arrays_of
from brokerage.matching.columns import UNKNOWN, Columns
from brokerage.profiles import cold, households, moments
from brokerage.profiles.moments import Moment, News
from brokerage.profiles.reading import longer
from brokerage.profiles.requests import months_after

MOST_BYTES = 256 * 2**20  # of columns, in one process
LONGEST_READ = 120_000  # milliseconds, for every household of the country on a busy machine
MOST_TURNS = 4  # before everything is read instead, when others keep changing what was read
# As many can be read again one by one; of more, no more than a third of all.
FEW_HOUSEHOLDS = 1_000
_BY_DAY = """
    SELECT household_id FROM carers_approvalterms
    WHERE starts_on > %(first)s AND starts_on <= %(last)s
    UNION
    SELECT household_id FROM carers_unavailability
    WHERE ends_on > %(first)s AND ends_on <= %(last)s
    UNION
    SELECT household_id FROM placements_placement
    WHERE household_id IS NOT NULL AND COALESCE(ends_on, planned_end_on) > %(first)s
        AND COALESCE(ends_on, planned_end_on) <= %(last)s
"""


@dataclass(frozen=True, eq=False)
class Kept:
    """Columns for the day of a move, and the moment as of which they are right."""

    day: dt.date
    columns: Columns
    commitment_months: NDArray[np.int16]
    moment: Moment

    @property
    def bytes(self) -> int:
        blocks = [self.columns, *(getattr(self.columns, name) for name in storage.BLOCKS)]
        return sum(array.nbytes for block in blocks for array in arrays_of(block).values())


class Store:
    """What one process keeps, the columns used last at the end; the first ones go when there is too much."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Any, int, dt.date], Kept] = OrderedDict()
        self._turns: dict[tuple[Any, int], RLock] = {}
        self._lock = Lock()

    @contextmanager
    def turn(self, authority_id: int) -> Iterator[None]:
        """One thread at a time reads an authority's households; the others use what it read."""
        with self._lock:
            lock = self._turns.setdefault((_database(), authority_id), RLock())
        with lock:
            yield

    def find(self, authority_id: int, day: dt.date) -> Kept | None:
        """Those of the day, else of another day, whichever was used last."""
        with self._lock:
            if found := self._kept.get((_database(), authority_id, day)):
                return found
            others = [
                kept for key, kept in self._kept.items() if key[:2] == (_database(), authority_id)
            ]
            return others[-1] if others else None

    def keep(self, authority_id: int, kept: Kept) -> None:
        key = _database(), authority_id, kept.day
        with self._lock:
            self._kept[key] = kept
            self._kept.move_to_end(key)
            total = sum(each.bytes for each in self._kept.values())
            while total > MOST_BYTES and len(self._kept) > 1:
                _key, gone = self._kept.popitem(last=False)
                total -= gone.bytes

    def forget(self) -> None:
        with self._lock:
            self._kept.clear()

    def __len__(self) -> int:
        return len(self._kept)


_store = Store()


def _database() -> tuple[Any, ...]:
    return tuple(connection.settings_dict[part] for part in ("HOST", "PORT", "NAME"))


def columns_for(*, authority_id: int, day: dt.date) -> Columns:
    """The households that an authority's desk may see, as ``load_columns`` would read them at this moment."""
    return kept_for(authority_id=authority_id, day=day)[0].columns


def kept_for(*, authority_id: int, day: dt.date) -> tuple[Kept, bool]:
    """The columns with what belongs to them, and whether they show changes that only this transaction sees."""
    with _store.turn(authority_id):
        known = _store.find(authority_id, day) or _from_cold(authority_id)
        found = _brought_up(known, authority_id, day) if known else None
        kept, is_private = found or _read(authority_id, day)
        if not is_private:
            _store.keep(authority_id, kept)
    return kept, is_private


def forget_columns() -> None:
    """Let go of every column that this process keeps."""
    _store.forget()


def _from_cold(authority_id: int) -> Kept | None:
    found = cold.stored(authority_id)
    if found is None:
        return None
    columns, beside = found.columns, found.beside
    return Kept(found.day, columns, beside["commitment_months"], found.moment)


def _read(authority_id: int, day: dt.date) -> tuple[Kept, bool]:
    with longer(LONGEST_READ):
        reading = households.read(authority_id=authority_id, day=day)
    kept = Kept(day, reading.columns, reading.commitment_months, reading.moment)
    return kept, reading.is_private


def _brought_up(kept: Kept, authority_id: int, day: dt.date) -> tuple[Kept, bool] | None:
    """``kept`` as the database is now and for the day, and whether it shows changes of this transaction's own.

    After households were read again the question is asked once more: when nothing else has changed in between, all
    of the columns are of one moment. None when it takes less to read everything.
    """
    own_are_in = False
    for _turn in range(MOST_TURNS):
        news = moments.news_since(kept.moment)
        if not news.is_whole:
            return None
        if kept.day == day and not news.others and (own_are_in or not news.own):
            return replace(kept, moment=news.now), bool(news.own)
        patched = _with_news(kept, news, authority_id, day)
        if patched is None:
            return None
        kept, own_are_in = patched, True
    return None


def _with_news(kept: Kept, news: News, authority_id: int, day: dt.date) -> Kept | None:
    changed = moments.changed_since(kept.moment)
    if changed.everything:
        return None
    here = kept.columns.household_ids
    of_services = np.isin(kept.columns.service_ids, list(changed.service_ids))
    asked = set(changed.household_ids) | set(here[of_services].tolist())
    asked |= _differing(kept.day, day) & set(here.tolist()) if kept.day != day else set()
    if len(asked) > max(FEW_HOUSEHOLDS, len(here) // 3):
        return None
    if asked or changed.service_ids:
        reading = households.read(authority_id=authority_id, day=day, household_ids=sorted(asked))
        kept = _patched(kept, reading, asked)
    if kept.day != day:
        days = _commitment_days(kept.commitment_months, day)
        kept = replace(kept, day=day, columns=replace(kept.columns, commitment_days=days))
    return replace(kept, moment=news.now)


def _patched(kept: Kept, reading: households.Reading, asked: set[int]) -> Kept:
    """With the households that were read again, and without those of ``asked`` that are no longer there."""
    columns = storage.settled(storage.patched(kept.columns, reading.columns, asked))
    months = np.full(len(columns), UNKNOWN, np.int16)
    for ids, values in (
        (kept.columns.household_ids, kept.commitment_months),
        (reading.columns.household_ids, reading.commitment_months),
    ):
        rows = np.searchsorted(columns.household_ids, ids)
        rows[rows == len(columns)] = 0
        there = columns.household_ids[rows] == ids if len(columns) else np.zeros(len(ids), bool)
        months[rows[there]] = values[there]
    return replace(kept, columns=columns, commitment_months=months)


def _differing(one: dt.date, other: dt.date) -> set[int]:
    """The households that read differently on the two days, whatever authority sees them."""
    first, last = sorted((one, other))
    with connection.cursor() as cursor:
        cursor.execute(_BY_DAY, {"first": first, "last": last})
        return {household for (household,) in cursor.fetchall()}


def _commitment_days(months: NDArray[np.int16], day: dt.date) -> NDArray[np.int32]:
    """The months from the day on, counted in days as PostgreSQL does."""
    each, at = np.unique(months, return_inverse=True)
    days = [
        UNKNOWN if count == UNKNOWN else (months_after(day, count) - day).days
        for count in each.tolist()
    ]
    return np.array(days, np.int32)[at]
