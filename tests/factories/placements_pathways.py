import factory
from factory.django import DjangoModelFactory

from placements.models import (
    IntroductionStep,
    Milestone,
    PathwayTemplate,
    Stage,
    StageMove,
    StepDownPlan,
    TemplateMilestone,
    TemplateStage,
)
from tests.factories import NOON, TODAY
from tests.factories.accounts import AuthorityFactory, UserFactory
from tests.factories.children import ChildFactory
from tests.factories.placements import PlacementFactory

__all__ = [
    "IntroductionStepFactory",
    "MilestoneFactory",
    "PathwayTemplateFactory",
    "StageFactory",
    "StageMoveFactory",
    "StepDownPlanFactory",
    "TemplateMilestoneFactory",
    "TemplateStageFactory",
]


class PathwayTemplateFactory(DjangoModelFactory):
    class Meta:
        model = PathwayTemplate

    authority = factory.SubFactory(AuthorityFactory)
    name = factory.Sequence(lambda n: f"Path {n}")
    about = "For a child."
    sources = "Ours."


class TemplateStageFactory(DjangoModelFactory):
    class Meta:
        model = TemplateStage

    template = factory.SubFactory(PathwayTemplateFactory)
    position = 1
    name = "Getting ready"
    purpose = "To get ready."
    child_words = "You get ready."
    exit_criteria = "Calm enough\nHas met the carers [TACT]"
    usual_weeks = 4


class TemplateMilestoneFactory(DjangoModelFactory):
    class Meta:
        model = TemplateMilestone

    stage = factory.SubFactory(TemplateStageFactory)
    position = 1
    words = "Sleeps in own room most nights"
    owner_role = "SOCIAL_WORKER"
    due_after_weeks = 2


class StepDownPlanFactory(DjangoModelFactory):
    class Meta:
        model = StepDownPlan

    child = factory.SubFactory(ChildFactory)
    name = "A path"
    goes_to = "FOSTER"
    started_on = TODAY
    created_at = NOON
    created_by = factory.SubFactory(UserFactory)
    updated_at = NOON


class StageFactory(DjangoModelFactory):
    """The only stage of a plan, and the present one."""

    class Meta:
        model = Stage

    plan = factory.SubFactory(StepDownPlanFactory)
    position = 1
    name = "Getting ready"
    purpose = "To get ready."
    child_words = "You get ready."
    exit_criteria = "Calm enough\nHas met the carers [TACT]"
    usual_weeks = 4
    is_present = True


class StageMoveFactory(DjangoModelFactory):
    class Meta:
        model = StageMove

    plan = factory.SelfAttribute("to_stage.plan")
    to_stage = factory.SubFactory(StageFactory)
    on = TODAY
    by = factory.SubFactory(UserFactory)
    at = NOON


class MilestoneFactory(DjangoModelFactory):
    class Meta:
        model = Milestone

    stage = factory.SubFactory(StageFactory)
    position = 1
    words = "Sleeps in own room most nights"
    owner_in_words = "The home"


class IntroductionStepFactory(DjangoModelFactory):
    class Meta:
        model = IntroductionStep

    placement = factory.SubFactory(PlacementFactory)
    kind = "TEA"
    planned_on = TODAY
