"""Which stay has which of a household's places.

A number only says that two children are not in one place on one day. What decides whether there is room is how many
children live there on each day, which is what ranking counts as well. Stays are intervals of days, and intervals of
which never more than ``n`` share a day can always be given ``n`` numbers, so a household that has room on every day can
always be numbered: perhaps by giving other stays other numbers.

Plain functions of days, without a database or a clock.
"""

import datetime as dt
import heapq
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count

NO_END = dt.date.max
State = tuple[dt.date, ...]  # the day until which each number is held, from number 1


@dataclass(frozen=True, slots=True)
class Held:
    """One stay with its number: days ``[starts_on, until)``; ``until`` is ``NO_END`` where it has no end.

    ``is_over`` says that the stay is history, so that its number is changed only where nothing else will do.
    """

    key: int
    starts_on: dt.date
    until: dt.date
    number: int
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Numbering:
    """``new`` are the numbers of the stays asked for, ascending; ``changed`` the new numbers of others by key."""

    new: tuple[int, ...]
    changed: dict[int, int]


def first_full_day(
    periods: Iterable[tuple[dt.date, dt.date]],
    starts_on: dt.date,
    until: dt.date,
    *,
    wanted: int,
    places: int,
) -> dt.date | None:
    """The first day of ``[starts_on, until)`` on which ``wanted`` more would be too many; None where there is none."""
    meeting = [each for each in periods if each[0] < until and each[1] > starts_on]
    days = {starts_on, *(max(begins, starts_on) for begins, _ends in meeting)}
    full = (day for day in days if sum(b <= day < e for b, e in meeting) + wanted > places)
    return min(full, default=None)


def free_numbers(
    held: Iterable[Held], *, starts_on: dt.date, until: dt.date, places: int
) -> list[int]:
    """Those of ``1..places`` that no stay has on any day of ``[starts_on, until)``."""
    taken = {each.number for each in held if each.starts_on < until and each.until > starts_on}
    return [number for number in range(1, places + 1) if number not in taken]


def number(
    held: Collection[Held],
    *,
    starts_on: dt.date,
    until: dt.date,
    wanted: int,
    places: int,
    highest: int,
) -> Numbering | None:
    """Find numbers for ``wanted`` new stays of ``[starts_on, until)``, changing as few others as possible.

    Args:
        held: every stay of the household; no two with one number share a day.
        places: new stays get numbers from 1 to this.
        highest: what another stay's number may be changed to, at most. It is raised to ``places`` and to the
            highest number held, and is then high enough.

    Returns:
        None exactly where more than ``places`` would share some day of the new stays.
    """
    periods = [(each.starts_on, each.until) for each in held]
    if first_full_day(periods, starts_on, until, wanted=wanted, places=places):
        return None
    free = free_numbers(held, starts_on=starts_on, until=until, places=places)
    if len(free) >= wanted:
        return Numbering(tuple(free[:wanted]), {})
    near = _connected(held, starts_on, until)
    highest = max([highest, places, *(each.number for each in near)])
    return _cheapest(near, [(starts_on, until)] * wanted, places, highest)


def settle(held: Collection[Held], *, highest: int) -> dict[int, int] | None:
    """The fewest changes of number after which no two stays of a day have one number, where now two may.

    Returns:
        New numbers by key, from 1 to ``highest`` or the highest number held; None where more share a day than that.
    """
    found = _cheapest(list(held), [], 0, max([highest, *(each.number for each in held)]))
    return found.changed if found else None


def _connected(held: Iterable[Held], starts_on: dt.date, until: dt.date) -> list[Held]:
    """The stays that share a day with the new ones, or with one that does, and so on: no other need ever change."""
    left = list(held)
    found: list[Held] = []
    while True:
        meets = [each for each in left if each.starts_on < until and each.until > starts_on]
        if not meets:
            return found
        found += meets
        left = [each for each in left if each not in meets]
        starts_on = min(starts_on, *(each.starts_on for each in meets))
        until = max(until, *(each.until for each in meets))


def _cheapest(
    held: Sequence[Held], new: Sequence[tuple[dt.date, dt.date]], places: int, highest: int
) -> Numbering | None:
    """Go through the stays by their first day, the cheapest numbering so far first.

    All that the future needs to know of a numbering so far is until when each number is held, so of two that agree in
    that only the cheaper is followed. A change to history costs more than any number of others.
    """
    stays: list[Held | tuple[dt.date, dt.date]] = sorted([*held, *new], key=_first_day)
    history = len(stays) + 1
    order = count()
    start: State = (dt.date.min,) * highest
    waiting: list[tuple[int, int, int, State, tuple[int, ...]]] = [(0, 0, next(order), start, ())]
    seen: set[tuple[int, State]] = set()
    while waiting:
        cost, _left, _order, state, given = heapq.heappop(waiting)
        if len(given) == len(stays):
            return _numbering(stays, given)
        stay = stays[len(given)]
        day = _first_day(stay)
        state = tuple(max(until, day) for until in state)
        if (len(given), state) in seen:
            continue
        seen.add((len(given), state))
        for each in _open_numbers(state, day, highest if isinstance(stay, Held) else places):
            price = cost
            if isinstance(stay, Held) and each != stay.number:
                price += history if stay.is_over else 1
            then = (*state[: each - 1], _last_day(stay), *state[each:])
            heapq.heappush(waiting, (price, -len(given), next(order), then, (*given, each)))
    return None


def _open_numbers(state: State, day: dt.date, most: int) -> Iterator[int]:
    return (at for at, until in enumerate(state[:most], start=1) if until <= day)


def _first_day(stay: Held | tuple[dt.date, dt.date]) -> dt.date:
    return stay.starts_on if isinstance(stay, Held) else stay[0]


def _last_day(stay: Held | tuple[dt.date, dt.date]) -> dt.date:
    return stay.until if isinstance(stay, Held) else stay[1]


def _numbering(stays: Sequence[Held | tuple[dt.date, dt.date]], given: Sequence[int]) -> Numbering:
    pairs = list(zip(stays, given, strict=True))
    return Numbering(
        new=tuple(sorted(each for stay, each in pairs if not isinstance(stay, Held))),
        changed={
            stay.key: each for stay, each in pairs if isinstance(stay, Held) and each != stay.number
        },
    )
