"""The plan as a mixed-integer programme, solved by HiGHS.

One yes-or-no a candidate: this part of this group to this home. Rows: each group at most once; both parts of a split
or none; in each home, on each day on which somebody moves in, no more children than places; and no more than the usual
fostering limit for those to whom no exemption and no sibling elsewhere on the list applies. Whatever else may arise
between groups (exclusions, age gaps, exemptions, siblings of another referral) is rare, so it is not written down for
every pair: a solution in which some do not fit together is given a row that forbids just that set, and solved again.
Each such row is true of every plan, so the last solution is best among all.

Deterministic: one thread, a fixed seed, groups and homes in ascending order, and tie-breaks that leave one best plan
(two plans of equal worth would need equal sums of these pseudo-random numbers as well). A search that the clock
cut short is the exception, and says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from brokerage.matching.allocation.candidates import Candidates
from brokerage.matching.allocation.problem import (
    UNKNOWN_PLACES,
    Assignment,
    Group,
    Home,
    Part,
    Plan,
    Problem,
)
from brokerage.matching.allocation.together import (
    Arrival,
    allowed,
    days_that_matter,
    fit,
    living_there,
)
from brokerage.matching.blocks import Floats, Rows
from brokerage.matching.rules.room import USUAL_FOSTERING_LIMIT

SEED = 1


@dataclass(frozen=True, slots=True)
class Row:
    columns: Rows
    factors: Floats
    lower: float
    upper: float
    home: int = 0  # whose places it counts; 0 for another row


@dataclass(frozen=True, slots=True)
class Solution:
    """``chosen`` are candidates; ``bound`` is what no plan can be worth more than, in units."""

    chosen: Rows
    bound: float
    is_optimal: bool
    seconds: float
    rounds: int


class Model:
    def __init__(self, problem: Problem, found: Candidates) -> None:
        self.problem = problem
        self.found = found
        self._groups = sorted(problem.groups, key=lambda group: group.key)
        self._linked = _children_with_siblings_elsewhere(problem)
        self.rows = [*self._group_rows(), *self._split_rows(), *self._home_rows()]

    def arrival(self, candidate: int) -> Arrival:
        group, way, part = self._slot(candidate)
        return Arrival(group.key, group.ways[way][part], group.starts, group.ends)

    def _slot(self, candidate: int) -> tuple[Group, int, int]:
        at, way, part = self.found.parts[self.found.slots[candidate]]
        return self._groups[at], way, part

    def _group_rows(self) -> list[Row]:
        """A group is placed once at most; for one that is to be kept, exactly once."""
        kept = {keep.key for keep in self.problem.keeps}
        first = np.array([part == 0 for _, _, part in self.found.parts], np.bool_)
        owner = np.array([at for at, _, _ in self.found.parts], np.intp)
        counted = np.flatnonzero(first[self.found.slots]) if len(first) else np.zeros(0, np.intp)
        owners = owner[self.found.slots[counted]] if len(first) else counted
        rows = []
        for at in np.unique(owners).tolist():
            columns = counted[owners == at]
            lower = 1.0 if self._groups[at].key in kept else 0.0
            rows.append(Row(columns, np.ones(len(columns)), lower, 1.0))
        return rows

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
        arrivals = [self.arrival(int(column)) for column in columns]
        rows = _RowsOfHome(home, columns)
        plain = [self._is_plain(home, arrival) for arrival in arrivals]
        for day in days_that_matter(home, arrivals):
            there = [at for at, arrival in enumerate(arrivals) if arrival.is_there(day)]
            if len(there) < 2:
                continue
            living = len(living_there(home, day, frozenset()))
            if home.places == UNKNOWN_PLACES:
                rows.add(there, [1.0] * len(there), 1)
                continue
            room = home.places - living
            rows.add(there, [_takes(home, arrivals[at], day, room) for at in there], room)
            limit = USUAL_FOSTERING_LIMIT - living
            if limit < room and (some := [at for at in there if plain[at]]):
                rows.add(some, [float(arrivals[at].part.size) for at in some], limit)
        return rows.kept

    def _is_plain(self, home: Home, arrival: Arrival) -> bool:
        """Whether only the usual limit can ever hold for it there."""
        part = arrival.part
        if home.home_id in part.most_children or part.child_ids & self._linked:
            return False
        if part.child_ids & {stay.child_id for stay in home.stays}:
            return False
        return all(
            len(living_there(home, day, frozenset())) + part.size <= allowed(home, part)
            for day in days_that_matter(home, [arrival])
        )

    def solve(self, *, start: Plan, time_limit: float) -> Solution:
        """Find the best plan, from ``start`` on. The seconds are HiGHS's own, over all rounds."""
        solver = _solver(self, time_limit=time_limit)
        solver.setSolution(self._as_solution(start))
        rounds = 0
        while True:
            rounds += 1
            solver.run()
            chosen = self._chosen(solver)
            clashes = self._clashes(chosen)
            done = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
            bound = -float(solver.getInfo().mip_dual_bound)
            seconds = float(solver.getRunTime())
            if not clashes or not done or seconds >= time_limit:
                return Solution(chosen, bound, done and not clashes, seconds, rounds)
            for clash in clashes:
                solver.addRow(
                    -highspy.kHighsInf, len(clash) - 1.0, len(clash), clash, np.ones(len(clash))
                )
            solver.setSolution(self._as_solution(start))

    def _as_solution(self, plan: Plan) -> Any:
        solution = highspy.HighsSolution()
        solution.col_value = np.zeros(len(self.found)).tolist()
        homes = self.found.homes
        for at, (slot_group, way, part) in enumerate(self.found.parts):
            assignment = plan.get(self._groups[slot_group].key)
            if assignment and assignment.way == way:
                mine = np.flatnonzero((self.found.slots == at) & (homes == assignment.homes[part]))
                if not len(mine):  # pruned away: the solver then starts from what is left
                    return highspy.HighsSolution()
                solution.col_value[int(mine[0])] = 1.0
        return solution

    def _chosen(self, solver: Any) -> Rows:
        values = np.array(solver.getSolution().col_value)
        return np.flatnonzero(values > 0.5) if len(values) == len(self.found) else np.zeros(0, np.intp)

    def _clashes(self, chosen: Rows) -> list[Rows]:
        """Sets of candidates, one home's each and as small as they get, that do not fit together."""
        homes: dict[int, list[int]] = {}
        for candidate in chosen.tolist():
            homes.setdefault(int(self.found.homes[candidate]), []).append(candidate)
        return [
            np.array(_smallest(self, home, mine), np.int32)
            for home, mine in sorted(homes.items())
            if not fit(self.problem.homes[home], [self.arrival(each) for each in mine])
        ]

    def plan_of(self, chosen: Rows) -> list[Assignment]:
        """The assignments that are complete, the most valuable first."""
        found: dict[tuple[int, int], dict[int, int]] = {}
        values: dict[tuple[int, int], int] = {}
        for candidate in chosen.tolist():
            at, way, part = self.found.parts[self.found.slots[candidate]]
            found.setdefault((at, way), {})[part] = int(self.found.homes[candidate])
            values[at, way] = values.get((at, way), 0) + int(self.found.values[candidate])
        complete = [
            (values[at, way], Assignment(self._groups[at].key, way, tuple(homes[i] for i in range(len(homes)))))
            for (at, way), homes in found.items()
            if set(homes) == set(range(len(self._groups[at].ways[way])))
        ]
        return [assignment for _, assignment in sorted(complete, key=lambda each: (-each[0], each[1].key))]


class _RowsOfHome:
    """A home's rows, without those that another one implies."""

    def __init__(self, home: Home, columns: Rows) -> None:
        self._home, self._columns = home, columns
        self._kept: list[tuple[dict[int, float], int]] = []

    def add(self, there: Sequence[int], factors: Sequence[float], room: int) -> None:
        if sum(factors) <= room:
            return
        new = dict(zip(there, factors, strict=True))
        if any(_implies(old, room_there, new, room) for old, room_there in self._kept):
            return
        self._kept = [
            (old, room_there)
            for old, room_there in self._kept
            if not _implies(new, room, old, room_there)
        ]
        self._kept.append((new, room))

    @property
    def kept(self) -> list[Row]:
        return [
            Row(self._columns[list(row)], np.array(list(row.values())), -highspy.kHighsInf, room, self._home.home_id)
            for row, room in self._kept
        ]


def _implies(one: dict[int, float], room: int, other: dict[int, float], other_room: int) -> bool:
    return room <= other_room and all(one.get(at, 0.0) >= factor for at, factor in other.items())


def _takes(home: Home, arrival: Arrival, day: int, room: int) -> float:
    """How many of the places an arrival takes that day: all, if these children have to be alone."""
    if arrival.part.alone:
        return float(max(room, arrival.part.size))
    all_stays = living_there(home, day, frozenset())
    mine = len(all_stays) - len(living_there(home, day, arrival.part.child_ids))
    return float(arrival.part.size - mine)


def _smallest(model: Model, home: int, candidates: list[int]) -> list[int]:
    """Leave out whoever is not needed for the set not to fit."""
    kept = list(candidates)
    for each in candidates:
        fewer = [other for other in kept if other != each]
        if not fit(model.problem.homes[home], [model.arrival(other) for other in fewer]):
            kept = fewer
    return kept


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


def _solver(model: Model, *, time_limit: float, relaxed: bool = False) -> Any:
    solver = highspy.Highs()
    for option, value in (
        ("output_flag", False),
        ("threads", 1),
        ("random_seed", SEED),
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", 1e-6),
        ("time_limit", time_limit),
    ):
        solver.setOptionValue(option, value)
    solver.passModel(_programme(model, relaxed=relaxed))
    return solver


def _programme(model: Model, *, relaxed: bool) -> Any:
    rows, count = model.rows, len(model.found)
    programme = highspy.HighsLp()
    programme.num_col_, programme.num_row_ = count, len(rows)
    programme.col_cost_ = -(model.found.values + model.found.ties)
    programme.col_lower_, programme.col_upper_ = np.zeros(count), np.ones(count)
    programme.row_lower_ = np.array([row.lower for row in rows], np.float64)
    programme.row_upper_ = np.array([row.upper for row in rows], np.float64)
    matrix = programme.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.start_ = np.concatenate([[0], np.cumsum([len(row.columns) for row in rows])]).astype(np.int32)
    matrix.index_ = np.concatenate([np.zeros(0, np.int32), *(row.columns for row in rows)]).astype(np.int32)
    matrix.value_ = np.concatenate([np.zeros(0), *(row.factors for row in rows)])
    if not relaxed:
        programme.integrality_ = [highspy.HighsVarType.kInteger] * count
    return programme


def worth_of_places(model: Model, *, time_limit: float) -> dict[int, float]:
    """What one more place in each home would be worth, in units, were children divisible: the relaxation's dual values.

    Only homes that are short of places; the sets that lazily found rows forbid are not in it.
    """
    solver = _solver(model, time_limit=time_limit, relaxed=True)
    solver.run()
    duals = solver.getSolution().row_dual
    found: dict[int, float] = {}
    for row, dual in zip(model.rows, duals, strict=True):
        if row.home and dual < 0:
            found[row.home] = found.get(row.home, 0.0) - float(dual)
    return found


def part_of(group: Group, assignment: Assignment, home: int) -> Part:
    """Which children of the group an assignment sends to a home."""
    return group.ways[assignment.way][assignment.homes.index(home)]
