"""The rows of the programme: each is true of every plan. With the clashes found later they say what a plan is."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

import numpy as np

from brokerage.matching.allocation.candidates import Candidates
from brokerage.matching.allocation.problem import UNKNOWN_PLACES, Group, Home, Problem
from brokerage.matching.allocation.together import Arrival, allowed, days_that_matter, living_there
from brokerage.matching.blocks import Floats, Mask, Rows
from brokerage.matching.rules.room import USUAL_FOSTERING_LIMIT

NOBODY: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Row:
    columns: Rows
    factors: Floats
    lower: float
    upper: float
    home: int = 0  # whose places it counts; 0 for another row


class RowMaker:
    """Groups are in ascending order of key, as in the candidates."""

    def __init__(self, problem: Problem, found: Candidates) -> None:
        self.problem, self.found = problem, found
        self.groups = sorted(problem.groups, key=lambda group: group.key)
        self.arrivals = [self._arrival(*place) for place in found.parts]
        self._starts = np.array([arrival.starts for arrival in self.arrivals], np.int64)
        self._ends = np.array([arrival.ends for arrival in self.arrivals], np.int64)
        self._sizes = np.array([arrival.part.size for arrival in self.arrivals], np.float64)
        self._alone = np.array([arrival.part.alone for arrival in self.arrivals], np.bool_)
        self._refused = _refused(self.arrivals)
        self._linked = _children_with_siblings_elsewhere(problem)
        self._moving = NOBODY.union(*(group.together.child_ids for group in self.groups))

    def rows(self) -> list[Row]:
        return [*self._group_rows(), *self._split_rows(), *self._home_rows()]

    def _arrival(self, at: int, way: int, part: int) -> Arrival:
        group: Group = self.groups[at]
        return Arrival(group.key, group.ways[way][part], group.starts, group.ends)

    def _group_rows(self) -> list[Row]:
        """A group is placed once at most; one that is to be kept, exactly once."""
        kept = {keep.key for keep in self.problem.keeps}
        owners = np.array([at for at, _, _ in self.found.parts], np.intp)[self.found.slots]
        first = np.array([part == 0 for _, _, part in self.found.parts], np.bool_)
        counted = np.flatnonzero(first[self.found.slots])
        order = counted[np.argsort(owners[counted], kind="stable")]
        starts = np.flatnonzero(np.diff(owners[order], prepend=-1))
        return [
            Row(
                columns,
                np.ones(len(columns)),
                float(self.groups[owners[columns[0]]].key in kept),
                1.0,
            )
            for columns in np.split(order, starts[1:])
            if len(columns)
        ]

    def _split_rows(self) -> list[Row]:
        """Each further part of a split is placed as often as its first."""
        rows = []
        slot_of = {place: slot for slot, place in enumerate(self.found.parts)}
        for (at, way, part), slot in slot_of.items():
            if part:
                mine = np.flatnonzero(self.found.slots == slot)
                firsts = np.flatnonzero(self.found.slots == slot_of[at, way, 0])
                factors = np.concatenate([np.ones(len(mine)), -np.ones(len(firsts))])
                rows.append(Row(np.concatenate([mine, firsts]), factors, 0.0, 0.0))
        return rows

    def _home_rows(self) -> list[Row]:
        return [row for columns in self.found.by_home for row in self._rows_of_home(columns)]

    def _rows_of_home(self, columns: Rows) -> list[Row]:
        home = self.problem.homes[int(self.found.homes[columns[0]])]
        slots = self.found.slots[columns]
        arrivals = [self.arrivals[slot] for slot in slots]
        days = np.array(days_that_matter(home, arrivals), np.int64)[:, np.newaxis]
        there = (self._starts[slots] <= days) & (self._ends[slots] > days)
        returning = any(stay.child_id in self._moving for stay in home.stays)
        rows, plain = _RowsOfHome(home, columns), None
        refused = {
            at: self._refused[slot, slots]
            for at, slot in enumerate(slots.tolist())
            if self._refused[slot, slots].any()
        }
        apart = {at: _RowsOfHome(home, columns) for at in refused}
        for day, present in zip(days[:, 0].tolist(), there, strict=True):
            living = len(living_there(home, day, NOBODY))
            if home.places == UNKNOWN_PLACES:
                rows.add(present, present.astype(np.float64), 1)
                continue
            room, takes = home.places - living, self._sizes[slots]
            if returning:
                takes = takes - _already_there(home, arrivals, day)
            takes = np.where(self._alone[slots], np.maximum(takes, room), takes)
            rows.add(present, takes * present, room)
            for at, others in refused.items():
                fitting = present & others & (takes + takes[at] <= room)
                if present[at] and fitting.any():
                    apart[at].add(*_all_or_these(at, fitting, takes, room), room)
            if home.places > USUAL_FOSTERING_LIMIT:
                plain = self._plain(home, arrivals) if plain is None else plain
                some = present & plain
                rows.add(some, self._sizes[slots] * some, USUAL_FOSTERING_LIMIT - living)
        return [*rows.kept, *(row for each in apart.values() for row in each.kept)]

    def _plain(self, home: Home, arrivals: Sequence[Arrival]) -> Mask:
        """Those for whom only the usual limit can ever hold there."""
        return np.array([self._is_plain(home, arrival) for arrival in arrivals], np.bool_)

    def _is_plain(self, home: Home, arrival: Arrival) -> bool:
        part = arrival.part
        if home.home_id in part.most_children or part.child_ids & self._linked:
            return False
        if part.child_ids & {stay.child_id for stay in home.stays}:
            return False
        return all(
            len(living_there(home, day, NOBODY)) + part.size <= allowed(home, part)
            for day in days_that_matter(home, [arrival])
        )


class _RowsOfHome:
    """A home's rows, without those that another one implies: fewer there, and no less room."""

    def __init__(self, home: Home, columns: Rows) -> None:
        self._home, self._columns = home, columns
        self._kept: list[tuple[Mask, Floats, int]] = []

    def add(self, there: Mask, takes: Floats, room: int) -> None:
        if takes.sum() <= room:
            return
        if any(least <= room and not (there & ~known).any() for known, _, least in self._kept):
            return
        self._kept = [
            (known, factors, least)
            for known, factors, least in self._kept
            if least < room or (known & ~there).any()
        ]
        self._kept.append((there, takes, room))

    @property
    def kept(self) -> list[Row]:
        return [
            Row(self._columns[there], takes[there], -inf, room, self._home.home_id)
            for there, takes, room in self._kept
        ]


def _already_there(home: Home, arrivals: Sequence[Arrival], day: int) -> Floats:
    """How many of each arrival's children live there that day as it is, and so take no further place."""
    everybody = len(living_there(home, day, NOBODY))
    return np.array(
        [everybody - len(living_there(home, day, each.part.child_ids)) for each in arrivals],
        np.float64,
    )


def _all_or_these(at: int, others: Mask, takes: Floats, room: int) -> tuple[Mask, Floats]:
    """Whoever does not live with the others takes all the room where one of them is."""
    there, factors = others.copy(), takes * others
    there[at], factors[at] = True, room
    return there, factors


def _refused(arrivals: Sequence[Arrival]) -> Mask:
    """Whom each of them must not live with, by its own conditions and exclusions; being alone is not among them."""
    count = len(arrivals)
    refused = np.zeros((count, count), np.bool_)
    if not count:
        return refused
    parts = [arrival.part for arrival in arrivals]
    latest = np.array([max(child.birth for child in part.children) for part in parts])
    earliest = np.array([min(child.birth for child in part.children) for part in parts])
    for at, part in enumerate(parts):
        if part.others_born_by is not None:
            refused[at] |= latest > part.others_born_by
        if part.others_born_from is not None:
            refused[at] |= earliest < part.others_born_from
        if part.excluded_child_ids:
            refused[at] |= [bool(part.excluded_child_ids & other.child_ids) for other in parts]
    np.fill_diagonal(refused, val=False)
    return refused


def _children_with_siblings_elsewhere(problem: Problem) -> frozenset[int]:
    """Children of one group with a sibling in another: the limit may be lifted for them together."""
    owner = {
        child.child_id: group.key for group in problem.groups for child in group.together.children
    }
    return frozenset(
        child.child_id
        for group in problem.groups
        for child in group.together.children
        if any(owner.get(sibling, group.key) != group.key for sibling in child.sibling_ids)
    )
