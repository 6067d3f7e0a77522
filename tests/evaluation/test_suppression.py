"""Small cells cannot be read, nor worked out from the totals."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from evaluation.evidence.suppression import hidden

counts = st.lists(st.integers(0, 30), min_size=2, max_size=6)


def test_nothing_is_hidden_where_every_count_is_five_or_nought():
    assert hidden([(5,), (0,), (12,)]) == set()


def test_a_small_group_takes_the_next_smallest_with_it():
    assert hidden([(40,), (3,), (9,), (20,)]) == {1, 2}


def test_two_small_groups_whose_sum_is_small_take_a_third():
    assert hidden([(40,), (1,), (1,), (20,)]) == {1, 2, 3}


def test_two_small_groups_whose_sum_is_five_are_enough():
    assert hidden([(40,), (2,), (3,), (20,)]) == {1, 2}


def test_a_share_is_hidden_for_a_small_no_as_for_a_small_yes():
    assert hidden([(28, 2), (30, 30), (20, 25)]) == {0, 2}


@given(counts)
def test_every_small_count_is_hidden_and_has_another_possible_value(sizes):
    """Somebody who knows the rule, the total and what is shown can still not tell any hidden count."""
    concealed = hidden([(size,) for size in sizes])
    small = {place for place, size in enumerate(sizes) if 0 < size < 5}

    assert small <= concealed
    if small and len(concealed) >= 2 and sum(sizes[place] for place in concealed) >= 5:
        missing = sum(sizes[place] for place in concealed)
        for place in small:
            rest = len(concealed) - 1
            possible = {guess for guess in range(1, 5) if missing - guess >= rest}
            assert len(possible) > 1, (sizes, place)


@given(counts)
def test_a_lone_hidden_group_is_hidden_only_where_there_is_no_other(sizes):
    concealed = hidden([(size,) for size in sizes])

    if len(concealed) == 1:
        assert sum(size > 0 for size in sizes) == 1


def test_the_order_of_groups_does_not_decide_who_is_hidden():
    sizes = [3, 9, 14, 40]
    for order in itertools.permutations(sizes):
        assert sorted(order[place] for place in hidden([(size,) for size in order])) == [3, 9]
