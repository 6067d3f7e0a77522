"""The two paths of a move: what was recorded, and what is supposed instead.

**As recorded.** Each stay at the price recorded for it, else at the table's for its kind, by days. The eight processes
as often as they are recorded from the day of the move: finding the home moved to and each later one (5), approved care
plans (2), the weeks in care (3), leaving care (4), reviews held (6), changes of legal status (7), a sixteenth birthday
in care (8), and coming into care anew (1). One setting up, the weeks of support around the placement, the plan's
support items, and the miles of the visits.

**The other path.** For as long as it is supposed to last: the other home's price; the same plans, reviews, changes of
legal status, birthday and visits, since the law asks for them wherever a child lives; and so many moves a year, spread
evenly, each with a search and a review. From then on the child lives as recorded, and moving there, setting up and
support come then. Leaving care and finding other homes count only after that.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from evaluation.value.assumptions import Assumptions, Other
from evaluation.value.kinds import (
    OTHER_RECORDED,
    OTHER_WEEK,
    RECORDED,
    SUPPORT_ITEMS,
    Group,
    group_of,
)
from evaluation.value.lives import Move, Stay, straight_on
from evaluation.value.paths import A_DAY_OF_A_WEEK, WEEK, YEAR, Flow, Once, Path


@dataclass(frozen=True, slots=True)
class Supposed:
    """The quantities that are supposed, one of each range: moves a year, and weeks that the other path lasts."""

    moves: Fraction
    lasted: Fraction | None


def other_kind(move: Move, assumed: Assumptions) -> str:
    return assumed.other_kind if assumed.other is Other.KIND else move.before.kind


def as_recorded(move: Move, assumed: Assumptions, *, days: int) -> Path:
    """What happened from the day of the move, over so many days."""
    flows = [*_living(move, 0, days), *_support_weeks(move, assumed, 0, days)]
    events = [
        *_law(move, days),
        *_found(move, 0, days),
        *_left(move, 0, days),
        *_support(move, 0, days),
        *_travel(move, days, lambda day: _stay_on(move, day)),
    ]
    return Path(tuple(flows), tuple(events))


def supposed(move: Move, assumed: Assumptions, scenario: Supposed, *, days: int) -> Path:
    """The other path over the same days."""
    lasts = lasting(scenario, days)
    flows = [
        _elsewhere(move, assumed, lasts),
        Flow("P3", 0, lasts, A_DAY_OF_A_WEEK),
        *_living(move, lasts, days),
        *_support_weeks(move, assumed, lasts, days),
    ]
    if scenario.moves:
        flows += [Flow(code, 0, lasts, scenario.moves / YEAR) for code in ("P5", "P6")]
    events = [
        *_law(move, days, in_care_until=lasts),
        *_found(move, lasts, days),
        *_left(move, lasts, days),
        *_support(move, lasts, days),
        *_travel(move, days, lambda day: move.before if day < lasts else _stay_on(move, day)),
    ]
    return Path(tuple(flows), tuple(events))


def lasting(scenario: Supposed, days: int) -> int:
    """For how many whole days the other path lasts, of so many."""
    return days if scenario.lasted is None else min(days, int(scenario.lasted * WEEK))


def residential_days(move: Move, *, first: int, last: int) -> int:
    """How many of these days the child spent in residential care, as recorded."""
    return sum(
        end - start
        for start, end, stay in _stays(move, first, last)
        if stay.group is Group.RESIDENTIAL
    )


def other_residential_days(
    move: Move, assumed: Assumptions, scenario: Supposed, *, days: int
) -> int:
    lasts = lasting(scenario, days)
    there = lasts if group_of(other_kind(move, assumed)) is Group.RESIDENTIAL else 0
    return there + residential_days(move, first=lasts, last=days)


def _stays(move: Move, first: int, last: int) -> Iterator[tuple[int, int, Stay]]:
    """The stays from the move on, cut to ``[first, last)``, in days from the move."""
    for stay in move.life.stays[move.place :]:
        start = max(first, (stay.first - move.day).days)
        end = last if stay.last is None else min(last, (stay.last - move.day).days)
        if start < end:
            yield start, end, stay


def _stay_on(move: Move, day: int) -> Stay | None:
    return next((stay for _, _, stay in _stays(move, day, day + 1)), None)


def _living(move: Move, first: int, last: int) -> Iterator[Flow]:
    for start, end, stay in _stays(move, first, last):
        if stay.weekly_pence is None:
            yield Flow(stay.kind, start, end, A_DAY_OF_A_WEEK)
        else:
            yield Flow(RECORDED, start, end, Fraction(stay.weekly_pence, WEEK))
        yield Flow("P3", start, end, A_DAY_OF_A_WEEK)


def _elsewhere(move: Move, assumed: Assumptions, lasts: int) -> Flow:
    """The other home's weeks: at the price entered, else that recorded for the home before, else the table's."""
    if assumed.other_week is not None:
        return Flow(OTHER_WEEK, 0, lasts, A_DAY_OF_A_WEEK)
    if assumed.other is Other.STAYED and move.before.weekly_pence is not None:
        return Flow(OTHER_RECORDED, 0, lasts, Fraction(move.before.weekly_pence, WEEK))
    return Flow(other_kind(move, assumed), 0, lasts, A_DAY_OF_A_WEEK)


def _support_weeks(move: Move, assumed: Assumptions, first: int, last: int) -> Iterator[Flow]:
    """Support around the placement, from day ``first`` on and while the child is in care."""
    end = min(last, first + assumed.support_weeks * WEEK)
    for start, stop, _ in _stays(move, first, end):
        yield Flow("SUPPORT_WEEK", start, stop, A_DAY_OF_A_WEEK)


def _within(move: Move, days: Iterable[dt.date], first: int, last: int) -> Iterator[int]:
    for day in days:
        since = (day - move.day).days
        if first <= since < last:
            yield since


def _law(move: Move, days: int, *, in_care_until: int = 0) -> Iterator[Once]:
    """What the law asks for wherever the child lives."""
    life = move.life
    for code, on in (("P2", life.plans), ("P6", life.reviews), ("P7", life.legal)):
        yield from (Once(code, day) for day in _within(move, on, 0, days))
    birthday = [life.sixteenth] if life.sixteenth else []
    for day in _within(move, birthday, 0, days):
        if day < in_care_until or _stay_on(move, day):
            yield Once("P8", day)


def _found(move: Move, first: int, last: int) -> Iterator[Once]:
    """A home found on day ``first``, and every later one; coming back into care is decided first."""
    if first < last and _stay_on(move, first):
        yield Once("P5", first)
    stays = move.life.stays
    for place in range(move.place + 1, len(stays)):
        day = (stays[place].first - move.day).days
        if first < day < last:
            yield Once("P5" if straight_on(stays[place - 1], stays[place]) else "P1", day)


def _left(move: Move, first: int, last: int) -> Iterator[Once]:
    for stay in move.life.stays[move.place :]:
        if stay.left_care and stay.last:
            yield from (Once("P4", day) for day in _within(move, [stay.last], first, last + 1))


def _support(move: Move, first: int, last: int) -> Iterator[Once]:
    """Setting up on day ``first``, and the plan's items as many days after it as they came after the move."""
    if first >= last:
        return
    yield Once("SETUP", first)
    for item in move.support:
        day = first + max(0, (item.on - move.day).days)
        if item.pence is not None and day < last:
            yield Once(SUPPORT_ITEMS, day, Fraction(item.pence))


def _travel(move: Move, days: int, home: Callable[[int], Stay | None]) -> Iterator[Once]:
    """There and back for each visit, where the distances to both homes are recorded; else it counts on neither path."""
    for day in _within(move, move.life.visits, 0, days):
        there = _stay_on(move, day)
        at = home(day)
        if there is None or there.miles is None or move.before.miles is None or at is None:
            continue
        if at.miles is not None:
            yield Once("TRAVEL_MILE", day, 2 * at.miles)
