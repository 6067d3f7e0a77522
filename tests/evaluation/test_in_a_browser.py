"""The pages about weights and evidence in a real browser, on a desk and on a phone: nothing that axe finds."""

import pytest
import time_machine

from accounts.models import Role
from brokerage.services import searches
from evaluation.services import replay_portion
from tests.factories import (
    NOON,
    AgreementFactory,
    AuthorityFactory,
    HouseholdFactory,
    NeedFactory,
    ReferralFactory,
    UserFactory,
)
from tests.journeys.browsing import DESK, PHONE, Person

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_weights_are_drafted_and_approved_and_the_evidence_read(new_context, live_server, size):
    with time_machine.travel(NOON, tick=True):
        authority = AuthorityFactory()
        homes = AgreementFactory(authority=authority).service
        HouseholdFactory.create_batch(3, service=homes)
        referral = ReferralFactory(authority=authority)
        NeedFactory(child=referral.children.get())
        searches.run_search(referral_id=referral.public_id, by=None, at=NOON)
        replay_portion(at=NOON)
        manager = UserFactory(authority=authority, role=Role.MANAGER)
        person = Person(new_context, live_server.url, scripts=True, size=size).as_user(manager)

        person.goes_to("/reports/").clicks_on("Weights: how much")
        person.presses("Draft a new version")
        person.fills_in(SCHOOL="15", SKILLS="14", reason="Lost places.").presses("Save the draft")
        person.reads("The weights must add up to 100. They add up to 99")
        person.fills_in(SKILLS="15").presses("Save the draft")
        person.reads("Distance to school counts more: from 10 to 15.")
        person.presses("Approve these weights")
        person.fills_in(reason="Agreed at the desk.").presses("Approve these weights")
        person.reads("are in force")
        person.goes_to("/reports/matching/").reads("Matching: what the evidence says")
        person.clicks_on("transparency record").reads("Tier 1: overview")
