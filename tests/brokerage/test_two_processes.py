"""What one process changes is right in the next search of another one, which keeps its columns."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from accounts.models import Agreement
from carers.models import ApprovalTerms, Household
from placements.models import Placement
from tests.factories import (
    MOVE_IN,
    NOON,
    AgreementFactory,
    HouseholdFactory,
    PlacementFactory,
    ReferralFactory,
    UnavailabilityFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)
HOME = Path(__file__).resolve().parents[2]


@pytest.fixture
def search(database_url):
    """``search(referral)``: what another process finds, one that has searched before."""
    environment = os.environ | {
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEBUG": "1",
    }
    with subprocess.Popen(
        [sys.executable, "-m", "tests.brokerage.searching_process"],
        cwd=HOME,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:

        def searched(referral):
            print(referral.pk, NOON.isoformat(), file=process.stdin, flush=True)
            return json.loads(process.stdout.readline())

        yield searched
        process.stdin.close()


def test_every_change_is_in_the_next_search_of_another_process(search):
    agreement = AgreementFactory()
    referral = ReferralFactory(authority=agreement.authority)
    home, other = (HouseholdFactory(service=agreement.service) for _ in range(2))
    first = search(referral)
    assert first["read_all"]
    assert first["homes"] == {str(home.pk): [], str(other.pk): []}

    def seen():
        again = search(referral)
        assert not again["read_all"]
        return again["homes"].get(str(home.pk))

    stay = PlacementFactory(household=home, starts_on=MOVE_IN)
    ApprovalTerms.objects.filter(household=home).update(places=1)
    assert seen() == ["PLC-1"]
    Placement.objects.filter(pk=stay.pk).update(status="CANCELLED", cancel_reason="Changed.")
    assert seen() == []

    hold = UnavailabilityFactory(household=home, kind="HOLD", reason="A meeting.", ends_on=None)
    assert seen() == ["AVL-1"]
    hold.delete()
    assert seen() == []

    ApprovalTerms.objects.filter(household=home).update(status="SUSPENDED")
    assert seen() == ["APR-1"]
    ApprovalTerms.objects.filter(household=home).update(status="APPROVED", max_age_years=1)
    assert seen() == ["APR-2"]
    ApprovalTerms.objects.filter(household=home).update(max_age_years=18)

    Agreement.objects.filter(pk=agreement.pk).update(ends_on=MOVE_IN)
    assert seen() == ["SVC-1"]
    Agreement.objects.filter(pk=agreement.pk).update(ends_on=None)
    assert seen() == []

    Household.objects.filter(pk=home.pk).update(service=AgreementFactory().service)
    assert seen() is None
    Household.objects.filter(pk=home.pk).update(service=agreement.service)
    assert seen() == []
    ApprovalTerms.objects.filter(household=home).delete()
    Placement.objects.filter(household=home).delete()
    home.delete()
    assert seen() is None
