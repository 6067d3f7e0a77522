"""Searches as they are kept, replayed, explained, and checked again for one household."""

import datetime as dt

import pytest
from django.db import transaction

from accounts.models import Role
from brokerage.lifecycle import ReferralStatus
from brokerage.matching import storage
from brokerage.matching.checks import Outcome
from brokerage.matching.weights import STARTING_WEIGHTS, Weights
from brokerage.models import ColumnsSnapshot, Search, WeightSet
from brokerage.services import searches, snapshots
from carers.models import ApprovalTerms, Household
from placements.models import Placement
from tests.factories import (
    MOVE_IN,
    NOON,
    AgreementFactory,
    AuthorityFactory,
    ChildFactory,
    HouseholdFactory,
    NeedFactory,
    PlacementFactory,
    ReferralFactory,
    StatutoryCheckFactory,
    TermsFactory,
    UnavailabilityFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
WEEK = dt.timedelta(days=7)


@pytest.fixture
def authority():
    return AuthorityFactory()


@pytest.fixture
def service(authority):
    return AgreementFactory(authority=authority).service


@pytest.fixture
def referral(authority):
    referral = ReferralFactory(authority=authority)
    NeedFactory(child=referral.children.get())
    return referral


def search_for(referral, **asked):
    return searches.run_search(referral_id=referral.public_id, by=None, at=NOON, **asked)


def mixed_homes(service):
    """Homes that pass, that fail one rule each, and that lack facts."""
    approved = HouseholdFactory(service=service, last_confirmed_on=NOON.date())
    StatutoryCheckFactory(household=approved, kind="DBS")
    StatutoryCheckFactory(household=approved, kind="REVIEW")
    too_young = HouseholdFactory(service=service, terms__max_age_years=5)
    full = HouseholdFactory(service=service, terms__places=1)
    PlacementFactory(household=full, starts_on=MOVE_IN - WEEK)
    away = HouseholdFactory(service=service)
    UnavailabilityFactory(household=away)
    lapsed = HouseholdFactory(service=service)
    StatutoryCheckFactory(household=lapsed, kind="DBS", due_on=MOVE_IN - WEEK)
    nothing_recorded = HouseholdFactory(service=service, terms=None)
    changing = HouseholdFactory(service=service, terms__ends_on=MOVE_IN)
    TermsFactory(household=changing, starts_on=MOVE_IN, status="RESIGNED")
    return [approved, too_young, full, away, lapsed, nothing_recorded, changing]


def test_a_search_keeps_what_it_saw_and_what_it_found(referral, service):
    broker = UserFactory(authority=referral.authority)
    approved, too_young, *_ = mixed_homes(service)

    search = searches.run_search(referral_id=referral.public_id, by=broker, at=NOON)

    assert (search.by, search.at, search.is_trial) == (broker, NOON, False)
    assert (search.considered, search.eligible) == (7, 2)
    assert search.ruled_out["APR-2"] == [1, 1]
    assert search.snapshot.households == 7
    first, second = search.results.all()
    assert {first.rank, second.rank} == {1, 2}
    assert approved.pk in {first.household_id, second.household_id}
    assert too_young.pk not in {first.household_id, second.household_id}
    assert first.score >= second.score


def test_searches_that_see_the_same_keep_it_once(referral, service):
    household = HouseholdFactory(service=service)
    search_for(referral)
    search_for(referral)
    assert ColumnsSnapshot.objects.count() == 1

    household.has_dogs = True
    household.save()
    search_for(referral)

    assert ColumnsSnapshot.objects.count() == 2


def test_a_search_that_saw_nearly_the_same_keeps_the_difference(referral, service):
    snapshots.forget_bases()
    homes = [HouseholdFactory(service=service) for _ in range(40)]
    too_young = HouseholdFactory(service=service, terms__max_age_years=5)
    first = search_for(referral)
    Household.objects.filter(pk=homes[3].pk).update(has_dogs=True, postcode="AA1 1AA")
    too_young_id = too_young.pk
    too_young.delete()

    second = search_for(referral)

    assert (first.snapshot.base, second.snapshot.base) == (None, first.snapshot)
    assert second.snapshot.removed_ids == [too_young_id]
    assert len(second.snapshot.data) < len(first.snapshot.data)
    for search in (first, second):
        again = searches.replay(Search.objects.get(pk=search.pk))
        assert again.to_bytes() == bytes(search.outcome)
        assert storage.digest(again.columns) == search.snapshot.digest


def test_a_base_that_was_undone_is_not_built_on(referral, service):
    snapshots.forget_bases()
    homes = [HouseholdFactory(service=service) for _ in range(21)]
    with transaction.atomic():
        search_for(referral)
        transaction.set_rollback(True)
    Household.objects.filter(pk=homes[3].pk).update(has_dogs=True)

    assert search_for(referral).snapshot.base is None


def test_a_change_made_in_the_same_transaction_is_in_the_next_search(referral, service):
    household = HouseholdFactory(service=service, terms__places=1)
    assert search_for(referral).eligible == 1

    PlacementFactory(household=household, starts_on=MOVE_IN)

    assert search_for(referral).ruled_out["PLC-1"] == [1, 1]


def test_a_replayed_search_finds_the_same_after_the_homes_have_changed(referral, service):
    mixed_homes(service)
    search = search_for(referral)

    ApprovalTerms.objects.all().delete()
    Household.objects.update(last_confirmed_on=MOVE_IN, has_dogs=True)
    assert search_for(referral).ruled_out != search.ruled_out
    again = searches.replay(Search.objects.get(pk=search.pk))

    assert again.to_bytes() == bytes(search.outcome)
    assert len(again.columns) == 7


def test_weights_are_those_that_the_managers_approved_last(referral, service):
    HouseholdFactory(service=service)
    assert search_for(referral).weight_set.name == STARTING_WEIGHTS.name

    set_ = WeightSet.objects.create(
        authority=referral.authority,
        name="Ours",
        version=2,
        weights=STARTING_WEIGHTS.as_mapping() | {"SKILLS": 15.0, "WISHES": 15.0},
        created_at=NOON,
        approved_at=NOON,
        approved_by=UserFactory(authority=referral.authority, role=Role.MANAGER),
        approval_reason="Agreed at the desk meeting.",
    )
    search = search_for(referral)

    assert search.weight_set == set_
    assert Weights.from_record(search.weights).of("WISHES") == 15
    assert WeightSet.objects.filter(authority=None).count() == 1


def test_weights_of_another_authority_or_not_approved_yet_are_not_used(referral, service):
    HouseholdFactory(service=service)
    for authority, approved_at in (
        (AuthorityFactory(), NOON),
        (referral.authority, None),
        (referral.authority, NOON + WEEK),
    ):
        WeightSet.objects.create(
            authority=authority,
            name=f"Not in force {authority.pk} {approved_at}",
            weights=STARTING_WEIGHTS.as_mapping(),
            created_at=NOON,
            approved_at=approved_at,
            approved_by=approved_at and UserFactory(authority=authority, role=Role.MANAGER),
            approval_reason="Agreed at the desk meeting." if approved_at else "",
        )

    assert search_for(referral).weight_set.authority is None


def test_a_trial_keeps_the_weights_it_tried(referral, service):
    HouseholdFactory(service=service)
    tried = Weights.scaled("Tried", 1, STARTING_WEIGHTS.as_mapping() | {"WISHES": 50.0})

    search = search_for(referral, weights=tried, is_trial=True)

    assert search.is_trial
    assert search.weight_set is None
    assert Weights.from_record(search.weights) == tried


@pytest.mark.parametrize("status", [ReferralStatus.DRAFT, ReferralStatus.SUBMITTED, "WITHDRAWN"])
def test_carers_are_not_looked_for_before_the_referral_is_accepted_or_after_it_is_closed(
    authority, status
):
    referral = ReferralFactory(authority=authority, status=status)

    with pytest.raises(searches.CannotSearch):
        search_for(referral)

    assert not Search.objects.exists()


def test_a_child_who_is_not_born_by_the_move_cannot_be_searched_for(authority):
    child = ChildFactory(authority=authority, birth_date=MOVE_IN + WEEK)

    with pytest.raises(searches.CannotSearch, match="born"):
        search_for(ReferralFactory(authority=authority, child=child))


def test_every_household_is_explained_on_the_list_or_not(referral, service):
    households = mixed_homes(service)
    search = search_for(referral)

    explained = searches.household_explanations(search, households)

    places = {e.household_id: e.position for e in explained if e.position}
    assert places == {r.household_id: r.rank for r in search.results.all()}
    assert [line.code for line in explained[1].failed] == ["APR-2"]
    assert [line.code for line in explained[2].failed] == ["PLC-1"]


def test_a_household_that_the_search_did_not_look_at_is_not_explained(referral, service):
    search = search_for(referral)

    with pytest.raises(searches.NotConsidered):
        searches.household_explanation(search, HouseholdFactory(service=service))


def test_one_household_checked_for_booking_gets_what_the_whole_search_says(referral, service):
    households = mixed_homes(service)
    ranking = searches.rank_referral(referral, at=NOON)

    for household in households:
        found = searches.eligible_on(household=household, referral=referral, on=MOVE_IN, at=NOON)
        assert tuple(line.code for line in found.failing) == ranking.fails(household.pk)
        explained = searches.household_explanation(search_for(referral), household)
        unknown = [x.code for x in explained.rules if x.outcome is Outcome.NOT_RECORDED]
        assert [line.code for line in found.unknown] == unknown


def test_a_household_is_checked_for_the_day_that_is_asked_about(referral, service):
    household = HouseholdFactory(service=service, terms__places=1)
    later = MOVE_IN + 8 * WEEK
    PlacementFactory(household=household, starts_on=later, child=ChildFactory())

    def may_be_asked(on, until=None):
        return searches.eligible_on(
            household=household, referral=referral, on=on, at=NOON, until=until
        ).may_be_asked

    assert not may_be_asked(MOVE_IN)  # the stay has no end, and the place is booked from later on
    assert may_be_asked(MOVE_IN, until=later)
    assert not may_be_asked(MOVE_IN, until=later + dt.timedelta(days=1))


def test_a_household_of_a_service_without_any_agreement_is_not_considered(referral):
    with pytest.raises(searches.NotConsidered):
        searches.eligible_on(household=HouseholdFactory(), referral=referral, on=MOVE_IN, at=NOON)


def test_the_starting_weights_are_made_once():
    assert searches.default_weights(at=NOON) == searches.default_weights(at=NOON + WEEK)
    assert not Placement.objects.exists()
