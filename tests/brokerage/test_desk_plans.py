"""Plans for the whole desk: what they are made from, what is kept, their pages, and the command."""

import csv
import datetime as dt
import io
import json

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import Role
from accounts.moves import MoveNotAllowed
from brokerage import tasks
from brokerage.lifecycle import DeskPlanStatus, ReferralStatus
from brokerage.models import Condition, DeskPlan, ReferralChild
from brokerage.services import desk_plans as services
from brokerage.views import desk_plans as views
from carers.models import Household
from children.models import SiblingLink
from tests.factories import (
    MOVE_IN,
    NOON,
    AgreementFactory,
    AuthorityFactory,
    ChildFactory,
    DecisionFactory,
    HouseholdFactory,
    ReferralFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
MOST_QUERIES = 16


@pytest.fixture
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def authority():
    return AuthorityFactory()


@pytest.fixture
def service(authority):
    return AgreementFactory(authority=authority).service


@pytest.fixture
def broker(authority, client):
    broker = UserFactory(authority=authority)
    client.force_login(broker)
    return broker


def home(service, **terms):
    found = {f"terms__{name}": value for name, value in {"places": 1, **terms}.items()}
    return HouseholdFactory(service=service, last_confirmed_on=NOON.date(), **found)


def referral(authority, *, age=10, **fields):
    born = MOVE_IN.replace(year=MOVE_IN.year - age)
    return ReferralFactory(authority=authority, child__birth_date=born, **fields)


@pytest.fixture
def contested(authority, service):
    """An urgent child who may go to either home, and one who can only go to the home that the first likes better."""
    both, only = home(service, min_age_years=0, max_age_years=18), home(service, max_age_years=11)
    easy = referral(authority, age=10, urgency="URGENT")
    hard = referral(authority, age=16)
    return {"both": both, "only": only, "easy": easy, "hard": hard}


def made(authority, **asked):
    plan = services.ask_for_plan(authority=authority, by=None, at=NOON, **asked)
    return services.make_plan(plan=plan, at=NOON)


def homes_in(plan):
    return {
        row["referral"]: [h["household"] for h in row["homes"]] for row in plan.record["referrals"]
    }


def test_a_plan_keeps_what_it_was_made_from_and_what_it_says(authority, contested, broker):
    asked = services.ask_for_plan(authority=authority, by=broker, at=NOON)
    assert (asked.status, asked.asked_by) == (DeskPlanStatus.WAITING, broker)

    plan = services.make_plan(plan=asked, at=NOON)

    easy, hard = contested["easy"], contested["hard"]
    assert homes_in(plan) == {easy.pk: [contested["only"].pk], hard.pk: [contested["both"].pk]}
    assert (plan.children_waiting, plan.children_placed, plan.is_proved) == (2, 2, True)
    assert plan.record["baselines"]["scarcest"]["children"] == 2
    assert plan.worth == plan.bound
    assert plan.gap == 0
    again = services.replay(DeskPlan.objects.get(pk=plan.pk))
    assert (again.worth, len(again.plan)) == (plan.worth, 2)


def test_every_reason_is_in_words_and_names_nobody(authority, contested):
    reasons = {row["referral"]: row["reason"] for row in made(authority).record["referrals"]}

    assert reasons[contested["hard"].pk] == "The only home on its list."
    one_of_two = reasons[contested["easy"].pk]
    assert f"held for {contested['hard'].reference}, for whom it is the only one" in one_of_two


def test_only_those_for_whom_a_home_is_looked_for_are_planned_for(authority, contested):
    referral(authority, status=ReferralStatus.SUBMITTED)
    referral(AuthorityFactory())
    assert made(authority).record["referrals"][0]["referral"] == contested["easy"].pk
    assert len(made(authority).record["referrals"]) == 2


def test_a_referral_without_children_is_told_apart(authority, contested):
    empty = ReferralFactory(authority=authority, child=False)
    [[key, why]] = made(authority).record["left_out"]
    assert key == empty.pk
    assert "child" in why


def test_what_is_kept_and_refused_holds_when_planned_again(authority, contested):
    easy, hard, both = contested["easy"], contested["hard"], contested["both"]
    first = made(authority)

    refused = made(authority, follows=first, refuse=[(hard.pk, both.pk)])
    assert homes_in(refused)[hard.pk] == []
    kept = made(authority, follows=refused, keep=[easy.pk])
    assert homes_in(kept)[easy.pk] == homes_in(refused)[easy.pk]
    assert homes_in(kept)[hard.pk] == []
    [row] = [row for row in kept.record["referrals"] if row["kept"]]
    assert row["reason"] == "Kept, as you chose."


def test_a_home_that_is_gone_cannot_be_kept_and_the_plan_says_so(authority, contested):
    first = made(authority)
    contested["both"].terms.update(status="RESIGNED")

    again = made(authority, follows=first, keep=[contested["hard"].pk])

    assert again.record["not_kept"] == [contested["hard"].pk]
    assert homes_in(again)[contested["hard"].pk] == []


def test_a_home_proposed_in_a_decision_is_not_planned_away(authority, contested):
    easy, both = contested["easy"], contested["both"]
    easy.status = ReferralStatus.DECIDING
    easy.save()
    DecisionFactory(referral=easy, household=both)

    plan = made(authority)

    assert homes_in(plan) == {easy.pk: [both.pk], contested["hard"].pk: []}
    [row] = [row for row in plan.record["referrals"] if row["decided"]]
    assert row["reason"] == "Decided on already, and waiting for approval."


@pytest.mark.parametrize(
    ("together", "parted"),
    [("WANTED", True), ("ESSENTIAL", False), ("NOT_ASSESSED", False), (None, False)],
)
def test_siblings_are_parted_only_where_their_link_says_they_may_be(
    authority, service, together, parted
):
    for _ in range(2):
        home(service, places=1)
    pair = referral(authority)
    first = pair.children.get()
    second = ChildFactory(authority=authority, birth_date=first.birth_date)
    ReferralChild.objects.create(referral=pair, child=second, position=2)
    if together:
        SiblingLink.objects.create(child=first, sibling=second, together=together)

    plan = made(authority)

    assert len(homes_in(plan)[pair.pk]) == (2 if parted else 0)
    reason = plan.record["referrals"][0]["reason"]
    assert ("nobody has assessed" in reason) is (together in ("NOT_ASSESSED", None))


def test_the_brief_says_which_carer_would_place_whom(authority, service, broker):
    home(service)
    needs_hoist = referral(authority)
    Condition.objects.create(referral=needs_hoist, kind="FEATURE", code="HOIST", is_essential=True)
    Condition.objects.create(referral=needs_hoist, kind="SKILL", code="PEG", is_essential=True)
    for household in Household.objects.all():
        household.features.create(feature="HOIST", is_present=False)

    plan = made(authority)

    assert homes_in(plan)[needs_hoist.pk] == []
    [gain] = plan.record["brief"]
    assert gain["fits"] == [needs_hoist.pk]
    assert gain["kind"]["features"] == ["HOIST"]
    assert gain["kind"]["skills"] == ["PEG"]
    assert (gain["children_gained"], gain["children_fitting"]) == (1, 1)


def test_a_plan_is_made_once(authority, contested):
    plan = made(authority)
    with pytest.raises(MoveNotAllowed):
        services.make_plan(plan=plan, at=NOON)


def test_the_worker_makes_what_waits_and_gives_up_what_fails(authority, contested, monkeypatch):
    waiting = services.ask_for_plan(authority=authority, by=None, at=NOON)
    assert tasks.make_desk_plans() == 1
    waiting.refresh_from_db()
    assert waiting.status == DeskPlanStatus.DONE

    failing = services.ask_for_plan(authority=authority, by=None, at=NOON)
    monkeypatch.setattr(services, "desk_of", lambda *_, **__: 1 / 0)
    assert tasks.make_desk_plans() == 1
    failing.refresh_from_db()
    assert (failing.status, bool(failing.problem)) == (DeskPlanStatus.FAILED, True)
    assert tasks.make_desk_plans() == 0


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"status": "DONE"}, "over_at_a_time"),
        ({"children_placed": 3}, "places_only_who_waits"),
        ({"worth": 2.0}, "worth_within_its_bound"),
    ],
)
def test_the_database_refuses_a_plan_that_cannot_be(authority, change, constraint):
    plan = services.ask_for_plan(authority=authority, by=None, at=NOON)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        DeskPlan.objects.filter(pk=plan.pk).update(**change)


def address(name, plan=None):
    return reverse(f"brokerage:{name}", args=[plan.public_id] if plan else [])


def test_a_broker_makes_a_plan_reads_it_and_plans_again(client, authority, broker, contested):
    assert b"Make a plan" in client.get(address("desk-plan-list")).content
    response = client.post(address("desk-plan-make"), follow=True)
    plan = DeskPlan.objects.get()
    page = response.content.decode()

    assert "2 of 2 waiting children" in page
    for each in ("easy", "hard"):
        assert contested[each].reference in page
    for each in ("both", "only"):
        assert str(contested[each].public_id) in page
    hard = str(contested["hard"].public_id)
    client.post(address("desk-plan-again", plan), {hard: "refuse"})
    again = DeskPlan.objects.exclude(pk=plan.pk).get()
    assert again.follows == plan
    assert again.children_placed == 1
    assert "1 of 2 waiting children" in client.get(again.get_absolute_url()).content.decode()


def test_a_choice_that_is_none_changes_nothing(client, authority, broker, contested):
    plan = made(authority)
    easy = str(contested["easy"].public_id)
    response = client.post(address("desk-plan-again", plan), {easy: "nonsense"}, follow=True)
    assert b"Choose for each home" in response.content
    assert DeskPlan.objects.count() == 1


def test_a_large_desk_is_left_to_the_worker(client, authority, broker, contested, monkeypatch):
    monkeypatch.setattr(views, "REFERRALS_AT_ONCE", 1)
    response = client.post(address("desk-plan-make"), follow=True)
    plan = DeskPlan.objects.get()
    assert plan.status == DeskPlanStatus.WAITING
    assert b"The plan is being made" in response.content
    progress = client.get(address("desk-plan-progress", plan))
    assert "HX-Refresh" not in progress
    tasks.make_desk_plans()
    assert client.get(address("desk-plan-progress", plan))["HX-Refresh"] == "true"


def test_a_plan_that_failed_says_so(client, authority, broker):
    plan = services.ask_for_plan(authority=authority, by=broker, at=NOON)
    services.give_up(plan=plan, at=NOON)
    page = client.get(plan.get_absolute_url()).content.decode()
    assert "could not be made" in page
    assert services.UNFORESEEN in page.replace("&#x27;", "'")
    assert client.get(address("desk-plan-brief", plan)).status_code == 302


def test_the_brief_can_be_read_and_taken_away(client, authority, service, broker):
    needs_hoist = referral(authority)
    Condition.objects.create(referral=needs_hoist, kind="FEATURE", code="HOIST", is_essential=True)
    home(service).features.create(feature="HOIST", is_present=False)
    plan = made(authority)

    page = client.get(address("desk-plan-brief", plan)).content.decode()
    assert "1 more child" in page
    rows = list(
        csv.reader(
            io.StringIO(
                client.get(address("desk-plan-brief-file", plan)).content.decode("utf-8-sig")
            )
        )
    )
    assert len(rows) == 2
    assert rows[1][-1] == "1"
    assert needs_hoist.reference not in str(rows)


def test_the_page_asks_the_database_no_more_for_more_referrals(
    client, authority, service, broker, django_assert_max_num_queries
):
    for _ in range(8):
        home(service)
        referral(authority)
    plan = made(authority)
    client.get(plan.get_absolute_url())
    with django_assert_max_num_queries(MOST_QUERIES):
        client.get(plan.get_absolute_url())


def test_another_desk_and_other_roles_do_not_see_a_plan(authority, contested):
    plan = made(authority)
    worker = UserFactory(role=Role.SOCIAL_WORKER, authority=authority)
    assert list(DeskPlan.objects.visible_to(worker)) == []
    assert list(DeskPlan.objects.visible_to(UserFactory())) == []
    assert list(DeskPlan.objects.visible_to(UserFactory(authority=authority))) == [plan]


def test_the_command_prints_the_plan_beside_the_others(authority, contested):
    out = io.StringIO()
    call_command("plan_desk", authority=authority.code, stdout=out)
    text = out.getvalue()
    assert "2 children in 2 referrals wait." in text
    assert "proved best" in text
    assert contested["hard"].reference in text
    assert DeskPlan.objects.count() == 0

    out = io.StringIO()
    call_command("plan_desk", authority=authority.code, json=True, time_limit=5.0, stdout=out)
    told = json.loads(out.getvalue())
    assert told["methods"]["plan"]["children"] == 2
    assert told["proved"] is True
    assert {home["household"] for row in told["referrals"] for home in row["homes"]} == {
        contested["both"].reference, contested["only"].reference,
    }  # fmt: skip


def test_the_brief_names_the_homes_that_more_children_need(client, authority, service, broker):
    wanted = home(service)
    referral(authority)
    referral(authority)
    plan = made(authority)

    page = client.get(address("desk-plan-brief", plan)).content.decode()

    assert "Homes that more children need" in page
    assert wanted.reference in page
    [[key, points]] = plan.record["place_worth"]
    assert (key, points > 100) == (wanted.pk, True)


def test_the_command_names_the_authorities_that_there_are(authority):
    with pytest.raises(CommandError, match=authority.code):
        call_command("plan_desk", authority="nobody")


def test_days_after_today_are_planned_for_on_their_day(authority, service):
    later = home(service)
    later.terms.update(starts_on=MOVE_IN + dt.timedelta(days=5))
    soon, not_yet = (
        referral(authority),
        referral(authority, needed_by=MOVE_IN + dt.timedelta(days=10)),
    )
    assert homes_in(made(authority)) == {soon.pk: [], not_yet.pk: [later.pk]}
