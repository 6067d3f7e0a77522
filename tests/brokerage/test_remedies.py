"""What would make it work: near misses, accepting a remedy, and the way from there into a placement's plan."""

import datetime as dt
import html
import re

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import Role
from brokerage.matching.checks import Outcome
from brokerage.matching.rules import RULES
from brokerage.models import AcceptedRemedy, Condition, RemedyTerms, Search
from brokerage.profiles import request_for
from brokerage.queries import remedies as queries
from brokerage.queries.near_misses import near_misses
from brokerage.remedies import SHIPPED, Terms, offered_by
from brokerage.remedy_kinds import WAITING, Approval
from brokerage.services import remedies, searches, suitability
from carers.models import HomeFeature
from children.models import SiblingLink
from placements.models import SupportItem
from placements.services import support
from tests.factories import (
    MOVE_IN,
    NOON,
    TODAY,
    AcceptedRemedyFactory,
    AgreementFactory,
    AuthorityFactory,
    ChildFactory,
    HouseholdFactory,
    NeedFactory,
    PlacementFactory,
    ReferralFactory,
    StatutoryCheckFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def authority(db):
    return AuthorityFactory()


@pytest.fixture
def referral(authority):
    """The home must have a hoist."""
    referral = ReferralFactory(authority=authority)
    NeedFactory(child=referral.children.get())
    Condition.objects.create(
        referral=referral, kind=Condition.Kind.FEATURE, code="HOIST", is_essential=True
    )
    return referral


@pytest.fixture
def service(authority):
    return AgreementFactory(authority=authority).service


@pytest.fixture
def home(service):
    """Everything is right but the hoist."""
    home = HouseholdFactory(service=service, last_confirmed_on=TODAY, name="The Near family")
    HomeFeature.objects.create(household=home, feature="HOIST", is_present=False)
    return home


@pytest.fixture
def broker(authority):
    return UserFactory(authority=authority, name="Bo Broker")


@pytest.fixture
def manager(authority):
    return UserFactory(authority=authority, role=Role.MANAGER)


def acceptance(**changes):
    values = {
        "words": "A mobile hoist",
        "owner": "Ola, occupational therapist",
        "due_on": MOVE_IN,
        "reason": "Everything else fits.",
        "approver": "Ola Therapist",
        "approved_on": TODAY,
    }
    return remedies.Acceptance(**values | changes)


def accept(referral, home, by, *, rule="HOM-1", **changes):
    return remedies.accept(
        referral=referral,
        household=home,
        rule=rule,
        acceptance=acceptance(**changes),
        by=by,
        at=NOON,
    )


def line_of(referral, home, *, rule="HOM-1", on=MOVE_IN):
    found = searches.eligible_on(household=home, referral=referral, on=on, at=NOON)
    return next((line for line in found.failing if line.code == rule), None)


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(response.content.decode())).split())


class TestTerms:
    def test_every_remedy_of_every_rule_has_shipped_terms(self):
        offered = {(rule.code, remedy.code) for rule in RULES for remedy in offered_by(rule)}

        assert set(SHIPPED) == offered
        assert {rule.code for rule in RULES if rule.remedy} == {code for code, _ in offered}

    def test_an_authority_sets_its_own_and_no_other_sees_them(self, authority, manager):
        shipped = SHIPPED["HOM-1", "ADAPTATION"]
        own = Terms(
            rule="HOM-1", remedy="ADAPTATION", words="A hoist from the store", lead_days=3,
            approval=Approval.MANAGER, approver="The service manager",
        )  # fmt: skip

        remedies.set_terms(authority=authority, terms=own, by=manager, at=NOON)
        remedies.set_terms(authority=authority, terms=own, by=manager, at=NOON)

        found = queries.terms_of(authority)["HOM-1", "ADAPTATION"]
        assert (found.words, found.lead_days, found.is_own) == ("A hoist from the store", 3, True)
        assert queries.terms_of(AuthorityFactory())["HOM-1", "ADAPTATION"] == shipped
        assert RemedyTerms.objects.count() == 1

    def test_a_manager_changes_them_on_a_page_and_a_broker_only_reads(
        self, client, noon, manager, broker
    ):
        page = reverse("brokerage:remedy-terms-change") + "?rule=HOM-1&remedy=ADAPTATION"
        answers = {
            "words": "A hoist", "lead_days": "14", "approval": "DESK", "approver": "The desk",
        }  # fmt: skip
        client.force_login(broker)
        assert client.post(page, answers).status_code == 403
        client.force_login(manager)

        said = text_of(client.post(page, answers, follow=True))

        assert "own terms" in said
        assert "14 days" in said


class TestAccepting:
    def test_the_household_is_on_the_list_from_then_on(self, referral, home, broker):
        searches.run_search(referral_id=referral.public_id, by=None, at=NOON)
        assert line_of(referral, home)

        accepted = accept(referral, home, broker)

        search = Search.objects.first()
        (result,) = search.results.all()
        assert (result.household, search.eligible) == (home, 1)
        assert result.reasons["remedied"] == ["An essential home feature is missing"]
        assert accepted.covers == ["Hoist: no."]
        assert line_of(referral, home) is None

    def test_another_referral_gains_nothing_by_it(self, referral, home, broker, authority):
        accept(referral, home, broker)
        other = ReferralFactory(authority=authority)
        Condition.objects.create(
            referral=other, kind=Condition.Kind.FEATURE, code="HOIST", is_essential=True
        )

        assert line_of(other, home)

    def test_it_covers_nothing_that_comes_to_stand_in_the_way_later(self, referral, home, broker):
        accept(referral, home, broker)
        Condition.objects.create(
            referral=referral, kind=Condition.Kind.FEATURE, code="LIFT", is_essential=True
        )
        HomeFeature.objects.create(household=home, feature="LIFT", is_present=False)

        assert line_of(referral, home).outcome is Outcome.FAILS

    def test_it_does_not_hold_before_the_day_on_which_it_is_due(self, referral, home, broker):
        accept(referral, home, broker)

        assert line_of(referral, home, on=MOVE_IN - DAY)

    def test_what_was_taken_back_counts_no_more(self, referral, home, broker):
        accepted = accept(referral, home, broker)

        remedies.withdraw(accepted=accepted, reason="No hoist to be had.", by=broker, at=NOON)
        remedies.withdraw(accepted=accepted, reason="Twice.", by=broker, at=NOON)

        accepted.refresh_from_db()
        assert accepted.withdrawn_reason == "No hoist to be had."
        assert line_of(referral, home)
        assert Search.objects.first().eligible == 0
        request = request_for(referral, as_of=TODAY, starts_on=MOVE_IN)
        assert request.accepted_remedies == ()

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"due_on": MOVE_IN + DAY}, "due_on"),
            ({"due_on": TODAY - DAY}, "due_on"),
            ({"approved_on": TODAY + DAY}, "approved_on"),
            ({"approved_on": None}, "approved_on"),
        ],
    )
    def test_a_day_that_does_not_fit_is_refused(self, referral, home, broker, changes, field):
        with pytest.raises(remedies.WrongDay) as refused:
            accept(referral, home, broker, **changes)

        assert refused.value.field == field
        assert not AcceptedRemedy.objects.exists()

    def test_what_somebody_outside_approves_needs_their_name(self, referral, home, broker):
        with pytest.raises(remedies.NotYourRemedy, match="occupational therapist"):
            accept(referral, home, broker, approver="")

    @pytest.mark.parametrize("role", [Role.SOCIAL_WORKER, Role.REVIEWING_OFFICER])
    def test_somebody_without_the_right_to_decide_may_not(self, referral, home, authority, role):
        with pytest.raises(remedies.NotYourRemedy):
            accept(referral, home, UserFactory(authority=authority, role=role))

    def test_what_a_manager_accepts_a_broker_may_not(
        self, referral, home, authority, broker, manager
    ):
        own = Terms(
            rule="HOM-1", remedy="ADAPTATION", words="A hoist", lead_days=3,
            approval=Approval.MANAGER, approver="The service manager",
        )  # fmt: skip
        remedies.set_terms(authority=authority, terms=own, by=manager, at=NOON)

        with pytest.raises(remedies.NotYourRemedy, match="a manager of the desk"):
            accept(referral, home, broker)
        assert accept(referral, home, manager).approver == ""

    def test_only_the_one_rule_that_it_fails_can_be_met_so(self, referral, home, broker):
        with pytest.raises(remedies.NotRemediable, match="Things have changed"):
            accept(referral, home, broker, rule="SKL-1")

    def test_a_place_that_is_free_later_is_a_date_and_never_a_remedy(
        self, referral, service, broker
    ):
        full = HouseholdFactory(service=service, terms__places=1)
        Condition.objects.all().delete()
        PlacementFactory(household=full, starts_on=TODAY, planned_end_on=MOVE_IN + 30 * DAY)

        with pytest.raises(remedies.NotRemediable, match="try another date"):
            accept(referral, full, broker, rule="PLC-1")

    @pytest.mark.parametrize("code", WAITING)
    def test_the_database_refuses_one_that_is_a_date(self, db, code):
        with pytest.raises(IntegrityError, match="is_not_a_date"), transaction.atomic():
            AcceptedRemedyFactory(remedy=code)

    def test_the_database_keeps_one_standing_for_a_rule(self, db):
        one = AcceptedRemedyFactory()

        with pytest.raises(IntegrityError, match="one_standing"), transaction.atomic():
            AcceptedRemedyFactory(referral=one.referral, household=one.household)

    def test_a_closed_referral_is_left_alone(self, referral, home, broker):
        referral.status, referral.closed_at = "WITHDRAWN", NOON
        referral.save()

        with pytest.raises(remedies.NotRemediable, match="No home is being looked for"):
            accept(referral, home, broker)


class TestBooking:
    def test_the_check_at_booking_sees_the_remedy(self, referral, home, broker):
        asked = {"referral": referral, "household": home, "on": MOVE_IN, "until": None, "at": NOON}
        with pytest.raises(suitability.NotSuitable):
            suitability.is_outside_terms(**asked)

        accept(referral, home, broker)

        assert suitability.is_outside_terms(**asked) is False

    def test_a_row_that_covers_something_else_lets_nobody_book(self, referral, home):
        """As somebody would have who wrote the row by hand: the core counts it, the check does not."""
        AcceptedRemedyFactory(
            referral=referral,
            household=home,
            rule="HOM-1",
            remedy="ADAPTATION",
            covers=["Ramp: no."],
        )

        asked = {"referral": referral, "household": home, "on": MOVE_IN, "until": None, "at": NOON}
        with pytest.raises(suitability.NotSuitable):
            suitability.is_outside_terms(**asked)

    def test_it_becomes_an_item_of_every_childs_plan(self, referral, home, broker):
        accept(referral, home, broker)
        stays = [PlacementFactory(household=home), PlacementFactory(household=home, place_number=2)]

        items = remedies.carry_into(stays, referral=referral, household=home, by=broker, at=NOON)

        assert [item.placement for item in items] == stays
        item = items[0]
        assert (item.kind, item.words, item.due_on) == ("EQUIPMENT", "A mobile hoist", MOVE_IN)
        assert (item.source_rule, item.source_remedy) == ("HOM-1", "ADAPTATION")

    def test_what_was_taken_back_does_not(self, referral, home, broker):
        accepted = accept(referral, home, broker)
        remedies.withdraw(accepted=accepted, reason="No.", by=broker, at=NOON)

        assert not remedies.carry_into(
            [PlacementFactory()], referral=referral, household=home, by=broker, at=NOON
        )


@pytest.mark.usefixtures("noon")
class TestPages:
    def test_a_near_miss_says_what_stands_in_the_way_what_helps_and_by_when(
        self, client, referral, home, broker
    ):
        search = searches.run_search(referral_id=referral.public_id, by=None, at=NOON)
        client.force_login(broker)

        said = text_of(client.get(reverse("brokerage:search-near-misses", args=[search.public_id])))

        assert "1 household fails one rule only" in said
        assert "What stands in the way: Hoist: no." in said
        assert (
            "Usually takes 42 days: from today that is 13 April 2026, 35 days after the move."
            in said
        )
        assert "Accept this remedy" in said

    def test_help_that_is_in_time_comes_before_a_better_home(
        self, client, referral, home, service, broker
    ):
        """Equipment takes 42 days, a check 28; the home that lacks the check is far from the school."""
        lapsed = HouseholdFactory(service=service, easting=400_000, northing=100_000)
        HomeFeature.objects.create(household=lapsed, feature="HOIST", is_present=True)
        StatutoryCheckFactory(household=lapsed, due_on=TODAY)
        for days, order, in_time in (
            (27, [home, lapsed], 0),
            (28, [lapsed, home], 1),
            (41, [lapsed, home], 1),
            (42, [home, lapsed], 2),
        ):
            referral.needed_by = TODAY + days * DAY
            referral.save()
            search = searches.run_search(referral_id=referral.public_id, by=None, at=NOON)
            ranking = searches.ranking_of(search)

            found = near_misses(search, ranking, viewer=broker, today=TODAY)

            assert [row.household for row in found.rows] == order, days
            assert [row.in_time for row in found.rows] == [place < in_time for place in range(2)]
            assert found.in_time == in_time

    def test_the_pages_take_few_queries(
        self, client, referral, home, broker, django_assert_max_num_queries
    ):
        search = searches.run_search(referral_id=referral.public_id, by=None, at=NOON)
        client.force_login(broker)
        for name in ("search-near-misses", "search-splits"):
            page = reverse(f"brokerage:{name}", args=[search.public_id])
            client.get(page)  # the session's first request writes it
            searches.forget_rankings()
            with django_assert_max_num_queries(12):
                client.get(page)

    def test_one_that_is_free_later_leads_to_that_day(self, client, referral, service, broker):
        Condition.objects.all().delete()
        full = HouseholdFactory(service=service, terms__places=1)
        PlacementFactory(household=full, starts_on=TODAY, planned_end_on=MOVE_IN + 30 * DAY)
        search = searches.run_search(referral_id=referral.public_id, by=None, at=NOON)
        client.force_login(broker)

        page = client.get(reverse("brokerage:search-near-misses", args=[search.public_id]))

        assert "?day=2026-04-08" in page.content.decode()
        assert "30 days after the day of the move" in text_of(page)
        assert "Accept this remedy" not in text_of(page)

    def test_accepting_from_the_page(self, client, referral, home, broker):
        search = searches.run_search(referral_id=referral.public_id, by=None, at=NOON)
        client.force_login(broker)
        page = reverse("brokerage:remedy-accept", args=[search.public_id, home.public_id, "HOM-1"])
        assert "What will be done?" in text_of(client.get(page))
        assert "Enter who sees to it" in text_of(client.post(page, {}))
        answers = {
            "words": "A mobile hoist", "owner": "Ola", "reason": "It fits.", "approver": "Ola",
            "due_on_day": "9", "due_on_month": "3", "due_on_year": "2026",
            "approved_on_day": "2", "approved_on_month": "3", "approved_on_year": "2026",
        }  # fmt: skip

        said = text_of(client.post(page, answers, follow=True))

        assert "The Near family is on the list, with a remedy." in said
        assert "With a remedy: An essential home feature is missing" in said
        accepted = AcceptedRemedy.objects.get()
        assert (accepted.by, accepted.approver, accepted.approved_on) == (broker, "Ola", TODAY)

        taken = reverse("brokerage:remedy-withdraw", args=[accepted.public_id])
        said = text_of(client.post(taken, {"reason": "No hoist."}, follow=True))
        assert "The remedy is taken back" in said
        assert "No household can be asked" in said

    def test_what_no_longer_covers_what_stands_in_the_way_says_so(
        self, client, referral, home, broker
    ):
        AcceptedRemedyFactory(
            referral=referral,
            household=home,
            rule="HOM-1",
            remedy="ADAPTATION",
            covers=["Lift: no."],
        )
        search = searches.run_search(referral_id=referral.public_id, by=None, at=NOON)
        client.force_login(broker)

        said = text_of(client.get(reverse("brokerage:search-near-misses", args=[search.public_id])))

        assert "It does not cover what stands in the way now: Hoist: no." in said

    def test_siblings_see_their_plans_and_one_child_has_none(
        self, client, referral, service, broker
    ):
        Condition.objects.all().delete()
        asha = referral.children.get()
        ben = ChildFactory(authority=referral.authority, first_name="Ben")
        referral.referral_children.create(child=ben, position=2)
        low, high = sorted([asha, ben], key=lambda child: child.pk)
        SiblingLink.objects.create(child=low, sibling=high)
        HouseholdFactory(service=service, terms__places=1, easting=500_000, northing=200_000)
        HouseholdFactory(service=service, terms__places=1, easting=508_046, northing=200_000)
        search = searches.run_search(referral_id=referral.public_id, by=None, at=NOON)
        client.force_login(broker)
        page = reverse("brokerage:search-splits", args=[search.public_id])

        said = text_of(client.get(page))

        assert "No household can take all 2." in said
        assert "Plan 1: 2 homes, 5 miles apart" in said
        assert "Home A to home B: 5 miles." in said

        SiblingLink.objects.update(together=SiblingLink.Together.ESSENTIAL)
        assert "They must stay together" in text_of(client.get(page))

    def test_a_household_of_a_service_without_an_agreement_is_explained(
        self, client, referral, authority, broker
    ):
        search = searches.run_search(referral_id=referral.public_id, by=None, at=NOON)
        late = AgreementFactory(authority=authority, starts_on=MOVE_IN).service
        outside = HouseholdFactory(service=late)
        client.force_login(broker)

        said = text_of(
            client.get(
                reverse("brokerage:search-household", args=[search.public_id, outside.public_id])
            )
        )

        assert f"The agreement of its fostering service, {late.name}" in said
        assert "begins on 9 March 2026" in said


class TestSupport:
    def test_an_item_is_done_once_and_the_first_to_say_so_is_kept(self, broker):
        placement = PlacementFactory()
        item = support.add_item(
            placement=placement,
            item=support.Item(kind="THERAPY", words="Play therapy", owner="Ann"),
            by=broker,
            at=NOON,
        )

        support.close_item(item=item, status="DONE", reason="", by=broker, at=NOON)
        support.close_item(item=item, status="NOT_NEEDED", reason="Late.", by=broker, at=NOON)

        item.refresh_from_db()
        assert (item.status, item.closed_by, item.reason) == ("DONE", broker, "")

    def test_a_stay_that_is_over_takes_no_more(self, broker):
        placement = PlacementFactory(status="CANCELLED", cancel_reason="Not needed.")

        with pytest.raises(support.PlacementOver):
            support.add_item(
                placement=placement,
                item=support.Item(kind="THERAPY", words="Play therapy", owner="Ann"),
                by=broker,
                at=NOON,
            )

    def test_not_needed_says_why(self, client, noon, authority, broker):
        placement = PlacementFactory(child__authority=authority)
        client.force_login(broker)
        add = reverse("placements:support-add", args=[placement.public_id])
        answers = {"kind": "TRANSPORT", "words": "A taxi", "owner": "Ann", "cost_pence": "412.50"}
        said = text_of(client.post(add, answers, follow=True))
        assert "A taxi" in said
        assert "£412.50" in said
        close = reverse("placements:support-close", args=[SupportItem.objects.get().public_id])

        assert "Enter why it is not needed" in text_of(client.post(close, {"status": "NOT_NEEDED"}))
        said = text_of(
            client.post(close, {"status": "NOT_NEEDED", "reason": "They moved."}, follow=True)
        )

        assert "They moved." in said

    def test_another_authority_finds_nothing(self, client, noon):
        placement = PlacementFactory()
        client.force_login(UserFactory())

        page = reverse("placements:support-add", args=[placement.public_id])
        assert client.get(page).status_code == 404
