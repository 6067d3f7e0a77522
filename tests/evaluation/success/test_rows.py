"""From stays to trials, by hand."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from evaluation.success.rows import Question, rows_of
from evaluation.success.stays import Ending, between, watched
from tests.evaluation.success.lives import made

START = dt.date(2020, 1, 1)
DAY = dt.timedelta(days=1)


def trials(*stays, question=Question.LASTED):
    """(stay, band): (hits, trials) of every row."""
    rows = rows_of(watched(stays, ()), question)
    each = zip(rows.stays, rows.bands, rows.hits, rows.trials, strict=True)
    return {(int(s), int(b)): (h, t) for s, b, h, t in each}


def stay(days, ending=None, key=1, household=1):
    return made(key, household, START, START + days * DAY, ending)


def test_a_stay_has_a_trial_for_each_whole_step_and_for_the_one_in_which_it_ended():
    assert trials(stay(100, Ending.UNPLANNED)) == {
        (0, 0): (0, 1),
        (0, 1): (0, 1),
        (0, 2): (0, 1),
        (0, 3): (1, 1),
    }


def test_a_step_that_was_not_watched_to_its_end_is_no_trial():
    assert trials(stay(59)) == {(0, 0): (0, 1)}
    assert trials(stay(60)) == {(0, 0): (0, 1), (0, 1): (0, 1)}
    assert trials(stay(29)) == {}


@pytest.mark.parametrize(("days", "band"), [(1, 0), (30, 0), (31, 1), (60, 1), (61, 2)])
def test_an_ending_belongs_to_the_step_that_its_last_day_is_in(days, band):
    assert trials(stay(days, Ending.UNPLANNED))[0, band] == (1, 1)


def test_a_planned_ending_is_a_trial_without_a_hit():
    assert trials(stay(10, Ending.PLANNED)) == {(0, 0): (0, 1)}


def test_what_was_before_a_stay_was_watched_is_no_trial():
    late = replace(stay(100, Ending.UNPLANNED), watched_from=START + 31 * DAY)

    assert trials(late) == {(0, 2): (0, 1), (0, 3): (1, 1)}


def test_after_five_years_a_stay_is_no_longer_followed():
    rows = trials(stay(2000, Ending.UNPLANNED))

    assert sum(hits for hits, _ in rows.values()) == 0
    assert sum(number for _, number in rows.values()) == 61


def test_of_endings_only_those_are_asked_about_that_happened():
    found = trials(
        stay(10, Ending.UNPLANNED, key=1),
        stay(500, Ending.PLANNED, key=2),
        stay(900, key=3),
        question=Question.ENDED,
    )

    assert found == {(0, 0): (1, 1), (1, 5): (0, 1)}


def test_on_a_day_gone_by_a_later_ending_was_not_known():
    found = watched([stay(100, Ending.UNPLANNED)], ())
    day = (START + 70 * DAY).toordinal()

    before, after = between(found, 0, day), between(found, day, found.ends.max())

    assert rows_of(before, Question.LASTED).events == 0
    assert rows_of(before, Question.LASTED).trials.sum() == 2
    assert rows_of(after, Question.LASTED).events == 1
    assert rows_of(after, Question.ENDED).events == 1
    assert not np.isin(0, rows_of(after, Question.LASTED).bands)


def test_the_order_in_which_stays_are_given_is_nothing():
    ones = [stay(100, Ending.UNPLANNED, key=1), stay(40, Ending.PLANNED, key=2, household=9)]

    assert trials(*ones) == trials(*ones[::-1])
