import datetime as dt

import factory
from factory.django import DjangoModelFactory

from children.models import (
    Child,
    ImportantPerson,
    LegalStatus,
    LifeStoryMoment,
    Need,
    Risk,
    SiblingLink,
    Wish,
)
from tests.factories import NOON, TODAY
from tests.factories.accounts import AuthorityFactory, UserFactory

__all__ = [
    "ChildFactory",
    "ImportantPersonFactory",
    "LegalStatusFactory",
    "LifeStoryMomentFactory",
    "NeedFactory",
    "RiskFactory",
    "SiblingLinkFactory",
    "WishFactory",
]


class ChildFactory(DjangoModelFactory):
    class Meta:
        model = Child

    authority = factory.SubFactory(AuthorityFactory)
    reference = factory.Sequence(lambda n: f"C{n:05}")
    first_name = "Asha"
    last_name = "Example"
    birth_date = dt.date(2016, 1, 15)
    sex = Child.Sex.FEMALE
    created_at = NOON
    updated_at = NOON


class LegalStatusFactory(DjangoModelFactory):
    class Meta:
        model = LegalStatus

    child = factory.SubFactory(ChildFactory)
    code = "C2"
    starts_on = dt.date(2025, 1, 6)


class LifeStoryMomentFactory(DjangoModelFactory):
    class Meta:
        model = LifeStoryMoment

    child = factory.SubFactory(ChildFactory)
    on = dt.date(2020, 9, 1)
    precision = LifeStoryMoment.Precision.MONTH
    title = "First day at school"
    words = "You wore new shoes and did not look back."
    told_by = "Nan"
    recorded_by = factory.SubFactory(UserFactory)
    recorded_at = NOON


class NeedFactory(DjangoModelFactory):
    class Meta:
        model = Need

    child = factory.SubFactory(ChildFactory)
    code = "AUT"
    severity = 2


class RiskFactory(DjangoModelFactory):
    class Meta:
        model = Risk

    child = factory.SubFactory(ChildFactory)
    kind = Risk.Kind.MISSING
    description = "Left the house after an argument and came back within the hour."
    frequency = Risk.Frequency.RARELY
    last_on = dt.date(2026, 1, 5)


class ImportantPersonFactory(DjangoModelFactory):
    class Meta:
        model = ImportantPerson

    child = factory.SubFactory(ChildFactory)
    name = "Nan"
    kind = ImportantPerson.Kind.FAMILY
    relation = "Grandmother"


class SiblingLinkFactory(DjangoModelFactory):
    class Meta:
        model = SiblingLink

    child = factory.SubFactory(ChildFactory)
    sibling = factory.SubFactory(ChildFactory, authority=factory.SelfAttribute("..child.authority"))


class WishFactory(DjangoModelFactory):
    class Meta:
        model = Wish

    child = factory.SubFactory(ChildFactory)
    rank = 1
    words = "I want to stay at my school."
    kind = "NEARSCHOOL"
    source = Wish.Source.SAID
    gathered_on = TODAY
    gathered_by = "Her social worker"
