"""How long somebody stays signed in, and what ends it."""

import datetime as dt
from urllib.parse import unquote

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import reverse
from django.utils import timezone

from accounts import services
from accounts.backends import Staff
from accounts.models import Membership, Role, User
from notifications import delivery
from notifications.adapters import SendsThroughOutbox
from tests.accounts.conftest import PASSWORD
from tests.factories import NOON, AuthorityFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

HOME, SIGN_IN = "accounts:profile", "account_login"


def signed_in(client):
    return client.get(reverse(HOME)).status_code == 200


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def test_a05_somebody_who_is_deactivated_is_out_at_the_next_request(sign_in, ann):
    client = sign_in(ann)
    assert signed_in(client)

    ann.is_active = False
    ann.save()

    response = client.get(reverse(HOME))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse(SIGN_IN))


def test_a05_a_role_that_is_taken_away_is_gone_at_the_next_request(sign_in, admin):
    client = sign_in(admin)
    assert client.get(reverse("accounts:people")).status_code == 200

    Membership.objects.filter(user=admin).update(role=Role.COACH)

    assert client.get(reverse("accounts:people")).status_code == 403
    assert client.post(reverse("accounts:person-add"), {}).status_code == 403


def test_a05_a_membership_that_is_removed_is_gone_at_the_next_request(sign_in, admin):
    client = sign_in(admin)

    admin.membership.delete()

    assert client.get(reverse("accounts:people")).status_code == 403
    assert "no role here" in client.get(reverse("accounts:home")).content.decode()


def test_a05_somebody_who_moves_authority_no_longer_finds_the_old_ones_records(sign_in, admin):
    colleague = MembershipFactory(authority=admin.authority)
    page = reverse("accounts:person-change", kwargs={"membership_id": colleague.public_id})
    client = sign_in(admin)
    assert client.get(page).status_code == 200

    Membership.objects.filter(user=admin).update(authority=AuthorityFactory())

    assert client.get(page).status_code == 404
    assert client.post(page, {"role": "ADMINISTRATOR"}).status_code == 404


def test_a05_control_were_people_not_loaded_anew_they_would_stay(sign_in, admin, monkeypatch):
    client = sign_in(admin)
    remembered = Staff().get_user(admin.pk)
    monkeypatch.setattr(Staff, "get_user", lambda backend, user_id: remembered)

    Membership.objects.filter(user=admin).update(role=Role.COACH)
    type(admin).objects.filter(pk=admin.pk).update(is_active=False)

    assert client.get(reverse("accounts:people")).status_code == 200
    assert client.post(reverse("accounts:person-add"), {}).status_code == 200


def test_s06_an_hour_without_doing_anything_ends_the_session(sign_in, ann, clock, settings):
    settings.SESSION_IDLE_MINUTES = 60
    client = sign_in(ann)
    assert signed_in(client)

    clock.shift(dt.timedelta(minutes=59))
    assert signed_in(client)
    clock.shift(dt.timedelta(minutes=61))
    assert not signed_in(client)


def test_s06_a_page_that_refreshes_itself_does_not_keep_the_session(sign_in, ann, clock, settings):
    settings.SESSION_IDLE_MINUTES = 60
    client = sign_in(ann)
    assert signed_in(client)

    for _ in range(4):
        clock.shift(dt.timedelta(minutes=20))
        client.get(reverse(HOME), headers={"HX-Request": "true"})

    assert not signed_in(client)


def test_s06_half_a_day_after_signing_in_the_session_ends_whatever_happens(
    sign_in, ann, clock, settings
):
    settings.SESSION_IDLE_MINUTES = 60
    client = sign_in(ann)
    for _ in range(24):
        assert signed_in(client)
        clock.shift(dt.timedelta(minutes=30))

    clock.shift(dt.timedelta(minutes=1))
    assert not signed_in(client)


def test_s06_without_the_middleware_each_visit_would_prolong_it(sign_in, ann, clock, settings):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "EndIdle" not in name]
    settings.SESSION_SAVE_EVERY_REQUEST = True
    client = sign_in(ann)
    for _ in range(26):
        assert signed_in(client)
        clock.shift(dt.timedelta(minutes=30))

    assert signed_in(client)


def ended(client, clock, *, method="get", page=HOME, **headers):
    """What somebody reads who comes back after two hours, and the page they would go on to."""
    clock.shift(dt.timedelta(hours=2))
    answer = getattr(client, method)(reverse(page), headers=headers)
    text = " ".join(client.get(answer["Location"]).content.decode().split())
    return text, answer["Location"].partition("next=")[2]


def test_w04_whoever_comes_back_is_told_why_they_sign_in_again_and_goes_on_where_they_were(
    sign_in, ann, clock, settings
):
    settings.SESSION_IDLE_MINUTES = 60
    client = sign_in(ann)
    assert signed_in(client)

    text, goes_on = ended(client, clock)

    assert "Nothing was done here for 60 minutes" in text
    assert "was not saved" not in text
    assert goes_on == reverse(HOME)
    assert "You were signed out" not in client.get(reverse(SIGN_IN)).content.decode()  # said once


def test_w04_after_a_form_they_are_told_that_it_was_not_saved_and_go_back_to_its_page(
    sign_in, ann, clock, settings
):
    settings.SESSION_IDLE_MINUTES = 60
    client = sign_in(ann)
    assert signed_in(client)

    text, goes_on = ended(
        client, clock, method="post", page="accounts:sign-out-elsewhere",
        referer="http://testserver/account/?from=here",
    )  # fmt: skip

    assert "What you sent last was not saved" in text
    assert unquote(goes_on) == "/account/?from=here"


@pytest.mark.parametrize("referer", ["https://evil.example/account/", "//evil.example", ""])
def test_i15_a_form_from_elsewhere_leads_nowhere_else(client, referer):
    answer = client.post(reverse(HOME), headers={"referer": referer})

    assert answer["Location"] == f"{reverse(SIGN_IN)}?next=/"


def test_i15_control_without_the_look_at_the_host_it_would_keep_the_others_path(
    client, monkeypatch
):
    check = "accounts.middleware.url_has_allowed_host_and_scheme"
    monkeypatch.setattr(check, lambda *args, **kwargs: True)

    answer = client.post(reverse(HOME), headers={"referer": "https://evil.example/account/"})

    assert answer["Location"] == f"{reverse(SIGN_IN)}?next=/account/"


def test_the_warning_asks_without_prolonging_the_session(sign_in, ann, clock, settings):
    settings.SESSION_IDLE_MINUTES = 60
    client, address = sign_in(ann), reverse("accounts:session")
    client.get(address)
    clock.shift(dt.timedelta(minutes=50))

    asked = [client.get(address, headers={"HX-Request": "true"}).json() for _ in range(2)]
    stayed = client.post(address).json()

    assert [answer["seconds"] for answer in asked] == [600, 600]
    assert (stayed["seconds"], stayed["canStay"]) == (3600, True)
    assert stayed["person"] == str(ann.public_id)


def test_s06_signing_in_gives_a_new_session(client, ann):
    client.get(reverse(SIGN_IN))
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    planted = session.session_key

    client.post(reverse(SIGN_IN), {"login": ann.email, "password": PASSWORD})

    assert client.session["_auth_user_id"] == str(ann.pk)
    assert client.session.session_key != planted


def test_s06_scripts_and_other_sites_do_not_get_the_cookie(client, ann):
    response = client.post(reverse(SIGN_IN), {"login": ann.email, "password": PASSWORD})

    cookie = response.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"
    assert not cookie["domain"]


def test_s07_a_new_password_ends_every_session(sign_in, ann):
    here, elsewhere = sign_in(ann), sign_in(ann)
    new = "a staple in the battery"

    response = here.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )

    assert response.status_code == 302
    assert not signed_in(elsewhere)


def test_s07_setting_up_and_removing_a_second_factor_ends_the_other_sessions(
    sign_in, recently, ann, monkeypatch
):
    here, elsewhere = recently(sign_in(ann)), sign_in(ann)
    monkeypatch.setattr("allauth.mfa.totp.forms.auth.validate_totp_code", lambda secret, code: True)

    assert here.post(reverse("mfa_activate_totp"), {"code": "123456"}).status_code == 302
    assert (signed_in(here), signed_in(elsewhere)) == (True, False)

    elsewhere = sign_in(ann.__class__.objects.get(pk=ann.pk))
    assert here.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert (signed_in(here), signed_in(elsewhere)) == (True, False)


def test_s07_control_did_sessions_not_hold_the_password_they_would_go_on(sign_in, ann, monkeypatch):
    monkeypatch.setattr(User, "get_session_auth_hash", lambda user: "the same for ever")
    here, elsewhere = sign_in(ann), sign_in(ann)
    new = "a staple in the battery"

    here.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )

    ann.refresh_from_db()
    assert ann.check_password(new)
    assert signed_in(elsewhere)


def two_step_on(client, monkeypatch, on_commit):
    monkeypatch.setattr("allauth.mfa.totp.forms.auth.validate_totp_code", lambda secret, code: True)
    with on_commit(execute=True):
        client.post(reverse("mfa_activate_totp"), {"code": "123456"})
    delivery.send_due()


def test_s07_a_person_is_told_by_email_that_their_second_factor_changed(
    sign_in, recently, ann, monkeypatch, mailoutbox, django_capture_on_commit_callbacks
):
    two_step_on(recently(sign_in(ann)), monkeypatch, django_capture_on_commit_callbacks)

    assert {tuple(mail.to) for mail in mailoutbox} == {(ann.email,)}
    assert "Two-step sign-in was turned on" in mailoutbox[0].subject


def test_s07_control_were_nothing_said_they_would_not_know(
    sign_in, recently, ann, monkeypatch, mailoutbox, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(SendsThroughOutbox, "send_notification_mail", lambda *args, **kwargs: None)

    two_step_on(recently(sign_in(ann)), monkeypatch, django_capture_on_commit_callbacks)

    assert mailoutbox == []


def test_somebody_signs_out_everywhere_else(sign_in, ann):
    here, elsewhere = sign_in(ann), sign_in(ann)

    here.post(reverse("accounts:sign-out-elsewhere"))

    assert (signed_in(here), signed_in(elsewhere)) == (True, False)


def test_removing_somebody_signs_them_out(sign_in, admin, ann):
    client = sign_in(ann)

    services.remove_membership(membership=ann.membership, by=admin, at=timezone.now())

    assert not signed_in(client)


def test_a_required_second_factor_comes_before_everything_else(sign_in, ann):
    ann.authority.requires_second_factor = True
    ann.authority.save()
    client = sign_in(ann)

    for name in ("accounts:home", "accounts:profile", "accounts:switch", "mfa_index"):
        assert client.get(reverse(name))["Location"] == reverse("mfa_activate_totp")
    assert client.post(reverse("accounts:sign-out-elsewhere"))["Location"] == reverse(
        "mfa_activate_totp"
    )
    assert client.get(reverse("accounts:help")).status_code == 200

    TOTP.activate(ann, generate_totp_secret())
    assert signed_in(client)


def test_a_second_factor_can_be_required_of_everybody(sign_in, settings):
    settings.MFA_REQUIRED_EVERYWHERE = True
    client = sign_in(UserFactory(role=Role.FOSTERING_OFFICER))

    assert client.get(reverse(HOME))["Location"] == reverse("mfa_activate_totp")


def test_somebody_whose_second_factor_is_gone_must_set_one_up_again(sign_in, ann, settings):
    settings.MFA_REQUIRED_EVERYWHERE = True
    TOTP.activate(ann, generate_totp_secret())
    client = sign_in(ann)
    assert signed_in(client)

    Authenticator.objects.all().delete()

    assert client.get(reverse(HOME))["Location"] == reverse("mfa_activate_totp")
