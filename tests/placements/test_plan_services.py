"""The care plan: its parts, goals, scores, voices, and its approved versions."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from placements import services
from placements.models import CarePlan, CarePlanVersion, Dimension, Goal, PlacementPlan, Voice
from placements.models.plans import STEPS
from placements.queries import plans as queries
from placements.queries.reading import read
from tests.factories import (
    NOON,
    TODAY,
    CarePlanFactory,
    ChildFactory,
    DelegationFactory,
    GoalFactory,
    PlacementFactory,
    PlacementPlanFactory,
    UserFactory,
    VoiceFactory,
)

pytestmark = pytest.mark.django_db

WHO = {"at": NOON}
STEPS_IN_WORDS = ["Never", *[""] * 5, "Six nights", *[""] * 3, "Every night"]


@pytest.fixture
def by():
    return UserFactory(role="SOCIAL_WORKER")


@pytest.fixture
def plan(by):
    child = ChildFactory(authority=by.authority, social_worker=by)
    return services.start_plan(child=child, by=by, at=NOON)


def goal_of(plan, by, **values):
    words = {
        "dimension": "EMOTIONAL", "words": "Sleeps", "steps": STEPS_IN_WORDS, "baseline": 2, "baseline_on": TODAY,
        "target": 6, "target_on": None,
    }  # fmt: skip
    return services.add_goal(plan=plan, placement=None, by=by, at=NOON, **(words | values))


def says(plan, by, goal=None, milestone=None, **said):
    words = {
        "whose": "CHILD", "stance": "AGREES", "words": "Yes.", "how": "SAID", "gathered_on": TODAY,
        "gathered_by": "Sam",
    }  # fmt: skip
    return services.record_voice(
        plan=plan,
        goal=goal,
        milestone=milestone,
        said=services.Said(**(words | said)),
        by=by,
        at=NOON,
    )


def approve(plan, by, reason="The first plan."):
    seen = queries.working(plan, today=TODAY).fingerprint
    return services.approve_plan(plan=plan, fingerprint=seen, reason=reason, by=by, at=NOON)


def test_a_plan_has_its_seven_dimensions_once_however_often_it_is_started(plan, by):
    again = services.start_plan(child=plan.child, by=by, at=NOON)

    assert again == plan
    assert CarePlan.objects.count() == 1
    assert set(plan.dimensions.values_list("dimension", flat=True)) == set(Dimension.values)


def test_the_second_of_two_people_who_change_a_part_is_told_and_nothing_is_lost(plan, by):
    part = plan.dimensions.get(dimension="HEALTH")
    said = {"arrangements": "", "by": by, "at": NOON}
    services.update_dimension(dimension=part, version=1, now="Well.", **said)

    with pytest.raises(services.ChangedMeanwhile) as changed:
        services.update_dimension(dimension=part, version=1, now="Unwell.", **said)

    assert changed.value.row.now == "Well."
    with pytest.raises(services.ChangedMeanwhile):
        services.update_plan(plan=plan, version=9, aim="x", by=by, at=NOON)


@pytest.mark.parametrize("number", [0, 6, 10])
def test_a_goal_needs_words_for_its_ends_and_its_target(plan, by, number):
    steps = list(STEPS_IN_WORDS)
    steps[number] = ""

    with pytest.raises(services.CannotSave) as refused:
        goal_of(plan, by, steps=steps)

    assert refused.value.field == f"step_{number}"
    assert not Goal.objects.exists()


def test_a_changed_goal_keeps_its_scores_and_goes_up_a_version(plan, by):
    goal = goal_of(plan, by)
    services.record_score(goal=goal, score=4, on=TODAY, evidence="", by=by, at=NOON)
    services.record_score(goal=goal, score=5, on=TODAY, evidence="The diary.", by=by, at=NOON)

    changed = services.change_goal(goal=goal, version=1, target=10, by=by, at=NOON)

    assert (changed.version, changed.target, changed.words) == (2, 10, "Sleeps")
    assert list(changed.scores.values_list("score", "evidence")) == [(5, "The diary.")]
    with pytest.raises(services.ChangedMeanwhile):
        services.change_goal(goal=goal, version=1, target=6, by=by, at=NOON)


@pytest.mark.parametrize("days", [1, -1])
def test_a_score_is_of_a_day_between_the_baseline_and_today(plan, by, days):
    goal = goal_of(plan, by)

    with pytest.raises(services.CannotSave):
        services.record_score(
            goal=goal, score=4, on=TODAY + dt.timedelta(days=days), evidence="", by=by, at=NOON
        )


def test_a_goal_is_dropped_for_a_reason_and_then_stays_closed(plan, by):
    goal = goal_of(plan, by)
    close = {"goal": goal, "version": 1, "by": by, "at": NOON}
    with pytest.raises(services.CannotSave):
        services.close_goal(status="DROPPED", reason="", **close)

    closed = services.close_goal(status="DROPPED", reason="He wants another.", **close)

    assert closed.closed_on == TODAY
    with pytest.raises(services.CannotSave, match="closed"):
        services.record_score(goal=goal, score=4, on=TODAY, evidence="", by=by, at=NOON)


def test_who_was_not_asked_has_a_reason_and_no_way_of_asking(plan, by):
    voice = says(plan, by, stance="NOT_ASKED", words="Asleep.", how="SAID", aid="Makaton")

    assert (voice.how, voice.aid) == ("", "")
    with pytest.raises(services.CannotSave):
        says(plan, by, stance="NOT_ASKED", words=" ")
    with pytest.raises(services.CannotSave):
        says(plan, by, how="")
    with pytest.raises(services.CannotSave):
        says(plan, by, gathered_on=TODAY + dt.timedelta(days=1))


def test_a_voice_is_about_a_goal_of_the_same_plan(plan, by):
    with pytest.raises(ValueError, match="another plan"):
        says(plan, by, goal=GoalFactory())


def test_a_plan_is_not_approved_while_the_childs_view_is_missing(plan, by):
    goal = goal_of(plan, by)
    says(plan, by)

    with pytest.raises(services.ViewMissing):
        approve(plan, by)

    assert [each.goal_id for each in queries.working(plan, today=TODAY).missing] == [
        str(goal.public_id)
    ]
    says(plan, by, goal=goal, whose="PARENT")
    with pytest.raises(services.ViewMissing):
        approve(plan, by)
    says(plan, by, goal=goal, stance="NOT_ASKED", words="In hospital this week.")
    assert approve(plan, by).number == 1


def test_a_view_on_one_goal_is_no_view_on_the_plan_or_another_goal(plan, by):
    says(plan, by, goal=goal_of(plan, by))
    other = goal_of(plan, by, words="Eats")

    missing = queries.working(plan, today=TODAY).missing

    assert [each.goal_id for each in missing] == ["", str(other.public_id)]


def test_a_closed_goal_needs_no_view_and_a_plan_without_goals_is_not_approved(plan, by):
    says(plan, by)
    with pytest.raises(services.ViewMissing):
        approve(plan, by)
    goal = goal_of(plan, by)
    services.close_goal(goal=goal, version=1, status="MET", reason="", by=by, at=NOON)

    assert approve(plan, by).content["goals"][0]["status"] == "MET"


@pytest.fixture
def approved(plan, by):
    goal = goal_of(plan, by)
    says(plan, by)
    says(plan, by, goal=goal)
    return approve(plan, by), goal


def test_an_approved_version_is_frozen_and_a_change_is_told_beside_it(plan, by, approved):
    version, goal = approved
    services.change_goal(goal=goal, version=1, target=10, by=by, at=NOON)

    working = queries.working(plan, today=TODAY)

    assert list(working.changes) == ["The target for 'Sleeps' moved from 6 to 10."]
    version.refresh_from_db()
    assert version.content["goals"][0]["target"] == 6
    with pytest.raises(DatabaseError, match="pgtrigger"), transaction.atomic():
        CarePlanVersion.objects.update(reason="Another.")
    assert approve(plan, by, reason="He sleeps better.").number == 2


def test_nothing_new_is_not_approved_again(plan, by, approved):
    with pytest.raises(services.CannotSave, match="Nothing has changed"):
        approve(plan, by)


def test_what_is_approved_is_what_was_read(plan, by, approved):
    services.change_goal(goal=approved[1], version=1, target=10, by=by, at=NOON)
    read = queries.working(plan, today=TODAY).fingerprint
    services.update_plan(plan=plan, version=1, aim="Home.", by=by, at=NOON)

    with pytest.raises(services.CannotSave, match="Read it again"):
        services.approve_plan(plan=plan, fingerprint=read, reason="x", by=by, at=NOON)


def test_a_later_view_of_the_same_person_stands_in_place_of_the_earlier(plan, by):
    says(plan, by, words="No.", stance="DISAGREES")
    says(plan, by, whose="PARENT", name="Mum", words="Yes.")
    says(plan, by, whose="PARENT", name="Dad", words="Never.")
    says(plan, by, words="Well, yes.")

    shown = queries.working(plan, today=TODAY).shown

    assert [voice.words for voice in shown.voices] == ["Well, yes.", "Yes.", "Never."]
    assert [voice.words for voice in shown.earlier] == ["No."]
    assert shown.unheard == ["The carer"]


def test_the_plan_of_a_stay_is_written_and_a_second_writer_is_told(by):
    stay = PlacementFactory()
    write = {"placement": stay, "by": by, "at": NOON}
    plan = services.update_placement_plan(version=0, health="Dr Who", **write)

    assert plan.version == 1
    with pytest.raises(services.ChangedMeanwhile):
        services.update_placement_plan(version=0, health="Dr No", **write)
    with pytest.raises(services.CannotSave) as refused:
        services.update_placement_plan(version=1, signed_by_carer_on=TODAY, **write)
    assert refused.value.field == "agreed_on"
    assert PlacementPlan.objects.get().signed_by_carer_on is None


def test_what_the_carer_does_not_decide_has_a_reason_and_is_said_once(by):
    stay = PlacementFactory()
    row = {
        "placement": stay, "delegation": None, "version": None, "area": "MEDICAL", "subject": "Vaccinations",
        "conditions": "", "by": by, "at": NOON,
    }  # fmt: skip
    with pytest.raises(services.CannotSave):
        services.save_delegation(decider="AUTHORITY", reason="", **row)

    saved = services.save_delegation(decider="AUTHORITY", reason="A court order.", **row)

    with pytest.raises(services.CannotSave, match="recorded already"):
        services.save_delegation(decider="CARER", reason="", **row)
    changed = row | {"delegation": saved, "version": saved.plan.version}
    services.save_delegation(decider="CARER", reason="", **changed)
    with pytest.raises(services.ChangedMeanwhile):
        services.save_delegation(decider="CHILD", reason="x", **changed)
    saved.refresh_from_db()
    services.remove_delegation(
        delegation=saved, version=PlacementPlan.objects.get().version, by=by, at=NOON
    )
    assert not stay.plan.delegations.exists()


def test_the_content_of_a_plan_holds_the_present_stays_plan(plan):
    stay = PlacementFactory(child=plan.child, starts_on=TODAY, status="STARTED")
    DelegationFactory(plan=PlacementPlanFactory(placement=stay, health="Dr Who"))

    shown = queries.working(plan, today=TODAY).shown

    assert shown.stay.id == str(stay.public_id)
    assert [row.subject for row in shown.stay.delegations] == ["Clubs and sports"]
    assert ("Health and dental care, and consents", "Dr Who") in shown.stay.words


def test_the_factories_make_a_plan_that_can_be_approved():
    plan = CarePlanFactory()
    VoiceFactory(plan=plan)
    VoiceFactory(plan=plan, goal=GoalFactory(plan=plan))

    assert queries.working(plan, today=TODAY).may_be_approved
    assert Voice.objects.count() == 2
    assert len(Goal.objects.get().steps) == STEPS


def test_a_version_keeps_the_dimensions_in_the_order_of_the_regulation(plan, by):
    says(plan, by)
    says(plan, by, goal=goal_of(plan, by))
    approve(plan, by)

    shown = read(CarePlanVersion.objects.get().content)

    assert [each.code for each in shown.dimensions] == Dimension.values
