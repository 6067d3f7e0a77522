import factory
from factory.django import DjangoModelFactory

from placements.models import (
    CarePlan,
    CarePlanVersion,
    Delegation,
    Goal,
    PlacementPlan,
    PlanDimension,
    Voice,
)
from placements.models.plans import STEPS
from placements.queries.contents import content_of
from tests.factories import NOON, TODAY
from tests.factories.accounts import UserFactory
from tests.factories.children import ChildFactory
from tests.factories.placements import PlacementFactory

__all__ = [
    "CarePlanFactory",
    "CarePlanVersionFactory",
    "DelegationFactory",
    "GoalFactory",
    "PlacementPlanFactory",
    "PlanDimensionFactory",
    "VoiceFactory",
]


class CarePlanFactory(DjangoModelFactory):
    class Meta:
        model = CarePlan

    child = factory.SubFactory(ChildFactory)
    created_at = NOON
    created_by = factory.SubFactory(
        UserFactory, authority=factory.SelfAttribute("..child.authority")
    )
    updated_at = NOON


class PlanDimensionFactory(DjangoModelFactory):
    class Meta:
        model = PlanDimension

    plan = factory.SubFactory(CarePlanFactory)
    dimension = "HEALTH"
    updated_at = NOON


class GoalFactory(DjangoModelFactory):
    class Meta:
        model = Goal

    plan = factory.SubFactory(CarePlanFactory)
    dimension = "EMOTIONAL"
    words = "Sleeps through the night"
    steps = factory.LazyFunction(
        lambda: [f"Sleeps {number} nights of ten" for number in range(STEPS)]
    )
    baseline = 2
    baseline_on = TODAY
    target = 6
    created_at = NOON
    created_by = factory.SelfAttribute("plan.created_by")


class VoiceFactory(DjangoModelFactory):
    """What the child says of a plan as a whole."""

    class Meta:
        model = Voice

    plan = factory.SubFactory(CarePlanFactory)
    whose = Voice.Whose.CHILD
    stance = Voice.Stance.AGREES
    words = "I want to sleep in my own bed."
    how = Voice.How.SAID
    gathered_on = TODAY
    gathered_by = "Her social worker"
    recorded_by = factory.SelfAttribute("plan.created_by")
    recorded_at = NOON


class CarePlanVersionFactory(DjangoModelFactory):
    class Meta:
        model = CarePlanVersion

    plan = factory.SubFactory(CarePlanFactory)
    number = 1
    content = factory.LazyAttribute(lambda version: content_of(version.plan, stay=None))
    reason = "The first plan."
    approved_by = factory.SelfAttribute("plan.created_by")
    approved_at = NOON


class PlacementPlanFactory(DjangoModelFactory):
    class Meta:
        model = PlacementPlan

    placement = factory.SubFactory(PlacementFactory)
    updated_at = NOON


class DelegationFactory(DjangoModelFactory):
    class Meta:
        model = Delegation

    plan = factory.SubFactory(PlacementPlanFactory)
    area = Delegation.Area.LEISURE
    subject = "Clubs and sports"
    decider = Delegation.Decider.CARER
