"""What the database itself refuses."""

import datetime as dt

import pytest
from django.db import IntegrityError

from accounts.models import Agreement, Membership, Role, User, agreed_services
from tests.factories import (
    AgreementFactory,
    AuthorityFactory,
    MembershipFactory,
    ServiceFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def march(day):
    return dt.date(2026, 3, day)


def test_nobody_acts_under_somebody_elses_membership():
    theirs = MembershipFactory()
    user = UserFactory()

    with pytest.raises(IntegrityError, match="acts_under_own_membership"):
        User.objects.filter(pk=user.pk).update(membership=theirs)


def test_an_email_address_is_one_persons_whatever_its_case():
    UserFactory(email="ann@northshire.example")

    with pytest.raises(IntegrityError, match="accounts_user_email_is_unique"):
        UserFactory(email="ANN@northshire.example")


def test_somebody_has_one_role_in_an_authority():
    membership = MembershipFactory()

    with pytest.raises(IntegrityError, match="one_role_per_authority"):
        MembershipFactory(user=membership.user, authority=membership.authority)


@pytest.mark.parametrize(
    ("role", "place"),
    [
        (Role.FOSTERING_OFFICER, "authority"),
        (Role.BROKER, "service"),
        (Role.BROKER, "both"),
        (Role.BROKER, "neither"),
    ],
)
def test_a_role_fits_the_organisation(role, place):
    places = {
        "authority": {"authority": AuthorityFactory()},
        "service": {"service": ServiceFactory()},
        "both": {"authority": AuthorityFactory(), "service": ServiceFactory()},
        "neither": {},
    }

    with pytest.raises(IntegrityError, match="role_fits_the_organisation"):
        Membership.objects.create(user=UserFactory(role=None), role=role, **places[place])


def test_an_authoritys_own_service_has_an_authority_and_an_agency_none():
    with pytest.raises(IntegrityError, match="own_has_an_authority"):
        ServiceFactory(kind="OWN", authority=None)


def test_an_agreement_ends_after_it_starts():
    with pytest.raises(IntegrityError, match="ends_after_it_starts"):
        AgreementFactory(starts_on=march(9), ends_on=march(9))


@pytest.mark.parametrize(
    ("starts", "ends", "fits"),
    [(1, 9, True), (9, 10, False), (19, 25, False), (20, None, True), (1, None, False)],
)
def test_agreements_with_one_service_do_not_overlap_but_may_meet(starts, ends, fits):
    first = AgreementFactory(starts_on=march(9), ends_on=march(20))
    second = Agreement(
        authority=first.authority,
        service=first.service,
        starts_on=march(starts),
        ends_on=ends and march(ends),
    )

    if fits:
        second.save()
        assert second.pk
    else:
        with pytest.raises(IntegrityError, match="one_at_a_time"):
            second.save()


@pytest.mark.parametrize(("day", "runs"), [(8, False), (9, True), (19, True), (20, False)])
def test_a_services_carers_may_be_asked_while_the_agreement_runs(day, runs):
    agreement = AgreementFactory(starts_on=march(9), ends_on=march(20))

    found = agreed_services(agreement.authority_id, on=march(day))

    assert (agreement.service in found) is runs


def test_an_authoritys_own_carers_may_always_be_asked():
    own = ServiceFactory(kind="OWN", authority=AuthorityFactory())

    assert own in agreed_services(own.authority_id, on=march(1))


def test_ones_own_sessions_end_when_they_are_counted_up():
    user = UserFactory()
    before = user.get_session_auth_hash()

    user.sessions_from += 1

    assert user.get_session_auth_hash() != before
