"""Distance travelled and change of the questionnaire's total, by hand-made children."""

import datetime as dt
from fractions import Fraction

import pytest

from evaluation.outcomes.cohorts import Cohort
from evaluation.outcomes.distance import ChildsGoal, Way, travelled
from evaluation.outcomes.figures import Measures, outcomes
from evaluation.outcomes.quartiles import quartiles
from evaluation.outcomes.strengths import (
    Change,
    Coverage,
    Questionnaires,
    pair,
    strengths,
)
from placements.travelled import Measured, travel

FIRST, LAST = dt.date(2025, 4, 1), dt.date(2026, 3, 31)
DAY = dt.timedelta(days=1)


def goal(child, *scores, dimension="HEALTH", target=8):
    measured = [Measured(FIRST + place * DAY, score) for place, score in enumerate(scores)]
    way = travel(baseline=measured[0], target=target, scores=measured[1:])
    return ChildsGoal(child, dimension, way)


def of(goals, *, children):
    return travelled(goals, dimensions=["HEALTH"], children=frozenset(children))[0]


def test_a_child_counts_once_by_the_sum_of_their_goals():
    found = of([goal(1, 2, 5), goal(1, 6, 5), goal(2, 6, 3)], children={1, 2})

    assert found.children[Way.NEARER] == 1
    assert found.children[Way.FURTHER] == 1
    assert (found.goals, found.measured_twice) == (3, 3)
    assert found.steps == [-3, 2]


def test_what_was_not_measured_again_is_missing_and_never_nought():
    found = of([goal(1, 4), goal(2, 4, 4)], children={1, 2, 3})

    assert found.children == {
        Way.NEARER: 0, Way.UNMOVED: 1, Way.FURTHER: 0, Way.NOT_AGAIN: 1, Way.NO_GOAL: 1,
    }  # fmt: skip
    assert found.steps == [0]
    assert (found.goals, found.measured_twice) == (2, 1)


def test_a_goal_measured_again_speaks_for_a_child_whose_other_goal_was_not():
    found = of([goal(1, 4), goal(1, 4, 6)], children={1})

    assert found.children[Way.NEARER] == 1
    assert found.children[Way.NOT_AGAIN] == 0


def test_the_share_of_the_way_leaves_out_what_was_not_measured_again():
    assert of([goal(1, 4, 6), goal(2, 0)], children={1, 2}).share == Fraction(2, 4)
    assert of([goal(1, 4)], children={1}).share is None


def test_a_goal_that_aims_down_is_nearer_when_the_score_falls():
    found = of([goal(1, 7, 3, target=2)], children={1})

    assert found.children[Way.NEARER] == 1
    assert found.reached == 0


def test_goals_of_others_do_not_count():
    assert of([goal(1, 4, 6)], children={2}).goals == 0


def total(day, score):
    return Measured(day, score)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ((FIRST - DAY, LAST), (0, 1)),
        ((FIRST, LAST), (0, 1)),
        ((FIRST - 9 * DAY, FIRST - DAY, LAST), (1, 2)),
        ((FIRST + DAY, LAST), (0, 1)),
        ((FIRST + DAY, FIRST + 2 * DAY, LAST), (0, 2)),
        ((FIRST - DAY, LAST, LAST + DAY), (0, 1)),
    ],
)
def test_the_latest_of_the_period_is_compared_with_the_last_before_it(days, expected):
    totals = [total(day, place) for place, day in enumerate(days)]

    found = pair(list(reversed(totals)), first=FIRST, last=LAST)

    assert (found.before.score, found.after.score) == expected


@pytest.mark.parametrize("days", [(), (FIRST,), (LAST,), (FIRST - DAY, FIRST), (FIRST, LAST + DAY)])
def test_one_measurement_is_no_change(days):
    assert pair([total(day, 9) for day in days], first=FIRST, last=LAST) is None


def test_everybody_is_in_one_kind_of_coverage():
    every = [
        Questionnaires(1, is_asked=True, totals=[total(FIRST, 18), total(LAST, 12)]),
        Questionnaires(2, is_asked=True, totals=[total(LAST, 15)]),
        Questionnaires(3, is_asked=True),
        Questionnaires(4, is_asked=False),
        Questionnaires(5, is_asked=True, totals=[total(FIRST - DAY, 9)]),
    ]

    found = strengths(every, first=FIRST, last=LAST, children=frozenset(range(1, 7)))

    assert found.coverage == {
        Coverage.TWICE: 1, Coverage.ONCE: 1, Coverage.NEVER: 2, Coverage.NOT_ASKED: 2,
    }  # fmt: skip
    assert found.changes == {Change.LOWER: 1, Change.SAME: 0, Change.HIGHER: 0}
    assert found.bands == {("Cause for concern", "Close to average"): 1}
    assert found.points == [-6]


def test_the_others_are_counted_beside_the_cohort():
    measures = Measures(
        first=FIRST,
        last=LAST,
        cohort=frozenset({1}),
        everybody=frozenset({1, 2}),
        goals=[goal(1, 4, 6), goal(2, 4)],
        dropped=0,
        questionnaires=[],
        dimensions=["HEALTH"],
    )

    found = outcomes(measures, cohort=Cohort.DESK)

    assert found.distance[0].children[Way.NEARER] == 1
    assert found.distance_of_others[0].children[Way.NOT_AGAIN] == 1
    assert (found.children, found.others) == (1, 1)


def test_quartiles_of_nothing_one_and_several():
    assert quartiles([]) is None
    assert quartiles([3]).median == 3
    found = quartiles([1, 2, 3, 4, 5])
    assert (found.lower, found.median, found.upper) == (2, 3, 4)
