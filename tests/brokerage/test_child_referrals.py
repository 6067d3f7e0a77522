"""The referrals of one child, on the child's own pages."""

import datetime as dt
import re

import pytest
import time_machine
from django.urls import reverse

from accounts.models import Role
from brokerage.models import ReferralChild
from brokerage.services.referrals import withdraw
from tests.factories import (
    NOON,
    TODAY,
    ChildFactory,
    HouseholdFactory,
    PlacementFactory,
    ReferralFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def worker(client):
    worker = UserFactory(role=Role.SOCIAL_WORKER)
    client.force_login(worker)
    return worker


@pytest.fixture
def child(worker):
    return ChildFactory(authority=worker.authority, social_worker=worker)


def a_referral(child, *, days_ago, **fields):
    begun = NOON - dt.timedelta(days=days_ago)
    return ReferralFactory(
        authority=child.authority, child=child, submitted_at=begun, created_at=begun, **fields
    )


def address(child):
    return reverse("brokerage:child-referrals", kwargs={"child_id": child.public_id})


def words_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


def test_each_referral_says_how_long_the_child_waited_and_what_came_of_it(client, child, worker):
    stay = PlacementFactory(
        child=child, starts_on=TODAY, household=HouseholdFactory(name="The Ashdown family")
    )
    placed = a_referral(
        child,
        days_ago=40,
        status="PLACED",
        closed_at=NOON - dt.timedelta(days=10),
        placement=stay,
    )
    ReferralChild.objects.filter(referral=placed).update(placement=stay)
    open_one = a_referral(child, days_ago=5)
    given_up = a_referral(child, days_ago=90)
    withdraw(referral=given_up, reason="She went to her aunt.", by=worker, at=NOON)

    words = words_of(client.get(address(child)))

    assert words.index(open_one.reference) < words.index(placed.reference)
    assert words.index(placed.reference) < words.index(given_up.reference)
    assert "5 days Still open" in words
    assert "30 days The Ashdown family" in words
    assert "90 days Withdrawn: She went to her aunt." in words


def test_the_tab_leads_to_the_page(client, child):
    overview = client.get(child.get_absolute_url()).content.decode()

    assert f'href="{address(child)}">Referrals<' in overview


def test_a_new_one_is_offered_only_when_none_is_open(client, child):
    page = words_of(client.get(address(child)))
    assert "No referrals yet" in page
    assert "Start a referral" in page

    ReferralFactory(authority=child.authority, child=child, status="DRAFT")
    page = words_of(client.get(address(child)))
    assert "Start a referral" not in page
    assert "Not submitted" in page


def test_a_referral_that_may_not_be_seen_is_not_listed(client, child):
    stranger = UserFactory(role=Role.SOCIAL_WORKER, authority=child.authority)
    client.force_login(stranger)

    assert client.get(address(child)).status_code == 404


def test_many_referrals_take_few_queries(client, child, django_assert_max_num_queries):
    for days in range(1, 15):
        a_referral(child, days_ago=days)
    client.get(address(child))  # the session's first request writes it

    with django_assert_max_num_queries(12):
        client.get(address(child))
