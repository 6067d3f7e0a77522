"""What was written down by mistake is struck out with a reason: kept, shown to few, and counted nowhere."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import Role
from placements import services
from placements.models import Attendance, GoalScore, Incident, StrengthsScore
from placements.queries import contents, radar_evidence, struck
from placements.queries import measures as queries
from placements.queries.clocks import clocks_of
from placements.queries.sessions import board
from placements.services.measures import MeasureChanged, change_measure, mark, record_measure
from tests.factories import (
    NOON,
    TODAY,
    AttendanceFactory,
    BelongingFactory,
    ChildFactory,
    IncidentFactory,
    PlacementFactory,
    StrengthsScoreFactory,
    SupportSessionFactory,
    UserFactory,
    VisitFactory,
    a_goal,
)

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def worker():
    return UserFactory(role=Role.SOCIAL_WORKER, name="Sam Worker")


@pytest.fixture
def child(worker):
    return ChildFactory(authority=worker.authority, social_worker=worker)


def strike(row, by, reason="It was another child."):
    return services.strike_out(row=row, reason=reason, by=by, at=NOON)


def address(row, kind, child):
    return reverse("placements:strike-out", args=[child.public_id, kind, row.pk])


def every_kind(child, worker):
    goal = a_goal(child, by=worker, scores=[(TODAY, 6)])
    return {
        "sdq": StrengthsScoreFactory(child=child),
        "incident": IncidentFactory(child=child),
        "attendance": AttendanceFactory(child=child),
        "belonging": BelongingFactory(child=child),
        "visit": VisitFactory(child=child, visited_by=worker),
        "session": SupportSessionFactory(child=child, recorded_by=worker),
        "score": goal.scores.get(),
    }


@pytest.mark.parametrize(
    "kind", ["sdq", "incident", "attendance", "belonging", "visit", "session", "score"]
)
def test_each_kind_is_struck_out_on_its_page_and_shown_so(kind, child, worker, sign_in):
    row, browser = every_kind(child, worker)[kind], sign_in(worker)
    url = address(row, kind, child)
    assert struck.words_of(row).encode() in browser.get(url).content

    refused = browser.post(url, {"reason": ""})
    assert b"Enter why it was a mistake" in refused.content
    done = browser.post(url, {"reason": "It was another child."})

    row.refresh_from_db()
    assert (row.struck_by, row.struck_reason) == (worker, "It was another child.")
    page = browser.get(done.url).content.decode()
    assert f'<del class="app-typed">{struck.words_of(row)}</del>' in page
    assert "by Sam Worker: It was another child." in page
    assert url not in page
    assert browser.get(url).status_code == 404


def test_what_is_struck_out_is_shown_to_those_alone_who_could_have_written_it(
    child, worker, sign_in
):
    strike(IncidentFactory(child=child, words="Climbed out."), worker)
    page = reverse("placements:child-measures", args=[child.public_id])
    manager, broker = (
        UserFactory(role=role, authority=child.authority) for role in (Role.MANAGER, Role.BROKER)
    )

    assert b"Climbed out" in sign_in(manager).get(page).content
    assert b"Climbed out" not in sign_in(broker).get(page).content


def test_a_coach_strikes_out_what_coaches_record_and_nothing_else(child, worker, sign_in):
    child.coach = UserFactory(role=Role.COACH, authority=child.authority)
    child.save()
    rows, browser = every_kind(child, worker), sign_in(child.coach)

    answers = {
        kind: browser.get(address(row, kind, child)).status_code for kind, row in rows.items()
    }

    assert answers == dict.fromkeys(answers, 200) | {"visit": 403, "score": 403}


def test_another_authoritys_row_and_another_childs_are_not_found(child, worker, sign_in):
    theirs, browser = IncidentFactory(), sign_in(worker)
    mine = ChildFactory(authority=child.authority, social_worker=worker)

    assert browser.get(address(theirs, "incident", child)).status_code == 404
    assert browser.get(address(theirs, "incident", theirs.child)).status_code == 404
    assert browser.get(address(IncidentFactory(child=mine), "incident", child)).status_code == 404


def test_nothing_that_is_struck_out_is_measured_or_drawn(child, worker):
    for row in every_kind(child, worker).values():
        strike(row, worker)

    found = queries.measures_of(child, today=TODAY)

    assert (found.sdq.scores, found.incidents.rows, found.attendance) == ([], [], [])
    assert (found.incidents.lately, found.belonging.rows) == (0, [])
    assert found.dimensions[0].summed.not_measured_again == 1
    assert (board(child, today=TODAY).to_come, board(child, today=TODAY).chart) == ([], None)
    assert contents.content_of(child.care_plan, stay=None)["goals"][0]["scores"] == []


def test_the_radar_does_not_see_what_is_struck_out(child, worker):
    stay = PlacementFactory(
        child=child, household=None, place_number=None, setting="K2", status="STARTED",
        starts_on=TODAY - 400 * DAY,
    )  # fmt: skip
    rows = every_kind(child, worker)
    (before,) = radar_evidence.read({child.pk: [stay]}, today=TODAY)
    assert before.sdq
    assert before.goals[0].later
    for row in rows.values():
        strike(row, worker)

    (after,) = radar_evidence.read({child.pk: [stay]}, today=TODAY)

    assert not any([after.sdq, after.incidents, after.attendance, after.belonging])
    assert after.goals[0].later == ()


def test_a_visit_struck_out_does_not_move_the_clock(child, worker):
    PlacementFactory(child=child, status="STARTED", starts_on=TODAY - 3 * DAY)
    visit = VisitFactory(child=child, on=TODAY - DAY)
    clock = {each.timing.code: each for each in clocks_of(child, today=TODAY)}["VISIT-1"]
    assert clock.done_on == TODAY - DAY
    strike(visit, worker)

    clock = {each.timing.code: each for each in clocks_of(child, today=TODAY)}["VISIT-1"]
    assert clock.done_on is None


def test_the_right_one_can_be_written_down_in_its_place(child, worker):
    wrong = StrengthsScoreFactory(child=child, informant="CARER", total=30)
    goal = a_goal(child, by=worker, scores=[(TODAY, 2)])
    strike(wrong, worker)
    strike(goal.scores.get(), worker)

    record_measure(
        model=StrengthsScore, child=child, by=worker, at=NOON, on=TODAY, informant="CARER",
        total=13, source="The home",
    )  # fmt: skip
    services.record_score(goal=goal, score=7, on=TODAY, evidence="", by=worker, at=NOON)

    assert sorted(StrengthsScore.objects.values_list("total", flat=True)) == [13, 30]
    assert sorted(GoalScore.objects.values_list("score", flat=True)) == [2, 7]


def test_what_is_struck_out_is_neither_changed_nor_struck_out_again(child, worker):
    incident = IncidentFactory(child=child)
    seen = mark(incident)
    strike(incident, worker)

    with pytest.raises(MeasureChanged):
        change_measure(measure=incident, seen=seen, by=worker, at=NOON, words="Something else.")
    with pytest.raises(services.CannotSave):
        strike(incident, worker, reason="Once more.")
    assert Incident.objects.get().struck_reason == "It was another child."


def test_every_striking_out_is_in_the_history(child, worker):
    visit = VisitFactory(child=child)
    strike(visit, worker)

    events = visit.events.order_by("pgh_id")
    assert [event.struck_reason for event in events] == ["", "It was another child."]


def test_the_database_asks_for_the_reason_too(child):
    period = AttendanceFactory(child=child)

    with pytest.raises(IntegrityError, match="struck_out_for_a_reason"), transaction.atomic():
        Attendance.objects.filter(pk=period.pk).update(struck_at=NOON)
