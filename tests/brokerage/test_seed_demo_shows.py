"""What there is to look at in the invented desk, seeded once for all that is said of it here."""

import datetime as dt
import io

import pytest
from django.core.management import call_command
from django.db import transaction

from accounts.models import User
from brokerage.lifecycle import ReferralStatus
from brokerage.models import AcceptedRemedy, Answer, DeskPlan, Referral, Search
from brokerage.queries.splits import splits_shown
from brokerage.services.searches import ranking_of, replay
from carers.models import Household
from children.models import Child, ImportantPerson
from placements.models import Placement, SupportItem
from placements.queries.radar import listed
from placements.radar import Why
from placements.radar.homes import FAR_MILES
from reference import postcodes
from tests.factories import NOON, TODAY

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(scope="module", autouse=True)
def told(django_db_setup, django_db_blocker):
    """What the command said; its desk is there for every test of this module, and gone after them."""
    sizes = {"households": 160, "children": 110, "referrals": 40, "seed": 7, "today": TODAY}
    words = io.StringIO()
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("seed_demo", stdout=words, **sizes)
        yield words.getvalue()
        transaction.set_rollback(True)


def test_referrals_are_in_every_state_and_rounds_are_half_answered(told):
    assert Referral.objects.filter(created_at__gte=NOON - 40 * DAY).count() == 40
    assert set(Referral.objects.values_list("status", flat=True)) == set(ReferralStatus.values)
    assert Answer.objects.count() > 20
    assert "stays in the last six years" in told


def test_past_referrals_were_decided_from_lists_that_knew_nothing_of_what_came_later():
    """They can be made again, and no stay in what they were ranked from began after the meeting."""
    past = Search.objects.filter(referral__status=ReferralStatus.PLACED, at__lt=NOON - 50 * DAY)
    assert past.count() > 10

    for search in past.select_related("snapshot__base", "referral__placement"):
        again, stay = replay(search), search.referral.placement
        assert again.to_bytes() == bytes(search.outcome)
        assert search.at.date() < stay.starts_on
        assert search.referral.decisions.get().household == stay.household
        begun = again.columns.stays.starts_on
        assert begun.max() <= search.at.date().toordinal()


def test_of_an_old_list_only_its_top_is_kept_as_rows():
    for search in Search.objects.all():
        is_old = search.at < NOON - 50 * DAY
        assert search.results.count() == min(search.eligible, 10 if is_old else 200)
        assert is_old or search.results.count() == search.eligible


def test_planning_for_a_whole_desk_finds_a_home_for_one_child_more_than_any_order():
    """Three children share three homes, and whoever is placed first takes the one that two others need."""
    record = DeskPlan.objects.get(authority__code="fenwick-broads").record
    most = max(each["children"] for each in record["baselines"].values())

    assert record["children_placed"] > most
    without = [row for row in record["referrals"] if row["homes"] and not row["one_by_one"]]
    assert [row["choices"] for row in without] == [2]


def test_the_radar_finds_children_who_are_ready_and_for_whom_nobody_asked():
    """Most is known of a handful without a referral; of others something is missing; no child has every measure."""
    entries = listed(Child.objects.all(), today=TODAY).entries
    ready = [
        entry
        for entry in entries
        if not entry.search and {"views of readiness", "SDQ", "wishes"} <= set(entry.kinds_for)
    ]

    assert 1 <= len(ready) <= 6
    assert all(entry.child.permanence_plan in {"FOSTER", "LONG_TERM"} for entry in ready)
    assert not any({"views of readiness"} & set(entry.kinds_against) for entry in ready)
    assert any("SDQ" in entry.kinds_missing for entry in entries)
    assert {Why.RESIDENTIAL, Why.DISTANCE} == {why for e in entries for why in e.found.why}


def test_most_foster_homes_are_near_the_childs_own():
    """Nationally 22 in 91 are more than 20 miles away."""
    with_carers = Placement.objects.on(TODAY).filter(setting="U6")
    far = with_carers.filter(distance_miles__gt=FAR_MILES)

    assert with_carers.count() > 30
    assert 0.05 < far.count() / with_carers.count() < 0.3


def test_four_siblings_wait_whom_no_home_takes_together_and_ways_of_parting_them_are_shown():
    referral = next(each for each in Referral.objects.looking() if each.children.count() == 4)
    broker = User.objects.filter(
        membership__authority=referral.authority, membership__role="BROKER"
    )
    search = referral.searches.first()

    shown = splits_shown(search, ranking_of(search), viewer=broker.first())

    assert not shown.problem
    assert shown.can_stay_together == 0
    assert len(shown.plans) > 1
    assert all(len(plan.homes) == 2 for plan in shown.plans)


def test_a_course_that_was_agreed_is_in_the_plan_of_the_stay_that_was_booked():
    remedy = AcceptedRemedy.objects.get()
    stay = remedy.referral.placement

    assert remedy.referral.status == ReferralStatus.PLACED
    assert stay.household == remedy.household
    item = SupportItem.objects.get(placement=stay)
    assert (item.kind, item.words, item.due_on) == ("TRAINING", remedy.words, remedy.due_on)
    assert item.due_on <= stay.starts_on


def test_nobody_lives_at_the_places_and_nobody_reads_the_addresses():
    lived_in = {
        *Household.objects.values_list("postcode", flat=True),
        *Child.objects.values_list("home_postcode", flat=True),
        *ImportantPerson.objects.values_list("postcode", flat=True),
    }

    assert {postcodes.place(each).precision for each in lived_in if each} == {"sector"}
    addresses = Household.objects.values_list("email", flat=True)
    assert all(address.endswith(".example") for address in addresses)
