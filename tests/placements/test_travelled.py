"""Distance travelled on goals, and the SDQ's bands and days."""

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from placements import sdq
from placements.travelled import Measured, together, travel

DAY = dt.date(2025, 9, 1)


def later(days):
    return DAY + dt.timedelta(days=days)


def way(baseline, target, *scores):
    measured = [Measured(later(30 * at), score) for at, score in enumerate(scores, start=1)]
    return travel(baseline=Measured(DAY, baseline), target=target, scores=measured)


def test_a_goal_measured_once_is_not_measured_again_and_never_zero():
    once = way(3, 8)

    assert once.steps is None
    assert once.steps_away == together([once]).steps_away == 0
    assert once.latest is None
    assert not once.is_reached
    assert together([once]).steps is None
    assert together([once]).share is None
    assert together([once]).not_measured_again == 1


@pytest.mark.parametrize(
    ("baseline", "target", "scores", "steps", "is_reached"),
    [
        (3, 8, [4, 6], 3, False),
        (3, 8, [2], -1, False),
        (3, 8, [3], 0, False),
        (3, 8, [9], 6, True),
        (8, 2, [5], 3, False),
        (8, 2, [9], -1, False),
        (5, 5, [5], 0, True),
        (5, 5, [7], -2, False),
    ],
)
def test_steps_are_counted_towards_the_target(baseline, target, scores, steps, is_reached):
    travelled = way(baseline, target, *scores)

    assert travelled.steps == steps
    assert travelled.steps_away == max(0, -steps) == together([travelled]).steps_away
    assert travelled.is_reached is is_reached


def test_a_score_of_the_baselines_own_day_is_no_later_measurement():
    same = travel(baseline=Measured(DAY, 3), target=8, scores=[Measured(DAY, 7)])

    assert same.steps is None


def test_a_dimension_sums_what_was_measured_again_and_counts_the_rest():
    summed = together([way(3, 8, 5), way(2, 6, 1), way(0, 10), way(4, 8, 4)])

    assert (summed.nearer, summed.further, summed.unmoved) == (1, 1, 1)
    assert summed.not_measured_again == 1
    assert (summed.steps, summed.to_go) == (1, 13)
    assert summed.share == Fraction(1, 13)


scores = st.lists(
    st.builds(Measured, st.integers(-100, 900).map(later), st.integers(0, 10)),
    max_size=6,
    unique_by=lambda each: each.on,
)
ends = st.integers(0, 10)


@given(ends, ends, scores, st.randoms())
def test_the_order_in_which_scores_come_does_not_matter(baseline, target, measured, rng):
    mixed = rng.sample(measured, len(measured))
    start = Measured(DAY, baseline)

    assert travel(baseline=start, target=target, scores=mixed) == travel(
        baseline=start, target=target, scores=measured
    )


@given(ends, ends, scores)
def test_only_the_latest_score_decides_how_far(baseline, target, measured):
    start = Measured(DAY, baseline)
    travelled = travel(baseline=start, target=target, scores=measured)
    after = [each for each in measured if each.on > DAY]

    assert (travelled.steps is None) == (not after)
    if after:
        alone = travel(baseline=start, target=target, scores=[max(after)])
        assert travelled.steps == alone.steps
        assert abs(travelled.steps) == abs(max(after).score - baseline)


@given(st.lists(st.builds(way, ends, ends, ends) | st.builds(way, ends, ends), max_size=5))
def test_every_goal_is_counted_once(travels):
    assert together(travels).goals == len(travels)


@pytest.mark.parametrize(
    ("total", "words"),
    [
        (0, "Close to average"),
        (13, "Close to average"),
        (14, "Borderline"),
        (16, "Borderline"),
        (17, "Cause for concern"),
        (40, "Cause for concern"),
    ],
)
def test_a_carers_total_has_its_published_band(total, words):
    assert sdq.band(total, informant="CARER") == words


@pytest.mark.parametrize("informant", ["TEACHER", "CHILD"])
def test_another_informants_total_has_no_band_here(informant):
    assert sdq.band(20, informant=informant) == ""


TODAY = dt.date(2026, 3, 2)
BORN = dt.date(2016, 1, 15)


@pytest.mark.parametrize(
    ("born", "since", "asked"),
    [
        (BORN, dt.date(2025, 3, 2), True),
        (BORN, dt.date(2025, 3, 3), False),
        (BORN, None, False),
        (dt.date(2022, 3, 2), dt.date(2023, 1, 1), True),
        (dt.date(2022, 3, 3), dt.date(2023, 1, 1), False),
        (dt.date(2009, 3, 3), dt.date(2023, 1, 1), True),
        (dt.date(2009, 3, 2), dt.date(2023, 1, 1), False),
    ],
)
def test_it_is_asked_of_children_from_4_to_16_after_a_year_in_care(born, since, asked):
    due = sdq.next_due(birth_date=born, looked_after_from=since, last_on=None, today=TODAY)

    assert (due is not None) is asked


def test_the_next_is_due_a_year_after_the_last_that_was_scored():
    known = {"birth_date": BORN, "looked_after_from": dt.date(2023, 1, 1), "today": TODAY}

    assert sdq.next_due(**known, last_on=dt.date(2025, 11, 1)) == dt.date(2026, 11, 1)
    assert sdq.next_due(**known, last_on=None) == dt.date(2024, 1, 1)
