import factory
from factory.django import DjangoModelFactory

from placements.models import Placement, SupportItem
from tests.factories import MOVE_IN, NOON
from tests.factories.accounts import UserFactory
from tests.factories.carers import HouseholdFactory
from tests.factories.children import ChildFactory

__all__ = ["PlacementFactory", "SupportItemFactory"]


class PlacementFactory(DjangoModelFactory):
    """A booked stay in a household's first place."""

    class Meta:
        model = Placement

    child = factory.SubFactory(ChildFactory)
    household = factory.SubFactory(HouseholdFactory)
    setting = Placement.Setting.U6
    place_number = 1
    kind = "SHORT"
    starts_on = MOVE_IN
    booked_at = NOON


class SupportItemFactory(DjangoModelFactory):
    class Meta:
        model = SupportItem

    placement = factory.SubFactory(PlacementFactory)
    kind = SupportItem.Kind.TRAINING
    words = "Training in tube feeding"
    owner = "Ann Green, supervising social worker"
    due_on = MOVE_IN
    added_by = factory.SubFactory(UserFactory)
    added_at = NOON
