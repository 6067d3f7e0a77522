"""The pages of a child's path, of readiness, of introductions and of templates."""

import datetime as dt
import io
import re

import pytest
import time_machine
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import Role
from children.queries import lists
from placements import services
from placements.models import Milestone, PathwayTemplate, ReadinessView, StepDownPlan
from tests.factories import (
    NOON,
    TODAY,
    ChildFactory,
    IntroductionStepFactory,
    MilestoneFactory,
    PathwayTemplateFactory,
    PlacementFactory,
    StageFactory,
    StageMoveFactory,
    TemplateStageFactory,
    UserFactory,
)

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
    """The present stage, and another after it."""
    stage = StageFactory(plan__child=child)
    StageMoveFactory(to_stage=stage)
    StageFactory(plan=stage.plan, position=2, name="Moving in", is_present=False)
    return stage


@pytest.fixture
def browser(client, worker):
    client.force_login(worker)
    return client


@pytest.fixture
def admin(client, worker):
    client.force_login(UserFactory(role=Role.ADMINISTRATOR, authority=worker.authority))
    return client


def url(name, record=None, **ids):
    if record is not None:
        key = {"Child": "child_id", "Stage": "stage_id", "Milestone": "milestone_id"}.get(
            type(record).__name__
        )
        ids[key] = record.public_id
    return reverse(f"placements:{name}", kwargs=ids)


def words(response):
    page = re.sub(r"<(svg|script).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))


def posted_day(day, name="on"):
    return {f"{name}_{part}": getattr(day, part) for part in ("day", "month", "year")}


def test_a_plan_starts_from_a_shipped_path(browser, child):
    page = browser.get(url("pathway-start", child))
    template = PathwayTemplate.objects.get(name__startswith="Long-term")
    assert template.name in words(page)

    browser.post(
        url("pathway-start", child),
        {
            "template": template.public_id,
            "goes_to": "LONG_TERM",
            **posted_day(TODAY, "started_on"),
        },
    )

    plan = StepDownPlan.objects.get()
    assert plan.stages.count() == template.stages.count()
    assert "Finding the right family" in words(browser.get(url("pathway-detail", child)))


def test_the_path_is_shown_with_few_queries(browser, child, stage, django_assert_max_num_queries):
    for _ in range(5):
        MilestoneFactory(stage=stage, due_on=TODAY)

    with django_assert_max_num_queries(20):
        page = words(browser.get(url("pathway-detail", child)))

    assert "Now: Getting ready Since 2 March 2026 (0 days) 0 of 5 milestones met" in page
    assert "Needs an update" in page
    assert "Move to “Moving in”" in page


def test_an_update_is_a_state_and_a_sentence(browser, stage):
    milestone = MilestoneFactory(stage=stage)
    address = url("milestone-update", milestone)

    empty = browser.post(address, {"status": "MET", "words": ""})
    assert "Enter a sentence about it" in words(empty)
    browser.post(address, {"status": "MET", "words": "Seven nights in a row."})

    milestone.refresh_from_db()
    assert milestone.status == "MET"
    assert milestone.updates.get().words == "Seven nights in a row."


def test_a_reviewing_officer_updates_only_what_is_theirs(client, worker, child, stage):
    officer = UserFactory(role=Role.REVIEWING_OFFICER, authority=worker.authority)
    type(child).objects.update(reviewing_officer=officer)
    client.force_login(officer)
    theirs = MilestoneFactory(stage=stage, owner=officer, owner_in_words="")
    other = MilestoneFactory(stage=stage)

    assert client.get(url("milestone-update", theirs)).status_code == 200
    assert client.get(url("milestone-update", other)).status_code == 403


def test_my_children_puts_first_what_wants_an_update(browser, worker, child, stage):
    fresh = dict.fromkeys(
        ["strengths_reviewed_on", "health_reviewed_on", "needs_reviewed_on", "risks_reviewed_on"],
        TODAY,
    )
    ChildFactory(authority=worker.authority, social_worker=worker, last_name="Aardvark", **fresh)
    milestone = MilestoneFactory(stage=stage, due_on=TODAY + 2 * DAY)

    first, second = lists.children(worker, lists.Wanted(), today=TODAY)
    page = browser.get(reverse("children:list"))

    assert (first, second.last_name) == (child, "Aardvark")
    assert url("milestone-update", milestone) in page.content.decode()
    assert "Due 4 March 2026: in 2 days" in words(page)


def test_moving_on_asks_each_criterion_and_keeps_the_answers(browser, child, stage):
    following = stage.plan.stages.get(position=2)
    address = url("stage-enter", following)
    answers = {
        "met_0": "yes", "said_0": "", "met_1": "no", "said_1": "Once", "reason": "",
        "version": 1, **posted_day(TODAY),
    }  # fmt: skip

    assert "From: TACT" in words(browser.get(address))
    refused = browser.post(address, answers)
    assert "Enter why the child moves on although not everything is met" in words(refused)
    browser.post(address, {**answers, "reason": "The house is ready."})

    page = words(browser.get(url("pathway-detail", child)))
    assert "moves on to “Moving in”. The house is ready." in page
    assert "Has met the carers: not met yet. Once" in page


def test_moving_back_is_not_shown_as_failure(browser, child, stage, worker):
    following = stage.plan.stages.get(position=2)
    by = {"by": worker, "at": NOON}
    said = {"Calm enough": (True, ""), "Has met the carers": (True, "")}
    services.move_to_stage(
        plan=stage.plan, to=following, on=TODAY, reason="", asked=said, version=1, **by
    )

    page = browser.get(url("stage-enter", stage))
    assert "part of the plan, and what was reached stays" in words(page)
    browser.post(
        url("stage-enter", stage),
        {"reason": "Two more weeks with Jo.", "version": 2, **posted_day(TODAY)},
    )

    page = browser.get(url("pathway-detail", child))
    assert "returns to “Getting ready”. Two more weeks with Jo." in words(page)
    assert "govuk-tag--red" not in page.content.decode()


def test_two_people_change_one_stage_and_both_texts_are_kept(browser, stage):
    stage.plan.version = 2
    stage.plan.save()
    stage.name = "Theirs"
    stage.save()
    mine = {
        "name": "Mine", "purpose": "To get ready.", "child_words": "You get ready.",
        "entry_criteria": "", "exit_criteria": "", "usual_weeks": "4", "version": 1,
    }  # fmt: skip

    response = browser.post(url("stage-change", stage), mine)

    assert response.status_code == 409
    assert "Theirs" in words(response)
    assert 'value="Mine"' in response.content.decode()
    again = browser.post(url("stage-change", stage), {**mine, "version": 2})
    assert again.status_code == 302


def test_two_people_change_one_milestone_and_both_texts_are_kept(browser, stage):
    milestone = MilestoneFactory(stage=stage, version=2, words="Theirs")
    mine = {"words": "Mine", "owner": "else", "owner_in_words": "The school", "version": 1}

    response = browser.post(url("milestone-change", milestone), mine)

    assert response.status_code == 409
    assert "Theirs" in words(response)
    assert Milestone.objects.get().words == "Theirs"


def test_a_milestone_gets_a_person_or_somebody_in_words(browser, stage, worker):
    add = url("milestone-add", stage)
    browser.post(add, {"words": "Swims", "owner": worker.public_id, **posted_day(TODAY, "due_on")})
    nobody = browser.post(add, {"words": "Cooks", "owner": "else", "owner_in_words": ""})

    assert Milestone.objects.get().owner == worker
    assert "Enter who sees to it" in words(nobody)


def test_the_child_sees_plain_words_and_nothing_else(browser, child, stage):
    MilestoneFactory(stage=stage, words="Incidents below two a month", child_words="Calm weeks")
    MilestoneFactory(stage=stage, words="The fee is agreed")

    page = words(browser.get(url("pathway-child", child)))

    assert "You get ready. You are here. Calm weeks: not yet" in page
    assert "Incidents" not in page
    assert "fee" not in page


@pytest.mark.parametrize("name", ["pathway-document", "pathway-child-document"])
def test_the_path_prints_as_a_tagged_pdf(browser, child, stage, name):
    MilestoneFactory(stage=stage, child_words="Calm weeks")

    response = browser.get(url(name, child))

    assert response["Content-Type"] == "application/pdf"
    root = PdfReader(io.BytesIO(response.content)).trailer["/Root"]
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    assert "/StructTreeRoot" in root
    assert child.last_name not in response["Content-Disposition"]


# Readiness


def said(child, worker, whose, judgement, on=TODAY, domain="STABILITY"):
    return ReadinessView.objects.create(
        child=child, domain=domain, whose=whose, judgement=judgement, words="Because.", on=on,
        recorded_by=worker, recorded_at=NOON,
    )  # fmt: skip


def test_where_people_differ_comes_first_and_who_was_not_heard_is_said(browser, child, worker):
    said(child, worker, "SOCIAL_WORKER", "READY", domain="SUPPORT")
    said(child, worker, "CHILD", "NOT_YET", domain="SUPPORT")
    said(child, worker, "PARENT", "CANNOT_SAY", domain="HEALTH")
    said(child, worker, "SOCIAL_WORKER", "READY", domain="HEALTH")

    page = words(browser.get(url("readiness-detail", child)))

    assert page.index("Support is in place") < page.index("Settled day to day")
    assert page.count("They differ") == 1
    assert page.count("Not heard yet") == 36


def test_the_latest_of_each_stands_and_the_earlier_is_kept(browser, child, worker):
    said(child, worker, "CHILD", "NOT_YET", on=TODAY - 60 * DAY)
    said(child, worker, "CHILD", "READY")
    said(child, worker, "PARENT", "READY")

    page = words(browser.get(url("readiness-detail", child)))

    assert "They differ" not in page
    assert "1 January 2026, child: not yet" in page


def test_readiness_is_recorded_for_what_was_talked_about(browser, child):
    address = url("readiness-record", child)
    sent = {"whose": "CHILD", **posted_day(TODAY), "judged_SUPPORT": "READY", "said_SUPPORT": ""}

    assert "Enter words for “support is in place”" in words(browser.post(address, sent))
    assert "at least one of the ten" in words(
        browser.post(address, {"whose": "CHILD", **posted_day(TODAY)})
    )
    browser.post(address, {**sent, "said_SUPPORT": "Jo comes with me."})

    assert ReadinessView.objects.get().words == "Jo comes with me."


# Introductions


def test_a_plan_is_offered_taken_and_its_pace_changed(browser, child):
    booked = PlacementFactory(child=child, starts_on=TODAY + 40 * DAY)
    ids = {"placement_id": booked.public_id}
    offered = words(browser.get(url("introduction-list", **ids)))
    assert "The steps and their days are ours" in offered

    browser.post(url("introduction-begin", **ids))
    step = booked.introductions.first()
    browser.post(
        url("introduction-shift", introduction_id=step.public_id),
        {"way": "later", "days": "3", "reason": "A cold.", "moves_too": "on", "version": 1},
    )

    booked.refresh_from_db()
    assert booked.starts_on == TODAY + 43 * DAY
    assert "The day was changed: A cold." in words(browser.get(url("introduction-list", **ids)))


def test_how_a_step_went_is_recorded_with_the_childs_words(browser, child):
    step = IntroductionStepFactory(placement__child=child)
    address = url("introduction-record", introduction_id=step.public_id)

    refused = browser.post(address, {"status": "HELD", "version": 1})
    assert "Enter what the child said or showed" in words(refused)
    browser.post(address, {"status": "HELD", "child_said": "Liked the dog.", "version": 1})

    page = browser.get(url("introduction-list", placement_id=step.placement.public_id))
    assert "Liked the dog." in words(page)


# Templates


def test_an_administrator_copies_a_path_and_makes_it_the_authoritys_own(admin):
    assert "Shipped with the product" in words(admin.get(url("template-list")))
    shipped = PathwayTemplate.objects.first()
    admin.post(url("template-copy", template_id=shipped.public_id))
    own = PathwayTemplate.objects.get(authority__isnull=False)
    first = own.stages.first()

    admin.post(
        url("template-stage-order", template_stage_id=first.public_id, way="down"), {"version": 1}
    )
    admin.post(
        url("template-milestone-add", template_stage_id=first.public_id),
        {"words": "Swims", "owner_role": "COACH", "due_after_weeks": "3", "version": 2},
    )

    page = words(admin.get(url("template-detail", template_id=own.public_id)))
    first.refresh_from_db()
    assert first.position == 2
    assert "Swims Coach, after 3 weeks" in page


def test_two_administrators_change_one_path_and_both_texts_are_kept(admin, worker):
    template = PathwayTemplateFactory(authority=worker.authority, version=2, name="Theirs")
    stage = TemplateStageFactory(template=template)
    address = url("template-change", template_id=template.public_id)
    sent = {"name": "Mine", "about": "For a child.", "sources": "Ours.", "version": 1}

    response = admin.post(address, sent)
    order = url("template-stage-order", template_stage_id=stage.public_id, way="up")
    late = admin.post(order, {"version": 1}, follow=True)

    assert response.status_code == 409
    assert "Theirs" in words(response)
    assert 'value="Mine"' in response.content.decode()
    assert "Read it again first" in words(late)


def test_a_name_that_is_taken_is_refused_in_words(admin, worker):
    PathwayTemplateFactory(authority=worker.authority, name="Home")
    template = PathwayTemplateFactory(authority=worker.authority)
    sent = {"name": "Home", "about": "For a child.", "sources": "Ours.", "version": 1}

    response = admin.post(url("template-change", template_id=template.public_id), sent)

    assert "Another path has this name" in words(response)


def test_what_the_child_says_about_a_milestone_is_kept_with_the_care_plan(browser, stage):
    milestone = MilestoneFactory(stage=stage)
    assert "The child's own is missing" in words(browser.get(url("milestone-detail", milestone)))

    browser.post(
        url("milestone-voice", milestone),
        {
            "whose": "CHILD",
            "stance": "AGREES",
            "words": "I like my own room.",
            "how": "SAID",
            "gathered_by": "Sam Worker",
            **posted_day(TODAY, "gathered_on"),
        },
    )

    assert milestone.voices.get().plan.child == stage.plan.child
    assert "I like my own room." in words(browser.get(url("milestone-detail", milestone)))
