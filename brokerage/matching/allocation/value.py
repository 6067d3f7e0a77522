"""What a plan is worth, in whole hundredths of a point, so that sums are exact and equal plans are equal.

A child placed counts ``HOME_AT_ALL`` points for a home at all and the score of that home, 0 to 100, for how well it
fits, both times the urgency weight. Each home on a child's list has passed every rule, so any of them is a home: with
120 points for that, two children with homes are never worth less than one of the same urgency, however good the one's
fit (twice 120 less a hold-back of 10, against 120 and 100). Siblings count once a child: three of them in one home are
three children placed.

Siblings who are split count half of that for a home at all. A split is only offered where no home on the list takes
them all (whoever makes the problem sees to that), so it never competes with keeping them together; where several
want the same homes, children who can be placed without parting anybody come first.

From that the hold-back of the home is taken once a place (``scarcity``). It is small beside 120, so no child goes
without a home to keep one free; what it decides is which of several homes a child takes.
"""

import numpy as np

from brokerage.matching.allocation.problem import Assignment, Group, Part, Plan, Problem
from brokerage.matching.blocks import Floats, Int64

HOME_AT_ALL = 120
HOME_AT_ALL_SPLIT = 60
UNIT = 100  # to a point


def values_of(group: Group, way: int, part: Part, hold_back: Floats) -> Int64:
    """What each home of a part is worth, given each one's hold-back; at least 1, since a home is better than none."""
    at_all = HOME_AT_ALL if way == 0 else HOME_AT_ALL_SPLIT
    fit = np.rint((part.scores + at_all) * UNIT).astype(np.int64) * group.weight
    values: Int64 = (fit - np.rint(hold_back * UNIT).astype(np.int64)) * part.size
    return np.maximum(values, 1)


def worth(problem: Problem, plan: Plan) -> int:
    return sum(worth_of(problem, assignment) for assignment in plan.values())


def worth_of(problem: Problem, assignment: Assignment) -> int:
    group, total = problem.by_key[assignment.key], 0
    for part, home in zip(group.ways[assignment.way], assignment.homes, strict=True):
        at = np.flatnonzero(part.home_ids == home)
        one = Part(part.children, part.home_ids[at], part.scores[at])
        held = np.array([problem.homes[home].hold_back])
        total += int(values_of(group, assignment.way, one, held)[0])
    return total


def children_placed(problem: Problem, plan: Plan) -> int:
    return sum(problem.by_key[key].size for key in plan)


def score_of(problem: Problem, assignment: Assignment) -> float:
    """The children's mean score in their homes."""
    group = problem.by_key[assignment.key]
    parts = zip(group.ways[assignment.way], assignment.homes, strict=True)
    total = sum(float(part.scores[part.home_ids == home][0]) * part.size for part, home in parts)
    return total / group.size


def mean_score(problem: Problem, plan: Plan) -> float:
    """Over the children placed; 0 where nobody is."""
    placed = children_placed(problem, plan)
    total = sum(score_of(problem, a) * problem.by_key[a.key].size for a in plan.values())
    return total / placed if placed else 0.0


def tie_breaks(key: int, way: int, home_ids: Int64, most_parts: int) -> Floats:
    """A part of a unit for each home, the same for the same group and home; all of a plan are under half a unit.

    Among plans of equal worth the one with the greatest sum of these is the plan. They come from a fixed mixing of the
    two numbers (the finaliser of SplitMix64), so that no home and no child is favoured as such.
    """
    mixed = home_ids.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= np.uint64((key * 64 + way + 1) * 0xD1B54A32D192ED03 % 2**64)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    mixed ^= mixed >> np.uint64(31)
    return (mixed >> np.uint64(32)).astype(np.float64) / 2**32 / (2 * (most_parts + 1))
