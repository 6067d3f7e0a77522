"""The plan as a mixed-integer programme, solved by HiGHS.

One yes-or-no a candidate: this part of this group to this home. Rows: each group at most once; both parts of a split
or none; in each home, on each day on which somebody moves in, no more children than places; and no more than the usual
fostering limit for those to whom no exemption and no sibling elsewhere on the list applies. Whatever else may arise
between groups (exclusions, age gaps, exemptions, siblings of another referral) is rare, so it is not written down for
every pair: a solution in which some do not fit together is given a row that forbids just that set, and solved again.
Each such row is true of every plan, so the last solution is best among all.

Three steps, none of which loses the best plan:

1. The relaxation, in which children are divisible, gives a bound, and for each candidate by how much the bound falls
   if that candidate is chosen (its reduced cost).
2. Among the candidates that cost least, the programme gives a very good plan.
3. A candidate that costs more than the bound is above that plan cannot be in a better one. The others decide.

Deterministic: one thread, a fixed seed, groups and homes in ascending order, and tie-breaks that leave one best plan
(two plans of equal worth would need equal sums of these pseudo-random numbers as well). A search that the clock
cut short is the exception, and says so.
"""

from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np

from brokerage.matching.allocation.candidates import Candidates
from brokerage.matching.allocation.problem import Assignment, Plan, Problem
from brokerage.matching.allocation.rows import Row, RowMaker
from brokerage.matching.allocation.together import fit
from brokerage.matching.blocks import Floats, Int32, Rows

SEED = 1
FIRST_LOOK = 5  # candidates a group, on average, in the second step


@dataclass(frozen=True, slots=True)
class Solution:
    """``chosen`` are candidates; ``bound`` is what no plan can be worth more than, in units."""

    chosen: Rows
    bound: float
    is_optimal: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class Relaxed:
    """``costs``: by how much ``bound`` falls, at least, in a plan with that candidate. ``prices``: of each row."""

    bound: float
    costs: Floats
    prices: Floats
    seconds: float


class Model:
    def __init__(self, problem: Problem, found: Candidates) -> None:
        maker = RowMaker(problem, found)
        self.problem, self.found = problem, found
        self.rows = maker.rows()
        self._groups, self._arrivals = maker.groups, maker.arrivals
        self._objective = found.values + found.ties
        self._clashes: list[Rows] = []

    def relaxed(self, *, time_limit: float) -> Relaxed:
        solver = _solver(time_limit)
        solver.passModel(self._programme(np.arange(len(self.found)), whole=False))
        solver.run()
        solution, seconds = solver.getSolution(), float(solver.getRunTime())
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return Relaxed(np.inf, np.zeros(len(self.found)), np.zeros(len(self.rows)), seconds)
        return Relaxed(
            bound=-float(solver.getInfo().objective_function_value),
            costs=np.maximum(np.array(solution.col_dual), 0.0),
            prices=np.maximum(-np.array(solution.row_dual), 0.0),
            seconds=seconds,
        )

    def solve(
        self, relaxed: Relaxed, *, start: Plan, time_limit: float, in_steps: bool = True
    ) -> Solution:
        """The best plan, looked for from ``start`` on. Seconds are HiGHS's own, the relaxation's among them."""
        best = self.candidates_of(start)
        spent = relaxed.seconds
        if not in_steps:
            return self._among(np.ones(len(self.found), np.bool_), best, time_limit)
        cheap = np.sort(relaxed.costs)[: FIRST_LOOK * len(self._groups)]
        first = cheap[-1] if len(cheap) else 0.0
        tried = self._among(relaxed.costs <= first, best, time_limit - spent)
        spent += tried.seconds
        best = max(best, tried.chosen, key=self._worth) if self._is_sound(tried.chosen) else best
        most = max(0.0, relaxed.bound - self._worth(best)) + 1.0
        if most <= first and tried.is_optimal:
            return replace(tried, seconds=spent)
        last = self._among(relaxed.costs <= most, best, time_limit - spent)
        bound = min(relaxed.bound, max(last.bound, self._worth(best)))
        return Solution(last.chosen, bound, last.is_optimal, spent + last.seconds)

    def _among(self, allowed: Any, start: Rows, time_limit: float) -> Solution:
        """The best plan of some candidates, those of ``start`` always among them."""
        allowed = allowed.copy()
        allowed[start] = True
        columns = np.flatnonzero(allowed)
        seconds = 0.0
        while True:
            solver = _solver(max(0.0, time_limit - seconds))
            solver.passModel(self._programme(columns, whole=True))
            solution = highspy.HighsSolution()
            solution.col_value = np.isin(columns, start).astype(np.float64).tolist()
            solver.setSolution(solution)
            solver.run()
            seconds += float(solver.getRunTime())
            values = np.array(solver.getSolution().col_value)
            chosen = columns[values > 0.5] if len(values) else columns[:0]
            done = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
            bound = -float(solver.getInfo().mip_dual_bound)
            clashes = self._clashes_in(chosen)
            self._clashes += clashes
            if not clashes or not done or seconds >= time_limit:
                return Solution(chosen, bound, done and not clashes, seconds)

    def _worth(self, chosen: Rows) -> float:
        return float(self._objective[chosen].sum())

    def _is_sound(self, chosen: Rows) -> bool:
        return not self._clashes_in(chosen) and len(chosen) > 0

    def candidates_of(self, plan: Plan) -> Rows:
        """Where a plan's placements are; all of them have to be among the candidates."""
        wanted = []
        for slot, (at, way, part) in enumerate(self.found.parts):
            assignment = plan.get(self._groups[at].key)
            if assignment and assignment.way == way:
                mine = self.found.homes == assignment.homes[part]
                wanted.append(np.flatnonzero(mine & (self.found.slots == slot)))
        return np.concatenate([np.zeros(0, np.intp), *wanted])

    def _clashes_in(self, chosen: Rows) -> list[Rows]:
        """Sets of candidates, of one home each and as small as they get, that do not fit together."""
        homes: dict[int, list[int]] = {}
        for candidate in chosen.tolist():
            homes.setdefault(int(self.found.homes[candidate]), []).append(candidate)
        return [
            np.array(self._smallest(home, mine), np.intp)
            for home, mine in sorted(homes.items())
            if not self._fit(home, mine)
        ]

    def _fit(self, home: int, candidates: list[int]) -> bool:
        arrivals = [self._arrivals[self.found.slots[each]] for each in candidates]
        return fit(self.problem.homes[home], arrivals)

    def _smallest(self, home: int, candidates: list[int]) -> list[int]:
        """Leave out whoever is not needed for the set not to fit."""
        kept = list(candidates)
        for each in candidates:
            fewer = [other for other in kept if other != each]
            if not self._fit(home, fewer):
                kept = fewer
        return kept

    def assignments(self, chosen: Rows) -> list[Assignment]:
        """The complete ones, the most valuable first."""
        found: dict[tuple[int, int], dict[int, int]] = {}
        values: dict[tuple[int, int], int] = {}
        for candidate in chosen.tolist():
            at, way, part = self.found.parts[self.found.slots[candidate]]
            found.setdefault((at, way), {})[part] = int(self.found.homes[candidate])
            values[at, way] = values.get((at, way), 0) + int(self.found.values[candidate])
        complete = [
            (-values[at, way], self._groups[at].key, way, tuple(homes[i] for i in sorted(homes)))
            for (at, way), homes in found.items()
            if len(homes) == len(self._groups[at].ways[way])
        ]
        return [Assignment(key, way, homes) for _, key, way, homes in sorted(complete)]

    def _programme(self, columns: Rows, *, whole: bool) -> Any:
        """The programme over some candidates; ``whole`` where nobody is divisible."""
        place = np.full(len(self.found), -1, np.int32)
        place[columns] = np.arange(len(columns))
        clashes = [Row(c, np.ones(len(c)), -np.inf, len(c) - 1.0) for c in self._clashes]
        rows = [*self.rows, *clashes]
        index, factors, starts = _together(rows, place)
        programme = highspy.HighsLp()
        programme.num_col_, programme.num_row_ = len(columns), len(rows)
        programme.col_cost_ = -self._objective[columns]
        programme.col_lower_, programme.col_upper_ = np.zeros(len(columns)), np.ones(len(columns))
        programme.row_lower_ = np.array([row.lower for row in rows], np.float64)
        programme.row_upper_ = np.array([row.upper for row in rows], np.float64)
        matrix = programme.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kRowwise
        matrix.start_, matrix.index_, matrix.value_ = starts, index, factors
        if whole:
            programme.integrality_ = [highspy.HighsVarType.kInteger] * len(columns)
        return programme


def _together(rows: list[Row], place: Int32) -> tuple[Int32, Floats, Int32]:
    """The rows' columns where they have a place, their factors, and where each row begins."""
    lengths = np.array([len(row.columns) for row in rows], np.int64)
    index = place[np.concatenate([np.zeros(0, np.intp), *(row.columns for row in rows)])]
    factors = np.concatenate([np.zeros(0), *(row.factors for row in rows)])
    kept = index >= 0
    counts = np.bincount(np.repeat(np.arange(len(rows)), lengths)[kept], minlength=len(rows))
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    return index[kept], factors[kept], starts


def _solver(time_limit: float) -> Any:
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in (
        ("output_flag", False),
        ("threads", 1),
        ("random_seed", SEED),
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", 1e-6),
        ("time_limit", max(0.0, time_limit)),
    ):
        solver.setOptionValue(option, value)
    return solver


def worth_of_places(model: Model, relaxed: Relaxed) -> dict[int, float]:
    """What one more place in each home would be worth, in units, were children divisible: the relaxation's prices.

    Only homes that are short of places; sets that were found not to fit together are not in it.
    """
    found: dict[int, float] = {}
    for row, price in zip(model.rows, relaxed.prices.tolist(), strict=True):
        if row.home and price > 0:
            found[row.home] = found.get(row.home, 0.0) + price
    return found
