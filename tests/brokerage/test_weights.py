"""An authority's weights: drafted, told in words with their effect, approved by four eyes, and then fixed."""

import datetime as dt
import html
import re

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts.models import Role
from brokerage.forms.weights import DraftWeights
from brokerage.matching.weights import STARTING_WEIGHTS, Weights, WeightsNotValid
from brokerage.models import Search, WeightSet
from brokerage.queries import weight_effect
from brokerage.queries import weights as queries
from brokerage.services import searches
from brokerage.services import weights as services
from tests.factories import (
    MOVE_IN,
    NOON,
    AgreementFactory,
    AuthorityFactory,
    DecisionFactory,
    HouseholdFactory,
    NeedFactory,
    ReferralFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(hours=1)
START = STARTING_WEIGHTS.as_mapping()
MORE_SCHOOL = START | {"SCHOOL": 15.0, "SKILLS": 15.0}


@pytest.fixture
def authority():
    return AuthorityFactory()


@pytest.fixture
def broker(authority):
    return UserFactory(authority=authority)


@pytest.fixture
def manager(authority):
    return UserFactory(authority=authority, role=Role.MANAGER)


@pytest.fixture
def service(authority):
    return AgreementFactory(authority=authority).service


def drafted(authority, by, weights=MORE_SCHOOL, at=NOON):
    return services.draft_weights(
        authority=authority, weights=weights, reason="Lost school places.", by=by, at=at
    )


def approved(draft, by, at=LATER):
    return services.approve_weights(
        weight_set=draft, seen_at=draft.created_at, reason="Agreed at the desk.", by=by, at=at
    )


def test_a_draft_ranks_nobody_and_an_approved_set_does(authority, broker, manager, service):
    HouseholdFactory(service=service)
    draft = drafted(authority, broker)
    assert searches.approved_weights(authority=authority, at=LATER) is None

    approved(draft, manager)
    referral = ReferralFactory(authority=authority)
    search = searches.run_search(referral_id=referral.public_id, by=broker, at=LATER)

    assert str(search.weight_set) == "Local weights, version 1"
    assert Weights.from_record(search.weights).of("SCHOOL") == 15


def test_versions_follow_each_other_and_a_second_draft_changes_the_first(
    authority, broker, manager
):
    draft = drafted(authority, broker)
    changed = drafted(authority, broker, START | {"SCHOOL": 12.0, "SKILLS": 18.0}, at=LATER)
    assert changed == draft
    approved(changed, manager)

    assert drafted(authority, broker).version == 2
    assert WeightSet.objects.filter(authority=authority).count() == 2


def test_nobody_approves_their_own_draft_while_another_manager_can(authority, manager):
    other = UserFactory(authority=authority, role=Role.MANAGER)
    draft = drafted(authority, manager)

    with pytest.raises(services.NotYours, match="another manager"):
        approved(draft, manager)

    assert approved(draft, other).approved_by == other


def test_the_only_manager_may_and_the_set_shows_it(authority, manager):
    gone = UserFactory(authority=authority, role=Role.MANAGER, is_active=False)
    elsewhere = UserFactory(authority=AuthorityFactory(), role=Role.MANAGER)
    found = approved(drafted(authority, manager), manager)

    assert found.approved_by == found.created_by == manager
    assert {gone.is_active, elsewhere.is_active} == {False, True}


def test_a_broker_and_a_manager_from_elsewhere_may_not_approve(authority, broker):
    draft = drafted(authority, broker)

    for person in (broker, UserFactory(authority=AuthorityFactory(), role=Role.MANAGER)):
        with pytest.raises(services.NotYours, match="Only a manager"):
            approved(draft, person)


def test_nobody_approves_what_was_changed_after_they_looked(authority, broker, manager):
    draft = drafted(authority, broker)
    seen = draft.created_at
    drafted(authority, broker, START | {"SCHOOL": 30.0, "SKILLS": 0.0}, at=LATER)

    with pytest.raises(services.DraftChanged):
        services.approve_weights(
            weight_set=draft, seen_at=seen, reason="Fine.", by=manager, at=LATER
        )


def test_what_is_in_use_cannot_be_changed_or_removed_by_anybody(authority, broker, manager):
    found = approved(drafted(authority, broker), manager)
    start = searches.default_weights(at=NOON)

    for fixed in (found, start):
        rows = WeightSet.objects.filter(pk=fixed.pk)
        with pytest.raises(DatabaseError, match="in use"), transaction.atomic():
            rows.update(weights={})
        with pytest.raises(DatabaseError, match="in use"), transaction.atomic():
            rows.delete()
        assert rows.exists()


def test_a_draft_can_be_thrown_away(authority, broker):
    draft = drafted(authority, broker)

    services.discard_draft(weight_set=draft)

    assert not WeightSet.objects.filter(pk=draft.pk).exists()
    with pytest.raises(services.DraftChanged):
        services.discard_draft(weight_set=draft)


@pytest.mark.parametrize(
    "fields",
    [
        {"approved_at": NOON},
        {"approved_at": NOON, "approval_reason": "Fine."},
        {"approval_reason": "Fine."},
    ],
)
def test_an_approval_has_a_person_a_time_and_a_reason(authority, fields):
    with pytest.raises(DatabaseError, match="approved_by_someone_for_a_reason"):
        WeightSet.objects.create(
            authority=authority, name="Ours", weights=START, created_at=NOON, **fields
        )


def test_there_is_one_draft_at_a_time(authority):
    WeightSet.objects.create(authority=authority, name="One", weights=START, created_at=NOON)

    with pytest.raises(DatabaseError, match="one_draft_at_a_time"):
        WeightSet.objects.create(authority=authority, name="Two", weights=START, created_at=NOON)


@pytest.mark.parametrize("wrong", [{"SCHOOL": 11.0}, {"COST": 6.0, "SKILLS": 14.0}])
def test_a_service_refuses_weights_that_are_none(authority, broker, wrong):
    with pytest.raises(WeightsNotValid):
        drafted(authority, broker, START | wrong)


def test_differences_are_said_in_words_the_largest_first():
    changed = START | {"SCHOOL": 15.0, "SKILLS": 12.0, "COST": 3.0}

    assert queries.differences(START, changed) == [
        "Skills and experience with this child's needs count less: from 20 to 12.",
        "Distance to school counts more: from 10 to 15.",
        "Cost counts more: from 0 to 3.",
    ]
    assert queries.differences(START, START) == []


def posted(**changes):
    data = {code: f"{weight:g}" for code, weight in START.items()} | {"reason": "Because."}
    return DraftWeights(data | changes, weights=START)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"SCHOOL": "15"}, "SKILLS", "The weights must add up to 100. They add up to 105"),
        ({"COST": "6", "SKILLS": "14"}, "COST", "Cost must be 5 or less"),
        ({"SCHOOL": "-1"}, "SCHOOL", "Distance to school must be 0 or more"),
        ({"SCHOOL": "ten"}, "SCHOOL", "Distance to school must be a number, like 10 or 7.5"),
        ({"SCHOOL": ""}, "SCHOOL", "Enter a number for distance to school"),
        ({"SCHOOL": "NaN"}, "SCHOOL", "Distance to school must be a number, like 10 or 7.5"),
        ({"reason": ""}, "reason", "Enter why the weights should change"),
    ],
)
def test_the_form_says_what_is_wrong(changes, field, words):
    assert posted(**changes).errors[field] == [words]


def test_the_form_gives_weights_as_numbers():
    form = posted(SCHOOL="12.5", SKILLS="17.5")

    assert form.is_valid()
    assert Weights.from_mapping("x", 1, form.weights).of("SCHOOL") == 12.5


def test_two_orders_are_compared_by_hand():
    before = [11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22]
    after = [12, 11, 13, 14, 15, 16, 17, 18, 19, 22, 21, 20]

    found = weight_effect.compared(before, after, chosen=22)

    assert found.first_differs
    assert found.overlap == 0.9
    assert found.chosen == (12, 10)
    assert found.moved == (20, 10, 12)


def test_an_empty_list_and_the_same_list_have_no_moves():
    assert weight_effect.compared([], []) is None
    same = weight_effect.compared([3, 4], [3, 4], chosen=9)
    assert (same.first_differs, same.overlap, same.chosen, same.moved) == (False, 1.0, None, None)


def scene(authority, service):
    """One home near the school without skills on record, one far off that has cared for many."""
    referral = ReferralFactory(authority=authority, keeps_school_place=True)
    NeedFactory(child=referral.children.get())
    homes = HouseholdFactory.create_batch(4, service=service, last_confirmed_on=NOON.date())
    search = searches.run_search(referral_id=referral.public_id, by=None, at=NOON)
    return referral, homes, search


def test_the_effect_is_what_ranking_again_gives(authority, service, broker):
    referral, _homes, search = scene(authority, service)
    searches.run_search(
        referral_id=referral.public_id, by=None, at=NOON, weights=STARTING_WEIGHTS, is_trial=True
    )
    tried = Weights.from_mapping("Tried", 1, MORE_SCHOOL)
    chosen = search.results.order_by("-rank")[0]
    DecisionFactory(referral=referral, household=chosen.household, starts_on=MOVE_IN)

    found = weight_effect.effect(broker, tried)
    again = searches.rank_referral(referral, at=NOON, weights=tried)

    assert (found.asked, found.searches) == (1, 1)
    first = search.results.get(rank=1).household_id
    assert found.first_differs == (again.eligible.household_ids[0] != first)
    now = again.position(chosen.household_id)
    assert (found.chosen_up, found.chosen_down) == (now < chosen.rank, now > chosen.rank)
    assert found.overlap == 1.0


def test_the_effect_of_the_same_weights_is_none(authority, service, broker):
    scene(authority, service)

    found = weight_effect.effect(broker, STARTING_WEIGHTS)

    assert (found.first_differs, found.overlap, list(found.moves)) == (0, 1.0, [])


def test_the_effect_stops_where_a_page_would_take_too_long(authority, service, broker, monkeypatch):
    scene(authority, service)
    assert Search.objects.get().considered == 4
    monkeypatch.setattr(weight_effect, "MOST_HOUSEHOLDS", 3)

    found = weight_effect.effect(broker, STARTING_WEIGHTS)

    assert (found.asked, found.searches, found.overlap) == (1, 0, None)


def test_another_authoritys_searches_are_not_looked_at(authority, service):
    scene(authority, service)
    stranger = UserFactory(authority=AuthorityFactory(), role=Role.MANAGER)

    assert weight_effect.effect(stranger, STARTING_WEIGHTS).asked == 0


def words(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(html.unescape(text).split())


@time_machine.travel(NOON, tick=False)
def test_a_broker_drafts_and_a_manager_approves_on_the_pages(
    client, authority, service, broker, manager
):
    scene(authority, service)
    client.force_login(broker)
    data = {code: f"{weight:g}" for code, weight in MORE_SCHOOL.items()} | {
        "reason": "Lost places."
    }
    page = client.post(reverse("brokerage:weight-draft"), data, follow=True)
    assert "Distance to school counts more: from 10 to 15." in words(page)
    assert "1 search, ranked again" in words(page)
    assert "Only a manager of the authority may approve weights." in words(page)

    draft = WeightSet.objects.get(authority=authority)
    client.force_login(manager)
    address = reverse("brokerage:weight-approve", kwargs={"weightset_id": draft.public_id})
    refused = client.post(address, {"seen_at": draft.created_at.isoformat()})
    assert "Enter why you approve these weights" in words(refused)
    done = client.post(
        address, {"seen_at": draft.created_at.isoformat(), "reason": "Agreed."}, follow=True
    )
    assert "are in force" in words(done)

    listed = words(client.get(reverse("brokerage:weight-list")))
    assert "Local weights, version 1 are in force." in listed
    assert manager.name in listed
    assert broker.name in listed


@time_machine.travel(NOON, tick=False)
def test_a_stale_approval_is_told_and_not_made(client, authority, broker, manager):
    draft = drafted(authority, broker)
    client.force_login(manager)
    address = reverse("brokerage:weight-approve", kwargs={"weightset_id": draft.public_id})

    page = client.post(address, {"seen_at": LATER.isoformat(), "reason": "Fine."}, follow=True)

    assert "Somebody has changed these weights meanwhile." in words(page)
    assert WeightSet.objects.get(pk=draft.pk).approved_at is None


@time_machine.travel(NOON, tick=False)
def test_a_draft_is_thrown_away_with_a_button(client, authority, broker):
    draft = drafted(authority, broker)
    client.force_login(broker)

    client.post(reverse("brokerage:weight-discard", kwargs={"weightset_id": draft.public_id}))

    assert not WeightSet.objects.exists()
