"""The Measures tab of a child: what is measured, with day and source, and what is not."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError
from django.urls import reverse

from accounts.models import Role
from placements.models import Attendance, Belonging, Incident, StrengthsScore
from placements.services import measures as services
from tests.factories import (
    NOON,
    TODAY,
    AttendanceFactory,
    BelongingFactory,
    ChildFactory,
    IncidentFactory,
    StrengthsScoreFactory,
    UserFactory,
    a_goal,
)

pytestmark = pytest.mark.django_db
ON = {"on_day": 2, "on_month": 2, "on_year": 2026}
SDQ = {**ON, "informant": "CARER", "outcome": "SCORED", "source": "The home"}
SCALES = {"emotional": 5, "conduct": 4, "hyperactivity": 6, "peer": 3, "prosocial": 8}


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def worker():
    return UserFactory(role=Role.SOCIAL_WORKER)


@pytest.fixture
def child(worker):
    return ChildFactory(
        authority=worker.authority,
        social_worker=worker,
        looked_after_from=dt.date(2024, 1, 8),
    )


@pytest.fixture
def signed_in(client, worker):
    client.force_login(worker)
    return client


def address(child, measure="", item=None):
    ids = {"child_id": child.public_id}
    if not measure:
        return reverse("placements:child-measures", kwargs=ids)
    ids["measure"] = measure
    if item is None:
        return reverse("placements:measure-add", kwargs=ids)
    return reverse("placements:measure-change", kwargs={**ids, "measure_id": item.pk})


def shown(client, child):
    return client.get(address(child)).content.decode()


def test_what_is_not_measured_is_shown_as_missing_and_when_it_was_due(signed_in, child):
    page = shown(signed_in, child)

    assert page.count("Not measured") == 3
    assert "Not asked" in page
    assert "None on record" in page
    assert "The next was due by 7 January 2025." in page
    assert "SSDA903" in page


def test_scores_are_shown_with_band_source_and_the_day_of_the_next(signed_in, child):
    StrengthsScoreFactory(child=child, on=dt.date(2025, 2, 3), total=20)
    StrengthsScoreFactory(child=child, on=dt.date(2026, 2, 2), total=15)
    StrengthsScoreFactory(child=child, on=TODAY, total=None, not_done_reason="SDQ5")

    page = shown(signed_in, child)

    assert "15 of 40" in page
    assert "Borderline" in page
    assert "Cause for concern" in page
    assert "refuses to allow it" in page
    assert "The next is due by 2 February 2027." in page
    assert "From 20 on 3 February 2025 to 15 on 2 February 2026" in page


def test_a_goal_shows_its_distance_and_one_measured_once_says_so(signed_in, worker, child):
    a_goal(child, by=worker, scores=[(dt.date(2026, 1, 5), 6)])
    a_goal(child, by=worker)

    page = shown(signed_in, child)

    assert "3 of 5 steps travelled" in page
    assert page.count("Distance travelled: Reads a book") >= 1
    assert "Not measured again" in page


def test_a_goal_that_is_further_away_says_so_in_words(signed_in, worker, child):
    a_goal(child, by=worker, scores=[(dt.date(2026, 1, 5), 1)])

    page = shown(signed_in, child)

    assert page.count("2 steps further away") == 2  # of its part of life, and its own
    assert "-2 of" not in page


def test_the_tab_takes_as_many_queries_for_many_measures_as_for_few(
    signed_in, worker, child, django_assert_max_num_queries
):
    for month in range(1, 10):
        day = dt.date(2025, month, 3)
        StrengthsScoreFactory(child=child, on=day, recorded_by=worker)
        IncidentFactory(child=child, on=day, recorded_by=worker)
        BelongingFactory(child=child, on=day, recorded_by=worker)
        AttendanceFactory(child=child, recorded_by=worker)
        a_goal(child, by=worker, scores=[(dt.date(2026, 1, 5), 6)])

    with django_assert_max_num_queries(15):
        signed_in.get(address(child))


def test_scores_are_recorded_with_their_sum(signed_in, worker, child):
    response = signed_in.post(address(child, "sdq"), {**SDQ, **SCALES})

    score = StrengthsScore.objects.get()
    assert response.url == address(child)
    assert (score.total, score.prosocial, score.recorded_by) == (18, 8, worker)


def test_a_total_alone_is_enough(signed_in, child):
    signed_in.post(address(child, "sdq"), {**SDQ, "total": 21})

    assert StrengthsScore.objects.get().total == 21


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({}, "Enter the total"),
        ({"total": 41}, "whole number from 0 to 40"),
        ({"emotional": 5}, "Enter all four scales"),
        ({**SCALES, "total": 20}, "The four scales add up to 18"),
        ({"outcome": "NOT_DONE"}, "Select why there is no score"),
        ({"total": 4, "on_year": 2027}, "must be today or in the past"),
    ],
)
def test_scores_that_cannot_be_right_are_refused(signed_in, child, answers, words):
    page = signed_in.post(address(child, "sdq"), {**SDQ, **answers}).content.decode()

    assert words in page
    assert not StrengthsScore.objects.exists()


def test_no_score_is_recorded_with_its_reason_and_no_number(signed_in, child):
    answers = {**SDQ, "outcome": "NOT_DONE", "not_done_reason": "SDQ2", "total": 12}

    signed_in.post(address(child, "sdq"), answers)

    score = StrengthsScore.objects.get()
    assert (score.total, score.not_done_reason) == (None, "SDQ2")


def test_the_same_informant_twice_on_a_day_is_refused_in_words(signed_in, child):
    signed_in.post(address(child, "sdq"), {**SDQ, "total": 21})

    page = signed_in.post(address(child, "sdq"), {**SDQ, "total": 22}).content.decode()

    assert "is recorded for that day already" in page
    assert StrengthsScore.objects.get().total == 21


def test_the_other_kinds_are_recorded(signed_in, child):
    signed_in.post(
        address(child, "incident"), {**ON, "kind": "AWAY", "words": "Stayed out.", "source": "Home"}
    )
    period = {
        "starts_on_day": 3, "starts_on_month": 11, "starts_on_year": 2025,
        "ends_on_day": 20, "ends_on_month": 2, "ends_on_year": 2026,
    }  # fmt: skip
    signed_in.post(
        address(child, "attendance"),
        {**period, "possible": 120, "attended": 114, "source": "Register"},
    )
    signed_in.post(address(child, "belonging"), {**ON, "score": 7, "source": "Key worker"})

    assert Incident.objects.get().kind == "AWAY"
    assert Attendance.objects.get().attended == 114
    assert Belonging.objects.get().score == 7
    page = shown(signed_in, child)
    assert "95%: 114 of 120 sessions" in page
    assert "7 of 10" in page


@pytest.mark.parametrize(
    ("measure", "answers", "words"),
    [
        ("incident", {"until_day": 1, "until_month": 2, "until_year": 2026}, "before it began"),
        ("attendance", {"possible": 10, "attended": 11}, "more sessions than were possible"),
        ("belonging", {"score": 11}, "whole number from 0 to 10"),
        ("belonging", {}, "Enter where this comes from"),
    ],
)
def test_other_measures_that_cannot_be_right_are_refused(signed_in, child, measure, answers, words):
    page = signed_in.post(address(child, measure), {**ON, **answers}).content.decode()

    assert words in page


def test_a_measure_is_put_right_and_its_history_keeps_what_it_was(signed_in, child):
    item = BelongingFactory(child=child, score=3)
    page = signed_in.get(address(child, "belonging", item)).content.decode()
    assert services.mark(item) in page

    answers = {**ON, "score": 8, "source": "Asked again", "seen": services.mark(item)}
    signed_in.post(address(child, "belonging", item), answers)

    item.refresh_from_db()
    assert (item.score, item.on) == (8, dt.date(2026, 2, 2))


def test_two_people_change_a_measure_and_the_second_sees_both(signed_in, child):
    item = BelongingFactory(child=child, score=3)
    seen = services.mark(item)
    with time_machine.travel(NOON + dt.timedelta(minutes=1), tick=False):
        answers = {**ON, "score": 8, "source": "First", "seen": seen}
        signed_in.post(address(child, "belonging", item), answers)

    second = {**ON, "score": 5, "source": "Second", "seen": seen}
    response = signed_in.post(address(child, "belonging", item), second)

    page = response.content.decode()
    assert response.status_code == 409
    assert "First" in page
    assert "Second" in page
    item.refresh_from_db()
    assert item.score == 8


def test_a_measure_of_another_child_or_kind_is_not_found(signed_in, worker, child):
    item = BelongingFactory(child=child)
    other = ChildFactory(authority=worker.authority, social_worker=worker)

    assert signed_in.get(address(other, "belonging", item)).status_code == 404
    assert signed_in.get(address(child, "weight")).status_code == 404
    assert signed_in.get(address(ChildFactory())).status_code == 404


def test_the_questions_of_the_questionnaire_are_nowhere(signed_in, child):
    fields = {field.name for field in StrengthsScore._meta.get_fields()}
    page = signed_in.get(address(child, "sdq")).content.decode()

    assert not {name for name in fields if name.startswith(("item", "question", "answer"))}
    assert "considerate" not in page


def test_the_database_refuses_a_total_that_is_not_the_sum(child):
    with pytest.raises(IntegrityError, match="placements_strengthsscore_total_is_the_sum"):
        StrengthsScoreFactory(
            child=child, total=30, emotional=5, conduct=4, hyperactivity=6, peer=3
        )
