"""Where those who were chosen stood and how it went, against figures worked out by hand."""

import random
from collections import Counter

import pytest

from evaluation.evidence.backtest import back_test, band_of, simultaneous
from evaluation.evidence.cases import Case, Stay
from evaluation.evidence.intervals import wilson

ENDED_WELL = Stay(True, True, True)
ENDED_BADLY = Stay(True, False, False)
ONGOING = Stay(False)


def case(rank, stay=ONGOING, **values):
    return Case(rank=rank, eligible=60, stay=stay, values=values)


def cases_at(*ranks, stay=ONGOING):
    return [case(rank, stay) for rank in ranks]


def shown(shares):
    return {each.label: (each.hits, each.total) for each in shares}


def test_ranks_are_counted_by_hand():
    """Twenty: six first, four at 3, five at 8, five ruled out."""
    found = back_test(cases_at(*[1] * 6, *[3] * 9, *[8] * 5, *[None] * 5), [])

    assert shown(found.tops) == {
        "First on the list": (6, 25),
        "Among the first 5": (15, 25),
        "Among the first 10": (20, 25),
    }
    assert shown(found.bands) == {
        "1 to 5": (15, 25),
        "6 to 10": (5, 25),
        "11 to 20": (0, 25),
        "21 or lower": (0, 25),
        "Ruled out": (5, 25),
    }
    assert found.middle_rank == 3
    assert found.tops[1].interval == wilson(15, 25)


def test_a_hidden_band_is_not_given_away_by_the_shares_above_it():
    found = back_test(cases_at(*[1] * 20, *[8] * 3, *[15] * 9, *[None] * 9), [])

    assert shown(found.bands)["6 to 10"] == (None, None)
    assert shown(found.bands)["11 to 20"] == (None, None)
    assert shown(found.tops)["Among the first 5"] == (20, 41)
    assert shown(found.tops)["Among the first 10"] == (None, None)


def test_stays_are_told_by_band_once_they_have_ended():
    ended = [*cases_at(*[2] * 6, stay=ENDED_WELL), *cases_at(*[2] * 5, stay=ENDED_BADLY)]
    ended += [*cases_at(*[30] * 5, stay=ENDED_WELL), *cases_at(*[30] * 9, stay=ENDED_BADLY)]
    found = back_test([*ended, *cases_at(*[2] * 50)], [])

    assert found.ended == 25
    assert shown(found.planned) == {
        "1 to 5": (6, 11),
        "6 to 10": (None, 0),
        "11 to 20": (None, 0),
        "21 or lower": (5, 14),
        "Ruled out": (None, 0),
    }


def test_a_band_with_few_who_failed_is_hidden_with_another():
    """Two of twelve ended badly in the first band: both it and the next smallest are hidden."""
    ended = [*cases_at(*[2] * 10, stay=ENDED_WELL), *cases_at(*[2] * 2, stay=ENDED_BADLY)]
    ended += [*cases_at(*[30] * 8, stay=ENDED_WELL), *cases_at(*[30] * 8, stay=ENDED_BADLY)]
    found = back_test(ended, [])

    assert shown(found.lasted)["1 to 5"] == (None, None)
    assert shown(found.lasted)["21 or lower"] == (None, None)


def test_a_factor_is_supported_where_more_of_it_lasted_beyond_chance():
    better = [case(1, ENDED_WELL, SKILLS=0.9)] * 40 + [case(1, ENDED_BADLY, SKILLS=0.9)] * 10
    worse = [case(1, ENDED_WELL, SKILLS=0.1)] * 10 + [case(1, ENDED_BADLY, SKILLS=0.1)] * 40
    (found,) = back_test([*better, *worse], ["SKILLS"]).factors

    assert (found.upper.hits, found.upper.total) == (40, 50)
    assert (found.lower.hits, found.lower.total) == (10, 50)
    assert found.difference.value == pytest.approx(0.6)
    assert found.supported
    assert not found.opposed


def test_a_factor_that_works_the_other_way_is_said_to():
    better = [case(1, ENDED_BADLY, TRACK=0.9)] * 40 + [case(1, ENDED_WELL, TRACK=0.9)] * 10
    worse = [case(1, ENDED_BADLY, TRACK=0.1)] * 10 + [case(1, ENDED_WELL, TRACK=0.1)] * 40

    (found,) = back_test([*better, *worse], ["TRACK"]).factors

    assert found.opposed


def test_endings_that_owe_nothing_to_a_factor_do_not_support_it():
    """Of 200 sets of invented endings, hardly any supports a factor that plays no part in them."""
    rng = random.Random(3)
    told = Counter()
    for _ in range(200):
        cases = [
            case(1, rng.choice([ENDED_WELL, ENDED_BADLY]), SKILLS=rng.random()) for _ in range(80)
        ]
        (found,) = back_test(cases, ["SKILLS"]).factors
        told[found.supported] += 1

    assert told[True] <= 12  # 2.5% of 200 are 5


@pytest.mark.parametrize("number", [0, 3, 4])
def test_a_factor_known_of_few_stays_says_nothing(number):
    cases = [case(1, ENDED_WELL, SKILLS=place / 9) for place in range(number)]
    (found,) = back_test(cases, ["SKILLS"]).factors

    assert found.difference is None
    assert found.upper is None


def test_nothing_at_all_is_no_mistake():
    found = back_test([], ["SKILLS"])

    assert found.cases == 0
    assert found.middle_rank is None
    assert {each.hits for each in found.bands} == {None}


@pytest.mark.parametrize(
    ("rank", "band"),
    [
        (1, "1 to 5"),
        (5, "1 to 5"),
        (6, "6 to 10"),
        (11, "11 to 20"),
        (20, "11 to 20"),
        (21, "21 or lower"),
    ],
)
def test_bands_hold_their_ends(rank, band):
    assert band_of(rank) == band


def test_ten_intervals_together_are_wider_than_one():
    assert simultaneous(10) == pytest.approx(0.995)
    assert simultaneous(0) == pytest.approx(0.95)
