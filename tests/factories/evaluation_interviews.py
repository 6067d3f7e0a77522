import datetime as dt

import factory
from factory.django import DjangoModelFactory

from accounts.models import Role
from evaluation.models import (
    Code,
    CodeDefinition,
    Coding,
    DeskStart,
    EnteredFigure,
    Group,
    Interview,
    Quote,
)
from tests.factories import NOON, TODAY
from tests.factories.accounts import AuthorityFactory, UserFactory

__all__ = [
    "CodeFactory",
    "CodingFactory",
    "DeskStartFactory",
    "EnteredFigureFactory",
    "InterviewFactory",
    "QuoteFactory",
]


class InterviewFactory(DjangoModelFactory):
    """A child who was spoken to today, agreed first, and may be quoted."""

    class Meta:
        model = Interview

    authority = factory.SubFactory(AuthorityFactory)
    pseudonym = factory.Sequence(lambda n: f"Child {n}")
    group = Group.CHILD
    held_on = TODAY
    consent = Interview.Consent.SPOKEN
    consent_on = TODAY
    may_be_quoted = True
    notes = "Nobody asked me first. Then I met them and their dog, and it was all right."
    written_by = factory.SubFactory(
        UserFactory, role=Role.MANAGER, authority=factory.SelfAttribute("..authority")
    )
    written_at = NOON


class CodeFactory(DjangoModelFactory):
    """A code with its first definition."""

    class Meta:
        model = Code
        skip_postgeneration_save = True

    authority = factory.SubFactory(AuthorityFactory)
    theme = "Being heard"
    name = factory.Sequence(lambda n: f"Asked first {n}")

    @factory.post_generation
    def words(code, create, extracted, **fields):  # noqa: N805
        CodeDefinition.objects.create(
            code=code,
            number=1,
            words=extracted or "Somebody asked, or did not, before it was decided.",
            by=UserFactory(authority=code.authority),
            at=NOON,
        )


class QuoteFactory(DjangoModelFactory):
    class Meta:
        model = Quote

    interview = factory.SubFactory(InterviewFactory)
    words = "Nobody asked me first."
    marked_by = factory.SelfAttribute("interview.written_by")
    marked_at = NOON


class CodingFactory(DjangoModelFactory):
    """A quote with a code; ``code=...`` says which."""

    class Meta:
        model = Coding

    class Params:
        code = factory.SubFactory(
            CodeFactory, authority=factory.SelfAttribute("..quote.interview.authority")
        )

    quote = factory.SubFactory(QuoteFactory)
    definition = factory.LazyAttribute(lambda o: o.code.definitions.get())
    by = factory.SelfAttribute("quote.marked_by")
    at = NOON


class EnteredFigureFactory(DjangoModelFactory):
    class Meta:
        model = EnteredFigure

    authority = factory.SubFactory(AuthorityFactory)
    measure = "DAYS"
    value = "21.0"
    starts_on = TODAY - dt.timedelta(days=700)
    ends_on = TODAY - dt.timedelta(days=400)
    source = "Time diary of six social workers"
    entered_by = factory.SubFactory(
        UserFactory, role=Role.MANAGER, authority=factory.SelfAttribute("..authority")
    )
    entered_at = NOON


class DeskStartFactory(DjangoModelFactory):
    class Meta:
        model = DeskStart

    authority = factory.SubFactory(AuthorityFactory)
    began_on = TODAY - dt.timedelta(days=90)
    source = "Cabinet paper 12"
    entered_by = factory.SubFactory(
        UserFactory, role=Role.MANAGER, authority=factory.SelfAttribute("..authority")
    )
    entered_at = NOON
