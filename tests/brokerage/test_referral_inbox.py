"""The desk's work list: true counts, the right order, the next step, and few queries."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import Role
from brokerage.lifecycle import WITH_THE_DESK, ReferralStatus
from brokerage.queries import inbox
from brokerage.queries.inbox import Urgency, View
from brokerage.queries.referrals import describe, next_step
from tests.factories import (
    NOON,
    TODAY,
    AnswerFactory,
    AuthorityFactory,
    ChildFactory,
    InvitationFactory,
    PlacementFactory,
    ReferralFactory,
    RoundFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
S = ReferralStatus
INBOX = "brokerage:inbox"


@pytest.fixture
def authority():
    return AuthorityFactory()


@pytest.fixture
def broker(authority):
    return UserFactory(authority=authority)


@pytest.fixture
def referral(authority):
    """``referral(…)`` makes one of the desk's referrals."""

    def make(**fields):
        return ReferralFactory(**{"authority": authority, "broker": None} | fields)

    return make


def day(number):
    return TODAY + dt.timedelta(days=number)


def rows(viewer, *, at=NOON):
    waiting = inbox.with_children(inbox.waiting(viewer=viewer))
    return inbox.rows_of(waiting, viewer=viewer, today=TODAY, at=at)


@pytest.mark.parametrize(
    ("fields", "due_on", "urgency"),
    [
        ({"needed_by": day(-1)}, day(-1), Urgency.OVERDUE),
        ({"needed_by": TODAY}, TODAY, Urgency.TODAY),
        ({"needed_by": day(1)}, day(1), Urgency.WEEK),
        ({"needed_by": day(7)}, day(7), Urgency.WEEK),
        ({"needed_by": day(8)}, day(8), Urgency.LATER),
        ({"needed_by": None}, None, Urgency.LATER),
        ({"needed_by": None, "urgency": "EMERGENCY", "submitted_at": NOON}, day(1), Urgency.WEEK),
        ({"needed_by": None, "urgency": "URGENT", "submitted_at": NOON}, day(14), Urgency.LATER),
        ({"needed_by": day(9), "rest_due_at": NOON + dt.timedelta(days=3)}, day(3), Urgency.WEEK),
        (
            {"needed_by": day(9), "rest_due_at": NOON - dt.timedelta(hours=1)},
            TODAY,
            Urgency.OVERDUE,
        ),
        ({"needed_by": day(2), "rest_due_at": NOON + dt.timedelta(days=3)}, day(2), Urgency.WEEK),
    ],
)
def test_the_first_clock_to_run_out_decides_where_a_referral_stands(
    referral, broker, fields, due_on, urgency
):
    referral(**fields)

    (row,) = rows(broker)

    assert (row.due_on, row.urgency) == (due_on, urgency)


def test_an_open_rounds_end_is_a_clock_and_a_closed_ones_is_not(referral, broker):
    asking = referral(status=S.ASKING, needed_by=day(20))
    RoundFactory(referral=asking, reply_by=NOON + dt.timedelta(days=1))
    deciding = referral(status=S.DECIDING, needed_by=day(21))
    RoundFactory(
        referral=deciding, status="CLOSED", closed_at=NOON, reply_by=NOON - dt.timedelta(days=1)
    )

    found = {row.referral: (row.due_on, row.due_what) for row in rows(broker)}

    assert found == {asking: (day(1), "Replies"), deciding: (day(21), "Home needed")}


def test_a_clock_at_half_past_midnight_in_summer_falls_on_londons_day(referral, broker):
    late = dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC)
    referral(needed_by=None, rest_due_at=late)

    (row,) = rows(broker)

    assert row.due_on == dt.date(2026, 7, 2)


def test_rows_are_grouped_by_urgency_and_ordered_by_day(referral, broker):
    for needed in (day(30), day(3), TODAY, day(2), day(-4), day(-9)):
        referral(needed_by=needed)

    groups = inbox.grouped(rows(broker))

    assert [(group.title, [row.due_on for row in group.rows]) for group in groups] == [
        ("Overdue", [day(-9), day(-4)]),
        ("Today", [TODAY]),
        ("This week", [day(2), day(3)]),
        ("Later", [day(30)]),
    ]


def test_replies_are_those_of_the_latest_round(referral, broker):
    asked = referral(status=S.ASKING)
    first = RoundFactory(referral=asked, number=1, status="CLOSED", closed_at=NOON)
    AnswerFactory(invitation=InvitationFactory(round=first))
    second = RoundFactory(referral=asked, number=2)
    AnswerFactory(invitation=InvitationFactory(round=second))
    InvitationFactory(round=second)
    InvitationFactory(round=second)
    unasked = referral()

    found = {row.referral: (row.answered, row.asked) for row in rows(broker)}

    assert found == {asked: (1, 3), unasked: (0, 0)}


def test_counts_are_those_of_the_views(referral, broker):
    referral(broker=broker, needed_by=day(30))
    referral(broker=broker, needed_by=day(3), status=S.ASKING)
    referral(needed_by=day(-3))
    for status in S:
        if status not in WITH_THE_DESK:
            placement = PlacementFactory() if status == S.PLACED else None
            referral(status=status, broker=broker, placement=placement)
    ReferralFactory()
    waiting = inbox.waiting(viewer=broker)

    counts = inbox.view_counts(waiting, viewer=broker, today=TODAY)

    assert counts == {View.MINE: 2, View.UNASSIGNED: 1, View.REPLIES: 1, View.WEEK: 2, View.ALL: 3}
    for view, number in counts.items():
        shown = waiting.filter(inbox.view_filter(view, viewer=broker, today=TODAY))
        assert shown.count() == number


def page(client, user, **query):
    client.force_login(user)
    return client.get(reverse(INBOX), query).content.decode()


def test_the_page_shows_a_view_with_its_count_and_each_rows_next_step(client, referral, broker):
    mine = referral(broker=broker, status=S.SUBMITTED)
    others = referral()

    shown = page(client, broker)

    assert mine.reference in shown
    assert others.reference not in shown
    assert "My work (1)" in shown
    assert "All (2)" in shown
    quality = reverse("brokerage:referral-quality", kwargs={"referral_id": mine.public_id})
    assert f'href="{quality}"' in shown


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, {"R-1", "R-2", "R-3"}),
        ({"reference": "r-1"}, {"R-1"}),
        ({"reference": "C-77"}, {"R-2"}),
        ({"stage": "SUBMITTED"}, {"R-1"}),
        ({"stage": ["SUBMITTED", "ASKING"]}, {"R-1", "R-3"}),
        ({"urgency": "EMERGENCY"}, {"R-2"}),
        ({"owner": "nobody"}, {"R-1", "R-2"}),
        ({"owner": "nonsense", "stage": "NONSENSE"}, {"R-1", "R-2", "R-3"}),
        ({"stage": "SUBMITTED", "urgency": "EMERGENCY"}, set()),
    ],
)
def test_filters_narrow_the_view(client, referral, broker, authority, query, expected):
    referral(reference="R-1", status=S.SUBMITTED)
    child = ChildFactory(authority=authority, reference="C-77")
    referral(reference="R-2", urgency="EMERGENCY", child=child)
    referral(reference="R-3", status=S.ASKING, broker=broker)

    shown = page(client, broker, view="all", **query)

    assert {name for name in ("R-1", "R-2", "R-3") if f">{name}<" in shown} == expected
    assert ("No referrals match these filters" in shown) is (not expected)


def test_an_empty_view_says_why_it_is_empty(client, broker):
    assert "Every referral has an owner." in page(client, broker, view="unassigned")


def test_an_unknown_view_is_ones_own_work(client, broker):
    assert 'aria-current="page" href="?view=mine"' in page(client, broker, view="nonsense")


def test_a_social_worker_is_sent_to_their_own_list(client, authority):
    client.force_login(UserFactory(role=Role.SOCIAL_WORKER, authority=authority))

    assert client.get(reverse(INBOX)).url == reverse("brokerage:referral-list")


def test_two_hundred_referrals_take_at_most_twelve_queries(
    client, referral, broker, django_assert_max_num_queries
):
    for number in range(200):
        asked = referral(broker=broker, needed_by=day(number % 20))
        if number % 50 == 0:
            InvitationFactory(round=RoundFactory(referral=asked))
    client.force_login(broker)

    with django_assert_max_num_queries(12):
        client.get(reverse(INBOX), {"view": "all"})


@pytest.mark.parametrize("status", S)
def test_every_state_has_a_next_step_for_the_desk_and_for_the_social_worker(
    referral, broker, authority, status
):
    placement = PlacementFactory() if status == S.PLACED else None
    one = referral(status=status, placement=placement)
    worker = UserFactory(role=Role.SOCIAL_WORKER, authority=authority)

    for_desk, for_worker = next_step(one, viewer=broker), next_step(one, viewer=worker)

    assert for_desk.label
    assert bool(for_desk.url) is (status not in {S.DRAFT, S.RETURNED})
    assert for_worker.url


def test_the_children_are_described_without_their_names():
    girl = ChildFactory(birth_date=dt.date(2016, 1, 15))
    baby = ChildFactory(birth_date=dt.date(2025, 11, 1), sex="M")

    assert describe([girl], on=TODAY) == "Girl, 10 years"
    assert describe([girl, baby], on=TODAY) == "2 children: girl, 10 years; boy, 4 months"
