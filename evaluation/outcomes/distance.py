"""How far a group of children has come on the goals of one dimension after another.

A child counts once in each dimension, whatever the number of goals: nearer when the steps made on the goals that were
measured again add up to more towards the targets than away. Whoever has goals of which none was measured again is
"not measured again", and whoever has none is "no goal": neither is ever 0 steps.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from placements.travelled import Together, Travel, together


class Way(StrEnum):
    NEARER = "NEARER"
    UNMOVED = "UNMOVED"
    FURTHER = "FURTHER"
    NOT_AGAIN = "NOT_AGAIN"
    NO_GOAL = "NO_GOAL"


@dataclass(frozen=True, slots=True)
class ChildsGoal:
    child: int
    dimension: str
    way: Travel


@dataclass(frozen=True, slots=True, kw_only=True)
class Travelled:
    """One dimension. ``children`` adds up to the whole group.

    Args:
        goals: of all its children; ``measured_twice`` and ``reached`` of those.
        steps: of each child who was measured again, over their goals; positive is towards the target.
        share: steps made of the steps there were to go, over the goals measured again.
    """

    dimension: str
    children: Mapping[Way, int]
    goals: int
    measured_twice: int
    reached: int
    steps: Sequence[int]
    share: Fraction | None

    @property
    def with_a_goal(self) -> int:
        return sum(self.children.values()) - self.children[Way.NO_GOAL]


def travelled(
    goals: Iterable[ChildsGoal], *, dimensions: Sequence[str], children: frozenset[int]
) -> list[Travelled]:
    """Every dimension in the order given, for the goals of ``children`` alone."""
    of_group = [goal for goal in goals if goal.child in children]
    return [
        _dimension(code, [goal for goal in of_group if goal.dimension == code], len(children))
        for code in dimensions
    ]


def _dimension(code: str, goals: Sequence[ChildsGoal], everybody: int) -> Travelled:
    by_child: dict[int, list[Travel]] = {}
    for goal in goals:
        by_child.setdefault(goal.child, []).append(goal.way)
    each_child = [together(ways) for ways in by_child.values()]
    counts = dict.fromkeys(Way, 0) | {Way.NO_GOAL: everybody - len(by_child)}
    for child in each_child:
        counts[_way(child)] += 1
    every = together(goal.way for goal in goals)
    return Travelled(
        dimension=code,
        children=counts,
        goals=every.goals,
        measured_twice=every.goals - every.not_measured_again,
        reached=sum(goal.way.is_reached for goal in goals),
        steps=sorted(child.steps for child in each_child if child.steps is not None),
        share=every.share,
    )


def _way(child: Together) -> Way:
    if child.steps is None:
        return Way.NOT_AGAIN
    if child.steps == 0:
        return Way.UNMOVED
    return Way.NEARER if child.steps > 0 else Way.FURTHER
