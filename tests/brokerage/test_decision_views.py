import datetime as dt

import pytest
import time_machine
from django.db import OperationalError
from django.urls import reverse
from psycopg.errors import DeadlockDetected

from accounts.models import Role
from brokerage.models import Decision, MatchView, ShortlistEntry
from brokerage.services import bookings, decisions
from placements import services as placements
from placements.models import Placement
from tests.brokerage.test_decisions import a_home, a_referral, decide, make_ready
from tests.factories import (
    MOVE_IN,
    NOON,
    AnswerFactory,
    AuthorityFactory,
    InvitationFactory,
    RoundFactory,
    ShortlistEntryFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def authority():
    return AuthorityFactory(district_codes=["E07000243"])


@pytest.fixture
def broker(authority):
    return UserFactory(authority=authority)


@pytest.fixture
def referral(authority):
    return a_referral(authority)


@pytest.fixture
def home(authority, referral, broker):
    household = a_home(authority)
    ShortlistEntryFactory(referral=referral, household=household, added_by=broker)
    return household


def answers(**changes):
    days = {"starts_on_day": "9", "starts_on_month": "3", "starts_on_year": "2026"}
    tests = {
        f"test_{code}": "YES" for code in ("near", "education", "siblings", "disability", "area")
    }
    words = {
        "setting": "U6",
        "purpose": "BRIDGE",
        "reason": "Near her school.",
        "passed_parents": "Not safe at home.",
        "passed_connected": "Nobody came forward.",
    }
    return days | tests | words | changes


def page(name, referral, **ids):
    return reverse(f"brokerage:{name}", kwargs={"referral_id": referral.public_id} | ids)


def test_c07_a_booking_that_loses_twice_is_said_in_words(
    sign_in, broker, referral, home, monkeypatch
):
    decision = make_ready(decide(referral, home, by=broker))
    tries = []

    def lose(**_asked):
        tries.append(1)
        raise OperationalError from DeadlockDetected()

    monkeypatch.setattr(placements, "book_placements", lose)
    client = sign_in(broker)
    client.raise_request_exception = False

    response = client.post(reverse("brokerage:decision-book", args=[decision.public_id]))

    assert (response.status_code, len(tries)) == (409, 2)
    assert "Someone else is changing this" in response.content.decode()
    assert not Placement.objects.exists()


def test_the_page_shows_each_home_with_what_everyone_says(sign_in, broker, referral, home):
    invitation = InvitationFactory(round=RoundFactory(referral=referral), household=home)
    AnswerFactory(invitation=invitation, conditions="Help with transport")

    shown = sign_in(broker).get(page("decision-detail", referral)).content.decode()

    assert home.name in shown
    assert "Help with transport" in shown
    assert shown.count("Not recorded yet") == 4


def test_a_home_goes_on_the_shortlist_and_off_again(sign_in, broker, authority, referral):
    household, client = a_home(authority), sign_in(broker)

    client.post(page("shortlist-change", referral), {"household": household.public_id})
    assert ShortlistEntry.objects.get().household == household

    client.post(
        page("shortlist-change", referral), {"household": household.public_id, "remove": "1"}
    )
    assert not ShortlistEntry.objects.exists()


def test_a_household_of_a_strange_service_cannot_be_shortlisted(sign_in, broker, referral):
    stranger = a_home(AuthorityFactory())

    response = sign_in(broker).post(
        page("shortlist-change", referral), {"household": stranger.public_id}
    )

    assert response.status_code == 404


def test_the_social_worker_records_the_childs_view(sign_in, referral, home):
    url = page("view-record", referral, household_id=home.public_id, whose="CHILD")
    day = {"gathered_on_day": "1", "gathered_on_month": "3", "gathered_on_year": "2026"}

    sign_in(referral.created_by).post(url, {"view": "FOR", "words": "I like the dog."} | day)

    view = MatchView.objects.get()
    assert (view.whose, view.words, view.recorded_by) == (
        "CHILD",
        "I like the dog.",
        referral.created_by,
    )


def test_a_view_from_the_future_is_refused(sign_in, broker, referral, home):
    url = page("view-record", referral, household_id=home.public_id, whose="CHILD")
    day = {"gathered_on_day": "3", "gathered_on_month": "3", "gathered_on_year": "2026"}

    response = sign_in(broker).post(url, {"view": "FOR", "words": "Yes."} | day)

    assert "must be today or in the past" in response.content.decode()
    assert not MatchView.objects.exists()


def test_a_decision_is_recorded_with_its_checklist(sign_in, broker, referral, home):
    url = page("decision-new", referral, household_id=home.public_id)

    sign_in(broker).post(url, answers(test_near="NO", why_near="None nearer could meet her needs."))

    decision = Decision.objects.get()
    assert (decision.household, decision.starts_on, decision.decided_by) == (home, MOVE_IN, broker)
    assert decision.checklist["tests"]["near"] == {
        "answer": "NO",
        "why": "None nearer could meet her needs.",
    }
    assert decision.checklist["passed_over"]["parents"] == "Not safe at home."


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"passed_parents": ""}, "Enter why this option was passed over"),
        ({"test_near": "NO"}, "Enter why that is not reasonably practicable"),
        ({"reason": ""}, "Enter why this is the right home"),
        (
            {"planned_end_on_day": "9", "planned_end_on_month": "3", "planned_end_on_year": "2026"},
            "The planned end must be after the day of the move",
        ),
    ],
)
def test_a_decision_without_its_reasons_is_refused(sign_in, broker, referral, home, changes, words):
    url = page("decision-new", referral, household_id=home.public_id)

    response = sign_in(broker).post(url, answers(**changes))

    assert words in response.content.decode()
    assert not Decision.objects.exists()


def test_a_home_that_breaks_a_rule_is_refused_in_words(sign_in, broker, authority, referral):
    home = a_home(authority, terms__max_age_years=5)
    ShortlistEntryFactory(referral=referral, household=home)

    response = sign_in(broker).post(
        page("decision-new", referral, household_id=home.public_id), answers()
    )

    assert "This household cannot take the placement" in response.content.decode()


def test_booking_from_the_page(sign_in, broker, referral, home):
    decision = make_ready(decide(referral, home, by=broker))
    client = sign_in(broker)
    url = reverse("brokerage:decision-book", kwargs={"decision_id": decision.public_id})
    assert "Book the placement" in client.get(page("decision-detail", referral)).content.decode()

    shown = client.post(url, follow=True).content.decode()

    placement = Placement.objects.get()
    assert placement.get_absolute_url() in shown
    assert "Cancel the booking" in shown


def test_what_is_missing_is_said_and_nothing_can_be_booked_yet(sign_in, broker, referral, home):
    decide(referral, home, by=broker)

    shown = sign_in(broker).get(page("decision-detail", referral)).content.decode()

    assert "Before this can be booked" in shown
    assert "Book the placement" not in shown


def test_the_manager_gives_an_approval(sign_in, authority, referral, broker):
    home = a_home(authority, district_code="X")
    decision = decide(referral, home, by=broker)
    manager = UserFactory(role=Role.MANAGER, authority=authority, offices=["DIRECTOR"])
    url = reverse(
        "brokerage:approval-answer",
        kwargs={"decision_id": decision.public_id, "kind": "AT_A_DISTANCE"},
    )

    sign_in(manager).post(
        url, {"is_given": "YES", "reason": "The only home trained for her needs."}
    )

    approval = decision.approvals.get()
    assert (approval.is_given, approval.given_by) == (True, manager)


def test_an_approval_of_a_decision_that_is_over_can_be_read_and_no_longer_changed(
    sign_in, authority, referral, broker
):
    decision = decide(referral, a_home(authority, district_code="X"), by=broker)
    manager = UserFactory(role=Role.MANAGER, authority=authority, offices=["DIRECTOR"])
    client = sign_in(manager)
    url = reverse(
        "brokerage:approval-answer",
        kwargs={"decision_id": decision.public_id, "kind": "AT_A_DISTANCE"},
    )
    assert "Do you approve?" in client.get(url).content.decode()
    client.post(url, {"is_given": "YES", "reason": "The only home trained for her needs."})
    decisions.set_aside(
        decision=decision, reason="The carers changed their minds.", by=broker, at=NOON
    )

    shown = client.get(url).content.decode()

    assert "The only home trained for her needs." in shown
    assert "its approvals can no longer be changed" in shown
    assert "Do you approve?" not in shown


def test_the_page_asks_few_questions_of_the_database(
    sign_in, broker, authority, referral, home, django_assert_max_num_queries
):
    for _ in range(6):
        ShortlistEntryFactory(referral=referral, household=a_home(authority))
    client = sign_in(broker)
    client.get(page("decision-detail", referral))  # the first page of a session writes it

    with django_assert_max_num_queries(14):  # 12, within the test's own savepoint
        client.get(page("decision-detail", referral))


def test_a_stay_starts_and_ends_from_its_page(sign_in, broker, referral, home):
    (placement,) = bookings.book(
        decision=make_ready(decide(referral, home, by=broker)), by=broker, at=NOON
    )
    with time_machine.travel(NOON + dt.timedelta(days=30), tick=False):
        client = sign_in(broker)
        client.post(
            reverse("placements:placement-start", kwargs={"placement_id": placement.public_id})
        )
        client.post(
            reverse("placements:placement-end", kwargs={"placement_id": placement.public_id}),
            {
                "ends_on_day": "20", "ends_on_month": "3", "ends_on_year": "2026",
                "reason": "NEXT_HOME", "was_planned": "yes", "note": "",
            },
        )  # fmt: skip

    placement.refresh_from_db()
    assert (placement.status, placement.ends_on, placement.end_was_planned) == (
        "ENDED",
        dt.date(2026, 3, 20),
        True,
    )
