"""What choosing one after another would do: each group takes the best home that is still open to it.

Three orders, as baselines for the plan. None of them sees that a home is the only one for somebody later in the queue.
"""

from collections.abc import Callable, Iterable

from brokerage.matching.allocation.problem import (
    Assignment,
    Group,
    LocksClash,
    Plan,
    Problem,
)
from brokerage.matching.allocation.together import Arrival, fit

ORDERS: dict[str, Callable[[Group], tuple[int, ...]]] = {
    "urgency": lambda group: (-group.weight, group.arrived, group.key),
    "arrival": lambda group: (group.arrived, group.key),
    "scarcest": lambda group: (len(group.together.home_ids), -group.weight, group.key),
}


def one_by_one(problem: Problem, order: str) -> Plan:
    """Place one group after another; what people have fixed comes first, whatever the order."""
    taken = Taken(problem)
    for key in (keep.key for keep in problem.keeps):
        if not taken.place(problem.by_key[key]):
            raise LocksClash((key,))
    for group in sorted(problem.groups, key=ORDERS[order]):
        taken.place(group)
    return taken.plan


def filled_up(problem: Problem, wanted: Iterable[Assignment]) -> Plan:
    """As many of these as fit together, those in front first, and then whoever still finds a home."""
    taken = Taken(problem)
    fixed = {keep.key for keep in problem.keeps}
    for assignment in sorted(wanted, key=lambda a: a.key not in fixed):
        taken.put(problem.by_key[assignment.key], assignment.way, assignment.homes)
    for group in sorted(problem.groups, key=ORDERS["urgency"]):
        taken.place(group)
    return taken.plan


class Taken:
    """A plan while it is made, and who arrives where under it."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.plan: dict[int, Assignment] = {}
        self._arrivals: dict[int, list[Arrival]] = {}

    def place(self, group: Group) -> bool:
        """Give the group the best home that still fits; parted only where no home takes all."""
        return group.key in self.plan or any(
            self._place_in(group, way) for way in range(len(group.ways))
        )

    def put(self, group: Group, way: int, homes: Iterable[int]) -> bool:
        """Give the group these homes if they still fit."""
        chosen = [
            (home, Arrival(group.key, part, group.starts, group.ends))
            for part, home in zip(group.ways[way], homes, strict=True)
        ]
        if group.key in self.plan or not all(self._fits(*each) for each in chosen):
            return False
        if len({home for home, _ in chosen}) < len(chosen):
            return False
        for home, arrival in chosen:
            self._arrivals.setdefault(home, []).append(arrival)
        self.plan[group.key] = Assignment(group.key, way, tuple(home for home, _ in chosen))
        return True

    def _place_in(self, group: Group, way: int) -> bool:
        homes: list[int] = []
        for part in group.ways[way]:
            arrival = Arrival(group.key, part, group.starts, group.ends)
            ranked = (home for home in part.home_ids.tolist() if home not in homes)
            found = next((home for home in ranked if self._fits(home, arrival)), None)
            if found is None:
                return False
            homes.append(found)
        return self.put(group, way, homes)

    def _fits(self, home: int, arrival: Arrival) -> bool:
        there = self._arrivals.get(home)
        return not there or fit(self.problem.homes[home], [*there, arrival])
