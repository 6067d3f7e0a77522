import factory
from factory.django import DjangoModelFactory

from placements.models import Placement
from tests.factories import MOVE_IN, NOON
from tests.factories.carers import HouseholdFactory
from tests.factories.children import ChildFactory

__all__ = ["PlacementFactory"]


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
