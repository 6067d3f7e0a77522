"""Nobody fits: the broker tries what would change it, accepts a remedy, and finds it again in the child's plan."""

import pytest
import time_machine

from accounts.models import FosteringService
from brokerage.models import AcceptedRemedy, Condition, MatchView, Search
from brokerage.services import searches
from carers.models import HomeFeature
from placements.models import Placement, SupportItem
from tests.factories import (
    MOVE_IN,
    NOON,
    TODAY,
    AgreementFactory,
    AuthorityFactory,
    ChildFactory,
    HouseholdFactory,
    NeedFactory,
    ReferralFactory,
    ServiceFactory,
    UserFactory,
)
from tests.journeys.browsing import PHONE, Person

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
DISTRICT = "E07000243"


@pytest.fixture(autouse=True)
def _the_desk_is_open():
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def cast():
    """A child who needs a hoist, and two families: one has none, and one has no room for the child's age either."""
    authority = AuthorityFactory(district_codes=[DISTRICT])
    service = ServiceFactory(kind=FosteringService.Kind.OWN, authority=authority)
    AgreementFactory(authority=authority, service=service)
    referral = ReferralFactory(authority=authority, child=ChildFactory(authority=authority))
    NeedFactory(child=referral.children.get())
    Condition.objects.create(
        referral=referral, kind=Condition.Kind.FEATURE, code="HOIST", is_essential=True
    )
    near, far = (
        HouseholdFactory(
            service=service, name=name, reference=reference, district_code=DISTRICT,
            last_confirmed_on=TODAY, **terms,
        )
        for name, reference, terms in (
            ("The Near family", "H1", {}), ("The Young family", "H2", {"terms__max_age_years": 2}),
        )
    )  # fmt: skip
    for home in (near, far):
        HomeFeature.objects.create(household=home, feature="HOIST", is_present=False)
    searches.run_search(referral_id=referral.public_id, by=None, at=NOON)
    broker = UserFactory(authority=authority, name="Bo Broker")
    return {"referral": referral, "broker": broker, "home": near}


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_near_miss_becomes_a_home_with_its_remedy_in_the_plan(
    new_context, live_server, cast, scripts
):
    broker = Person(new_context, live_server.url, scripts=scripts).as_user(cast["broker"])
    referral = cast["referral"]
    broker.goes_to(f"/referrals/{referral.public_id}/carers/").reads("No household can be asked")
    when_the_broker_tries_without_the_hoist(broker, scripts)
    and_keeps_the_trial(broker)
    and_accepts_a_remedy(broker, referral)
    and_decides_and_books(broker, referral, cast["home"])
    then_the_plan_says_who_sees_to_it(broker)


def test_the_pages_hold_on_a_phone(new_context, live_server, cast):
    broker = Person(new_context, live_server.url, scripts=True, size=PHONE).as_user(cast["broker"])
    search = Search.objects.get()

    for page in ("", "near-misses/", "try/", "ruled-out/", "apart/"):
        broker.goes_to(f"/searches/{search.public_id}/{page}")


def when_the_broker_tries_without_the_hoist(broker, scripts):
    broker.clicks_on("^What if$").reads("Nothing is changed yet")
    broker.fills_in(item_0="WANTED")
    if scripts:
        broker.page.wait_for_selector("text=The list as it would be")
        broker.looks()
    else:
        broker.presses("Show the effect")
    broker.reads("1 household can be asked, 1 more than before.").reads("The Near family")
    assert Search.objects.count() == 1


def and_keeps_the_trial(broker):
    broker.presses("Keep this trial").reads("This is a trial")
    broker.reads("Hoist (home feature): wanted, not essential.")
    trial = Search.objects.get(is_trial=True)
    assert trial.by.name == "Bo Broker"


def and_accepts_a_remedy(broker, referral):
    broker.goes_to(f"/referrals/{referral.public_id}/carers/").reads("No household can be asked")
    broker.clicks_on("^What would make it work$").reads("1 household fails one rule only")
    broker.clicks_on("Accept this remedy").fills_in(
        words="A mobile hoist from the equipment store", owner="Ola Reed, occupational therapist",
        due_on=MOVE_IN, approver="Ola Reed, occupational therapist", approved_on=TODAY,
        reason="They know her, and only the hoist is missing.",
    )  # fmt: skip
    broker.presses("Accept this remedy").reads("The Near family is on the list, with a remedy.")
    broker.reads("1 of 2 households").reads("With a remedy")
    assert AcceptedRemedy.objects.get().rule == "HOM-1"


def and_decides_and_books(broker, referral, home):
    broker.presses("Add to the shortlist")
    for whose in MatchView.Whose.values:
        broker.goes_to(f"/referrals/{referral.public_id}/homes/{home.public_id}/views/{whose}/")
        broker.fills_in(view="FOR", words="Yes.", gathered_on=TODAY).presses("Save this view")
    broker.goes_to(f"/referrals/{referral.public_id}/decision/").presses("Choose this home")
    broker.fills_in(
        starts_on=MOVE_IN, setting="U4", purpose="PERMANENCE", reason="Near her school and kind.",
        passed_parents="Not safe.", passed_connected="Nobody came forward.", test_near="YES",
        test_education="YES", test_siblings="NA", test_disability="YES", test_area="YES",
    )  # fmt: skip
    broker.presses("Record the decision")
    while broker.page.get_by_text("To find out").count():
        row = broker.page.locator(".govuk-summary-list__row", has_text="To find out").first
        broker.goes_to(row.get_by_role("link").get_attribute("href"))
        broker.fills_in(reason="Asked the supervising social worker.").presses("^Save$")
    broker.presses("Book the placement").reads("Booked")


def then_the_plan_says_who_sees_to_it(broker):
    placement = Placement.objects.get()
    broker.goes_to(f"/placements/{placement.public_id}/")
    broker.reads("A mobile hoist from the equipment store").reads("Ola Reed")
    broker.clicks_on("^Update").fills_in(status="DONE").presses("^Save$").reads("Done")
    item = SupportItem.objects.get()
    assert (item.placement, item.source_rule, item.status) == (placement, "HOM-1", "DONE")
