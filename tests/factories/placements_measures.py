import datetime as dt

import factory
from factory.django import DjangoModelFactory

from accounts.models import Role
from placements.models import (
    Attendance,
    Belonging,
    CarePlan,
    Goal,
    GoalScore,
    Incident,
    Milestone,
    RadarSetAside,
    ReadinessView,
    Review,
    ReviewDecision,
    Stage,
    StepDownPlan,
    StrengthsScore,
)
from tests.factories import NOON, TODAY
from tests.factories.accounts import UserFactory
from tests.factories.children import ChildFactory

__all__ = [
    "AttendanceFactory",
    "BelongingFactory",
    "IncidentFactory",
    "RadarSetAsideFactory",
    "ReadinessFactory",
    "StrengthsScoreFactory",
    "a_goal",
    "a_milestone",
    "a_review",
]


class _Measure(DjangoModelFactory):
    class Meta:
        abstract = True

    child = factory.SubFactory(ChildFactory)
    recorded_by = factory.SubFactory(
        UserFactory,
        role=Role.SOCIAL_WORKER,
        authority=factory.SelfAttribute("..child.authority"),
    )
    recorded_at = NOON


class StrengthsScoreFactory(_Measure):
    class Meta:
        model = StrengthsScore

    on = TODAY
    informant = "CARER"
    total = 18
    source = "The home's questionnaire"


class IncidentFactory(_Measure):
    class Meta:
        model = Incident

    kind = "MISSING"
    on = TODAY
    words = "Back an hour late."
    source = "The home's report"


class AttendanceFactory(_Measure):
    class Meta:
        model = Attendance

    starts_on = dt.date(2025, 11, 3)
    ends_on = dt.date(2026, 2, 20)
    possible = 120
    attended = 114
    source = "The school's register"


class BelongingFactory(_Measure):
    class Meta:
        model = Belonging

    on = TODAY
    score = 6
    source = "Asked by the key worker"


class ReadinessFactory(_Measure):
    class Meta:
        model = ReadinessView

    domain = "STABILITY"
    whose = "SOCIAL_WORKER"
    judgement = "READY"
    words = "Settled since the summer."
    on = TODAY


class RadarSetAsideFactory(DjangoModelFactory):
    class Meta:
        model = RadarSetAside

    child = factory.SubFactory(ChildFactory)
    reason = "Exams first."
    look_again_on = dt.date(2026, 6, 1)
    by = factory.SubFactory(UserFactory)
    at = NOON


def a_goal(child, *, by, baseline=3, target=8, scores=()):
    """A goal of the child's care plan; ``scores`` are (day, score)."""
    at = {"created_at": NOON, "created_by": by}
    plan, _ = CarePlan.objects.get_or_create(child=child, defaults={"updated_at": NOON, **at})
    goal = Goal.objects.create(
        plan=plan, dimension="EDUCATION", words="Reads a book to the end", steps=["x"] * 11,
        baseline=baseline, baseline_on=dt.date(2025, 9, 1), target=target, **at,
    )  # fmt: skip
    GoalScore.objects.bulk_create(
        GoalScore(goal=goal, on=on, score=score, recorded_by=by, recorded_at=NOON)
        for on, score in scores
    )
    return goal


def a_milestone(child, *, by, **facts):
    """A milestone of the child's step-down plan that is under way."""
    plan, _ = StepDownPlan.objects.get_or_create(
        child=child,
        status="ACTIVE",
        defaults={
            "name": "To a family", "goes_to": "FOSTER", "started_on": dt.date(2026, 1, 5),
            "created_at": NOON, "created_by": by, "updated_at": NOON,
        },
    )  # fmt: skip
    stage, _ = Stage.objects.get_or_create(
        plan=plan, position=1, defaults={"name": "Getting ready", "is_present": True}
    )
    number = stage.milestones.count() + 1
    known = {"position": number, "words": "Cooks once a week", "owner_in_words": "The home"}
    return Milestone.objects.create(stage=stage, **known, **facts)


def a_review(child, *, held_on, decision=""):
    review = Review.objects.create(
        child=child, number=1, planned_at=NOON, status="HELD", held_on=held_on, participation="PN1"
    )
    if decision:
        ReviewDecision.objects.create(
            review=review, words=decision, owner_in_words="The desk", due_on=dt.date(2026, 4, 1)
        )
    return review
