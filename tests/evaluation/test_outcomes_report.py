"""The report about a cohort, from records to tables that may leave the authority."""

import datetime as dt

import pytest

from brokerage.models import ReferralChild
from evaluation.forms import AskOutcomes
from evaluation.outcomes.cohorts import Cohort
from evaluation.outcomes.distance import Way
from evaluation.outcomes.figures import outcomes
from evaluation.queries.outcomes import measures
from evaluation.reporting.numbers import HIDDEN
from evaluation.services import outcomes_report
from evaluation.services.making import Making
from placements.models import GoalScore, Placement
from tests.factories import (
    NOON,
    TODAY,
    AuthorityFactory,
    CarePlanFactory,
    ChildFactory,
    GoalFactory,
    PlacementFactory,
    ReferralFactory,
    StepDownPlanFactory,
    StrengthsScoreFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
FIRST, LAST = dt.date(2025, 4, 1), TODAY
DAY = dt.timedelta(days=1)


@pytest.fixture
def authority():
    return AuthorityFactory()


def placed(authority, *, starts_on=FIRST, by_the_desk=False, **stay):
    child = ChildFactory(authority=authority)
    placement = PlacementFactory(
        child=child, household=None, place_number=None, setting="K2", status="STARTED",
        starts_on=starts_on, **stay,
    )  # fmt: skip
    if by_the_desk:
        referral = ReferralFactory(authority=authority, child=False)
        ReferralChild.objects.create(referral=referral, child=child, placement=placement)
    return child


def with_a_goal(child, *scores, **fields):
    goal = GoalFactory(plan=CarePlanFactory(child=child), baseline_on=FIRST, **fields)
    for place, score in enumerate(scores):
        GoalScore.objects.create(
            goal=goal,
            score=score,
            on=LAST - place * DAY,
            recorded_by=UserFactory(),
            recorded_at=NOON,
        )
    return goal


def found(authority, cohort=Cohort.ALL, *, first=FIRST, last=LAST):
    return measures(authority, cohort, first=first, last=last)


def made(authority, cohort="ALL"):
    steps = []
    making = Making(
        authority=authority,
        asked={"first": "2025", "last": "2025", "cohort": cohort},
        made_on=TODAY,
        progress=lambda done, all_: steps.append((done, all_)),
    )
    report = outcomes_report.make(making)
    assert steps[-1] == (2, 2)
    return report


def cells(report, part):
    parts = {each.title: each for section in report.sections for each in section.parts}
    return {row[0]: list(row[1:]) for row in parts[part].table.rows}


def test_the_cohort_is_who_was_in_a_placement_in_the_period(authority):
    inside = placed(authority)
    placed(authority, starts_on=LAST + DAY)
    placed(authority, kind="BREAKS")
    over = placed(authority, starts_on=FIRST - 9 * DAY)
    Placement.objects.filter(child=over).update(
        status="ENDED", ends_on=FIRST, end_reason="OTHER", end_was_planned=True
    )
    placed(AuthorityFactory())

    assert found(authority).everybody == {inside.pk}


def test_the_desks_cohort_is_who_lives_where_a_referral_led(authority):
    through = placed(authority, by_the_desk=True)
    placed(authority)

    assert found(authority, Cohort.DESK).cohort == {through.pk}


def test_the_pathways_cohort_is_whose_pathway_was_under_way(authority):
    on_one, before, _ = placed(authority), placed(authority), placed(authority)
    StepDownPlanFactory(child=on_one, started_on=LAST)
    StepDownPlanFactory(
        child=before, started_on=FIRST - 9 * DAY, status="COMPLETED", closed_on=FIRST
    )

    assert found(authority, Cohort.PATHWAY).cohort == {on_one.pk}


def test_scores_after_the_period_and_goals_no_longer_wanted_are_left_out(authority):
    child = placed(authority)
    goal = with_a_goal(child, 6)
    GoalFactory(
        plan=goal.plan,
        baseline_on=FIRST,
        status="DROPPED",
        status_reason="Too much",
        closed_on=LAST,
    )

    earlier = outcomes(found(authority, last=LAST - DAY), cohort=Cohort.ALL)
    now = outcomes(found(authority), cohort=Cohort.ALL)

    emotional = {each.dimension: each for each in now.distance}["EMOTIONAL"]
    before = {each.dimension: each for each in earlier.distance}["EMOTIONAL"]
    assert emotional.children[Way.NEARER] == 1
    assert before.children[Way.NOT_AGAIN] == 1
    assert (emotional.goals, now.goals_dropped) == (1, 1)


def test_only_carers_totals_are_read(authority):
    child = placed(authority)
    for informant in ("CARER", "TEACHER"):
        StrengthsScoreFactory(child=child, on=LAST, informant=informant, total=9)
    StrengthsScoreFactory(child=child, on=LAST - DAY, total=None, not_done_reason="SDQ2")

    (each,) = found(authority).questionnaires

    assert [total.score for total in each.totals] == [9]


def test_seven_statements_whatever_the_number(authority, django_assert_max_num_queries):
    for _ in range(6):
        with_a_goal(placed(authority), 5)

    with django_assert_max_num_queries(8):
        found(authority)


def test_the_report_says_how_many_were_measured_twice_and_what_is_missing(authority):
    for _ in range(6):
        with_a_goal(placed(authority), 4)
    for _ in range(5):
        with_a_goal(placed(authority))

    report = made(authority)

    assert cells(report, "Children by dimension")["Emotional and behavioural development"] == [
        "6", "0", "0", "5", "0",
    ]  # fmt: skip
    assert cells(report, "Children by dimension")["Health"] == ["0", "0", "0", "0", "11"]
    steps = cells(report, "Goals and steps")
    assert steps["Emotional and behavioural development"] == [
        "11", "6", "0", "2", "2 to 2", "50%",
    ]  # fmt: skip
    assert steps["Health"][3] == "Not measured twice"
    assert "6 of their 11 goals were measured twice or more." in report.summary
    assert cells(report, "Who was measured")["Not measured, and none is asked for"] == ["11"]


def test_small_numbers_are_hidden_with_what_would_give_them_away(authority):
    for _ in range(3):
        with_a_goal(placed(authority), 4)
    for _ in range(6):
        with_a_goal(placed(authority), 1)

    report = made(authority)

    row = cells(report, "Children by dimension")["Emotional and behavioural development"]
    assert row == [HIDDEN, "0", HIDDEN, "0", "0"]
    assert not [part for section in report.sections for part in section.parts if part.chart]


def test_a_cohort_that_leaves_fewer_than_five_others_is_not_shown(authority):
    for _ in range(6):
        with_a_goal(placed(authority, by_the_desk=True), 4)
    for _ in range(2):
        with_a_goal(placed(authority), 4)

    report = made(authority, "DESK")

    assert not [part for section in report.sections for part in section.parts]
    assert "too few children" in report.summary[0]


def test_what_a_cohort_leaves_of_the_others_is_hidden_too(authority):
    for _ in range(6):
        with_a_goal(placed(authority, by_the_desk=True), 4)
    for _ in range(6):
        placed(authority, by_the_desk=True)
    for _ in range(2):
        with_a_goal(placed(authority), 4)
    for _ in range(8):
        placed(authority)

    row = cells(made(authority, "DESK"), "Children by dimension")

    assert row["Emotional and behavioural development"] == [HIDDEN, "0", "0", "0", HIDDEN]


def test_the_form_asks_for_whole_years_and_a_cohort():
    form = AskOutcomes({"cohort": "DESK", "first": "2024", "last": "2025"})

    assert form.is_valid()
    assert form.asked() == {"first": "2024", "last": "2025", "cohort": "DESK"}


@pytest.mark.parametrize(
    ("answers", "field", "words"),
    [
        ({"first": "2025", "last": "2024", "cohort": "ALL"}, "last", "must not be before"),
        ({"first": "soon", "last": "2024", "cohort": "ALL"}, "first", "as a number"),
        ({"first": "2025", "last": "2025"}, "cohort", "Select which children"),
    ],
)
def test_the_form_says_what_is_wrong(answers, field, words):
    form = AskOutcomes(answers)

    assert words in str(form.errors[field])
