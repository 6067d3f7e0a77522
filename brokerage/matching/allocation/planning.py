"""The way in: the best plan for a desk, beside what choosing one after another would do."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor

from brokerage.matching.allocation import candidates as choosing
from brokerage.matching.allocation.greedy import ORDERS, filled_up, one_by_one
from brokerage.matching.allocation.model import Model, worth_of_places
from brokerage.matching.allocation.problem import Plan, Problem
from brokerage.matching.allocation.value import UNIT, children_placed, worth
from brokerage.matching.allocation_check import problems_with

USUAL_TIME_LIMIT = 20.0  # seconds


class PlanNotSound(AssertionError):
    """The checker found a plan that breaks a rule. It is never shown; this is a fault of the planner."""


@dataclass(frozen=True, slots=True)
class DeskPlanned:
    """The plan, what it is worth, and what is known of better ones.

    Args:
        worth, bound: points; no plan is worth more than ``bound``.
        proved: there is no better plan. ``False`` when the time ran out: then ``gap`` is how much better, as a share,
            one might be.
        seconds: the solver's own.
        baselines: by order ("urgency", "arrival", "scarcest"), what one after another would do.
        place_worth: by home, what one more place there would be worth in points.
        candidates: how many placements the plan was chosen from.
    """

    plan: Plan
    worth: float
    bound: float
    proved: bool
    seconds: float
    baselines: Mapping[str, Plan]
    place_worth: Mapping[int, float]
    candidates: int

    @property
    def gap(self) -> float:
        return max(0.0, self.bound - self.worth) / self.worth if self.worth else 0.0


def plan_desk(
    problem: Problem,
    *,
    time_limit: float = USUAL_TIME_LIMIT,
    prune: bool = True,
    in_steps: bool = True,
) -> DeskPlanned:
    """Plan for every group at once.

    Never worth less than any of the baselines: the search starts from the best of them, and ends with it if nothing
    better is found in time.

    Args:
        time_limit: seconds of the solver.
        prune, in_steps: leave out candidates that no best plan needs, and solve as ``model`` says. The plan is the same
            without either, so turning them off is only of use for comparison.

    Raises:
        LocksClash: what people fixed cannot all be kept.
        PlanNotSound: see there.
    """
    problem = choosing.with_locks(problem)
    baselines = {order: one_by_one(problem, order) for order in ORDERS}
    best = max(baselines.values(), key=lambda plan: worth(problem, plan))
    found = choosing.candidates(problem, prune=prune, also=best)
    model = Model(problem, found)
    relaxed = model.relaxed(time_limit=time_limit)
    solution = model.solve(relaxed, start=best, time_limit=time_limit, in_steps=in_steps)
    wanted = model.assignments(solution.chosen)
    chosen: Plan = {each.key: each for each in wanted}
    if not solution.is_optimal:
        chosen = filled_up(problem, wanted)
    plan = max(best, chosen, key=lambda plan: (worth(problem, plan), plan is chosen))
    for each in (plan, *baselines.values()):
        _check(problem, each)
    total = worth(problem, plan)
    # Worths are whole numbers, and tie-breaks add less than one.
    bound = max(total, floor(min(solution.bound, _most(problem, found))))
    return DeskPlanned(
        plan=dict(sorted(plan.items())),
        worth=total / UNIT,
        bound=bound / UNIT,
        proved=bound == total,
        seconds=solution.seconds,
        baselines=baselines,
        place_worth={home: value / UNIT for home, value in worth_of_places(model, relaxed).items()},
        candidates=len(found),
    )


def _most(problem: Problem, found: choosing.Candidates) -> float:
    """What no plan can be worth more than, found without a search: everybody in their best home."""
    best: dict[tuple[int, int], dict[int, int]] = {}
    for slot, value in zip(found.slots.tolist(), found.values.tolist(), strict=True):
        group, way, part = found.parts[slot]
        parts = best.setdefault((group, way), {})
        parts[part] = max(parts.get(part, 0), value)
    of_group: dict[int, int] = {}
    for (group, _), parts in best.items():
        of_group[group] = max(of_group.get(group, 0), sum(parts.values()))
    return float(sum(of_group.values()))


def _check(problem: Problem, plan: Plan) -> None:
    if found := problems_with(problem, plan):
        raise PlanNotSound("; ".join(found[:5]))


def children_gained(problem: Problem, plan: Plan, baseline: Plan) -> tuple[list[int], list[int]]:
    """The groups whose children have a home only under the plan, and only under the baseline."""
    return sorted(set(plan) - set(baseline)), sorted(set(baseline) - set(plan))


__all__ = ["DeskPlanned", "PlanNotSound", "children_gained", "children_placed", "plan_desk"]
