"""Who works here: adding people, changing what they may do, and the authority's own settings."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts import forms, services
from accounts.models import Agreement, Authority, FosteringService, Membership, Role, User
from tests.factories import (
    NOON,
    AgreementFactory,
    AuthorityFactory,
    MembershipFactory,
    ServiceFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def add(admin, **answers):
    person = {"name": "Nia New", "email": "nia@northshire.example", "role": Role.BROKER}
    return services.add_person(
        **({"authority": admin.authority} | person | answers), by=admin, at=NOON
    )


def page(name, **ids):
    return reverse(f"accounts:{name}", kwargs=ids)


# Services


def test_a_new_person_acts_under_their_first_role_and_has_no_password(admin):
    person = add(admin, offices=["DIRECTOR"])

    assert (person.role, person.authority) == (Role.BROKER, admin.authority)
    assert person.membership.offices == ["DIRECTOR"]
    assert not person.has_usable_password()


def test_somebody_who_works_elsewhere_keeps_their_account_and_gains_a_role(admin):
    person = UserFactory(email="nia@northshire.example", name="Nia")

    again = add(admin, email="NIA@northshire.example", name="Somebody Else")

    person.refresh_from_db()
    assert (again, person.name) == (person, "Nia")
    assert person.authority != admin.authority
    assert person.memberships.count() == 2


def test_somebody_has_one_role_in_an_authority(admin):
    add(admin)

    with pytest.raises(services.AlreadyAMember):
        add(admin, role=Role.MANAGER)

    assert Membership.objects.filter(user__email="nia@northshire.example").count() == 1


def test_a_person_who_was_removed_can_be_added_again(admin):
    person = add(admin)
    services.remove_membership(membership=person.membership, by=admin, at=NOON)

    assert add(admin).is_active


def test_without_any_role_somebody_can_no_longer_sign_in(admin):
    person = add(admin)

    services.remove_membership(membership=person.membership, by=admin, at=NOON)

    person.refresh_from_db()
    assert (person.is_active, person.membership) == (False, None)


def test_somebody_with_another_role_goes_on_under_it(admin):
    person = add(admin)
    other = MembershipFactory(user=person)

    services.remove_membership(membership=person.membership, by=admin, at=NOON)

    person.refresh_from_db()
    assert (person.is_active, person.membership) == (True, other)


@pytest.mark.parametrize(
    "leave",
    [
        lambda one, by: services.remove_membership(membership=one, by=by, at=NOON),
        lambda one, by: services.change_role(
            membership=one, role=Role.COACH, offices=[], by=by, at=NOON
        ),
    ],
)
def test_the_last_administrator_stays(admin, leave):
    with pytest.raises(services.WouldLockOut):
        leave(admin.membership, admin)

    UserFactory(role=Role.ADMINISTRATOR, authority=admin.authority)
    leave(admin.membership, admin)


def test_an_administrator_who_may_not_sign_in_does_not_count(admin):
    UserFactory(role=Role.ADMINISTRATOR, authority=admin.authority, is_active=False)

    with pytest.raises(services.WouldLockOut):
        services.remove_membership(membership=admin.membership, by=admin, at=NOON)


def test_nobody_switches_to_somebody_elses_role(admin, ann):
    with pytest.raises(services.NotTheirOwn):
        services.switch_membership(user=ann, membership=admin.membership, by=ann, at=NOON)


def test_a_new_authority_has_its_own_fostering_service():
    authority = Authority(
        code="eastshire", name="Eastshire", desk_phone="1", desk_email="d@e.example"
    )

    services.add_authority(authority=authority, by=None, at=NOON)

    service = authority.own_services.get()
    assert (service.kind, service.name) == (FosteringService.Kind.OWN, "Eastshire Fostering")


# Pages


def test_the_list_shows_ones_own_people_and_those_of_the_service_the_authority_runs(sign_in, admin):
    own = ServiceFactory(kind="OWN", authority=admin.authority)
    MembershipFactory(authority=admin.authority, user__name="Our Broker")
    MembershipFactory(
        authority=None, service=own, role=Role.FOSTERING_OFFICER, user__name="Our Officer"
    )
    MembershipFactory(user__name="Their Broker")

    said = sign_in(admin).get(page("people")).content.decode()

    assert "Our Broker" in said
    assert "Our Officer" in said
    assert "Their Broker" not in said


def test_the_list_asks_the_same_few_questions_for_many_people(
    sign_in, admin, django_assert_max_num_queries
):
    for _ in range(20):
        MembershipFactory(authority=admin.authority)
    client = sign_in(admin)
    client.get(page("people"))

    with django_assert_max_num_queries(6):  # two of them the test's own savepoint
        client.get(page("people"))


ANSWERS = {"name": "Nia New", "email": "nia@northshire.example", "role": "BROKER"}


def test_an_administrator_adds_a_person(sign_in, admin):
    response = sign_in(admin).post(page("person-add"), ANSWERS, follow=True)

    assert "Nia New can now choose a password and sign in." in response.content.decode()
    assert User.objects.get(email=ANSWERS["email"]).authority == admin.authority


def test_a03_a_form_says_nothing_about_whose_authority_or_what_account(sign_in, admin):
    other = AuthorityFactory()
    smuggled = {
        "authority": other.pk,
        "authority_id": other.pk,
        "is_active": "",
        "is_staff": "on",
        "is_superuser": "on",
        "password": "chosen by somebody else",
        "membership": admin.membership_id,
        "public_id": str(admin.public_id),
    }

    sign_in(admin).post(page("person-add"), ANSWERS | smuggled)

    person = User.objects.get(email=ANSWERS["email"])
    assert person.authority == admin.authority
    assert person.is_active
    assert not person.has_usable_password()
    assert person.public_id != admin.public_id


def test_a03_a_service_that_the_authority_does_not_run_cannot_be_chosen(sign_in, admin):
    ServiceFactory(kind="OWN", authority=admin.authority)
    agency = ServiceFactory()
    AgreementFactory(authority=admin.authority, service=agency)
    answers = ANSWERS | {"role": "FOSTERING_OFFICER", "service": str(agency.public_id)}

    response = sign_in(admin).post(page("person-add"), answers)

    assert response.status_code == 200
    assert not User.objects.filter(email=ANSWERS["email"]).exists()


def test_a_supervising_social_worker_needs_a_service(sign_in, admin):
    own = ServiceFactory(kind="OWN", authority=admin.authority)
    client, officer = sign_in(admin), ANSWERS | {"role": "FOSTERING_OFFICER"}

    without = client.post(page("person-add"), officer)
    client.post(page("person-add"), officer | {"service": str(own.public_id)})

    assert "Choose the fostering service they work for" in without.content.decode()
    assert User.objects.get(email=ANSWERS["email"]).service_id == own.pk


def test_an_authority_without_a_service_adds_no_supervising_social_worker(sign_in, admin):
    response = sign_in(admin).post(page("person-add"), ANSWERS | {"role": "FOSTERING_OFFICER"})

    assert response.status_code == 200
    assert "Select a valid choice" in response.content.decode()


def test_somebody_who_has_a_role_already_is_said_in_words(sign_in, admin, ann):
    response = sign_in(admin).post(page("person-add"), ANSWERS | {"email": ann.email.upper()})

    assert "already has a role here" in response.content.decode()


def test_an_administrator_changes_a_role_and_its_offices(sign_in, admin, ann):
    answers = {"role": "MANAGER", "offices": ["NOMINATED_OFFICER"]}

    sign_in(admin).post(page("person-change", membership_id=ann.membership.public_id), answers)

    ann.membership.refresh_from_db()
    assert (ann.membership.role, ann.membership.offices) == ("MANAGER", ["NOMINATED_OFFICER"])


def test_a03_a_role_in_an_authority_never_becomes_one_in_a_service(sign_in, admin, ann):
    address = page("person-change", membership_id=ann.membership.public_id)

    response = sign_in(admin).post(address, {"role": "FOSTERING_OFFICER"})

    ann.membership.refresh_from_db()
    assert (response.status_code, ann.membership.role) == (200, "BROKER")


def test_the_last_administrator_is_told_why_they_stay(sign_in, admin):
    client, ids = sign_in(admin), {"membership_id": admin.membership.public_id}

    changed = client.post(page("person-change", **ids), {"role": "COACH"})
    removed = client.post(page("person-remove", **ids))

    for response in (changed, removed):
        assert "Make somebody else an administrator first" in response.content.decode()


def test_an_administrator_removes_a_person(sign_in, admin, ann):
    sign_in(admin).post(page("person-remove", membership_id=ann.membership.public_id))

    ann.refresh_from_db()
    assert not ann.is_active


def test_somebody_with_two_roles_works_in_the_other(sign_in, ann):
    other = MembershipFactory(user=ann, role=Role.ADMINISTRATOR)
    client = sign_in(ann)

    response = client.post(page("switch"), {"membership": str(other.public_id)}, follow=True)

    assert response.redirect_chain[-1][0] == page("people")


def test_a03_nobody_switches_to_a_role_of_somebody_else(sign_in, ann, admin):
    sign_in(ann).post(page("switch"), {"membership": str(admin.membership.public_id)})

    ann.refresh_from_db()
    assert ann.role == Role.BROKER


SETTINGS = {
    "desk_phone": "01632 960123",
    "desk_email": "desk@northshire.example",
    "requires_second_factor": "on",
    "expects_reply_within_hours": "24",
    "carer_email_limit": "3",
    "carer_email_limit_days": "7",
    "review_tolerance_days": "14",
    "distance_limit_miles": "15",
}


def test_an_administrator_changes_the_authoritys_settings(sign_in, admin):
    neighbour = AuthorityFactory()

    sign_in(admin).post(page("authority"), SETTINGS | {"neighbours": [neighbour.pk]})

    authority = Authority.objects.get(pk=admin.authority_id)
    assert authority.requires_second_factor
    assert (authority.carer_email_limit, authority.distance_limit_miles) == (3, 15)
    assert list(authority.neighbours.all()) == [neighbour]


def test_a03_settings_that_are_not_on_the_page_stay(sign_in, admin):
    smuggled = {"code": "taken", "name": "Taken", "district_codes": "E1", "dfe_number": "999"}
    before = Authority.objects.get(pk=admin.authority_id)

    sign_in(admin).post(page("authority"), SETTINGS | smuggled)

    after = Authority.objects.get(pk=admin.authority_id)
    for name in smuggled:
        assert getattr(after, name) == getattr(before, name)


def test_a03_control_a_form_of_every_field_would_take_them(sign_in, admin, monkeypatch):
    class Everything(forms.AuthoritySettings):
        class Meta(forms.AuthoritySettings.Meta):
            fields = "__all__"

    monkeypatch.setattr(forms, "AuthoritySettings", Everything)
    smuggled = {"code": "taken", "name": "Taken", "district_codes": "E1", "dfe_number": "999"}

    sign_in(admin).post(page("authority"), SETTINGS | smuggled)

    assert Authority.objects.get(pk=admin.authority_id).name == "Taken"


def test_an_agreement_is_added_and_ended(sign_in, admin):
    agency = ServiceFactory()
    client = sign_in(admin)
    answers = {"service": str(agency.public_id), "starts_on": "1/4/2026", "reference": "FW-12"}

    client.post(page("agreement-add"), answers)
    agreement = Agreement.objects.get()
    assert (agreement.authority, agreement.service) == (admin.authority, agency)
    assert (agreement.starts_on, agreement.ends_on) == (dt.date(2026, 4, 1), None)

    address = page("agreement-change", agreement_id=agreement.public_id)
    client.post(address, answers | {"ends_on": "1 April 2027"})
    agreement.refresh_from_db()
    assert agreement.ends_on == dt.date(2027, 4, 1)


def test_agreements_that_overlap_or_end_too_soon_are_refused_in_words(sign_in, admin):
    agreement = AgreementFactory(authority=admin.authority)
    answers = {"service": str(agreement.service.public_id), "starts_on": "1/4/2026"}
    client = sign_in(admin)

    twice = client.post(page("agreement-add"), answers)
    backwards = client.post(page("agreement-add"), answers | {"ends_on": "1/4/2026"})

    assert "already runs" in twice.content.decode()
    assert "must be after its first day" in backwards.content.decode()
    assert Agreement.objects.count() == 1
