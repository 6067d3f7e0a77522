import datetime as dt
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from placements.numbering import (
    NO_END,
    Held,
    first_full_day,
    free_numbers,
    number,
    settle,
)

FIRST = dt.date(2026, 3, 1)
DAYS = 12


def day(offset):
    return FIRST + dt.timedelta(days=offset)


@st.composite
def periods(draw):
    starts = draw(st.integers(0, DAYS - 1))
    ends = draw(st.one_of(st.none(), st.integers(starts + 1, DAYS)))
    return day(starts), NO_END if ends is None else day(ends)


@st.composite
def homes(draw):
    """A household's stays with numbers that do not clash, given in any order, as years of bookings leave them."""
    most = draw(st.integers(1, 4))
    held = []
    for key, (starts, until) in enumerate(draw(st.lists(periods(), max_size=8))):
        free = free_numbers(held, starts_on=starts, until=until, places=most)
        if free:
            is_over = draw(st.booleans())
            held.append(Held(key, starts, until, draw(st.sampled_from(free)), is_over))
    return most, held


def most_by_day(held, starts, until):
    """The plain meaning: count the stays of every day."""
    last = min(until, day(DAYS + 1))
    return max(
        sum(each.starts_on <= starts + dt.timedelta(days=n) < each.until for each in held)
        for n in range((last - starts).days)
    )


def ask(held, period, wanted, places, highest):
    return number(
        held, starts_on=period[0], until=period[1], wanted=wanted, places=places, highest=highest
    )


def after(held, period, found):
    moved = [
        Held(h.key, h.starts_on, h.until, found.changed.get(h.key, h.number), h.is_over)
        for h in held
    ]
    return moved + [Held(100 + n, *period, n) for n in found.new]


def clashes(held):
    return [
        (one, other)
        for at, one in enumerate(held)
        for other in held[at + 1 :]
        if one.number == other.number
        and one.starts_on < other.until
        and other.starts_on < one.until
    ]


@given(homes(), periods(), st.integers(1, 3), st.integers(0, 5))
def test_the_first_full_day_is_the_first_that_has_too_many(home, period, wanted, places):
    _most, held = home
    full = first_full_day(
        [(h.starts_on, h.until) for h in held], *period, wanted=wanted, places=places
    )

    if full is None:
        assert most_by_day(held, *period) + wanted <= places
    else:
        assert most_by_day(held, full, full + dt.timedelta(days=1)) + wanted > places
        before = full > period[0] and most_by_day(held, period[0], full)
        assert before is False or before + wanted <= places


@given(st.lists(periods(), max_size=7), st.data())
def test_any_stays_are_settled_exactly_where_there_are_numbers_enough(stays, data):
    held = [Held(key, *each, data.draw(st.integers(1, 3))) for key, each in enumerate(stays)]

    changed = settle(held, highest=1)

    numbers = max([1, *(each.number for each in held)])
    assert (changed is not None) == (most_by_day(held, day(0), NO_END) <= numbers)
    if changed is not None:
        moved = [Held(h.key, h.starts_on, h.until, changed.get(h.key, h.number)) for h in held]
        assert clashes(moved) == []
        assert all(1 <= each.number <= numbers for each in moved)


@given(homes(), periods(), st.integers(1, 3), st.integers(1, 5))
def test_there_are_numbers_exactly_where_no_day_has_too_many(home, period, wanted, places):
    highest, held = home

    found = ask(held, period, wanted, places, highest)

    assert (found is not None) == (most_by_day(held, *period) + wanted <= places)


@given(homes(), periods(), st.integers(1, 3), st.integers(1, 5))
def test_no_two_stays_of_a_day_have_one_number(home, period, wanted, places):
    highest, held = home
    found = ask(held, period, wanted, places, highest)
    assume(found is not None)

    assert len(found.new) == wanted
    assert set(found.new) <= set(range(1, places + 1))
    numbers = [each.number for each in after(held, period, found)]
    assert all(1 <= each <= max(highest, places) for each in numbers)
    assert clashes(after(held, period, found)) == []


@given(homes(), periods(), st.integers(1, 2))
def test_no_numbering_changes_fewer_stays_or_less_history(home, period, wanted):
    places, held = home
    held = held[:5]
    found = ask(held, period, wanted, places, places)
    assume(found is not None)
    history = {each.key for each in held if each.is_over}

    def price(changed):
        return len(history & set(changed)), len(changed)

    every = product(range(1, places + 1), repeat=len(held))
    cheapest = min(
        price([h.key for h, n in zip(held, numbers, strict=True) if n != h.number])
        for numbers in every
        if _leaves_room(held, numbers, period, wanted, places)
    )
    assert price(found.changed) == cheapest


def _leaves_room(held, numbers, period, wanted, places):
    moved = [
        Held(h.key, h.starts_on, h.until, n, h.is_over) for h, n in zip(held, numbers, strict=True)
    ]
    free = free_numbers(moved, starts_on=period[0], until=period[1], places=places)
    return not clashes(moved) and len(free) >= wanted


def test_a_broken_up_home_is_renumbered_with_one_change():
    held = [Held(1, day(0), day(4), 1), Held(2, day(4), day(8), 2)]

    found = ask(held, (day(2), day(6)), 1, 2, 2)

    assert (len(found.new), len(found.changed)) == (1, 1)


def test_history_is_left_alone_where_something_else_can_change():
    held = [Held(1, day(0), day(4), 1, is_over=True), Held(2, day(4), day(8), 2)]

    found = ask(held, (day(2), day(6)), 1, 2, 2)

    assert found.changed == {2: 1}


def test_the_lowest_free_number_is_taken_and_nothing_changes():
    held = [Held(1, day(0), NO_END, 2)]

    found = ask(held, (day(1), NO_END), 1, 3, 3)

    assert (found.new, found.changed) == ((1,), {})


@pytest.mark.parametrize("wanted", [1, 2])
def test_control_taking_only_what_is_free_refuses_homes_that_have_room(wanted):
    held = [Held(1, day(0), day(4), 1), Held(2, day(4), day(8), 2)]

    assert free_numbers(held, starts_on=day(2), until=day(6), places=2) == []
    assert (ask(held, (day(2), day(6)), wanted, 2, 2) is None) == (wanted == 2)
