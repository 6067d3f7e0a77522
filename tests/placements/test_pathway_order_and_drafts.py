"""The order of a stage's milestones; and drafts of the forms about a path, so that nothing that was typed is lost."""

import datetime as dt
import re

import pytest
import time_machine
from django.urls import reverse

from accounts.models import Role
from placements import services
from placements.models import Milestone
from tests.factories import (
    NOON,
    TODAY,
    ChildFactory,
    IntroductionStepFactory,
    MilestoneFactory,
    PlacementFactory,
    StageFactory,
    StageMoveFactory,
    UserFactory,
)
from ui.models import Draft

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOON):
        yield


@pytest.fixture
def worker():
    return UserFactory(role=Role.SOCIAL_WORKER)


@pytest.fixture
def child(worker):
    return ChildFactory(authority=worker.authority, social_worker=worker)


@pytest.fixture
def stage(child):
    stage = StageFactory(plan__child=child)
    StageMoveFactory(to_stage=stage)
    return stage


@pytest.fixture
def browser(sign_in, worker):
    return sign_in(worker)


def order_of(stage):
    return list(stage.milestones.values_list("words", flat=True))


def three(stage):
    return [
        MilestoneFactory(stage=stage, words=words, position=number)
        for number, words in enumerate(("First", "Second", "Third"), start=1)
    ]


def move(browser, milestone, way, version):
    url = reverse("placements:milestone-order", args=[milestone.public_id, way])
    return browser.post(url, {"version": version}, follow=True)


def test_a_milestone_goes_up_and_down_by_its_button_and_not_past_the_ends(browser, stage):
    first, second, third = three(stage)
    page = browser.get(reverse("placements:stage-milestones", args=[stage.public_id]))
    buttons = re.findall(r"<button[^>]*>\s*(Move \w+)", page.content.decode())
    assert buttons == ["Move down", "Move up", "Move down", "Move up"]

    move(browser, third, "up", 1)
    assert order_of(stage) == ["First", "Third", "Second"]
    move(browser, first, "down", 2)
    assert order_of(stage) == ["Third", "First", "Second"]
    move(browser, second, "down", 3)
    move(browser, third, "up", 4)
    assert order_of(stage) == ["Third", "First", "Second"]


def test_an_order_changed_on_an_older_page_changes_nothing_and_says_so(browser, stage):
    _first, second, third = three(stage)
    move(browser, third, "up", 1)

    said = move(browser, second, "up", 1)

    assert b"Somebody changed this plan after you had opened it" in said.content
    assert order_of(stage) == ["First", "Third", "Second"]


def test_the_order_of_a_closed_plan_and_of_another_authority_is_not_changed(browser, stage, worker):
    _first, second, _third = three(stage)
    theirs = MilestoneFactory()
    assert move(browser, theirs, "up", 1).status_code == 404

    services.close_pathway(
        plan=stage.plan, status="COMPLETED", on=TODAY, reason="", version=1, by=worker, at=NOON
    )
    url = reverse("placements:stage-milestones", args=[stage.public_id])
    assert browser.get(url).status_code == 404
    with pytest.raises(services.PlanClosed):
        services.move_milestone_in_order(milestone=second, up=True, version=2, by=worker, at=NOON)
    assert order_of(stage) == ["First", "Second", "Third"]


def test_a_coach_updates_milestones_and_does_not_order_them(stage, child, sign_in):
    _first, second, _third = three(stage)
    child.coach = UserFactory(role=Role.COACH, authority=child.authority)
    child.save()

    assert move(sign_in(child.coach), second, "up", 1).status_code == 403


@pytest.fixture
def forms(stage, child):
    """Each form about a path by its address: the draft's name, the record, one field that is typed, and its answer."""
    milestone = MilestoneFactory(stage=stage)
    after = StageFactory(plan=stage.plan, position=2, is_present=False)
    stay = PlacementFactory(child=child, household=None, place_number=None, starts_on=TODAY + DAY)
    step = IntroductionStepFactory(placement=stay, planned_on=TODAY)

    def at(name, record):
        return reverse(f"placements:{name}", args=[record.public_id])

    return {
        "milestone": (at("milestone-change", milestone), milestone, "words"),
        "new-milestone": (at("milestone-add", stage), stage, "words"),
        "milestone-update": (at("milestone-update", milestone), milestone, "words"),
        "stage": (at("stage-change", stage), stage, "purpose"),
        "new-stage": (at("stage-add", child), stage.plan, "purpose"),
        "stage-move": (at("stage-enter", after), after, "reason"),
        "readiness": (at("readiness-record", child), child, "said_STABILITY"),
        "introduction": (at("introduction-change", step), step, "about"),
        "new-introduction": (at("introduction-add", stay), stay, "about"),
        "introduction-record": (at("introduction-record", step), step, "child_said"),
        "introduction-pace": (at("introduction-shift", step), step, "reason"),
    }


NAMES = [
    "milestone", "new-milestone", "milestone-update", "stage", "new-stage", "stage-move", "readiness", "introduction",
    "new-introduction", "introduction-record", "introduction-pace",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_what_was_typed_into_a_form_about_a_path_is_offered_again(name, forms, browser, worker):
    url, record, field = forms[name]
    key = str(record.public_id)
    page = browser.get(url).content.decode()
    assert f"&quot;{name}&quot;" in page
    assert key in page

    Draft.objects.create(
        user=worker, form=name, key=key, answers={field: ["Half a sent"], "version": ["1"]}, saved_at=NOON
    )  # fmt: skip

    assert "Half a sent" not in browser.get(url).content.decode()
    assert "draft=1" in browser.get(url).content.decode()
    assert "Half a sent" in browser.get(f"{url}?draft=1").content.decode()


def test_a_draft_is_gone_once_its_form_is_saved_and_not_before(forms, browser, worker):
    url, milestone, _field = forms["milestone-update"]
    key = str(milestone.public_id)
    Draft.objects.create(user=worker, form="milestone-update", key=key, answers={}, saved_at=NOON)

    browser.post(url, {"status": "OPEN", "words": ""})
    assert Draft.objects.count() == 1
    browser.post(url, {"status": "OPEN", "words": "Slept at home."})
    assert not Draft.objects.exists()


def test_a_draft_begun_on_an_older_version_is_compared_and_not_saved_over(forms, browser, worker):
    url, milestone, _field = forms["milestone"]
    answers = {
        "words": ["Mine"],
        "owner": ["else"],
        "owner_in_words": ["The home"],
        "version": ["1"],
    }
    Draft.objects.create(
        user=worker, form="milestone", key=str(milestone.public_id), answers=answers, saved_at=NOON
    )
    Milestone.objects.update(words="Theirs", version=2)
    page = browser.get(f"{url}?draft=1").content.decode()
    assert '<input type="hidden" name="version" value="1">' in page

    typed = {name: value for name, (value,) in answers.items()}
    said = browser.post(url, typed)

    assert said.status_code == 409
    assert b"Theirs" in said.content
    assert b"Mine" in said.content
    assert Draft.objects.exists()


def test_a_move_on_an_older_page_keeps_what_was_typed_and_can_be_sent_again(forms, browser, stage):
    url, after, _field = forms["stage-move"]
    stage.exit_criteria = ""
    stage.save()
    type(stage.plan).objects.update(version=5)
    typed = {
        "version": 1, "on_day": TODAY.day, "on_month": TODAY.month, "on_year": TODAY.year, "reason": "My own words."
    }  # fmt: skip

    said = browser.post(url, typed)

    assert said.status_code == 409
    assert b"Nothing of yours is lost" in said.content
    assert b"My own words." in said.content
    assert b'name="version" value="5"' in said.content
    assert browser.post(url, {**typed, "version": 5}).status_code == 302
    after.refresh_from_db()
    assert after.is_present


def test_a_plan_closed_on_an_older_page_keeps_what_was_typed_and_can_be_sent_again(
    browser, stage, child
):
    type(stage.plan).objects.update(version=5)
    url = reverse("placements:pathway-close", args=[child.public_id])
    typed = {
        "version": 1, "status": "STOPPED", "reason": "My own words.", "on_day": TODAY.day, "on_month": TODAY.month,
        "on_year": TODAY.year,
    }  # fmt: skip

    said = browser.post(url, typed)

    assert (said.status_code, b"My own words." in said.content) == (409, True)
    assert browser.post(url, {**typed, "version": 5}).status_code == 302
