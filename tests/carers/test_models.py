"""What the database refuses, each by the name of its constraint, and in the words that people read."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Role
from carers import models
from carers.models import (
    ApprovalTerms,
    Experience,
    HomeFeature,
    Household,
    ImportRow,
    LimitExemption,
    NamedApproval,
    Resident,
    StatutoryCheck,
    Training,
    Unavailability,
    Willingness,
)
from carers.services.households import REFUSALS
from tests.factories import (
    NOON,
    TODAY,
    AgreementFactory,
    AuthorityFactory,
    HouseholdFactory,
    ImportFactory,
    ServiceFactory,
    StatutoryCheckFactory,
    TermsFactory,
    TrainingFactory,
    UnavailabilityFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + dt.timedelta(days=1)


def named(model, **fields):
    known = {"authority": AuthorityFactory(), "child_reference": "C1", "starts_on": TODAY}
    return model(**known | fields)


def twice(make):
    """Make two records of one household."""
    household = HouseholdFactory()
    make(household)
    make(household)


BREAKERS = {
    "carers_household_reference_once_per_service": lambda: [
        HouseholdFactory(service=service, reference="H1") for service in [ServiceFactory()] * 2
    ],
    "carers_household_not_emailed_for_a_reason": lambda: HouseholdFactory(must_not_email=True),
    "carers_approvalterms_end_after_they_start": lambda: TermsFactory(
        starts_on=TODAY, ends_on=TODAY
    ),
    "carers_approvalterms_ages_in_order_up_to_21": lambda: TermsFactory(
        min_age_years=9, max_age_years=8
    ),
    "carers_approvalterms_1_to_12_places": lambda: TermsFactory(places=13),
    "carers_approvalterms_one_at_a_time": lambda: TermsFactory(household=HouseholdFactory()),
    "carers_namedapproval_ends_after_it_starts": lambda: named(
        NamedApproval, household=HouseholdFactory(), ends_on=TODAY
    ).save(),
    "carers_namedapproval_once_per_child_and_day": lambda: [
        named(NamedApproval, household=household, authority=authority).save()
        for household, authority in [(HouseholdFactory(), AuthorityFactory())] * 2
    ],
    "carers_limitexemption_ends_after_it_starts": lambda: named(
        LimitExemption, household=HouseholdFactory(), most_children=4, ends_on=TODAY
    ).save(),
    "carers_limitexemption_once_per_child_and_day": lambda: [
        named(LimitExemption, household=household, authority=authority, most_children=4).save()
        for household, authority in [(HouseholdFactory(), AuthorityFactory())] * 2
    ],
    "carers_limitexemption_is_for_more_than_three": lambda: named(
        LimitExemption, household=HouseholdFactory(), most_children=3
    ).save(),
    "carers_resident_sibling_group_is_one_word": lambda: Resident.objects.create(
        household=HouseholdFactory(), kind="FOSTERED", sibling_group="A B"
    ),
    "carers_training_once_per_person_and_skill": lambda: twice(
        lambda household: TrainingFactory(household=household)
    ),
    "carers_experience_once_per_need": lambda: twice(
        lambda household: Experience.objects.create(household=household, need="AUT")
    ),
    "carers_willingness_once_per_need": lambda: twice(
        lambda household: Willingness.objects.create(household=household, need="AUT", answer="YES")
    ),
    "carers_homefeature_once_per_household": lambda: twice(
        lambda household: HomeFeature.objects.create(
            household=household, feature="LEVEL", is_present=True
        )
    ),
    "carers_unavailability_ends_after_it_starts": lambda: UnavailabilityFactory(
        ends_on="2026-03-01"
    ),
    "carers_unavailability_hold_has_a_reason": lambda: UnavailabilityFactory(kind="HOLD"),
    "carers_statutorycheck_one_of_each_kind": lambda: twice(
        lambda household: StatutoryCheckFactory(household=household)
    ),
    "carers_approvedlistimport_written_only_when_confirmed": lambda: ImportFactory(
        status="CONFIRMED"
    ),
    "carers_approvedlistimport_done_at_a_time": lambda: ImportFactory(
        status="DONE", confirmed_at=NOON
    ),
    "carers_importrow_changes_a_known_version": lambda: ImportRow.objects.create(
        for_import=ImportFactory(), outcome="CHANGED"
    ),
    "carers_importrow_only_bad_rows_have_problems": lambda: ImportRow.objects.create(
        for_import=ImportFactory(), outcome="NEW", problems=[["Places", "", ""]]
    ),
}
OURS = [getattr(models, name) for name in models.__all__]
NAMES = {constraint.name for model in OURS for constraint in model._meta.constraints}


def test_every_constraint_has_something_that_breaks_it():
    assert set(BREAKERS) == NAMES


@pytest.mark.parametrize("name", BREAKERS)
def test_the_database_refuses_it(name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        BREAKERS[name]()


def test_every_constraint_that_people_can_meet_has_words():
    of_imports = {name for name in NAMES if "import" in name}

    assert set(REFUSALS) == NAMES - of_imports


def test_terms_may_follow_one_another_on_the_same_day():
    first = TermsFactory(ends_on=TODAY)

    TermsFactory(household=first.household, starts_on=TODAY)


@pytest.mark.parametrize(("day", "covered"), [(TODAY, True), (TOMORROW, False)])
def test_terms_do_not_cover_the_day_on_which_they_end(day, covered):
    TermsFactory(starts_on=dt.date(2026, 1, 1), ends_on=TOMORROW)

    assert Household.objects.with_terms_on(day).exists() is covered


def test_a_fostering_officer_sees_their_own_service_only():
    mine, _ = HouseholdFactory(), HouseholdFactory()
    officer = UserFactory(role=Role.FOSTERING_OFFICER, service=mine.service)

    assert list(Household.objects.visible_to(officer)) == [mine]


def test_a_broker_sees_the_services_that_their_authority_has_an_agreement_with():
    mine, _ = HouseholdFactory(), HouseholdFactory()
    broker = UserFactory(authority=AgreementFactory(service=mine.service).authority)

    assert list(Household.objects.visible_to(broker)) == [mine]


def test_records_name_themselves_without_saying_who_lives_there():
    household = HouseholdFactory(reference="H7", terms=None)
    terms = TermsFactory(household=household, places=2, min_age_years=4, max_age_years=11)

    assert str(household) == "H7"
    assert str(terms) == "2 places, 4 to 11"
    assert str(Resident(kind="CARER", name="Amara Example")) == "Approved carer"
    assert str(Training(skill="PEG")) == "Tube feeding"
    assert str(Willingness(need="AUT", answer="DISCUSS")) == "Autism: Talk to us first"
    assert str(StatutoryCheck(kind="DBS")) == "Criminal records (DBS)"
    assert str(Unavailability(kind="HOLD")) == "On hold"
    assert ApprovalTerms._meta.verbose_name_plural == "approval terms"
