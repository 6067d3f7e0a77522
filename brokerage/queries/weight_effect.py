"""What other weights would have done to the authority's last searches, told before anybody approves them.

Each search is ranked again from what it kept: the same children, the same households as they were recorded then, and
the same rules; only the weights differ. Whoever is ruled out stays ruled out, so what moves is the order.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from brokerage.lifecycle import DecisionStatus
from brokerage.matching import records
from brokerage.matching.columns import Columns
from brokerage.matching.profiles import Request
from brokerage.matching.ranking import rank, record_from_bytes
from brokerage.matching.weights import Weights
from brokerage.models import Decision, Search
from carers.models import Household

SEARCHES = 50
TOP = 10
MOST_MOVES = 10
# Households that one page ranks again at most, all searches together: about a second's work. Where more households
# are considered, fewer searches fit, and the page says how many.
MOST_HOUSEHOLDS = 150_000


@dataclass(frozen=True, slots=True)
class Change:
    """One search under other weights. Positions count from 1.

    ``chosen`` is the place of the household that was chosen for the referral, before and after; none where nobody
    was, or where it was not on the list. ``moved`` is the household of the top ten, before or after, that moves
    furthest: its id, and its place before and after.
    """

    first_differs: bool
    overlap: float
    chosen: tuple[int, int] | None
    moved: tuple[int, int, int] | None


@dataclass(frozen=True, slots=True)
class Move:
    """A household's place in one search, before and after."""

    search: Search
    household: Household
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What the weights would change, over ``searches`` searches, of which ``asked`` were looked for.

    ``overlap`` is the mean share of the top ten that stays in it; none without a search.
    """

    asked: int
    searches: int
    first_differs: int
    overlap: float | None
    chosen: int
    chosen_up: int
    chosen_down: int
    moves: Sequence[Move]

    @property
    def overlap_in_words(self) -> str:
        return "" if self.overlap is None else f"{self.overlap * TOP:.1f} of {TOP}"

    @property
    def chosen_same(self) -> int:
        return self.chosen - self.chosen_up - self.chosen_down


def compared(
    before: Sequence[int], after: Sequence[int], chosen: int | None = None
) -> Change | None:
    """Compare two orders of the same households, best first; none where nobody was on the list."""
    if not before:
        return None
    places = {household: place for place, household in enumerate(after, start=1)}
    was = {household: place for place, household in enumerate(before, start=1)}
    top = min(TOP, len(before))
    seen = sorted({*before[:top], *after[:top]})
    furthest = max(
        seen, key=lambda household: (abs(was[household] - places[household]), -household)
    )
    moved = (furthest, was[furthest], places[furthest])
    return Change(
        first_differs=before[0] != after[0],
        overlap=len({*before[:top]} & {*after[:top]}) / top,
        chosen=(was[chosen], places[chosen]) if chosen in was else None,
        moved=moved if moved[1] != moved[2] else None,
    )


def effect(user: User, weights: Weights) -> Effect:
    """Rank the last 50 searches of the person's authority again with these weights. Trials are no real searches."""
    found = list(_last_searches(user)[:SEARCHES])
    replayed = list(_within_reach(found))
    chosen = _chosen(search.referral_id for search in replayed)
    changes: list[tuple[Search, Change]] = []
    columns = _Kept()
    for search in sorted(replayed, key=lambda search: (search.snapshot_id, -search.pk)):
        record = record_from_bytes(bytes(search.outcome))
        after = _order(columns.of(search), record, weights)
        before = [int(household) for household, _score, _known in record["ranked"]]
        if change := compared(before, after, chosen.get(search.referral_id)):
            changes.append((search, change))
    told = [change.chosen for _search, change in changes if change.chosen]
    return Effect(
        asked=len(found),
        searches=len(changes),
        first_differs=sum(change.first_differs for _search, change in changes),
        overlap=fmean(change.overlap for _search, change in changes) if changes else None,
        chosen=len(told),
        chosen_up=sum(after < before for before, after in told),
        chosen_down=sum(after > before for before, after in told),
        moves=_largest(changes),
    )


def _last_searches(user: User) -> QuerySet[Search]:
    seen = Search.objects.visible_to(user).filter(is_trial=False)
    return seen.select_related("referral").order_by("-at", "-pk")


def _within_reach(searches: Iterable[Search]) -> Iterable[Search]:
    """The latest of them that one page can rank again."""
    reach = MOST_HOUSEHOLDS
    for search in searches:
        reach -= search.considered
        if reach < 0:
            return
        yield search


def _chosen(referrals: Iterable[int]) -> Mapping[int, int]:
    standing = Decision.objects.exclude(status=DecisionStatus.SET_ASIDE)
    return dict(standing.filter(referral__in=list(referrals)).values_list("referral", "household"))


class _Kept:
    """The columns that searches saw, read once for those that follow each other and saw the same."""

    def __init__(self) -> None:
        self.snapshot_id: int | None = None
        self.columns: Columns | None = None

    def of(self, search: Search) -> Columns:
        if self.columns is None or self.snapshot_id != search.snapshot_id:
            self.snapshot_id = search.snapshot_id
            self.columns = search.snapshot.seen()
        return self.columns


def _order(columns: Columns, record: records.Record, weights: Weights) -> list[int]:
    """The ids of those who can be asked, best first under these weights."""
    ranking = rank(
        Request.from_record(record["request"]), columns, weights, relaxed=record["relaxed"]
    )
    ordered: Any = ranking.eligible.household_ids.tolist()
    return [int(household) for household in ordered]


def _largest(changes: Iterable[tuple[Search, Change]]) -> list[Move]:
    """The households that move furthest, one for each search, the furthest first."""
    moved = [(search, change.moved) for search, change in changes if change.moved]
    moved.sort(key=lambda each: (-abs(each[1][1] - each[1][2]), each[0].pk))
    shown = moved[:MOST_MOVES]
    homes = Household.objects.in_bulk([household for _search, (household, *_) in shown])
    return [
        Move(search, homes[household], before, after)
        for search, (household, before, after) in shown
        if household in homes
    ]
