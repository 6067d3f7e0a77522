"""The desk's meeting: a plan over everybody who waits, read, fixed in part and made again, and one carer asked."""

import pytest
import time_machine

from brokerage.models import Condition, DeskPlan, Round, ShortlistEntry
from tests.factories import (
    MOVE_IN,
    NOON,
    AgreementFactory,
    AuthorityFactory,
    HouseholdFactory,
    ReferralFactory,
    UserFactory,
)
from tests.journeys.browsing import DESK, PHONE, Person

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _the_desk_is_open():
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def desk():
    """One home that takes any child, one that takes younger ones, and three who wait: the last needs a hoist."""
    authority = AuthorityFactory()
    service = AgreementFactory(authority=authority).service
    known = {"service": service, "last_confirmed_on": NOON.date(), "terms__places": 1}
    HouseholdFactory(name="The Any family", terms__max_age_years=18, **known)
    HouseholdFactory(name="The Young family", terms__max_age_years=11, **known)
    for household in service.households.all():
        household.features.create(feature="HOIST", is_present=False)
    ages = {"R-YOUNG": 10, "R-TEEN": 16, "R-HOIST": 9}
    referrals = {
        reference: ReferralFactory(
            authority=authority,
            reference=reference,
            urgency="URGENT" if reference == "R-YOUNG" else "PLANNED",
            child__birth_date=MOVE_IN.replace(year=MOVE_IN.year - age),
        )
        for reference, age in ages.items()
    }
    Condition.objects.create(
        referral=referrals["R-HOIST"], kind="FEATURE", code="HOIST", is_essential=True
    )
    return {"broker": UserFactory(authority=authority, name="Bo Broker"), **referrals}


@pytest.mark.parametrize(
    ("scripts", "size"),
    [(True, DESK), (False, DESK), (True, PHONE)],
    ids=["with scripts", "without scripts", "on a phone"],
)
def test_a_meeting_plans_for_everybody_who_waits(new_context, live_server, desk, scripts, size):
    broker = Person(new_context, live_server.url, scripts=scripts, size=size)
    broker.as_user(desk["broker"])
    broker.goes_to("/inbox/")
    if size == PHONE:
        broker.presses("^Menu$")
    broker.clicks_on("Desk plan").presses("Make a plan")
    broker.reads("2 of 3 waiting children").reads("The only home on its list.")
    broker.reads("No home passes every rule.")
    plan = DeskPlan.objects.get()

    a_home_is_kept_and_another_refused(broker, desk)
    again = DeskPlan.objects.exclude(pk=plan.pk).get()
    assert again.follows == plan
    broker.reads("1 of 3 waiting children").reads("Kept, as you chose.")

    broker.clicks_on("Which kinds of carers").reads("Carers needed").reads("Hoist")
    broker.goes_to(plan.get_absolute_url())
    broker.presses("Shortlist .* for R-TEEN")
    assert ShortlistEntry.objects.get().household.name == "The Any family"
    broker.goes_to(plan.get_absolute_url()).clicks_on("Ask this carer for R-YOUNG")
    broker.reads("The Young family")
    assert not Round.objects.exists()


def a_home_is_kept_and_another_refused(broker, desk):
    chosen = {str(desk["R-YOUNG"].public_id): "keep", str(desk["R-TEEN"].public_id): "refuse"}
    broker.fills_in(**chosen).presses("Plan again")
