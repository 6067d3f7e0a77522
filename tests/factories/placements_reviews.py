import datetime as dt
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from placements.models import Review, ReviewDecision, SupportSession, Visit
from tests.factories import NOON, TODAY
from tests.factories.accounts import UserFactory
from tests.factories.children import ChildFactory

__all__ = ["ReviewDecisionFactory", "ReviewFactory", "SupportSessionFactory", "VisitFactory"]


class ReviewFactory(DjangoModelFactory):
    """A planned one. ``ReviewFactory(held=True)`` was held today."""

    class Meta:
        model = Review

    class Params:
        held = factory.Trait(status=Review.Status.HELD, held_on=TODAY, participation="PN1")

    child = factory.SubFactory(ChildFactory)
    number = 1
    planned_at = NOON + dt.timedelta(days=7)


class ReviewDecisionFactory(DjangoModelFactory):
    class Meta:
        model = ReviewDecision

    review = factory.SubFactory(ReviewFactory, held=True)
    words = "Ask the school for a quiet place to eat."
    owner = factory.SubFactory(UserFactory)
    due_on = TODAY + dt.timedelta(days=14)


class VisitFactory(DjangoModelFactory):
    class Meta:
        model = Visit

    child = factory.SubFactory(ChildFactory)
    on = TODAY
    seen = True
    visited_by = factory.SubFactory(UserFactory)
    recorded_at = NOON


class SupportSessionFactory(DjangoModelFactory):
    class Meta:
        model = SupportSession

    child = factory.SubFactory(ChildFactory)
    kind = SupportSession.Kind.COACH
    starts_on = TODAY
    planned_hours = Decimal("2.0")
    recorded_by = factory.SubFactory(UserFactory)
