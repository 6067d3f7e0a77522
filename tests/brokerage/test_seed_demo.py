"""The invented desk: the same for a seed and a day, in every state, and only on an empty database."""

import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from brokerage.lifecycle import ReferralStatus
from brokerage.models import Answer, Referral, Search
from brokerage.services.searches import replay
from carers.models import Household
from children.models import Child
from placements.models import Placement
from tests.factories import NOON, TODAY, AuthorityFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def seed(**changes):
    sizes = {"households": 160, "children": 110, "referrals": 40, "seed": 7, "today": TODAY}
    told = io.StringIO()
    call_command("seed_demo", stdout=told, **sizes | changes)
    return told.getvalue()


def written():
    """Everything that the seed decides, without the random ids that every installation has."""
    return {
        "households": list(
            Household.objects.order_by("reference").values_list("reference", "name", "postcode")
        ),
        "children": list(
            Child.objects.order_by("reference").values_list("reference", "first_name", "birth_date")
        ),
        "stays": sorted(
            Placement.objects.values_list(
                "child__reference", "starts_on", "setting", "household__reference"
            ),
            key=str,
        ),
        "referrals": sorted(Referral.objects.values_list("authority__code", "reference", "status")),
        "answers": sorted(
            Answer.objects.values_list("invitation__household__reference", "choice", "at"), key=str
        ),
    }


def seeded_and_forgotten(**changes):
    with transaction.atomic():
        seed(**changes)
        found = written()
        transaction.set_rollback(True)
    return found


def test_the_same_seed_and_day_make_the_same_desk():
    first = seeded_and_forgotten()

    assert seeded_and_forgotten() == first
    assert seeded_and_forgotten(seed=8) != first


def test_referrals_are_in_every_state_and_rounds_are_half_answered():
    told = seed()

    assert set(Referral.objects.values_list("status", flat=True)) == set(ReferralStatus.values)
    assert Answer.objects.count() > 20
    assert "stays in the last six years" in told


def test_a_database_that_holds_records_is_left_alone():
    AuthorityFactory()

    with pytest.raises(CommandError, match="already holds records"):
        seed()

    assert not Household.objects.exists()


def test_past_referrals_were_decided_from_lists_that_knew_nothing_of_what_came_later():
    """They can be made again, and no stay in what they were ranked from began after the meeting."""
    seed()
    past = Search.objects.filter(referral__status=ReferralStatus.PLACED, at__lt=NOON - 50 * DAY)
    assert past.count() > 10

    for search in past.select_related("snapshot", "referral__placement"):
        again, stay = replay(search), search.referral.placement
        assert again.to_bytes() == bytes(search.outcome)
        assert search.at.date() < stay.starts_on
        assert search.referral.decisions.get().household == stay.household
        begun = again.columns.stays.starts_on
        assert begun.max() <= search.at.date().toordinal()
