"""The invented desk: the same for a seed and a day, and only on an empty database."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from brokerage.models import Answer, Referral
from carers.models import Household
from children.models import Child
from placements.models import Placement
from tests.factories import TODAY, AuthorityFactory

pytestmark = pytest.mark.django_db


def seed(**changes):
    sizes = {"households": 30, "children": 24, "referrals": 6, "seed": 7, "today": TODAY}
    call_command("seed_demo", stdout=io.StringIO(), **sizes | changes)


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

    assert (len(first["households"]), len(first["children"])) == (30, 24)
    assert seeded_and_forgotten() == first
    assert seeded_and_forgotten(seed=8) != first


def test_there_is_no_smallest_demonstration():
    seed(households=2, children=3, referrals=1)

    assert (Household.objects.count(), Child.objects.count()) == (2, 3)


def test_a_database_that_holds_records_is_left_alone():
    AuthorityFactory()

    with pytest.raises(CommandError, match="already holds records"):
        seed()

    assert not Household.objects.exists()
