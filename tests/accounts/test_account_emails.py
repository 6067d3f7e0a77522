"""Emails about a person's own account: they leave through the outbox, and no link of theirs is in the database."""

import datetime as dt
import re

import pytest
import time_machine
from allauth.account.forms import default_token_generator
from django.db import connection
from django.urls import reverse

from accounts.models import Role
from notifications import account_messages, delivery
from notifications.composing import Withheld, composer_for
from notifications.models import DemoMessage, OutgoingMessage
from tests import database
from tests.accounts.conftest import PASSWORD
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

NEW = "a staple in the battery"


@pytest.fixture
def asked(client, ann):
    """The message that waits once Ann has asked for a new password."""
    client.post(reverse("account_reset_password"), {"email": ann.email})
    return OutgoingMessage.objects.get()


def link_in(text):
    return re.search(r"https?://\S+", text)[0]


def compose(message):
    return composer_for(message.kind).compose(message, at=message.queued_at)


def everything_stored():
    """Every value of every table, as one text."""
    with connection.cursor() as cursor:
        found = []
        for table in database.tables():
            cursor.execute(f"SELECT t::text FROM {connection.ops.quote_name(table)} AS t")
            found += [row for (row,) in cursor.fetchall()]
    return "\n".join(found)


def test_a_mail_server_that_is_away_is_tried_again(client, ann, asked, mailoutbox, monkeypatch):
    with monkeypatch.context() as away:
        away.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
        delivery.send_due()
    asked.refresh_from_db()
    assert (asked.status, asked.attempts, mailoutbox) == ("QUEUED", 1, [])

    delivery.send_due(at=asked.send_after)

    assert [mail.to for mail in mailoutbox] == [[ann.email]]


def refuse(*args, **kwargs):
    raise ConnectionRefusedError


def test_the_link_is_the_same_at_every_attempt_and_works(client, ann, asked):
    first, second = compose(asked), compose(asked)

    assert first == second
    path = re.sub(r"^https?://[^/]+", "", link_in(first.text))
    form = client.get(path, follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    ann.refresh_from_db()
    assert ann.check_password(NEW)


def test_the_link_works_for_three_days_from_when_it_was_asked_for(client, ann, asked):
    path = re.sub(r"^https?://[^/]+", "", link_in(compose(asked).text))

    with time_machine.travel(asked.queued_at + dt.timedelta(days=3, seconds=2)):
        page = client.get(path, follow=True).content.decode()

    assert "This link no longer works" in page


def test_a_stolen_database_holds_no_link(ann, asked, mailoutbox):
    delivery.send_due()
    token = link_in(mailoutbox[0].body).rstrip("/").rpartition("/")[2].partition("-")[2]

    assert default_token_generator.check_token(ann, token)
    assert token not in everything_stored()
    assert str(asked.public_id) in everything_stored()


def test_control_an_email_kept_as_it_was_written_would_give_the_link_away(ann, asked):
    written = compose(asked)
    DemoMessage.objects.create(
        message=asked, to=written.to, subject="x", text=written.text, kept_at=asked.queued_at
    )

    token = link_in(written.text).rstrip("/").rpartition("/")[2].partition("-")[2]
    assert token in everything_stored()


def test_a_link_asked_for_before_the_password_changed_does_not_leave(sign_in, ann, asked):
    client = sign_in(ann)
    answers = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}

    client.post(reverse("account_change_password"), answers)

    asked.refresh_from_db()
    assert asked.status == "CANCELLED"
    assert "The password was changed" in asked.problem


def test_text_and_html_say_the_same(asked, ann):
    for kind in account_messages.KINDS.values():
        asked.kind = kind
        written = compose(asked)
        text = " ".join(written.text.split())
        assert ann.name not in written.text + written.html
        assert "Northshire" in text
        for sentence in ("It happened on", "If this was not you"):
            assert sentence in text
            assert sentence in written.html


def test_nothing_leaves_for_nobody_or_for_somebody_who_left(client, ann, asked, mailoutbox):
    client.post(reverse("account_reset_password"), {"email": "nobody@northshire.example"})
    ann.is_active = False
    ann.save()

    delivery.send_due()

    assert mailoutbox == []
    assert {message.status for message in OutgoingMessage.objects.all()} == {"CANCELLED"}
    assert isinstance(compose(asked), Withheld)


def test_staff_see_whose_message_failed_and_no_other_authority_does(sign_in, ann, asked):
    asked.status, asked.problem = "FAILED", "It was refused."
    asked.save()
    manager = UserFactory(role=Role.MANAGER, authority=ann.authority)

    shown = sign_in(manager).get(reverse("notifications:outbox")).content.decode()
    elsewhere = sign_in(UserFactory(role=Role.MANAGER)).get(reverse("notifications:outbox"))

    assert "Link to choose a password" in shown
    assert "Ann Broker" in shown
    assert "Ann Broker" not in elsewhere.content.decode()


@pytest.mark.parametrize("kind", [account_messages.NEW_PASSWORD, *account_messages.KINDS.values()])
def test_every_kind_has_somebody_who_writes_it(kind):
    assert composer_for(kind).label
