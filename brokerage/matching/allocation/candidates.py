"""Every placement that a plan may choose from, as arrays; and which of them can be left out without changing the plan.

**Why few are enough.** Let P be the most homes that one plan can use: one for each group, or two where it may be split.
Take any plan in which a part lives in a home that is not among the P worth most to it. The rest of the plan uses at
most P - 1 homes, so one of the part's P best is used by nobody else in the plan. The part fits there, because every
home on its list passed the rules with those who live there already, and nobody new is there; leaving the old home
mends whatever it changes there, because a set that fits still fits without one of them; and it is worth at least as
much. Repeat, and a plan at least as good uses only the P best of each part. How many places homes have does not come
into it, nor does what the groups may not share: the home moved to is empty of them. Forbidden pairs are taken out
before, so they are not among the P best; fixed ones leave one home, which is kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from brokerage.matching.allocation.problem import (
    Assignment,
    Forbid,
    Group,
    Keep,
    LocksClash,
    Part,
    Plan,
    Problem,
    narrowed,
)
from brokerage.matching.allocation.value import tie_breaks, values_of
from brokerage.matching.blocks import Floats, Int64, Rows


def most_homes(problem: Problem) -> int:
    """How many homes one plan can use at most."""
    return sum(max(len(way) for way in group.ways) for group in problem.groups)


@dataclass(frozen=True, eq=False)
class Candidates:
    """``slots[i]`` says of which group, way and part candidate ``i`` is, and ``homes[i]`` for which home.

    ``values`` are whole units; ``ties`` are added to them when plans are compared.
    """

    slots: Rows
    homes: Int64
    values: Int64
    ties: Floats
    parts: tuple[tuple[int, int, int], ...]  # by slot: the group's position, the way, the part

    def __len__(self) -> int:
        return len(self.slots)

    @cached_property
    def by_home(self) -> list[Rows]:
        """The candidates of each home that has more than one, homes in ascending order."""
        order = np.lexsort((self.slots, self.homes))
        starts = np.flatnonzero(np.diff(self.homes[order], prepend=-1))
        return [rows for rows in np.split(order, starts[1:]) if len(rows) > 1]


def candidates(problem: Problem, *, prune: bool = True, also: Plan | None = None) -> Candidates:
    """Groups in ascending order of key, homes of a part in ascending order, whatever the order they were given in.

    Args:
        also: a plan whose placements are kept whatever they are worth, so that a search can start from it.
    """
    most = most_homes(problem)
    known = np.array(sorted(problem.homes), np.int64)
    held = np.array([problem.homes[home].hold_back for home in known.tolist()], np.float64)
    slots, homes, values, ties = [], [], [], []
    parts: list[tuple[int, int, int]] = []
    for group_at, group, way_at, part_at, part in slots_of(problem):
        worth = values_of(group, way_at, part, held[np.searchsorted(known, part.home_ids)])
        tie = tie_breaks(group.key, way_at, part.home_ids, most)
        kept = _best(worth + tie, most) if prune else np.arange(len(worth))
        started = (also or {}).get(group.key)
        if started and started.way == way_at:
            kept = np.union1d(kept, np.flatnonzero(part.home_ids == started.homes[part_at]))
        kept = kept[np.argsort(part.home_ids[kept])]
        slots.append(np.full(len(kept), len(parts), np.intp))
        homes.append(part.home_ids[kept])
        values.append(worth[kept])
        ties.append(tie[kept])
        parts.append((group_at, way_at, part_at))
    none = np.zeros(0, np.int64)
    return Candidates(
        slots=np.concatenate([none.astype(np.intp), *slots]),
        homes=np.concatenate([none, *homes]),
        values=np.concatenate([none, *values]),
        ties=np.concatenate([none.astype(np.float64), *ties]),
        parts=tuple(parts),
    )


def slots_of(problem: Problem) -> Iterator[tuple[int, Group, int, int, Part]]:
    ordered = sorted(problem.groups, key=lambda group: group.key)
    for group_at, group in enumerate(ordered):
        for way_at, way in enumerate(group.ways):
            for part_at, part in enumerate(way):
                yield group_at, group, way_at, part_at, part


def _best(worth: Floats, most: int) -> Rows:
    if len(worth) <= most:
        return np.arange(len(worth))
    return np.argpartition(-worth, most - 1)[:most]


def with_locks(problem: Problem) -> Problem:
    """The same problem in which what people fixed is all that is left to choose for those groups.

    Raises:
        LocksClash: a home to be kept is not on the group's list, or a group has to be kept in two ways.
    """
    keeps: dict[int, Keep] = {}
    for keep in problem.keeps:
        if keeps.setdefault(keep.key, keep) != keep:
            raise LocksClash((keep.key,))
    forbids: dict[int, set[int]] = {}
    for forbid in problem.forbids:
        forbids.setdefault(forbid.key, set()).add(forbid.home_id)
    groups = [
        _without(group, forbids.get(group.key, set())) if group.key in forbids else group
        for group in problem.groups
    ]
    return replace(
        problem,
        groups=tuple(
            _only(group, keeps[group.key]) if group.key in keeps else group for group in groups
        ),
        keeps=tuple(keeps[key] for key in sorted(keeps)),
    )


def _without(group: Group, home_ids: set[int]) -> Group:
    refused = np.array(sorted(home_ids), np.int64)
    ways = tuple(
        tuple(narrowed(part, ~np.isin(part.home_ids, refused)) for part in way)
        for way in group.ways
    )
    return replace(group, ways=ways)


def _only(group: Group, keep: Keep) -> Group:
    """The group with the one way that is kept. A split that is kept stays a split for what it is worth."""
    wanted = dict(keep.parts)
    for at, way in enumerate(group.ways):
        if {part.child_ids for part in way} == set(wanted):
            ways = [
                tuple(narrowed(part, np.zeros(len(part.home_ids), np.bool_)) for part in each)
                for each in group.ways
            ]
            ways[at] = tuple(
                narrowed(part, part.home_ids == wanted[part.child_ids]) for part in way
            )
            if all(len(part.home_ids) == 1 for part in ways[at]):
                return replace(group, ways=tuple(ways))
    raise LocksClash((group.key,))


def locked_by_hand(plan: Plan, problem: Problem, key: int) -> Keep:
    """What a plan says of one group, as something to keep."""
    assignment: Assignment = plan[key]
    parts = problem.by_key[key].ways[assignment.way]
    pairs = zip((part.child_ids for part in parts), assignment.homes, strict=True)
    return Keep(key, tuple(pairs))


__all__ = [
    "Candidates",
    "Forbid",
    "Keep",
    "candidates",
    "locked_by_hand",
    "most_homes",
    "with_locks",
]
