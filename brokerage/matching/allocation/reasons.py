"""Why the plan gives each group what it gives: in words for the desk's meeting, with references and no names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from brokerage.matching.allocation.problem import Group, Part, Plan, Problem

MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Told:
    """What people decided before, beside the problem: decided already, and fixed or refused by hand."""

    decided: frozenset[int] = frozenset()
    kept: frozenset[int] = frozenset()
    refused: frozenset[tuple[int, int]] = frozenset()
    not_assessed: frozenset[int] = frozenset()


class Reasons:
    """``names`` is what each group is called."""

    def __init__(self, problem: Problem, plan: Plan, names: Mapping[int, str], told: Told) -> None:
        self._problem, self._plan, self._names, self._told = problem, plan, names, told
        self._living: dict[int, list[int]] = {}
        for key, assignment in plan.items():
            for home in assignment.homes:
                self._living.setdefault(home, []).append(key)

    def of(self, key: int) -> str:
        group = self._problem.by_key[key]
        if key in self._told.decided:
            return "Decided on already, and waiting for approval."
        if key not in self._plan:
            return self._unplaced(group)
        if key in self._told.kept:
            return "Kept, as you chose."
        assignment = self._plan[key]
        parts = group.ways[assignment.way]
        if assignment.way:
            homes = _number(len(parts))
            return f"No home takes them together, so they are in {homes}, as their links allow."
        return self._choice(key, parts[0], assignment.homes[0])

    def _choice(self, key: int, part: Part, home: int) -> str:
        homes = part.home_ids.tolist()
        if homes[0] == home:
            return "The only home on its list." if len(homes) == 1 else "The best home on its list."
        first, at = homes[0], homes.index(home)
        lost = float(part.scores[0] - part.scores[at])
        less = f"This one fits {_points(lost)}."
        if (key, first) in self._told.refused:
            return f"You ruled its first choice out. {less}"
        others = [other for other in self._living.get(first, []) if other != key]
        if not others:
            held = self._problem.homes[first].hold_back > 0
            why = (
                "so that it stays open for children who can live in few homes"
                if held
                else "as others are as good"
            )
            return f"Its first choice is left free, {why}. {less}"
        return f"Its first choice is held for {self._for_whom(others)}. {less}"

    def _for_whom(self, others: Sequence[int]) -> str:
        """The one with the fewest homes to choose from, and how few."""
        by_choice = sorted(others, key=lambda other: (self._choices(other), other))
        other = by_choice[0]
        choices = self._choices(other)
        beside = f" (and {len(others) - 1} more)" if len(others) > 1 else ""
        if choices == 1:
            return f"{self._names[other]}{beside}, for whom it is the only one"
        return f"{self._names[other]}{beside}, who has {choices} homes to choose from"

    def _choices(self, key: int) -> int:
        group = self._problem.by_key[key]
        homes = {home for way in group.ways for part in way for home in part.home_ids.tolist()}
        return len(homes)

    def _unplaced(self, group: Group) -> str:
        lists = {home for way in group.ways for part in way for home in part.home_ids.tolist()}
        if not lists and group.key in self._told.not_assessed:
            return (
                "No home takes them together, and nobody has assessed whether they may live apart."
            )
        if not lists:
            return "No home passes every rule."
        takers = {key for home in lists for key in self._living.get(home, [])}
        named = sorted(takers, key=lambda key: (self._choices(key), key))[:MOST_NAMED]
        homes = "Its only home is" if len(lists) == 1 else f"Its {len(lists)} homes are"
        if not named:
            return f"{homes} not open to it beside what you fixed or ruled out."
        words = ", ".join(self._names[key] for key in named)
        more = f" and {len(takers) - len(named)} more" if len(takers) > len(named) else ""
        return f"{homes} held for {words}{more}."


def _points(lost: float) -> str:
    if lost < 1:
        return "as well"
    return f"{lost:.0f} point{'s' * (round(lost) != 1)} less well"


def _number(count: int) -> str:
    return {2: "two", 3: "three"}.get(count, str(count))
