"""What must hold of every ranking, whatever the search."""

import dataclasses
import datetime as dt
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerage.matching import explain, ranking, rows, storage
from brokerage.matching.columns import ApprovalStatus, Willing
from brokerage.matching.profiles import (
    AcceptedRemedy,
    Condition,
    Place,
    PlaceKind,
    Request,
    Wanted,
)
from brokerage.matching.rules import RULES, Outcome
from brokerage.matching.weights import STARTING_WEIGHTS, Weights, WeightsNotValid
from tests.matching import populations
from tests.matching.homes import (
    LONG_AGO,
    TODAY,
    child,
    columns,
    days,
    household,
    need,
    rank,
    request,
    stay,
)

RELAXABLE = [rule.code for rule in RULES if rule.remedy]


def answer(asked, homes, **options):
    """The whole list: ids, exact scores and known shares."""
    return ranking.rank(
        asked, rows.from_rows(homes, populations.AGREEMENTS), **options
    ).eligible.ranked()


def without_places(listed):
    return {item.household_id: (item.score, item.known_share) for item in listed}


@given(populations.requests(), populations.neighbourhoods, st.randoms(use_true_random=False))
@populations.examples(15)
def test_the_order_in_which_households_arrive_does_not_matter(asked, homes, rng):
    shuffled = random.Random(rng.random()).sample(homes, len(homes))

    assert answer(asked, homes) == answer(asked, shuffled)


@given(populations.requests(), populations.neighbourhoods, populations.households(99))
@populations.examples(15)
def test_adding_a_household_that_is_ruled_out_changes_nothing_else(asked, homes, other):
    ended = dataclasses.replace(other, approval_status=ApprovalStatus.ENDED)

    assert answer(asked, homes) == answer(asked, (*homes, ended))


@given(populations.requests(), populations.neighbourhoods, populations.households(99))
@populations.examples(15)
def test_adding_any_household_changes_nobody_elses_score(asked, homes, other):
    before, after = (without_places(answer(asked, group)) for group in (homes, (*homes, other)))

    after.pop(99, None)
    assert before == after


@given(populations.requests(), populations.neighbourhoods, st.sampled_from(RELAXABLE))
@populations.examples(20)
def test_relaxing_a_rule_never_shrinks_the_list(asked, homes, code):
    strict = without_places(answer(asked, homes))
    relaxed = without_places(answer(asked, homes, relaxed=[code]))

    assert strict.items() <= relaxed.items()


@given(populations.requests(), populations.neighbourhoods)
@populations.examples(20)
def test_asking_for_less_never_shrinks_the_list(asked, homes):
    easier = dataclasses.replace(
        asked,
        skills=(),
        features=(),
        conditions=(),
        places=tuple(dataclasses.replace(place, essential=False) for place in asked.places),
    )

    strict, relaxed = without_places(answer(asked, homes)), without_places(answer(easier, homes))
    assert set(strict) <= set(relaxed)


@given(populations.requests(), populations.neighbourhoods)
@populations.examples(20)
def test_a_household_at_least_as_good_in_every_factor_never_scores_lower(asked, homes):
    result = ranking.rank(asked, rows.from_rows(homes, populations.AGREEMENTS))
    every = ranking.Scored(result.situation, STARTING_WEIGHTS, np.arange(len(homes)))
    values = np.nan_to_num(every.values, nan=0.5)

    for better in range(len(homes)):
        for worse in range(len(homes)):
            if (values[:, better] >= values[:, worse]).all():
                assert every.scores[better] >= every.scores[worse]


@given(populations.requests(), populations.neighbourhoods)
@populations.examples(15)
def test_a_search_kept_as_plain_values_is_replayed_to_the_last_bit(asked, homes):
    seen = rows.from_rows(homes, populations.AGREEMENTS)
    first = ranking.rank(asked, seen)

    kept = ranking.record_from_bytes(first.to_bytes())
    again = ranking.replay(kept, storage.to_bytes(seen))

    assert Request.from_record(kept["request"]) == asked
    assert again.to_bytes() == first.to_bytes()


def test_something_unknown_counts_a_half_and_lowers_the_known_share():
    asked = request(children=(child(needs=(need("AUT"),)),))
    yes, no, unknown = (
        household(number, willingness=answers, willingness_on=TODAY)
        for number, answers in ((1, {"AUT": Willing.YES}), (2, {"AUT": Willing.NO}), (3, {}))
    )

    listed = {item.household_id: item for item in rank(asked, yes, no, unknown).eligible.ranked()}
    assert listed[3].score == pytest.approx((listed[1].score + listed[2].score) / 2)
    assert listed[1].known_share == listed[2].known_share > listed[3].known_share


def test_ties_go_to_whoever_was_asked_longest_ago_then_to_the_lower_id():
    homes = [
        household(1, last_asked_on=TODAY),
        household(5, last_asked_on=LONG_AGO),
        household(4, last_asked_on=LONG_AGO),
        household(9, last_asked_on=None),
    ]

    assert [item.household_id for item in rank(request(), *homes).eligible.ranked()] == [9, 4, 5, 1]


def test_only_what_applies_to_the_search_is_weighed():
    """This search asks about the household (10), the length (5) and the track record (10, unknown)."""
    (only,) = rank(request(), household()).eligible.ranked()

    assert only.score == pytest.approx(100 * (10 + 5 + 5) / 25)
    assert only.known_share == pytest.approx(15 / 25)


def test_the_score_is_the_weighted_mean_of_the_factors_that_apply():
    place = Place(PlaceKind.SCHOOL, "school", 500_000 + round(11.5 * 1609.3), 200_000)
    (only,) = rank(request(places=(place,)), household(dogs=True)).eligible.ranked()

    # Distance 0.5 with 10, household fit 1 with 10, track record unknown with 10, length 1 with 5.
    assert only.score == pytest.approx(100 * (5 + 10 + 5 + 5) / 35)


def test_counts_say_how_many_fail_each_rule_and_how_many_fail_only_it():
    homes = (
        household(1),
        household(2, max_age=3),
        household(3, max_age=3, kinds=("LONG",)),
        household(4, kinds=("LONG",)),
        household(5, kinds=("LONG",)),
    )
    result = rank(request(), *homes)
    counts = {item.code: (item.failing, item.only) for item in result.ruled_out}

    assert counts["APR-2"] == (2, 1)
    assert counts["APR-4"] == (3, 2)
    assert all(both == (0, 0) for code, both in counts.items() if code not in ("APR-2", "APR-4"))
    assert (result.considered, len(result.eligible)) == (5, 1)
    assert result.fails(3) == ("APR-2", "APR-4")
    assert (result.position(1), result.position(3)) == (1, None)


def test_near_misses_fail_one_rule_that_has_a_remedy_and_are_ranked_too():
    homes = (
        household(1),
        household(2, skills={}),
        household(3, skills={}, dogs=True),
        household(4, skills={}, max_age=3),
        household(5, dogs=True),
        household(6, skills={}, carers=1),
    )
    asked = request(
        skills=(Wanted("PEG"),),
        conditions=(Condition("NODOGS"), Condition("TWOCARERS", essential=False)),
    )
    result = rank(asked, *homes)

    assert [item.household_id for item in result.near_misses.ranked()] == [2, 6]
    told = explain.explain(result, 2)
    (failed,) = told.failed
    assert (failed.code, failed.remedy.code) == ("SKL-1", "TRAINING")
    assert told.position is None
    assert told.score == result.near_misses.ranked()[0].score


def test_an_emergency_offers_six_working_days_outside_the_approved_ages():
    def offered(**changes):
        told = explain.explain(rank(request(**changes), household(max_age=3)), 1)
        return told.failed[0].remedy.code

    assert offered() == "CHANGE_OF_APPROVAL"
    assert offered(emergency=True) == "EMERGENCY_6_DAYS"


def test_an_accepted_remedy_is_shown_as_one():
    asked = request(accepted_remedies=(AcceptedRemedy(1, "APR-2", "CHANGE_OF_APPROVAL"),))
    told = explain.explain(rank(asked, household(max_age=3)), 1)
    line = next(item for item in told.rules if item.code == "APR-2")

    assert line.outcome is Outcome.REMEDIED
    assert line.words == ("Approved for ages 0 to 3; the child will be 10.",)
    assert told.position == 1


def test_a_rule_without_a_remedy_cannot_be_relaxed():
    with pytest.raises(ranking.RuleNotRelaxable):
        rank(request(), household(), relaxed=["EXC-1"])
    with pytest.raises(KeyError):
        rank(request(), household(), relaxed=["XYZ-1"])


def test_the_reasons_that_carried_it_what_counts_against_it_and_what_to_ask():
    asked = request(
        children=(child(needs=(need("AUT", 4), need("FEED", 3)), wishes=("DOG",)),),
        places=(Place(PlaceKind.SCHOOL, "school", 500_000, 200_000),),
    )
    home = household(skills={"AUTC": None}, willingness={}, experience_years={"AUT": 9, "FEED": 0},
                     experience_children={"AUT": 9, "FEED": 0})  # fmt: skip
    told = explain.explain(rank(asked, home), 1)

    assert told.carried_by(2)[0].words.startswith("Autism (very high): trained, 9 years")
    assert "0.0 miles from school" in [part.words for part in told.carried_by(3)]
    assert [part.words for part in told.against(2)] == [
        "Wish “To live with a dog”: not met",
        "Tube feeding (high): no training, 0 years of experience, 0 children cared for",
    ]
    assert told.to_ask(1) == ("How did earlier stays of children with needs like these go?",)


def test_what_is_not_recorded_is_listed_to_be_checked_before_booking():
    told = explain.explain(rank(request(), household(service_id=0, places=-1)), 1)

    assert {line.code for line in told.to_check} == {"PLC-1", "SVC-1"}
    assert told.position == 1


def test_an_explanation_is_plain_values():
    record = explain.explain(rank(request(), household()), 1).to_record()

    assert record["rules"][0]["outcome"] == "PASSES"
    assert {type(value) for value in record.values()} <= {int, float, list, type(None)}


def test_no_households_give_an_empty_list():
    result = rank(request())

    assert (result.considered, len(result.eligible), len(result.near_misses)) == (0, 0, 0)
    assert all(item.failing == 0 for item in result.ruled_out)


def test_siblings_can_be_searched_for_in_parts():
    pair = request(children=(child(), child(101)))
    home = household(places=1)

    assert rank(pair, home).fails(1) == ("PLC-1",)
    assert rank(pair.for_children([101]), home).fails(1) == ()


def test_a_later_move_can_bring_a_household_back():
    home = household(places=1, stays=(stay(ends_on=days(5)),))

    assert rank(request(), home).fails(1) == ("PLC-1",)
    assert rank(request(starts_on=days(5)), home).fails(1) == ()


def test_weights_change_the_order_and_leave_the_rules_alone():
    asked = request(
        children=(child(wishes=("DOG",)),),
        places=(Place(PlaceKind.SCHOOL, "school", 500_000, 200_000),),
    )
    near, dog = (
        household(1, last_asked_on=None),
        household(2, dogs=True, position=(560_000, 200_000)),
    )
    wishes = Weights.scaled(
        "Wishes", 1, STARTING_WEIGHTS.as_mapping() | {"WISHES": 90, "SCHOOL": 1}
    )

    def order(weights):
        return [
            item.household_id for item in rank(asked, near, dog, weights=weights).eligible.ranked()
        ]

    assert order(STARTING_WEIGHTS) == [1, 2]
    assert order(wishes) == [2, 1]


@pytest.mark.parametrize(
    "changes",
    [
        {"COST": 5.01, "SKILLS": 14.99},
        {"SKILLS": 21},
        {"SKILLS": -1, "SCHOOL": 31},
        {"SKILLS": float("nan")},
        {"LUCK": 0},
    ],
)
def test_weights_that_do_not_hold_together_are_refused(changes):
    with pytest.raises(WeightsNotValid):
        Weights.from_mapping("Wrong", 1, STARTING_WEIGHTS.as_mapping() | changes)


def test_cost_may_count_for_five_and_weights_survive_as_plain_values():
    weights = Weights.scaled("With cost", 2, STARTING_WEIGHTS.as_mapping() | {"COST": 5})

    assert weights.of("COST") == 5
    assert weights.of("SKILLS") == pytest.approx(19)
    assert Weights.from_record(weights.to_record()) == weights
    with pytest.raises(WeightsNotValid):
        Weights.scaled("Nothing", 1, dict.fromkeys(STARTING_WEIGHTS.as_mapping(), 0.0))


def test_a_score_is_the_same_alone_and_among_a_thousand():
    """Nothing is added up in an order that depends on how many households there are."""
    asked = request(children=(child(needs=(need("AUT", 3), need("FEED"), need("SLEEP", 1))),))
    drawn = random.Random(7)
    homes = [
        household(
            number,
            experience_years={"AUT": drawn.randint(0, 9), "FEED": drawn.randint(0, 9)},
            experience_children={"AUT": drawn.randint(0, 9)},
            willingness_on=TODAY - dt.timedelta(days=drawn.randint(0, 900)),
        )
        for number in range(1, 1001)
    ]
    together = without_places(rank(asked, *homes).eligible.ranked())

    for home in homes[::97]:
        assert (
            without_places(rank(asked, home).eligible.ranked())[home.household_id]
            == (together[home.household_id])
        )


def test_columns_of_other_lengths_are_refused():
    seen = columns(household(1), household(2))

    with pytest.raises(ValueError, match="places"):
        dataclasses.replace(seen, places=seen.places[:1])
