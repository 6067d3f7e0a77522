"""From searches to a plan's problem: each referral ranked as it always is, and what of the ranking a plan needs."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from brokerage.matching import dates
from brokerage.matching.allocation.problem import (
    UNKNOWN_PLACES,
    Group,
    Home,
    Mover,
    Part,
    Problem,
    Stay,
)
from brokerage.matching.allocation.scarcity import with_hold_back
from brokerage.matching.columns import Columns
from brokerage.matching.profiles import ChildProfile, Request
from brokerage.matching.ranking import Ranking, rank
from brokerage.matching.splits import divisions
from brokerage.matching.weights import STARTING_WEIGHTS, Weights

ALONE = frozenset({"ONLY", "ONLYFOST"})  # conditions that no other arriving child can meet
MOST_SPLIT = 5  # children: beyond, there are more ways to part them than anybody would read
Pair = frozenset[int]  # of two children's ids


@dataclass(frozen=True, eq=False)
class Waiting:
    """One referral that waits for a home.

    Args:
        columns: the households as they will be on the day of its move.
        essential, apart: pairs of its children who must live together, and who must not.
    """

    key: int
    weight: int
    arrived: int
    request: Request
    columns: Columns
    essential: frozenset[Pair] = frozenset()
    apart: frozenset[Pair] = frozenset()


def problem_of(waiting: Iterable[Waiting], weights: Weights = STARTING_WEIGHTS) -> Problem:
    """Rank each referral and put the rankings together."""
    waiting = list(waiting)
    groups = tuple(group_of(each, weights) for each in waiting)
    homes: dict[int, Home] = {}
    for each, group in zip(waiting, groups, strict=True):
        for home in homes_of(each.columns, _named(group)):
            homes[home.home_id] = _same_or_unknown(homes.get(home.home_id, home), home)
    return Problem(groups, with_hold_back(homes, groups))


def group_of(each: Waiting, weights: Weights = STARTING_WEIGHTS) -> Group:
    request = each.request
    together = part_of(rank(request, each.columns, weights))
    if any(pair <= together.child_ids for pair in each.apart):
        together = Part(together.children, together.home_ids[:0], together.scores[:0])
    ways: list[tuple[Part, ...]] = [(together,)]
    if not len(together.home_ids):
        for children in splits(request.children, each.essential, each.apart):
            parts = [request.for_children(c.child_id for c in some) for some in children]
            ways.append(tuple(part_of(rank(part, each.columns, weights)) for part in parts))
    return Group(
        key=each.key,
        weight=each.weight,
        arrived=each.arrived,
        starts=request.starts_on.toordinal(),
        ends=dates.ordinal(request.ends_on, missing=dates.NEVER),
        ways=tuple(ways),
    )


def part_of(ranking: Ranking) -> Part:
    """What a ranking says of the children together, with what they ask of the other children there."""
    request, eligible = ranking.request, ranking.eligible
    return Part(
        children=tuple(
            Mover(child.child_id, child.birth_date.toordinal(), frozenset(child.sibling_ids))
            for child in request.children
        ),
        home_ids=eligible.household_ids.copy(),
        scores=np.round(eligible.scores, 2),
        alone=any(item.code in ALONE and item.essential for item in request.conditions),
        others_born_by=_others_born_by(request),
        others_born_from=_others_born_from(request),
        excluded_child_ids=frozenset(request.exclusions.child_ids),
        most_children=_exempt(request),
    )


def _others_born_by(request: Request) -> int | None:
    """Where these children are to be the youngest: the last birth day of any other child there."""
    eldest = min(child.birth_date for child in request.children)
    years = _essential_years(request, "YOUNGEST")
    return None if years is None else dates.latest_birth(years, eldest).toordinal()


def _others_born_from(request: Request) -> int | None:
    """Where they are to be the oldest: the first birth day of any other child there."""
    youngest = max(child.birth_date for child in request.children)
    years = _essential_years(request, "OLDEST")
    return None if years is None else dates.birthday(youngest, years).toordinal()


def _essential_years(request: Request, code: str) -> int | None:
    asked = [item.years for item in request.conditions if item.code == code and item.essential]
    return max(asked) if asked else None


def _exempt(request: Request) -> dict[int, int]:
    """By home, how many an exemption allows that names every one of the children."""
    named: dict[int, dict[int, int]] = {}
    for item in request.exemptions:
        named.setdefault(item.household_id, {})[item.child_id] = item.most_children
    wanted = set(request.child_ids)
    return {
        home: min(most[child] for child in wanted)
        for home, most in named.items()
        if wanted <= set(most)
    }


def splits(
    children: tuple[ChildProfile, ...], essential: frozenset[Pair], apart: frozenset[Pair]
) -> list[tuple[tuple[ChildProfile, ...], ...]]:
    """Every way into two homes that parts nobody who must stay together and joins nobody who must not."""
    if len(children) > MOST_SPLIT:
        return []
    by_id = {child.child_id: child for child in children}
    return [
        tuple(tuple(by_id[child] for child in part) for part in division)
        for division in divisions(tuple(by_id), 2, together=essential, apart=apart)
    ]


def homes_of(columns: Columns, home_ids: Iterable[int]) -> list[Home]:
    stays = columns.stays
    found = []
    for home_id in home_ids:
        row = columns.row_of(home_id)
        mine = stays.of(row)
        there = zip(
            stays.child_ids[mine].tolist(),
            stays.sibling_groups[mine].tolist(),
            stays.starts_on[mine].tolist(),
            stays.ends_on[mine].tolist(),
            strict=True,
        )
        found.append(Home(home_id, int(columns.places[row]), tuple(Stay(*stay) for stay in there)))
    return found


def _named(group: Group) -> list[int]:
    lists = [part.home_ids for way in group.ways for part in way]
    found: list[int] = np.unique(np.concatenate(lists)).tolist()
    return found


def _same_or_unknown(known: Home, again: Home) -> Home:
    """Where terms change between two days of moving, the places are taken as not recorded: one referral at a time."""
    if known.places == again.places:
        return known
    return Home(known.home_id, UNKNOWN_PLACES, known.stays)


__all__ = ["Waiting", "group_of", "homes_of", "part_of", "problem_of", "splits"]
