"""A child whom nobody asked about is found on the radar, and a referral is drafted; another is set aside and back."""

import datetime as dt

import pytest
import time_machine

from accounts.models import Role
from brokerage.models import Referral
from placements.models import RadarSetAside
from tests.factories import (
    NOON,
    AuthorityFactory,
    BelongingFactory,
    ChildFactory,
    IncidentFactory,
    PlacementFactory,
    ReadinessFactory,
    StrengthsScoreFactory,
    UserFactory,
    WishFactory,
    a_goal,
)
from tests.journeys.browsing import PHONE, Person

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _the_day():
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def worker(settings, live_server):
    settings.SITE_URL = live_server.url
    authority = AuthorityFactory(district_codes=["E07000243"])
    return UserFactory(role=Role.SOCIAL_WORKER, authority=authority, name="Sam Worker")


def resident(worker, name):
    child = ChildFactory(
        authority=worker.authority, social_worker=worker, first_name=name,
        permanence_plan="FOSTER", looked_after_from=dt.date(2024, 1, 8),
    )  # fmt: skip
    PlacementFactory(
        child=child, household=None, place_number=None, setting="K2", status="STARTED",
        starts_on=dt.date(2025, 1, 6), district_code="E07000243", distance_miles="4.0",
    )  # fmt: skip
    return child


@pytest.fixture
def children(worker):
    """Asha, of whom much is known, and Bea, of whom nothing is."""
    asha, bea = resident(worker, "Asha"), resident(worker, "Bea")
    by = {"child": asha, "recorded_by": worker}
    StrengthsScoreFactory(**by, on=dt.date(2025, 2, 3), total=22)
    StrengthsScoreFactory(**by, on=dt.date(2026, 2, 2), total=15)
    IncidentFactory(**by, on=dt.date(2025, 10, 1))
    BelongingFactory(**by, on=dt.date(2025, 10, 1), score=4)
    BelongingFactory(**by, score=6)
    ReadinessFactory(**by)
    WishFactory(child=asha, kind="NEARFAMILY", words="Close to Nan.")
    a_goal(asha, by=worker, scores=[(dt.date(2026, 2, 1), 6)])
    return asha, bea


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_line_of_the_radar_becomes_a_referral(
    new_context, live_server, worker, children, scripts
):
    asha, bea = children
    person = Person(new_context, live_server.url, scripts=scripts).as_user(worker)
    given_what_is_missing_is_seen_and_added(person, asha)
    when_a_press_drafts_the_referral(person, asha)
    then_the_radar_says_that_a_home_is_looked_for(person)
    and_another_child_is_set_aside_and_brought_back(person, bea)


def given_what_is_missing_is_seen_and_added(person, asha):
    person.goes_to("/children/").clicks_on("On the step-down radar.*Asha")
    person.reads("Ready for a family?").reads("Speaks of a family").reads("7 of 10 kinds")
    if not person.scripts:
        assert person.page.locator(".govuk-table").count() >= 2
    person.clicks_on("^School attendance")
    person.fills_in(
        starts_on=dt.date(2025, 11, 3), ends_on=dt.date(2026, 2, 20), possible=120, attended=114,
        source="The school's register",
    )  # fmt: skip
    person.presses("^Save$").reads("The attendance is recorded.").reads("95%: 114 of 120")
    person.reads("3 of 5 steps travelled")
    person.clicks_on("^Change the scores of 2 February 2026")
    person.fills_in(total="14").presses("^Save$").reads("14 of 40")


def when_a_press_drafts_the_referral(person, asha):
    person.goes_to("/radar/").reads("8 of 10 kinds")
    rows = person.page.locator("tbody tr").all_inner_texts()
    assert "Asha" in rows[0]
    person.presses(f"^Draft the referral {asha.name}")
    referral = Referral.objects.get()
    assert str(referral.public_id) in person.page.url
    assert (referral.reason, referral.status) == ("STEP_DOWN", "DRAFT")
    assert list(referral.children.all()) == [asha]


def then_the_radar_says_that_a_home_is_looked_for(person):
    person.goes_to("/radar/").reads(f"referral {Referral.objects.get().reference}")
    person.page.get_by_label("No home is looked for yet").check()
    person.presses("Apply filters")
    assert "Asha" not in person.page.locator("main table").inner_text()


def and_another_child_is_set_aside_and_brought_back(person, bea):
    person.goes_to("/radar/").clicks_on(f"^Set aside {bea.name}")
    person.presses("^Set aside$").reads("Enter why now is not the time")
    person.fills_in(reason="Exams until May.", look_again_on=dt.date(2026, 6, 1))
    person.presses("^Set aside$").reads("Set aside: 1").reads("Exams until May.")
    assert RadarSetAside.objects.get().child == bea
    person.presses(f"^Bring back {bea.name}").reads("is back on the radar")
    person.reads("Children to look at: 2")


def test_the_radar_and_the_measures_can_be_read_on_a_phone(
    new_context, live_server, worker, children
):
    asha, _ = children
    person = Person(new_context, live_server.url, scripts=True, size=PHONE).as_user(worker)
    person.goes_to("/radar/").reads("7 of 10 kinds")
    person.goes_to(f"/radar/{asha.public_id}/").reads("Against a move now")
    person.goes_to(f"/children/{asha.public_id}/measures/").reads("22 of 40").reads("Borderline")
    person.goes_to(f"/children/{asha.public_id}/measures/sdq/add/").reads("Who filled it in?")
