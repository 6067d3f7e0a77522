import factory
from factory.django import DjangoModelFactory

from evaluation.models import Disagreement
from tests.factories import NOON
from tests.factories.children import ChildFactory
from tests.factories.evaluation import ReturnFactory

__all__ = ["DisagreementFactory"]


class DisagreementFactory(DjangoModelFactory):
    """The desk says that the child is of one sex, and the return of another."""

    class Meta:
        model = Disagreement

    child = factory.SubFactory(ChildFactory)
    about = Disagreement.About.SEX
    desk_value = "F"
    desk_as_of = NOON
    for_return = factory.SubFactory(
        ReturnFactory, authority=factory.SelfAttribute("..child.authority")
    )
    return_value = "M"
    line = 2
    found_at = NOON
