"""The radar as people meet it: the page, one child's evidence, setting aside, and the command."""

import datetime as dt
import json
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AccessLog, Role
from brokerage.models import Referral
from brokerage.services.referrals import withdraw
from children.models import Child
from placements.models import RadarSetAside
from placements.queries.radar import keys_on_radar, listed
from placements.services import radar as services
from tests.factories import (
    NOON,
    TODAY,
    AttendanceFactory,
    AuthorityFactory,
    BelongingFactory,
    ChildFactory,
    IncidentFactory,
    PlacementFactory,
    RadarSetAsideFactory,
    ReadinessFactory,
    ReferralFactory,
    StrengthsScoreFactory,
    UserFactory,
    WishFactory,
    a_goal,
    a_milestone,
    a_review,
)

pytestmark = pytest.mark.django_db
NEXT_MONTH = dt.date(2026, 4, 2)


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def authority():
    return AuthorityFactory(code="north", district_codes=["E07000243"])


@pytest.fixture
def worker(authority):
    return UserFactory(role=Role.SOCIAL_WORKER, authority=authority, name="Sam Worker")


@pytest.fixture
def manager(authority):
    return UserFactory(role=Role.MANAGER, authority=authority)


def resident(authority, worker, *, setting="K2", **facts):
    child = ChildFactory(authority=authority, social_worker=worker, **facts)
    home = {"household": None, "place_number": None, "setting": setting, "status": "STARTED"}
    PlacementFactory(
        child=child, starts_on=dt.date(2025, 1, 6), provider_name="Beech House",
        district_code="E07000243", distance_miles="4.0", **home,
    )  # fmt: skip
    return child


@pytest.fixture
def child(authority, worker):
    return resident(authority, worker, first_name="Asha")


def everything_recorded(child, *, by):
    child.permanence_plan = "FOSTER"
    child.looked_after_from = dt.date(2024, 1, 8)
    child.save()
    StrengthsScoreFactory(child=child, on=dt.date(2025, 2, 3), total=20)
    StrengthsScoreFactory(child=child, on=dt.date(2026, 2, 2), total=15)
    StrengthsScoreFactory(child=child, total=None, not_done_reason="SDQ5")
    IncidentFactory(child=child, on=dt.date(2025, 11, 1))
    AttendanceFactory(child=child)
    BelongingFactory(child=child)
    ReadinessFactory(child=child)
    ReadinessFactory(child=child, whose="CHILD", judgement="NOT_YET")
    WishFactory(child=child, kind="NEARFAMILY", words="Close to Nan.")
    a_goal(child, by=by, scores=[(dt.date(2026, 2, 1), 6)])
    a_goal(child, by=by)
    a_milestone(child, by=by, status="MET", status_on=dt.date(2026, 2, 1))
    a_milestone(child, by=by, due_on=dt.date(2026, 2, 28))
    a_review(child, held_on=dt.date(2026, 1, 20), decision="Look for a family.")


def keys(children, *, today=TODAY):
    from children.models import Child

    found = listed(Child.objects.filter(pk__in=[each.pk for each in children]), today=today)
    return [e.child.pk for e in found.entries], [e.child.pk for e in found.aside]


def get(client, user, name, **ids):
    client.force_login(user)
    return client.get(reverse(f"placements:{name}", kwargs=ids))


# What is read


def test_everything_on_record_becomes_a_line_with_its_source_and_day(child, worker):
    everything_recorded(child, by=worker)

    (entry,) = listed(type(child).objects.filter(pk=child.pk), today=TODAY).entries

    assert (entry.found.known, entry.found.asked) == (10, 10)
    said = {(line.kind.value, line.side.value): line for line in entry.found.lines}
    assert said["SDQ", "FOR"].words == "Total 15 (borderline); it was 20 the time before."
    assert said["SDQ", "FOR"].source == "The home's questionnaire"
    assert said["GOALS", "FOR"].on == dt.date(2026, 2, 1)
    assert said["MILESTONES", "FOR"].words == "1 of 2 milestones are met."
    assert said["MILESTONES", "AGAINST"].words == "1 milestone overdue."
    assert said["REVIEW", "WEIGH"].words == "Decided: “Look for a family.” (not done yet)"
    assert said["READINESS", "WEIGH"].words.startswith("They differ on “Settled day to day")
    assert said["INCIDENTS", "FOR"].words == "0 in the last 90 days, 1 in the 90 before."
    assert said["ATTENDANCE", "FOR"].words.startswith("Attended 95%")
    assert said["WISHES", "FOR"].words == "Speaks of a family: “Close to Nan.”"
    assert said["TIME", "WEIGH"].words.startswith("In residential care for 13 months")


def history_says(child, *, day, plan):
    """A row of the record's history, as the trigger writes it."""
    last = child.events.order_by("pgh_id").last()
    row = {field.attname: getattr(last, field.attname) for field in last._meta.concrete_fields}
    del row["pgh_id"]
    with time_machine.travel(dt.datetime.combine(day, dt.time(9), dt.UTC), tick=False):
        type(last).objects.create(**row | {"permanence_plan": plan, "pgh_label": "update"})


def test_the_day_of_the_permanence_plan_is_when_the_record_began_to_say_it(child):
    Child.objects.update(permanence_plan="LONG_TERM")
    history_says(child, day=dt.date(2026, 1, 5), plan="RESIDENTIAL")
    history_says(child, day=dt.date(2026, 1, 12), plan="LONG_TERM")
    history_says(child, day=dt.date(2026, 2, 9), plan="LONG_TERM")

    (entry,) = listed(Child.objects.all(), today=TODAY).entries

    (line,) = [line for line in entry.found.lines if line.kind.value == "PLAN"]
    assert (line.source, line.on) == ("The child's record", dt.date(2026, 1, 12))


def test_nine_hundred_children_cost_as_many_queries_as_one(
    authority, worker, child, django_assert_num_queries
):
    with django_assert_num_queries(10) as one:
        keys([child])
    others = [resident(authority, worker) for _ in range(12)]
    for other in others:
        everything_recorded(other, by=worker)

    with django_assert_num_queries(len(one)):
        keys([child, *others])


def test_a_distance_that_the_stay_does_not_say_is_worked_out(authority, worker):
    child = ChildFactory(
        authority=authority, social_worker=worker, home_easting=524000, home_northing=224000
    )
    stay = PlacementFactory(
        child=child, setting="U6", status="STARTED", starts_on=TODAY, postcode="NR1 1AA"
    )

    assert keys([child]) == ([child.pk], [])

    stay.distance_miles, stay.district_code = "20.0", "E07000148"
    stay.save()
    assert keys([child]) == ([], [])


@pytest.mark.parametrize(
    "facts",
    [
        {"status": "BOOKED"},
        {"status": "CANCELLED", "cancel_reason": "No"},
        {
            "status": "ENDED", "ends_on": TODAY, "end_reason": "STEP_DOWN", "end_was_planned": True,
        },
    ],
)  # fmt: skip
def test_only_a_child_who_lives_there_today_is_listed(authority, worker, facts):
    child = resident(authority, worker)
    child.placements.update(**facts)

    assert keys([child]) == ([], [])


# The page


def test_the_page_lists_ones_own_children_and_a_managers_the_authoritys(
    client, authority, worker, manager, child
):
    everything_recorded(child, by=worker)
    other = resident(authority, None, first_name="Bea")
    elsewhere = resident(AuthorityFactory(), None, first_name="Cy")

    client.force_login(worker)
    with CaptureQueriesContext(connection) as asked:
        mine = client.get(reverse("placements:radar")).content.decode()
    assert sum("SELECT" in query["sql"] for query in asked.captured_queries) <= 12
    theirs = get(client, manager, "radar").content.decode()

    assert child.name in mine
    assert "10 of 10 kinds are in" in mine
    assert other.name not in mine
    assert other.name in theirs
    assert elsewhere.name not in theirs
    assert "Draft the referral" in mine
    assert "Draft the referral" not in theirs
    assert "Sam Worker can draft the referral." in theirs


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("why=RESIDENTIAL", "Asha"),
        ("why=DISTANCE", "Far"),
        ("distance=50", "Far"),
        ("distance=unknown", ""),
        ("search=none", "Asha"),
        ("why=NONSENSE", "Asha Far"),
    ],
)
def test_filters_choose_who_is_shown(client, authority, worker, child, asked, shown):
    far = resident(authority, worker, setting="U4", first_name="Far")
    far.placements.update(distance_miles="60.0", district_code="E07000148")
    ReferralFactory(authority=authority, child=far)
    client.force_login(worker)

    page = client.get(f"{reverse('placements:radar')}?{asked}")

    names = {entry.child.first_name for entry in page.context["page"]}
    assert names == set(shown.split())


def test_a_referral_under_way_is_shown_and_a_closed_one_is_not(client, authority, worker, child):
    referral = ReferralFactory(authority=authority, child=child)

    page = get(client, worker, "radar").content.decode()
    assert f"referral {referral.reference}" in page
    assert "Draft the referral" not in page

    withdraw(referral=referral, reason="An aunt came forward.", by=worker, at=NOON)
    assert "Draft the referral" in get(client, worker, "radar").content.decode()


def test_the_evidence_of_one_child_is_a_page_and_opening_it_is_written_down(client, worker, child):
    page = get(client, worker, "radar-child", child_id=child.public_id).content.decode()

    assert "Missing: 8" in page
    assert (
        reverse(
            "placements:measure-add", kwargs={"child_id": child.public_id, "measure": "belonging"}
        )
        in page
    )
    assert AccessLog.objects.get(user=worker).page == "placements:radar-child"


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("U6", "A family: foster carers."),
        ("A4", "joined this family for good"),
        ("K3", "preparing to live independently"),
    ],
)
def test_for_a_child_who_is_not_on_the_radar_it_says_why(client, authority, worker, setting, words):
    child = resident(authority, worker, setting=setting)

    page = get(client, worker, "radar-child", child_id=child.public_id).content.decode()

    assert "not on the step-down radar" in page
    assert words in page


def test_one_press_drafts_the_referral_with_its_reason(client, worker, child):
    page = get(client, worker, "radar").content.decode()
    assert 'name="reason" value="STEP_DOWN"' in page

    response = client.post(
        reverse("brokerage:referral-start"),
        {"children": str(child.public_id), "reason": "STEP_DOWN"},
    )

    referral = Referral.objects.get()
    assert response.url == reverse(
        "brokerage:referral-tasks", kwargs={"referral_id": referral.public_id}
    )
    assert (referral.reason, list(referral.children.all())) == ("STEP_DOWN", [child])


def test_children_on_the_radar_are_marked_in_the_list_of_children(client, authority, worker, child):
    resident(authority, worker, setting="U4", first_name="Home")
    client.force_login(worker)

    page = client.get(reverse("children:list")).content.decode()

    assert page.count("On the step-down radar") == 1
    assert reverse("placements:radar-child", kwargs={"child_id": child.public_id}) in page


# Setting aside


def test_a_child_set_aside_is_apart_until_the_day_and_back_on_it(child, worker):
    RadarSetAsideFactory(child=child, by=worker, look_again_on=NEXT_MONTH)

    assert keys([child]) == ([], [child.pk])
    assert keys([child], today=NEXT_MONTH - dt.timedelta(days=1)) == ([], [child.pk])
    assert keys([child], today=NEXT_MONTH) == ([child.pk], [])
    assert keys_on_radar([child.pk], today=TODAY) == set()
    assert keys_on_radar([child.pk], today=NEXT_MONTH) == {child.pk}


def test_setting_aside_needs_a_reason_and_a_day_to_come(client, worker, child):
    client.force_login(worker)
    address = reverse("placements:radar-set-aside", kwargs={"child_id": child.public_id})
    day = {"look_again_on_day": 2, "look_again_on_month": 3, "look_again_on_year": 2026}

    page = client.post(address, day).content.decode()

    assert "Enter why now is not the time" in page
    assert "must be after today" in page
    assert not RadarSetAside.objects.exists()


def test_set_aside_and_brought_back_through_the_pages(client, worker, child):
    client.force_login(worker)
    ids = {"child_id": child.public_id}
    day = {"look_again_on_day": 2, "look_again_on_month": 4, "look_again_on_year": 2026}

    client.post(reverse("placements:radar-set-aside", kwargs=ids), {"reason": "Exams.", **day})
    assert keys([child]) == ([], [child.pk])
    assert "Exams." in client.get(reverse("placements:radar")).content.decode()

    client.post(reverse("placements:radar-bring-back", kwargs=ids))
    assert keys([child]) == ([child.pk], [])
    assert RadarSetAside.objects.get().look_again_on == TODAY


@pytest.mark.parametrize(("reason", "day"), [(" ", NEXT_MONTH), ("Exams.", TODAY)])
def test_nothing_is_written_where_setting_aside_is_refused(worker, child, reason, day):
    with pytest.raises(ValueError, match=r"reason|day"):
        services.set_aside(child=child, reason=reason, look_again_on=day, by=worker, at=NOON)

    assert not RadarSetAside.objects.exists()


def test_nobody_is_brought_back_who_was_not_set_aside(worker, child):
    assert services.bring_back(child=child, by=worker, at=NOON) is False


# The command


def told(**options):
    out = StringIO()
    call_command("stepdown_radar", stdout=out, **options)
    return out.getvalue()


def test_the_command_lists_the_same_children_as_the_page(client, authority, worker, manager):
    children = [resident(authority, worker, first_name=name) for name in ("Asha", "Bea", "Cy")]
    everything_recorded(children[1], by=worker)
    RadarSetAsideFactory(child=children[2], by=worker)
    resident(AuthorityFactory(), None)

    said = json.loads(told(authority="north", json=True))
    page = get(client, manager, "radar").context

    on_page = [str(entry.child.public_id) for entry in page["page"]]
    assert [each["id"] for each in said["children"]] == on_page
    assert said["children"][0]["reference"] == children[1].reference
    assert (said["children"][0]["known"], said["children"][0]["asked"]) == (10, 10)
    assert [each["id"] for each in said["set_aside"]] == [
        str(entry.child.public_id) for entry in page["aside"]
    ]
    assert said["set_aside"][0]["look_again_on"] == "2026-06-01"


def test_the_command_names_nobody_and_says_what_is_missing(child):
    said = told(authority="north")

    assert "1 children to look at, 0 set aside." in said
    assert child.reference in said
    assert "milestones is missing" in said
    assert child.last_name not in said


def test_the_command_refuses_an_authority_that_is_not_there():
    with pytest.raises(CommandError, match="No authority"):
        told(authority="nowhere")
