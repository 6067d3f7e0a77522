"""Reviews, their decisions, visits and sessions: what is written, and what is refused."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.urls import reverse
from icalendar import Calendar

from accounts.models import Role
from placements import services
from placements.calendars import review_entry
from placements.models import ClockRule, Participant, Review, ReviewDecision, Visit
from placements.queries.clocks import clocks_of, worklist
from placements.services.visits import record_step_taken
from tests.factories import (
    NOON,
    TODAY,
    AuthorityFactory,
    ChildFactory,
    PlacementFactory,
    ReviewDecisionFactory,
    ReviewFactory,
    SupportSessionFactory,
    UserFactory,
    VisitFactory,
)

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
NEXT_WEEK = NOON + 7 * DAY


@pytest.fixture
def officer():
    return UserFactory(role=Role.REVIEWING_OFFICER, name="Io Officer")


@pytest.fixture
def child(officer):
    worker = UserFactory(role=Role.SOCIAL_WORKER, authority=officer.authority)
    return ChildFactory(
        authority=officer.authority,
        reviewing_officer=officer,
        social_worker=worker,
        looked_after_from=TODAY - 10 * DAY,
    )


def plan(child, officer, **changes):
    given = {"planned_at": NEXT_WEEK, "place": "", "needed_by": None, "invited": []} | changes
    return services.plan_review(child=child, by=officer, at=NOON, **given)


def record(review, officer, **changes):
    given = {
        "version": review.version, "held_on": TODAY, "participation": "PN1", "child_said": "",
        "considered": {}, "attended": set(),
    } | changes  # fmt: skip
    return services.record_review(review=review, by=officer, at=NOON, **given)


def codes(child, today=TODAY):
    return {clock.timing.code: clock for clock in clocks_of(child, today=today)}


def test_a_planned_review_shows_on_the_clock_and_has_the_officer_as_chair(child, officer):
    review = plan(child, officer, invited=[("Jo Example", "teacher")])

    assert (review.number, review.chair) == (1, officer)
    assert Participant.objects.get().name == "Jo Example"
    assert codes(child)["REVIEW-1"].planned_on == NEXT_WEEK.date()


def test_a_child_has_one_planned_review_at_a_time(child, officer):
    plan(child, officer)

    with pytest.raises(services.ReviewNotPossible, match="planned already"):
        plan(child, officer)
    assert Review.objects.count() == 1


def test_a_review_is_not_planned_in_the_past(child, officer):
    with pytest.raises(services.ReviewNotPossible, match="today or later"):
        plan(child, officer, planned_at=NOON - DAY)


def test_an_earlier_day_that_the_officer_asks_for_moves_the_clock(child, officer):
    plan(child, officer, needed_by=TODAY + 2 * DAY)

    assert codes(child)["REVIEW-1"].due_on == TODAY + 2 * DAY


def test_a_new_time_replaces_the_calendars_entry_and_a_new_guest_does_not(child, officer):
    review = plan(child, officer)
    same = {"place": "", "needed_by": None, "by": officer, "at": NOON}
    moved = services.change_review(
        review=review, version=1, planned_at=NEXT_WEEK + DAY, invited=[], **same
    )
    asked = services.change_review(
        review=review, version=2, planned_at=NEXT_WEEK + DAY, invited=[("A", "b")], **same
    )

    assert (moved.sequence, asked.sequence) == (1, 1)


def test_two_people_who_change_a_review_do_not_overwrite_each_other(child, officer):
    review = plan(child, officer)
    services.cancel_review(review=review, version=1, reason="Snow", by=officer, at=NOON)

    with pytest.raises(services.ReviewChanged):
        record(review, officer)
    assert Review.objects.get().status == "CANCELLED"


def test_a_cancelled_review_leaves_the_clock_running(child, officer):
    review = plan(child, officer)
    services.cancel_review(review=review, version=1, reason="Snow", by=officer, at=NOON)

    assert codes(child)["REVIEW-1"].planned_on is None
    assert plan(child, officer).number == 1


def test_a_held_review_starts_the_next_clock(child, officer):
    review = plan(child, officer)
    words = {"HEALTH": "Well.", "NO-SUCH": "x", "VISITS": ""}
    held = record(review, officer, considered=words)

    assert held.considerations == {"HEALTH": "Well."}
    assert codes(child)["REVIEW-1"].done_on == TODAY
    assert codes(child)["REVIEW-2"].due_on == dt.date(2026, 6, 2)


@pytest.mark.parametrize(
    ("born", "code", "fits"),
    [
        (dt.date(2022, 3, 2), "PN1", True),
        (dt.date(2022, 3, 2), "PN0", False),
        (dt.date(2022, 3, 3), "PN0", True),
        (dt.date(2022, 3, 3), "PN7", False),
    ],
)
def test_pn0_is_for_children_under_four_and_only_for_them(child, officer, born, code, fits):
    child.birth_date = born
    child.save()
    review = plan(child, officer)

    if fits:
        assert record(review, officer, participation=code).participation == code
    else:
        with pytest.raises(services.ReviewNotPossible, match="PN0"):
            record(review, officer, participation=code)


def test_a_review_is_not_held_tomorrow(child, officer):
    with pytest.raises(services.ReviewNotPossible, match="today or in the past"):
        record(plan(child, officer), officer, held_on=TODAY + DAY)


def test_a_decision_is_a_task_on_its_owners_list_until_it_is_done(child, officer):
    review = record(plan(child, officer), officer)
    task = services.add_decision(
        review=review, words="Swim", owner=child.social_worker, owner_in_words="",
        due_on=TODAY, by=officer, at=NOON,
    )  # fmt: skip
    tomorrow = worklist(viewer=child.social_worker, today=TODAY + DAY)

    assert tomorrow[0].what == "Swim"
    assert tomorrow[0].is_mine
    assert tomorrow[0].state == "OVERDUE"

    services.finish_decision(
        decision=task, done_on=TODAY, outcome="She swims", by=child.social_worker, at=NOON
    )
    later = worklist(viewer=child.social_worker, today=TODAY + DAY)
    assert "Swim" not in [line.what for line in later]
    with pytest.raises(services.ReviewNotPossible, match="already"):
        services.finish_decision(decision=task, done_on=TODAY, outcome="x", by=officer, at=NOON)


def test_a_review_that_was_not_held_decides_nothing(child, officer):
    with pytest.raises(services.ReviewNotPossible, match="Record the review first"):
        services.add_decision(
            review=plan(child, officer), words="x", owner=officer, owner_in_words="",
            due_on=TODAY, by=officer, at=NOON,
        )  # fmt: skip
    assert not ReviewDecision.objects.exists()


def test_a_decision_is_done_with_an_outcome():
    with pytest.raises(IntegrityError, match="placements_reviewdecision_done_with_an_outcome"):
        ReviewDecisionFactory(done_on=TODAY, outcome="")


def visit(child, by, **changes):
    given = {
        "on": TODAY, "seen": True, "seen_alone": True, "agrees_to_fewer": None, "child_said": "",
        "note": "",
    } | changes  # fmt: skip
    return services.record_visit(child=child, by=by, at=NOON, **given)


def test_a_visit_belongs_to_the_stay_of_that_day_and_moves_the_clock(child):
    stay = PlacementFactory(child=child, starts_on=TODAY - 8 * DAY, status="STARTED")

    assert codes(child)["VISIT-1"].state(TODAY) == "OVERDUE"
    assert visit(child, child.social_worker).placement == stay
    assert codes(child)["VISIT-1"].was_late
    assert codes(child)["VISIT-YEAR-1"].due_on == TODAY + 42 * DAY


def test_a_visit_on_which_the_child_was_not_seen_does_not_count(child):
    PlacementFactory(child=child, starts_on=TODAY - 8 * DAY, status="STARTED")
    missed = visit(child, child.social_worker, seen=False, agrees_to_fewer=True)

    assert codes(child)["VISIT-1"].done_on is None
    assert (missed.seen_alone, missed.agrees_to_fewer) == (None, None)


@pytest.mark.parametrize("on", [TODAY + DAY, dt.date(2015, 1, 1)])
def test_a_visit_is_not_to_come_nor_before_the_birth(child, on):
    with pytest.raises(services.WrongVisitDay):
        visit(child, child.social_worker, on=on)
    assert not Visit.objects.exists()


def test_in_a_long_term_home_the_childs_last_answer_decides_how_often(child):
    start = TODAY - 500 * DAY
    stay = PlacementFactory(child=child, starts_on=start, status="STARTED", setting="U4")
    VisitFactory(child=child, placement=stay, on=TODAY - DAY, agrees_to_fewer=True)

    assert codes(child)["VISIT-LONG-TERM"]
    visit(child, child.social_worker, agrees_to_fewer=False)
    assert "VISIT-LONG-TERM" not in codes(child)


def test_notice_is_done_once_its_day_is_recorded_and_may_be_put_right(child):
    stay = PlacementFactory(child=child, starts_on=TODAY - 3 * DAY, status="STARTED")
    for day in (TODAY, TODAY - DAY):
        record_step_taken(
            placement=stay, code="NOTICE-START", done_on=day, note="", by=child.social_worker,
            at=NOON,
        )  # fmt: skip

    assert codes(child)["NOTICE-START"].done_on == TODAY - DAY


def test_an_emergency_with_carers_approved_for_none_has_six_working_days(child):
    stay = PlacementFactory(child=child, starts_on=TODAY, status="STARTED", kind="EMERGENCY")
    assert "EMERGENCY" not in codes(child)
    stay.household.terms.update(kinds=["SHORT"])

    assert codes(child)["EMERGENCY"].due_on == dt.date(2026, 3, 10)


def test_the_worklist_holds_ones_own_children_alone_in_the_same_number_of_queries(
    child, django_assert_num_queries
):
    ChildFactory(authority=child.authority, looked_after_from=TODAY)
    ChildFactory(looked_after_from=TODAY)
    manager = UserFactory(role=Role.MANAGER, authority=child.authority)

    with django_assert_num_queries(6):
        one = worklist(viewer=child.social_worker, today=TODAY)
    with django_assert_num_queries(6):
        both = worklist(viewer=manager, today=TODAY)
    assert [line.child for line in one] == [child]
    assert len(both) == 2


def test_an_authority_may_shorten_a_timing_and_not_lengthen_it(child):
    admin = UserFactory(role=Role.ADMINISTRATOR, authority=child.authority)
    rule = {"authority": child.authority, "code": "REVIEW-1", "source": "3.2", "by": admin}
    services.set_clock_rule(**rule, amount=15, unit="WORKING_DAYS", at=NOON)

    assert codes(child)["REVIEW-1"].timing.amount == 15
    with pytest.raises(services.LaterThanTheLaw, match="20 working days"):
        services.set_clock_rule(**rule, amount=1, unit="MONTHS", at=NOON)

    services.drop_clock_rule(authority=child.authority, code="REVIEW-1", by=admin, at=NOON)
    assert not ClockRule.objects.exists()


def test_another_authoritys_timing_changes_nothing_here(child):
    services.set_clock_rule(
        authority=AuthorityFactory(), code="REVIEW-1", amount=1, unit="DAYS", source="x",
        by=UserFactory(), at=NOON,
    )  # fmt: skip

    assert codes(child)["REVIEW-1"].timing.amount == 20


def test_a_session_is_held_for_some_hours_or_missed_for_a_reason(child):
    session = SupportSessionFactory(child=child)
    how = {"session": session, "by": child.social_worker, "at": NOON}

    for missing in (
        {"was_held": True, "held_hours": None, "reason": ""},
        {"was_held": False, "held_hours": None, "reason": ""},
    ):
        with pytest.raises(services.SessionNotPossible):
            services.record_session(**how, what_changed="", **missing)
    held = services.record_session(
        **how, was_held=True, held_hours=Decimal("1.5"), what_changed="", reason="x"
    )
    assert (held.status, held.held_hours, held.reason) == ("HELD", Decimal("1.5"), "")


@pytest.mark.parametrize(
    "at",
    [
        dt.datetime(2026, 3, 29, 0, 30, tzinfo=dt.UTC),
        dt.datetime(2026, 3, 29, 1, 30, tzinfo=dt.UTC),
        dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC),
        dt.datetime(2026, 10, 25, 1, 30, tzinfo=dt.UTC),
        dt.datetime(2026, 7, 1, 9, tzinfo=dt.UTC),
    ],
)
def test_the_calendars_entry_is_the_same_moment_even_while_the_clocks_change(at):
    review = ReviewFactory.build(child=ChildFactory.build(), planned_at=at)
    entry = review_entry(
        review_id=review.public_id, reference="C1", planned_at=at, sequence=3, is_cancelled=False,
        url="https://placements.example/x", host="placements.example", at=NOON,
    )  # fmt: skip
    event = Calendar.from_ical(entry).walk("VEVENT")[0]

    assert event.DTSTART.astimezone(dt.UTC) == at
    assert event.DTEND.astimezone(dt.UTC) - at == dt.timedelta(minutes=90)
    assert event["SEQUENCE"] == 3
    assert b"TZID:Europe/London" in entry


def test_the_calendars_file_names_nobody_and_no_place(child, officer, sign_in):
    child.first_name, child.last_name = "Canary", "Finch"
    child.save()
    review = plan(child, officer, place="12 Canary Row")
    response = sign_in(officer).get(reverse("placements:review-calendar", args=[review.public_id]))
    file = response.content.decode()

    assert response["Content-Type"].startswith("text/calendar")
    assert f"UID:{review.public_id}@" in file
    assert child.reference in file
    for word in ("Canary", "Finch", "Row"):
        assert word not in file


def test_a_form_filled_in_from_an_older_version_shows_both(child, officer, sign_in):
    review = plan(child, officer)
    services.change_review(
        review=review, version=1, planned_at=NEXT_WEEK + DAY, place="The school", needed_by=None,
        invited=[], by=officer, at=NOON,
    )  # fmt: skip
    day = NEXT_WEEK.date() + 5000 * DAY
    answers = {
        "version": 1, "day_day": day.day, "day_month": day.month, "day_year": day.year,
        "time": "10am", "place": "The library",
    }  # fmt: skip
    url = reverse("placements:review-change", args=[review.public_id])
    response = sign_in(officer).post(url, answers)

    assert response.status_code == 409
    assert b"The school" in response.content
    assert b"The library" in response.content
