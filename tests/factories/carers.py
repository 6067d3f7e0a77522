import datetime as dt

import factory
from factory.django import DjangoModelFactory

from carers.models import (
    ApprovalTerms,
    ApprovedListImport,
    Household,
    Resident,
    StatutoryCheck,
    Training,
    Unavailability,
)
from tests.factories import NOON
from tests.factories.accounts import ServiceFactory

__all__ = [
    "HouseholdFactory",
    "ImportFactory",
    "ResidentFactory",
    "StatutoryCheckFactory",
    "TermsFactory",
    "TrainingFactory",
    "UnavailabilityFactory",
]


class HouseholdFactory(DjangoModelFactory):
    """Approved since 2020 for two children of either sex from 0 to 18, for every kind of placement.

    ``terms__places=1`` and so on change the terms; ``terms=None`` leaves them out.
    """

    class Meta:
        model = Household
        skip_postgeneration_save = True

    service = factory.SubFactory(ServiceFactory)
    reference = factory.Sequence(lambda n: f"H{n:05}")
    name = factory.Sequence(lambda n: f"The Example family {n}")
    email = factory.Sequence(lambda n: f"carer{n}@home.example")
    postcode = "SG1 1AA"
    easting = 523_500
    northing = 224_500
    district_code = "E07000243"
    created_at = NOON
    updated_at = NOON

    terms = factory.RelatedFactory(
        "tests.factories.carers.TermsFactory", factory_related_name="household"
    )


class TermsFactory(DjangoModelFactory):
    class Meta:
        model = ApprovalTerms

    household = factory.SubFactory(HouseholdFactory, terms=None)
    starts_on = dt.date(2020, 1, 1)
    min_age_years = 0
    max_age_years = 18
    kinds = factory.LazyFunction(
        lambda: [
            "SHORT",
            "LONG",
            "EMERGENCY",
            "BREAKS",
            "SPECIALIST",
            "REMAND",
            "FFA",
            "PARENTCHILD",
        ]
    )
    places = 2


class ResidentFactory(DjangoModelFactory):
    class Meta:
        model = Resident

    household = factory.SubFactory(HouseholdFactory)
    kind = Resident.Kind.CARER
    name = "Amara Example"


class TrainingFactory(DjangoModelFactory):
    class Meta:
        model = Training

    household = factory.SubFactory(HouseholdFactory)
    skill = "AUTC"


class UnavailabilityFactory(DjangoModelFactory):
    class Meta:
        model = Unavailability

    household = factory.SubFactory(HouseholdFactory)
    kind = Unavailability.Kind.UNAVAILABLE
    starts_on = dt.date(2026, 3, 1)


class StatutoryCheckFactory(DjangoModelFactory):
    class Meta:
        model = StatutoryCheck

    household = factory.SubFactory(HouseholdFactory)
    kind = StatutoryCheck.Kind.ANNUAL_REVIEW
    due_on = dt.date(2027, 1, 1)


class ImportFactory(DjangoModelFactory):
    """A file that waits to be compared, and was compared before: one of its rows could not be imported."""

    class Meta:
        model = ApprovedListImport

    service = factory.SubFactory(ServiceFactory)
    basis = ApprovedListImport.Basis.AGREEMENT
    file_name = "list.csv"
    uploaded_at = NOON
    bad_rows = 1
