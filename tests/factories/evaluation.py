import factory
from factory.django import DjangoModelFactory

from evaluation.lifecycle import ReturnStatus
from evaluation.models import Return, ReturnFile, ReturnFinding
from tests.factories import NOON
from tests.factories.accounts import AuthorityFactory


class ReturnFactory(DjangoModelFactory):
    """A statutory return that was read and waits for somebody to confirm it."""

    class Meta:
        model = Return

    authority = factory.SubFactory(AuthorityFactory)
    status = ReturnStatus.READY
    year = 2018
    received_at = NOON


class ReturnFileFactory(DjangoModelFactory):
    class Meta:
        model = ReturnFile

    for_return = factory.SubFactory(ReturnFactory)
    name = "episodes.csv"
    kind = "Episodes"


class ReturnFindingFactory(DjangoModelFactory):
    class Meta:
        model = ReturnFinding

    file = factory.SubFactory(ReturnFileFactory)
    for_return = factory.SelfAttribute("file.for_return")
    rule = "144"
    severity = "WARNING"
    line = 2
    child = "C1"
    words = "LS “C9” is not a code of 2017-2018."
