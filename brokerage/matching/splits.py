"""Homes for brothers and sisters who cannot all live in one: who would live with whom, and where.

For each way of dividing the children the best homes are found: nearest to each other first (in whole miles, so that a
few yards never outweigh a better home), then the best fit. Ways with fewer homes come first. Every part is searched as
it would live, so that the fostering limit and free places are looked at for that part alone; two parts never share a
home. Pairs who must stay together are never divided, and pairs who must live apart never put together.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from brokerage.matching.blocks import Floats
from brokerage.matching.columns import Columns
from brokerage.matching.geometry import UNKNOWN_POSITION, miles_to
from brokerage.matching.profiles import Request
from brokerage.matching.ranking import Ranking, Scored, rank
from brokerage.matching.weights import STARTING_WEIGHTS, Weights

MOST_CHILDREN = 6
MOST_PLANS = 6
# How many of the best homes of each part are tried, by how many homes the plan has.
TRIED = {1: 1, 2: 300, 3: 60, 4: 24, 5: 12, 6: 8}
NOT_KNOWN = np.inf  # miles between homes of which one has no recorded position

Pairs = Collection[Collection[int]]  # of two ids each
Division = tuple[tuple[int, ...], ...]


class TooManyChildren(ValueError):
    """There are more ways of dividing so many children than can be looked through."""


@dataclass(frozen=True, slots=True)
class Part:
    """The children of one home of a plan. ``position`` is the household's place on the list for these children."""

    child_ids: tuple[int, ...]
    household_id: int
    position: int
    score: float
    known_share: float


@dataclass(frozen=True, slots=True)
class Plan:
    """One way of dividing the children, with the best homes for it.

    ``furthest`` is the miles between the two homes that are furthest apart, none where a position is not recorded.
    ``fit`` is the mean score, each home counted for each of its children. ``exact`` says that every household that can
    be asked for each part was tried; otherwise only the best of each part were.
    """

    parts: tuple[Part, ...]
    furthest: float | None
    fit: float
    exact: bool


@dataclass(frozen=True, slots=True)
class Splits:
    """``together`` says how many households can take all the children at once.

    ``plans`` are of as few homes as possible, the best first. ``none_allowed`` is true where the pairs leave no way
    of dividing the children at all.
    """

    together: int
    plans: tuple[Plan, ...]
    none_allowed: bool


def best_splits(
    request: Request,
    columns: Columns,
    weights: Weights = STARTING_WEIGHTS,
    *,
    together: Pairs = (),
    apart: Pairs = (),
    most: int = MOST_PLANS,
) -> Splits:
    """The best plans that place a group of children in more than one home.

    Args:
        together: pairs of child ids that are never divided.
        apart: pairs that never share a home.

    Raises:
        TooManyChildren: there are more than six.
    """
    if len(request.children) > MOST_CHILDREN:
        raise TooManyChildren(f"At most {MOST_CHILDREN} children can be looked at together.")
    search = _Search(request, columns, weights)
    whole = tuple(sorted(request.child_ids))
    plans: list[Plan] = []
    any_allowed = False
    for homes in range(2, len(whole) + 1):
        for division in divisions(whole, homes, together=together, apart=apart):
            any_allowed = True
            if plan := search.best(division):
                plans.append(plan)
        if plans:
            break
    plans.sort(key=_order)
    return Splits(len(search.ranking(whole).eligible), tuple(plans[:most]), not any_allowed)


def divisions(
    child_ids: Sequence[int], homes: int, *, together: Pairs = (), apart: Pairs = ()
) -> Iterator[Division]:
    """Every way of dividing children into so many parts that the pairs allow, each once."""
    for division in _divided(tuple(child_ids), homes):
        part_of = {child: number for number, part in enumerate(division) for child in part}
        kept = (part_of.get(a) == part_of.get(b) for a, b in _known(together, part_of))
        parted = (part_of.get(a) != part_of.get(b) for a, b in _known(apart, part_of))
        if all(kept) and all(parted):
            yield division


def _known(pairs: Pairs, part_of: Collection[int]) -> Iterable[tuple[int, int]]:
    return ((a, b) for a, b in pairs if a in part_of and b in part_of)


def _divided(child_ids: tuple[int, ...], homes: int) -> Iterator[Division]:
    """The first child's part with each choice of companions, and the rest divided in the same way."""
    if homes == 1:
        yield (child_ids,)
        return
    first, others = child_ids[0], child_ids[1:]
    for size in range(len(others) - homes + 2):
        for companions in combinations(others, size):
            rest = tuple(child for child in others if child not in companions)
            for division in _divided(rest, homes - 1):
                yield ((first, *companions), *division)


class _Search:
    """Ranks each part once, however many divisions it is in."""

    def __init__(self, request: Request, columns: Columns, weights: Weights) -> None:
        self.request, self.columns, self.weights = request, columns, weights
        self._rankings: dict[tuple[int, ...], Ranking] = {}

    def ranking(self, child_ids: tuple[int, ...]) -> Ranking:
        if child_ids not in self._rankings:
            request = self.request.for_children(child_ids)
            self._rankings[child_ids] = rank(request, self.columns, self.weights)
        return self._rankings[child_ids]

    def best(self, division: Division) -> Plan | None:
        """The best homes for one division among those tried; none where they cannot be filled."""
        lists = [self.ranking(part).eligible for part in division]
        tried = TRIED[len(division)]
        exact = all(len(each) <= tried for each in lists)
        chosen = _nearest(lists, tried, [len(part) for part in division], self.columns)
        if chosen is None:
            return None
        miles = _between(
            [each.rows[i] for each, i in zip(lists, chosen, strict=True)], self.columns
        )
        parts = [
            _part(child_ids, each, place)
            for child_ids, each, place in zip(division, lists, chosen, strict=True)
        ]
        fit = sum(part.score * len(part.child_ids) for part in parts) / len(self.request.children)
        return Plan(tuple(parts), None if np.isinf(miles) else miles, fit, exact)


def _part(child_ids: tuple[int, ...], scored: Scored, place: int) -> Part:
    return Part(
        child_ids,
        int(scored.household_ids[place]),
        place + 1,
        float(scored.scores[place]),
        float(scored.known[place]),
    )


def _nearest(
    lists: Sequence[Scored], tried: int, sizes: Sequence[int], columns: Columns
) -> tuple[int, ...] | None:
    """The places on the lists of the best homes: the fewest whole miles apart, then the best fit, then the first.

    Every combination of the tried homes is looked at, one array operation for each pair of parts.
    """
    rows = [each.rows[:tried] for each in lists]
    shape = tuple(len(each) for each in rows)
    if 0 in shape:
        return None
    furthest = np.zeros(shape)
    for a, b in combinations(range(len(rows)), 2):
        miles = np.rint(_table(rows[a], rows[b], columns))
        same = rows[a][:, None] == rows[b][None, :]
        miles[same] = np.nan
        furthest = np.maximum(furthest, _spread(miles, a, b, len(rows)))  # keeps "not a number"
    possible = ~np.isnan(furthest)
    if not possible.any():
        return None
    fit = np.zeros(shape)
    for axis, (each, size) in enumerate(zip(lists, sizes, strict=True)):
        around = [1] * len(rows)
        around[axis] = shape[axis]
        fit = fit + size * each.scores[: shape[axis]].reshape(around)
    nearest = furthest[possible].min()
    among = possible & (furthest == nearest)
    best = np.argmax(np.where(among, fit, -np.inf))
    return tuple(int(place) for place in np.unravel_index(best, shape))


def _table(here: NDArray[np.intp], there: NDArray[np.intp], columns: Columns) -> Floats:
    """Miles between each of some homes and each of others; infinite where a position is not recorded."""
    table = np.full((len(here), len(there)), NOT_KNOWN)
    for number, row in enumerate(here):
        east, north = int(columns.eastings[row]), int(columns.northings[row])
        if UNKNOWN_POSITION not in (east, north):
            miles = miles_to(columns.eastings[there], columns.northings[there], east, north)
            table[number] = np.where(np.isnan(miles), NOT_KNOWN, miles)
    return table


def _spread(table: Floats, a: int, b: int, parts: int) -> Floats:
    """The table of parts ``a`` and ``b`` as an array with one axis for each part."""
    around = [1] * parts
    around[a], around[b] = table.shape
    return table.reshape(around)


def _between(rows: Sequence[np.intp], columns: Columns) -> float:
    """Miles between the two homes that are furthest apart."""
    each = np.array(rows, np.intp)
    return float(_table(each, each, columns)[~np.eye(len(each), dtype=np.bool_)].max())


def _order(plan: Plan) -> tuple[float, float, Division]:
    miles = NOT_KNOWN if plan.furthest is None else round(plan.furthest)
    return miles, -plan.fit, tuple(part.child_ids for part in plan.parts)
