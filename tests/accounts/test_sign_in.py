"""Signing in: who may, how often they may try, and what a stranger learns."""

import datetime as dt
import re
from types import SimpleNamespace

import pytest
import time_machine
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.socialaccount.adapter import get_adapter as sign_on_adapter
from django.apps import apps
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from accounts import services
from accounts.models import Role, User
from notifications import delivery
from notifications.models import OutgoingMessage
from tests.accounts.conftest import PASSWORD
from tests.factories import NOON, MembershipFactory, ServiceFactory, UserFactory

pytestmark = pytest.mark.django_db

TOO_MANY = "Too many failed sign-in attempts"


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def bob(authority):
    user = UserFactory(authority=authority, email="bob@northshire.example")
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in_as(email, password, *, ip="192.0.2.1", client=None, **headers):
    answers = {"login": email, "password": password}
    return (client or Client()).post(
        reverse("account_login"), answers, REMOTE_ADDR=ip, headers=headers
    )


def got_in(response):
    return response.status_code == 302


def words(response):
    """The page's words, without what was typed and what is new on each page."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", response.content.decode())
    text = re.sub(r'X-CSRFToken": "[^"]*"', "", text)
    return re.sub(r"[\w.]+@northshire\.example", "", text)


# Strangers


def test_a14_a_wrong_password_and_an_unknown_person_look_the_same(ann):
    known = sign_in_as(ann.email, "not the password")
    unknown = sign_in_as("nobody@northshire.example", "not the password")

    assert (known.status_code, unknown.status_code) == (200, 200)
    assert words(known) == words(unknown)


def test_a14_somebody_who_left_looks_like_anybody_else(ann):
    ann.is_active = False
    ann.save()

    assert words(sign_in_as(ann.email, "not the password")) == words(
        sign_in_as("nobody@northshire.example", "not the password")
    )


def test_a14_asking_for_a_new_password_tells_nothing(client, ann, mailoutbox):
    said = []
    for email in (ann.email, "nobody@northshire.example"):
        response = client.post(reverse("account_reset_password"), {"email": email}, follow=True)
        said.append((response.redirect_chain, words(response)))

    assert said[0] == said[1]
    assert OutgoingMessage.objects.count() == 2  # as many messages, so as long a wait
    delivery.send_due()
    assert [mail.to for mail in mailoutbox] == [[ann.email]]


def test_a14_control_were_it_not_asked_for_an_unknown_address_is_told(client, ann, settings):
    settings.ACCOUNT_PREVENT_ENUMERATION = False
    said = [
        words(client.post(reverse("account_reset_password"), {"email": email}, follow=True))
        for email in (ann.email, "nobody@northshire.example")
    ]

    assert said[0] != said[1]
    assert "not assigned to any user account" in said[1]


@pytest.fixture
def hashed(monkeypatch):
    """The passwords that were hashed: the work that takes longest, and so tells most."""
    found = []
    encode = MD5PasswordHasher.encode

    def counting(hasher, password, salt):
        found.append(password)
        return encode(hasher, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counting)
    return found


def test_a14_signing_in_takes_as_much_work_for_a_stranger(ann, hashed):
    sign_in_as(ann.email, "not the password")
    known = len(hashed)
    sign_in_as("nobody@northshire.example", "not the password")

    assert (known, len(hashed)) == (1, 2)


def test_a14_control_without_the_dummy_the_wait_would_tell(ann, hashed, monkeypatch):
    monkeypatch.setattr(User, "set_password", lambda user, password: None)

    sign_in_as("nobody@northshire.example", "not the password")

    assert hashed == []


def test_nobody_signs_up(client):
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")
    assert client.get("/account/signup/").status_code == 404


# Trying too often


def test_s01_five_wrong_passwords_close_the_account_for_a_while_and_nobody_elses(ann, bob, clock):
    for _ in range(5):
        sign_in_as(ann.email, "wrong")

    assert not got_in(sign_in_as(ann.email, PASSWORD))
    assert got_in(sign_in_as(bob.email, PASSWORD))

    clock.shift(dt.timedelta(minutes=5, seconds=1))
    assert got_in(sign_in_as(ann.email, PASSWORD, ip="198.51.100.7"))


def test_s01_one_place_cannot_try_many_accounts(ann, clock):
    for number in range(20):
        sign_in_as(f"person{number}@northshire.example", "wrong")

    assert not got_in(sign_in_as(ann.email, PASSWORD))
    assert got_in(sign_in_as(ann.email, PASSWORD, ip="198.51.100.7"))


def test_s02_a_forged_address_does_not_start_the_count_again(ann, clock):
    for number in range(20):
        sign_in_as(f"p{number}@northshire.example", "wrong", x_forwarded_for=f"203.0.113.{number}")

    assert not got_in(sign_in_as(ann.email, PASSWORD, x_forwarded_for="203.0.113.99"))


def test_s02_control_were_the_header_believed_the_count_would_start_again(ann, clock, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(20):
        sign_in_as(f"p{number}@northshire.example", "wrong", x_forwarded_for=f"203.0.113.{number}")

    assert got_in(sign_in_as(ann.email, PASSWORD, x_forwarded_for="203.0.113.99"))


def test_s01_without_the_limits_tries_go_on(ann, clock, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    for _ in range(5):
        sign_in_as(ann.email, "wrong")

    assert got_in(sign_in_as(ann.email, PASSWORD))


# The second factor


@pytest.fixture
def secret(ann):
    found = generate_totp_secret()
    TOTP.activate(ann, found)
    return found


def code_now(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def with_code(ann, code):
    """A browser that gives the right password and then ``code``, and whether it got in."""
    client = Client()
    asked = sign_in_as(ann.email, PASSWORD, client=client)
    assert asked["Location"] == reverse("mfa_authenticate")
    return got_in(client.post(reverse("mfa_authenticate"), {"code": code}))


def test_a_password_alone_does_not_sign_in_somebody_with_a_second_factor(ann, secret):
    client = Client()
    sign_in_as(ann.email, PASSWORD, client=client)

    assert client.get(reverse("accounts:profile"))["Location"].startswith(reverse("account_login"))


def test_s03_a_code_works_once(ann, secret, clock):
    code = code_now(secret)

    assert with_code(ann, code)
    assert not with_code(ann, code)


def test_s03_an_old_code_does_not_work(ann, secret, clock):
    code = code_now(secret)
    clock.shift(dt.timedelta(minutes=10))

    assert not with_code(ann, code)


def test_s03_a_recovery_code_works_once(ann, secret):
    code = RecoveryCodes.activate(ann).get_unused_codes()[0]

    assert with_code(ann, code)
    assert not with_code(ann, code)


def test_s03_control_were_codes_not_remembered_they_would_work_again(
    ann, secret, clock, monkeypatch
):
    monkeypatch.setattr(TOTP, "_mark_code_used", lambda totp, code: True)
    monkeypatch.setattr(RecoveryCodes, "_mark_code_used", lambda codes, number: None)

    for code in (code_now(secret), RecoveryCodes.activate(ann).get_unused_codes()[0]):
        assert with_code(ann, code)
        assert with_code(ann, code)


def test_s03_control_with_a_longer_tolerance_an_old_code_would_work(ann, secret, clock, settings):
    code = code_now(secret)
    settings.MFA_TOTP_TOLERANCE = 20  # times 30 seconds
    clock.shift(dt.timedelta(minutes=10))

    assert with_code(ann, code)


# A new password


def link_from(mail):
    return re.search(r"https?://\S+", mail.body)[0]


@pytest.fixture
def ask(client, mailoutbox):
    """``ask(email)``: the link that the message for a new password holds; ``None`` without a message."""

    def link(email, **extra):
        client.post(reverse("account_reset_password"), {"email": email}, **extra)
        delivery.send_due()
        return link_from(mailoutbox[-1]) if mailoutbox else None

    return link


def choose(client, link, password):
    """Follow the link as a browser does, and send the form that it leads to."""
    path = re.sub(r"^https?://[^/]+", "", link)
    form = client.get(path, follow=True)
    return client.post(
        form.redirect_chain[-1][0], {"password1": password, "password2": password}, follow=True
    )


def test_an_invited_person_chooses_a_password_and_signs_in(client, admin, ask):
    services.add_person(
        name="Nia New",
        email="Nia@northshire.example",
        role=Role.BROKER,
        authority=admin.authority,
        by=admin,
        at=timezone.now(),
    )

    choose(client, ask("nia@northshire.example"), PASSWORD)

    assert got_in(sign_in_as("NIA@northshire.example", PASSWORD))


def test_u06_a_password_chosen_by_link_is_in_the_name_of_the_website(client, ann, ask):
    choose(client, ask(ann.email), "a staple in the battery")

    events = apps.get_model("accounts", "UserEvent").objects.filter(pgh_obj_id=ann.pk)
    assert events.get(pgh_label="password", pgh_context__isnull=False).pgh_context == {
        "system": "website"
    }


@pytest.mark.parametrize("password", ["elevenchars", "password1234", "ann@northshire"])
def test_a_short_common_or_obvious_password_is_refused(client, ann, ask, password):
    response = choose(client, ask(ann.email), password)

    assert "There is a problem" in response.content.decode()
    assert not got_in(sign_in_as(ann.email, password))


def test_a_link_for_a_new_password_works_once(client, ann, ask):
    link = ask(ann.email)
    choose(client, link, "a staple in the battery")

    again = Client().get(re.sub(r"^https?://[^/]+", "", link), follow=True)

    assert "password1" not in again.content.decode()


def test_the_link_leads_to_the_configured_address_whatever_the_request_says(ann, ask, settings):
    settings.SITE_URL = "https://desk.northshire.example"
    settings.ALLOWED_HOSTS = ["evil.example"]

    link = ask(ann.email, headers={"host": "evil.example"})

    assert link.startswith("https://desk.northshire.example/account/password/reset/key/")


def test_somebody_who_left_gets_no_link(ann, ask):
    ann.is_active = False
    ann.save()

    assert ask(ann.email) is None


def test_somebody_without_a_password_gets_one_through_their_mailbox(sign_in):
    user = UserFactory()
    user.set_unusable_password()
    user.save()

    response = sign_in(user).get(reverse("account_change_password"), follow=True)

    assert response.redirect_chain[-1][0] == reverse("account_reset_password")
    assert response.status_code == 200


def test_s08_a_new_password_does_not_go_around_the_second_factor(client, ann, secret, ask):
    choose(client, ask(ann.email), "a staple in the battery")

    assert "_auth_user_id" not in client.session
    asked = sign_in_as(ann.email, "a staple in the battery")
    assert asked["Location"] == reverse("mfa_authenticate")


@pytest.fixture
def olu(db):
    """Somebody who signs in through their organisation only."""
    user = UserFactory(email="olu@northshire.example")
    user.set_unusable_password()
    user.save()
    services.record_sign_on(user=user, subject="oid-1", by=None, at=NOON)
    return user


def test_s08_somebody_who_signs_in_through_their_organisation_gets_no_link(olu, ask):
    assert ask(olu.email) is None


def test_s08_control_did_the_form_not_look_they_would_get_one(olu, ask, monkeypatch):
    monkeypatch.setattr("accounts.sign_in_forms._signs_in_elsewhere", lambda user: False)

    assert "/password/reset/key/" in ask(olu.email)


# Single sign-on


def sign_on(*, known):
    return SimpleNamespace(is_existing=known, account=SimpleNamespace(provider="staff"))


def test_s04_single_sign_on_refuses_whoever_has_not_been_recorded(rf, ann):
    request = rf.get("/")
    request.user, request.session = ann, {}

    with pytest.raises(ImmediateHttpResponse) as refused:
        sign_on_adapter().pre_social_login(request, sign_on(known=False))

    assert refused.value.response.status_code == 403
    assert "do not have an account here" in refused.value.response.content.decode()


def test_s04_single_sign_on_lets_in_whoever_has(rf):
    assert sign_on_adapter().pre_social_login(rf.get("/"), sign_on(known=True)) is None


def test_s04_an_email_address_proves_nobody(ann):
    adapter = sign_on_adapter()

    assert not adapter.can_authenticate_by_email(sign_on(known=False), ann.email)
    assert not adapter.is_open_for_signup(None, sign_on(known=False))


# The demonstration


def demo(client, membership):
    return client.post(reverse("accounts:demo-sign-in"), {"membership": membership.public_id})


def test_in_a_demonstration_one_button_is_enough(client, ann, settings):
    settings.DEMO = True
    page = client.get(reverse("account_login")).content.decode()
    assert "Ann Broker" in page
    assert "Northshire" in page

    assert got_in(demo(client, ann.membership))
    assert client.session["_auth_user_id"] == str(ann.pk)


def test_in_a_demonstration_somebody_with_two_roles_has_a_button_for_each(client, ann, settings):
    settings.DEMO = True
    other = MembershipFactory(user=ann, role=Role.ADMINISTRATOR)

    demo(client, other)

    assert client.get("/people/").status_code == 200


def test_anywhere_else_there_is_no_such_button(client, ann, settings):
    settings.DEMO = False

    assert "Ann Broker" not in client.get(reverse("account_login")).content.decode()
    assert demo(client, ann.membership).status_code == 404
    assert "_auth_user_id" not in client.session


def test_a_demonstration_shows_one_person_for_each_role_of_each_organisation(
    client, ann, settings, authority
):
    settings.DEMO = True
    UserFactory(authority=authority, name="Second Broker")
    UserFactory(role=Role.FOSTERING_OFFICER, service=ServiceFactory(name="Agency"), name="Sue")

    page = client.get(reverse("account_login")).content.decode()

    assert "Second Broker" not in page
    assert page.index("Northshire") < page.index("Agency")
    assert "Sue" in page


@pytest.mark.parametrize(
    "membership", ["", "1", "not-an-id", "8d8ac610-566d-4ef0-9c22-186b2a5ed793"]
)
def test_a_demonstration_has_only_its_own_people(client, settings, membership):
    settings.DEMO = True

    response = client.post(reverse("accounts:demo-sign-in"), {"membership": membership})

    assert response.status_code == 404


def test_l12_the_demonstrations_button_works_only_from_its_own_page(ann, settings):
    settings.DEMO = True
    client = Client(enforce_csrf_checks=True)

    assert demo(client, ann.membership).status_code == 403
    assert client.get(reverse("accounts:demo-sign-in")).status_code == 405
