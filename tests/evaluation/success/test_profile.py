"""What is found where something is to be found, and where nothing is."""

import datetime as dt
import random
from dataclasses import replace
from math import exp

import numpy as np
import pytest

from evaluation.success.attributes import ATTRIBUTES
from evaluation.success.backtest import back_test
from evaluation.success.model import cut_days, learn
from evaluation.success.profile import Finding, profile
from evaluation.success.rows import Question
from evaluation.success.stays import between, watched
from tests.evaluation.success.lives import CHILD, attributes, stays

SEEDS = range(8)
NULL_SEEDS = range(100, 124)
KINDS = [*attributes(5), CHILD]
LASTED = 0


@pytest.fixture(scope="module")
def strong():
    """One attribute halves the odds of an unplanned ending, another adds two thirds; three do nothing."""
    return [profile(stays(seed, effects={0: -0.7, 1: 0.5}), KINDS) for seed in SEEDS]


def test_a_known_effect_is_found_with_its_sign(strong):
    effects = [found.answers[LASTED].effects for found in strong]

    assert all(each[0].ratio < 1 < each[1].ratio for each in effects)
    assert sum(each[0].finding is Finding.LESS_OFTEN for each in effects) >= 6
    assert sum(each[1].finding is Finding.MORE_OFTEN for each in effects) >= 4


def test_the_intervals_hold_what_is_true(strong):
    """Of 40 intervals at 95% or more, six beside the truth would happen once in fifty times at most."""
    truth = [exp(-0.7), exp(0.5), 1, 1, 1]
    beside = sum(
        not effect.low <= true <= effect.high
        for found in strong
        for effect, true in zip(found.answers[LASTED].effects, truth, strict=True)
    )

    assert beside <= 5


def test_estimates_are_pulled_towards_no_effect(strong):
    for found in strong:
        assert found.answers[LASTED].strength >= 3


def test_where_there_is_nothing_nothing_is_found():
    """At the stated rate one of 24 is to be expected; five would happen less than once in a hundred times."""
    found = [profile(stays(seed, number=320), KINDS) for seed in NULL_SEEDS]

    assert sum(bool(each.findings) for each in found) <= 4
    assert all(each.answers[LASTED].strength is not None for each in found)


def test_the_order_of_stays_and_of_attributes_changes_no_digit():
    given = stays(3, effects={0: -0.7})
    mixed = random.Random(1).sample(given, len(given))

    one, other = profile(given, KINDS), profile(mixed, KINDS[::-1])

    assert one.level == other.level
    for answer, same in zip(one.answers, other.answers, strict=True):
        assert answer.effects == tuple(reversed(same.effects))
        assert answer.backtest == same.backtest


def test_the_numbers_that_homes_and_stays_have_change_no_estimate():
    given = stays(3, effects={0: -0.7})
    renamed = [replace(each, household=10_000 - each.household) for each in given]

    for one, other in zip(
        profile(given, KINDS).answers, profile(renamed, KINDS).answers, strict=True
    ):
        assert [each.ratio for each in one.effects] == [each.ratio for each in other.effects]
        assert [each.low for each in one.effects] == pytest.approx(
            [each.low for each in other.effects]
        )


def test_an_effect_that_turned_round_is_no_evidence():
    """Learnt from the years in which it was so, it foretells the last years worse than the base rate."""
    turned = dt.date(2023, 9, 1)
    given = stays(8, effects={0: -1.2}, until=turned, number=1200)
    found = profile(given, KINDS)

    assert not found.answers[LASTED].has_held
    assert not found.answers[LASTED].findings
    assert {each.finding for each in found.answers[LASTED].effects} == {Finding.NO_EVIDENCE}


def test_the_same_effect_that_did_not_turn_round_is_found():
    found = profile(stays(8, effects={0: -1.2}, number=1200), KINDS)

    assert [each.attribute.code for each in found.answers[LASTED].findings] == ["A0"]


def test_nothing_of_the_later_years_is_learnt():
    """Endings after the day may be anything: what was learnt until the day is the same."""
    given = stays(4, effects={0: -0.7})
    found = watched(given, KINDS)
    (day,) = cut_days(found, Question.LASTED, (0.7,))
    last = max(each.watched_until for each in given)
    later = [
        replace(each, watched_until=last, ending=None)
        if each.watched_until.toordinal() > day and each.starts_on < last
        else each
        for each in given
    ]

    coefficients = [
        learn(
            between(watched(each, KINDS), 0, day), Question.LASTED, (5, 0, 1, 2, 3, 4), 1, 10.0
        ).fit.coefficients
        for each in (given, later)
    ]

    assert given != later
    assert np.array_equal(*coefficients)


def test_the_back_test_expects_about_as_many_endings_as_there_were():
    found = watched(stays(8, effects={0: -1.2}, number=1200), KINDS)
    tried = back_test(found, Question.LASTED, (5, 0, 1, 2, 3, 4), 1)

    happened = sum(group.happened for group in tried.groups)
    assert happened == tried.events
    assert sum(group.expected for group in tried.groups) == pytest.approx(happened, rel=0.25)
    assert [group.expected for group in tried.groups] == sorted(g.expected for g in tried.groups)


def test_with_few_endings_nothing_is_said_of_anything():
    found = profile(stays(1, number=60), KINDS)

    for answer in found.answers:
        assert answer.strength is None
        assert {each.finding for each in answer.effects} == {Finding.TOO_FEW}
    assert found.comparisons == 0


def test_an_attribute_that_few_homes_have_or_few_records_tell_is_not_looked_at():
    given = stays(2)
    rare = [
        replace(each, values={**each.values, "A0": float(each.household < 4)}) for each in given
    ]
    untold = [
        replace(each, values={k: v for k, v in each.values.items() if k != "A1" or each.key % 2})
        for each in rare
    ]
    effects = profile(untold, KINDS).answers[LASTED].effects

    assert [each.finding is Finding.TOO_FEW for each in effects] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert effects[1].stays == pytest.approx(len(given) / 2, abs=len(given) * 0.05)


def test_without_any_stay_there_is_an_answer_still():
    found = profile([], ATTRIBUTES)

    assert [answer.stays for answer in found.answers] == [0, 0]
    assert not found.findings


def test_no_protected_characteristic_of_a_carer_is_among_the_attributes():
    codes = " ".join(each.label.lower() for each in ATTRIBUTES if not each.of_child)

    for word in ("ethnic", "faith", "religio", "sex", "gender", "male", "married", "carer's age"):
        assert word not in codes
