"""The logistic model against what can be worked out in another way."""

from math import log

import numpy as np
import pytest

from evaluation.success.logistic import brier, deviance, fit, variances

COLUMNS = np.array([[1.0, 0.0], [1.0, 1.0]])
HITS, TRIALS = np.array([10.0, 30.0]), np.array([100.0, 120.0])
NONE = np.zeros(2)


def test_without_a_penalty_two_groups_give_the_odds_ratio_of_their_table():
    found = fit(COLUMNS, HITS, TRIALS, NONE)

    assert found.coefficients == pytest.approx([log(10 / 90), log((30 / 90) / (10 / 90))], abs=1e-9)


def test_the_harder_the_penalty_the_nearer_to_nought():
    found = [
        fit(COLUMNS, HITS, TRIALS, np.array([0.0, strength])).coefficients[1]
        for strength in (0, 1, 10, 100, 10_000)
    ]

    assert found == sorted(found, reverse=True)
    assert 0 < found[-1] < 0.01


def test_at_the_top_the_penalised_likelihood_has_no_slope():
    rng = np.random.default_rng(3)
    columns = np.column_stack([np.ones(200), rng.normal(size=(200, 3))])
    hits = (rng.random(200) < 0.3).astype(float)
    penalty = np.array([0.0, 2.0, 2.0, 2.0])
    found = fit(columns, hits, np.ones(200), penalty)

    slope = columns.T @ (hits - found.chances(columns)) - penalty * found.coefficients
    assert slope == pytest.approx(np.zeros(4), abs=1e-4)


def test_groups_that_a_column_parts_perfectly_still_have_an_answer():
    found = fit(COLUMNS, np.array([0.0, 120.0]), TRIALS, np.array([0.1, 0.1]))

    assert np.isfinite(found.coefficients).all()


def test_gathered_rows_are_the_same_as_one_row_for_each_trial():
    single = np.repeat(COLUMNS, TRIALS.astype(int), axis=0)
    hits = np.concatenate([np.repeat([1.0, 0.0], [10, 90]), np.repeat([1.0, 0.0], [30, 90])])
    penalty = np.array([0.0, 3.0])

    gathered = fit(COLUMNS, HITS, TRIALS, penalty)
    apart = fit(single, hits, np.ones(220), penalty)

    assert gathered.coefficients == pytest.approx(apart.coefficients, abs=1e-6)
    chances, each = gathered.chances(COLUMNS), apart.chances(single)
    assert brier(chances, HITS, TRIALS) == pytest.approx(brier(each, hits, np.ones(220)))
    assert deviance(chances, HITS, TRIALS) == pytest.approx(deviance(each, hits, np.ones(220)))


def test_a_chance_that_is_always_right_scores_nought_and_a_half_a_quarter():
    hits, trials = np.array([0.0, 5.0]), np.array([5.0, 5.0])

    assert brier(np.array([0.0, 1.0]), hits, trials) == 0
    assert brier(np.array([0.5, 0.5]), hits, trials) == 0.25
    assert deviance(np.array([0.5, 0.5]), hits, trials) == pytest.approx(20 * log(2))


def clustered(seed=5, households=150, each=4):
    """Stays of one home share an attribute, and much that is not recorded."""
    rng = np.random.default_rng(seed)
    has = np.repeat(rng.normal(size=households), each)
    alike = np.repeat(rng.normal(0, 1.5, households), each)
    columns = np.column_stack([np.ones(len(has)), has])
    hits = (rng.random(len(has)) < 1 / (1 + np.exp(1 - alike))).astype(float)
    return columns, hits, np.repeat(np.arange(households), each)


def test_the_interval_is_as_wide_as_drawing_whole_households_again_makes_it():
    columns, hits, clusters = clustered()
    trials, penalty = np.ones(len(hits)), np.array([0.0, 1e-9])
    found = fit(columns, hits, trials, penalty)
    told = variances(found, columns, hits, trials, penalty, clusters)[1] ** 0.5
    rng, drawn = np.random.default_rng(1), []
    for _ in range(300):
        rows = (rng.integers(150, size=150)[:, None] * 4 + np.arange(4)).ravel()
        drawn.append(fit(columns[rows], hits[rows], trials, penalty).coefficients[1])

    assert told == pytest.approx(np.std(drawn), rel=0.15)


def test_taking_the_stays_of_a_home_for_strangers_would_be_too_sure():
    columns, hits, clusters = clustered()
    trials, penalty = np.ones(len(hits)), np.array([0.0, 1.0])
    found = fit(columns, hits, trials, penalty)

    of_homes = variances(found, columns, hits, trials, penalty, clusters)[1]
    of_strangers = variances(found, columns, hits, trials, penalty, np.arange(len(hits)))[1]

    assert of_homes > 1.4 * of_strangers
