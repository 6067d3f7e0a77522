"""A child's path: copied from a template, made personal, walked on and back, completed or stopped."""

import datetime as dt

import pytest
from django.db import IntegrityError

from accounts.models import Role
from placements import services
from placements.criteria import Criterion, criteria
from placements.models import (
    Milestone,
    PathwayTemplate,
    StageMove,
    StepDownPlan,
    TemplateMilestone,
)
from placements.queries import milestones as waiting
from placements.queries import pathways as queries
from placements.shipped import shipped_templates
from tests.factories import (
    NOON,
    TODAY,
    ChildFactory,
    MilestoneFactory,
    PathwayTemplateFactory,
    StageFactory,
    StageMoveFactory,
    TemplateMilestoneFactory,
    TemplateStageFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(days=7)


@pytest.fixture
def worker():
    return UserFactory(role=Role.SOCIAL_WORKER)


@pytest.fixture
def by(worker):
    return {"by": worker, "at": NOON}


@pytest.fixture
def child(worker):
    return ChildFactory(authority=worker.authority, social_worker=worker)


@pytest.fixture
def template(worker):
    """Two stages, four weeks each, with a milestone after two."""
    template = PathwayTemplateFactory(authority=worker.authority)
    for position, name in enumerate(["Getting ready", "Moving in"], start=1):
        stage = TemplateStageFactory(template=template, position=position, name=name)
        TemplateMilestoneFactory(stage=stage)
    return template


@pytest.fixture
def plan(child, template, by):
    return services.start_pathway(
        child=child, template=template, goes_to="FOSTER", started_on=TODAY, **by
    )


def met(**said):
    return {"Calm enough": (True, ""), "Has met the carers": (True, "Twice"), **said}


def move(plan, position, by, *, reason="", asked=None, on=TODAY):
    plan.refresh_from_db()
    return services.move_to_stage(
        plan=plan, to=plan.stages.get(position=position), on=on, reason=reason,
        asked=met() if asked is None else asked, version=plan.version, **by,
    )  # fmt: skip


# Templates


def test_three_paths_ship_and_each_says_what_is_sourced_and_what_is_ours(worker):
    services.ensure_shipped()

    templates = PathwayTemplate.objects.visible_to(worker)
    assert [each.name for each in templates] == sorted(each.name for each in shipped_templates())
    assert len(templates) == 3
    for each in templates:
        lines = [
            line
            for stage in each.stages.all()
            for text in (stage.entry_criteria, stage.exit_criteria)
            for line in criteria(text)
        ]
        assert {bool(line.source) for line in lines} == {True, False}
        assert "ours" in each.sources.lower()
        assert all(stage.child_words and stage.milestones.exists() for stage in each.stages.all())


def test_writing_the_shipped_paths_again_changes_nothing(django_assert_max_num_queries):
    services.ensure_shipped()
    before = set(TemplateMilestone.objects.values_list("pk", flat=True))

    with django_assert_max_num_queries(3):
        services.ensure_shipped()

    assert set(TemplateMilestone.objects.values_list("pk", flat=True)) == before


def test_a_shipped_path_of_an_older_version_is_written_anew():
    services.ensure_shipped()
    template = PathwayTemplate.objects.first()
    template.stages.all().delete()
    PathwayTemplate.objects.update(version=0)

    services.ensure_shipped()

    assert template.stages.exists()


def test_a_shipped_path_is_changed_as_a_copy_only(worker, by):
    services.ensure_shipped()
    shipped = PathwayTemplate.objects.first()
    values = {"name": "Ours", "about": "", "sources": "", "is_retired": False}

    with pytest.raises(services.TemplateNotEditable):
        services.change_template(template=shipped, values=values, version=1, **by)
    once, twice = (
        services.copy_template(template=shipped, authority=worker.authority, **by) for _ in "12"
    )

    assert once.name == shipped.name
    assert twice.name == f"{shipped.name} (2)"
    assert once.stages.count() == shipped.stages.count()


def test_a_template_that_somebody_else_changed_is_not_overwritten(template, by):
    stage = template.stages.first()
    services.move_template_stage(stage=stage, up=False, version=1, **by)

    with pytest.raises(services.ChangedMeanwhile):
        services.remove_template_stage(stage=stage, version=1, **by)

    assert [each.name for each in template.stages.all()] == ["Moving in", "Getting ready"]


def test_a_stage_that_is_taken_out_leaves_no_gap(template, by):
    services.remove_template_stage(stage=template.stages.first(), version=1, **by)

    assert [(each.position, each.name) for each in template.stages.all()] == [(1, "Moving in")]


def test_an_authority_sees_its_own_paths_and_not_anothers(worker, template):
    PathwayTemplateFactory(name="Of another authority")

    assert list(PathwayTemplate.objects.visible_to(worker)) == [template]


# A child's plan


def test_a_plan_copies_its_template_with_owners_and_days(plan, worker):
    first, second = plan.stages.all()

    assert first.is_present
    assert not second.is_present
    assert [each.milestones.get().due_on for each in (first, second)] == [
        TODAY + 2 * WEEK,
        TODAY + 6 * WEEK,
    ]
    assert first.milestones.get().owner == worker


def test_the_owner_is_named_by_role_where_nobody_has_it(template, by):
    plan = services.start_pathway(
        child=ChildFactory(), template=template, goes_to="FOSTER", started_on=TODAY, **by
    )

    assert Milestone.objects.filter(stage__plan=plan).first().owner_in_words == "Social worker"


def test_a_plan_under_way_never_changes_with_its_template(plan, template, by):
    services.remove_template_stage(stage=template.stages.last(), version=1, **by)
    services.save_template_stage(
        template=template,
        stage=template.stages.first(),
        values={"name": "Another"},
        version=2,
        **by,
    )

    assert [stage.name for stage in plan.stages.all()] == ["Getting ready", "Moving in"]


def test_a_child_has_one_plan_under_way(plan, child, template, by):
    with pytest.raises(services.PlanUnderWay):
        services.start_pathway(
            child=child, template=template, goes_to="HOME", started_on=TODAY, **by
        )


def test_a_stage_the_child_was_in_stays_in_the_plan(plan, by):
    with pytest.raises(services.CannotRemove):
        services.remove_stage(stage=plan.stages.first(), version=1, **by)
    services.remove_stage(stage=plan.stages.last(), version=1, **by)

    assert plan.stages.count() == 1


def test_a_milestone_with_evidence_is_not_removed(plan, by):
    milestone = plan.stages.first().milestones.get()
    services.update_milestone(milestone=milestone, status="OPEN", words="Two nights.", **by)

    with pytest.raises(services.CannotRemove):
        services.remove_milestone(milestone=milestone, **by)


# Milestones


def test_an_update_sets_the_state_and_keeps_every_sentence(plan, by):
    milestone = plan.stages.first().milestones.get()
    services.update_milestone(milestone=milestone, status="OPEN", words="Two nights.", **by)
    services.update_milestone(milestone=milestone, status="MET", words="Every night.", **by)

    milestone.refresh_from_db()
    assert (milestone.status, milestone.status_on) == ("MET", TODAY)
    assert {each.words for each in milestone.updates.all()} == {"Two nights.", "Every night."}


def test_a_milestone_no_longer_wanted_keeps_the_reason(plan, by):
    milestone = plan.stages.first().milestones.get()
    services.update_milestone(milestone=milestone, status="DROPPED", words="He moved room.", **by)

    milestone.refresh_from_db()
    assert milestone.reason == "He moved room."


def test_the_database_asks_why_a_milestone_is_no_longer_wanted():
    with pytest.raises(IntegrityError, match="placements_milestone_dropped_for_a_reason"):
        MilestoneFactory(status="DROPPED")


@pytest.mark.parametrize(
    ("due_in", "written_ago", "entered_ago", "wants"),
    [
        (7, None, 0, True),
        (8, None, 0, False),
        (-1, None, 0, True),
        (-1, 6, 50, False),
        (-1, 7, 50, True),
        (None, None, 27, False),
        (None, None, 28, True),
        (None, 27, 50, False),
        (100, 28, 50, True),
    ],
)
def test_a_milestone_wants_an_update_when_due_or_quiet_for_four_weeks(
    due_in, written_ago, entered_ago, wants, worker
):
    stage = StageFactory(plan__started_on=TODAY - entered_ago * DAY)
    StageMoveFactory(to_stage=stage, on=TODAY - entered_ago * DAY)
    due = None if due_in is None else TODAY + due_in * DAY
    milestone = MilestoneFactory(stage=stage, due_on=due)
    if written_ago is not None:
        services.update_milestone(
            milestone=milestone, status="OPEN", words="So far.", by=worker,
            at=NOON - written_ago * DAY,
        )  # fmt: skip

    found = Milestone.objects.wanting_an_update(today=TODAY)

    assert list(found) == ([milestone] if wants else [])


@pytest.mark.parametrize(
    "change",
    [
        {"status": "MET"},
        {"stage__is_present": False},
        {"stage__plan__status": "COMPLETED", "stage__plan__closed_on": TODAY},
    ],
)
def test_what_is_met_or_of_another_stage_or_a_closed_plan_wants_nothing(change):
    MilestoneFactory(due_on=TODAY, **change)

    assert not Milestone.objects.wanting_an_update(today=TODAY)


def test_what_waits_is_told_by_child_with_the_earliest_due_first(child):
    stage = StageFactory(plan__child=child)
    MilestoneFactory(stage=stage, words="Later", due_on=TODAY + 3 * DAY)
    MilestoneFactory(stage=stage, words="Sooner", due_on=TODAY - DAY)

    (lines,) = waiting.waiting([child.pk], TODAY).values()

    assert [line.words for line in lines] == ["Sooner", "Later"]
    assert lines[0].hint == "Due 1 March 2026: 1 day overdue"


# Moving on and back


def test_moving_on_keeps_what_was_said_of_each_criterion(plan, by):
    move(plan, 2, by)

    assert plan.stages.get(is_present=True).name == "Moving in"
    assert StageMove.objects.last().criteria == {
        "Calm enough": [True, ""],
        "Has met the carers": [True, "Twice"],
    }


def test_moving_on_asks_for_every_criterion(plan, by):
    with pytest.raises(services.CannotMove, match="Has met the carers"):
        move(plan, 2, by, asked={"Calm enough": (True, "")})

    assert plan.stages.get(is_present=True).position == 1


def test_moving_on_with_something_unmet_needs_a_reason(plan, by):
    unmet = met(**{"Calm enough": (False, "")})
    with pytest.raises(services.CannotMove) as refused:
        move(plan, 2, by, asked=unmet)
    assert refused.value.field == "reason"

    move(plan, 2, by, asked=unmet, reason="The family can hold this.")

    assert StageMove.objects.last().reason == "The family can hold this."


def test_moving_back_needs_a_reason_and_asks_no_criteria(plan, by):
    move(plan, 2, by)
    with pytest.raises(services.CannotMove):
        move(plan, 1, by)

    back = move(plan, 1, by, reason="More time with her key worker.")

    assert back.criteria == {}
    assert plan.stages.get(is_present=True).position == 1


@pytest.mark.parametrize("on", [TODAY + DAY, TODAY - DAY])
def test_a_move_is_neither_in_the_future_nor_before_the_last(plan, by, on):
    with pytest.raises(services.CannotMove):
        move(plan, 2, by, on=on)


def test_two_people_who_move_the_child_do_not_move_them_twice(plan, by):
    seen = plan.version
    move(plan, 2, by)

    with pytest.raises(services.ChangedMeanwhile):
        services.move_to_stage(
            plan=plan, to=plan.stages.first(), on=TODAY, reason="No", asked={}, version=seen, **by
        )


def test_a_plan_is_stopped_with_a_reason_and_then_not_changed(plan, by):
    close = {"plan": plan, "status": "STOPPED", "on": TODAY, "version": plan.version}
    with pytest.raises(services.CannotMove):
        services.close_pathway(**close, reason="", **by)
    services.close_pathway(**close, reason="She goes home.", **by)

    with pytest.raises(services.PlanClosed):
        move(plan, 2, by)


# What is shown


def test_the_path_says_when_each_stage_was_is_or_may_be(plan, by, worker):
    path = queries.path_of(plan, viewer=worker, today=TODAY + 3 * DAY)

    assert [(each.name, each.state, each.when) for each in path.stages] == [
        ("Getting ready", "now", "Since 2 March 2026 (3 days)"),
        ("Moving in", "next", "Aim: March 2026"),
    ]
    assert path.stages[0].note == "0 of 1 milestone met"
    assert path.stages[0].exit == [
        Criterion("Calm enough"),
        Criterion("Has met the carers", "TACT"),
    ]


def test_a_stage_walked_through_is_done_and_one_returned_to_is_present(plan, by, worker):
    move(plan, 2, by)
    path = queries.path_of(plan, viewer=worker, today=TODAY)
    assert [each.state for each in path.stages] == ["done", "now"]

    move(plan, 1, by, reason="More time.")

    path = queries.path_of(plan, viewer=worker, today=TODAY)
    assert [each.state for each in path.stages] == ["now", "next"]


def test_a_plan_is_ready_for_search_in_a_stage_that_is_left_for_a_family():
    wanted = StageFactory(leads_to_search=True).plan
    StageFactory()
    StageFactory(leads_to_search=True, is_present=False)
    StageFactory(leads_to_search=True, plan__status="COMPLETED", plan__closed_on=TODAY)

    assert list(StepDownPlan.objects.ready_for_search()) == [wanted]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Calm\n\n  Calm \n", [Criterion("Calm")]),
        ("At her pace [TACT, FCA]", [Criterion("At her pace", "TACT, FCA")]),
        ("[TACT]", [Criterion("[TACT]")]),
        ("", []),
    ],
)
def test_criteria_are_one_a_line_with_their_source_in_brackets(text, said):
    assert criteria(text) == said
