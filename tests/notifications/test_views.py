import datetime as dt

import pytest
from django.conf import settings as used
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from notifications import delivery, services, writing
from notifications.composing import About
from notifications.models import DemoMessage, OutgoingMessage, Sender
from tests.factories import NOON, DemoMessageFactory, OutgoingMessageFactory, UserFactory

Status = OutgoingMessage.Status
OUTBOX = "/messages/"


@pytest.fixture
def desk(sign_in, broker):
    return sign_in(broker)


@pytest.fixture(autouse=True)
def doorbell(monkeypatch):
    """A doorbell that works; ``doorbell(False)`` breaks it."""

    def doorbell(works):
        monkeypatch.setattr("notifications.doorbell.works", lambda: works)

    doorbell(True)
    return doorbell


def text_of(response):
    return " ".join(response.content.decode().split())


def a_worker_was_seen(ago=0):
    seen_at = timezone.now() - dt.timedelta(seconds=ago)
    Sender.objects.update_or_create(name="worker", defaults={"seen_at": seen_at})


def fail(queue_notes, note, *numbers):
    note.broken = set(numbers)
    queue_notes(*numbers)
    delivery.send_due(at=NOON)
    note.broken = set()


def test_failed_messages_come_first_with_the_reason_and_whom_to_ring(
    desk, queue_notes, note, monkeypatch
):
    def about(composer, messages, *, viewer):
        return {message.pk: About("Ms Example", "01632 960123", "/carers/") for message in messages}

    monkeypatch.setattr(note, "about", about)
    fail(queue_notes, note, 1)
    shown = text_of(desk.get(OUTBOX))
    for words in ("Ms Example", "Ring 01632 960123", writing.NOT_WRITTEN, "Try again"):
        assert words in shown


def test_whoever_may_not_know_the_recipient_is_not_told(desk, queue_notes, note):
    fail(queue_notes, note, 1)
    assert "Not shown to your role" in text_of(desk.get(OUTBOX))


def test_the_broker_tries_one_again_and_then_all(desk, queue_notes, note):
    fail(queue_notes, note, 1, 2, 3)
    first = OutgoingMessage.objects.get(subject_id=1)
    again = desk.post(
        reverse("notifications:outbox-retry"), {"message": first.public_id}, follow=True
    )
    assert "will be tried again: 1." in text_of(again)
    assert "will be tried again: 2." in text_of(
        desk.post(reverse("notifications:outbox-retry"), follow=True)
    )
    assert delivery.send_due().sent == 3


def test_a_message_that_is_none_changes_nothing(desk, queue_notes, note):
    fail(queue_notes, note, 1)
    shown = desk.post(reverse("notifications:outbox-retry"), {"message": "one"}, follow=True)
    assert "Nothing was changed." in text_of(shown)
    assert OutgoingMessage.objects.failed().count() == 1


def test_an_administrator_sees_it_but_does_not_send(sign_in, queue_notes, note, broker):
    fail(queue_notes, note, 1)
    admin = sign_in(UserFactory(role=Role.ADMINISTRATOR, authority=broker.authority))
    assert "Try again" not in text_of(admin.get(OUTBOX))


def test_messages_of_another_authority_are_neither_shown_nor_counted_nor_sent(
    sign_in, queue_notes, note
):
    fail(queue_notes, note, 1)
    other = sign_in(UserFactory())
    shown = text_of(other.get(OUTBOX))
    assert "No messages here" in shown
    other.post(reverse("notifications:outbox-retry"))
    assert OutgoingMessage.objects.failed().count() == 1


@pytest.mark.parametrize("status", ["QUEUED", "SENT", "CANCELLED", "NONSENSE"])
def test_each_list_can_be_looked_at(desk, queue_notes, note, status):
    queue_notes(1)
    services.cancel(kind="note", problem="The referral was withdrawn.", at=NOON)
    queue_notes(2)
    delivery.send_due(at=NOON)
    queue_notes(3)
    shown = desk.get(OUTBOX, {"status": status})
    assert shown.status_code == 200
    assert len(shown.context["lines"]) == (0 if status == "NONSENSE" else 1)


def test_a_kind_that_nobody_composes_any_more_is_still_shown(desk, broker):
    OutgoingMessageFactory(authority=broker.authority)
    assert "unknown" in text_of(desk.get(OUTBOX, {"status": "QUEUED"}))


def test_r12_ten_thousand_messages_are_shown_a_page_at_a_time(
    desk, queue_notes, django_assert_max_num_queries
):
    queue_notes(*range(10_000))
    with django_assert_max_num_queries(12):
        shown = desk.get(OUTBOX, {"status": "QUEUED", "page": 200})
    assert len(shown.context["lines"]) == 50


def test_r04_a_silent_doorbell_is_called_a_degraded_queue(desk, doorbell):
    a_worker_was_seen()
    doorbell(works=False)
    assert "Queue degraded" in text_of(desk.get(OUTBOX))
    assert desk.get("/health/queue").json()["doorbell"] == "silent"
    doorbell(works=True)
    assert "Queue degraded" not in text_of(desk.get(OUTBOX))


def test_without_a_worker_nothing_is_sent_and_the_page_says_so(desk):
    a_worker_was_seen(ago=61)
    assert "No worker has been seen" in text_of(desk.get(OUTBOX))
    a_worker_was_seen(ago=10)
    assert "No worker has been seen" not in text_of(desk.get(OUTBOX))


def test_b05_the_page_shows_that_sending_is_paused(desk, broker):
    a_worker_was_seen()
    services.pause_sending(because="Restored last night.", by=broker, at=NOON)
    shown = text_of(desk.get(OUTBOX))
    assert "Sending is paused. Restored last night." in shown
    assert "resume_sending" in shown


def test_three_messages_that_cannot_be_written_raise_a_warning(desk, queue_notes, note):
    fail(queue_notes, note, 1, 2, 3)
    assert "3 messages could not be written." in text_of(desk.get(OUTBOX))


def test_the_queue_reports_numbers_and_no_names(desk, queue_notes):
    a_worker_was_seen(ago=5)
    queue_notes(1, 2)
    found = desk.get("/health/queue").json()
    assert found["status"] == "attention"
    assert (found["waiting"], found["failed"], found["paused"]) == (2, 0, False)
    assert found["oldest_seconds"] > 120
    assert 5 <= found["worker_seen_seconds_ago"] < 30


def test_a_healthy_queue_says_so(desk):
    a_worker_was_seen()
    assert desk.get("/health/queue").json()["status"] == "ok"


@pytest.fixture
def demo(settings):
    settings.DEMO = True
    settings.EMAIL_BACKEND = "notifications.demo_mail.KeepsMail"


def test_a_demonstration_keeps_its_emails_and_shows_them(desk, demo, queue_notes):
    queue_notes(1)
    assert delivery.send_due(at=NOON).sent == 1
    kept = DemoMessage.objects.get()
    assert "carer1@carers.example" in text_of(desk.get(reverse("notifications:demo-mailbox")))
    shown = desk.get(reverse("notifications:demo-message", args=[kept.public_id]))
    assert "https://desk.example/r/1 (opens in a new tab)" in text_of(shown)
    assert shown.context["links"] == ["https://desk.example/r/1"]


def test_an_email_sent_again_is_kept_once(demo, queue_notes, broker):
    queue_notes(1)
    delivery.send_due(at=NOON)
    message = OutgoingMessage.objects.get()
    email = mail.EmailMessage(
        "Again", "Hello", to=["a@carers.example"], headers={"Message-ID": message.message_id}
    )
    assert email.send() == 1
    assert DemoMessage.objects.get().subject == "Again"


def test_other_mail_is_dropped_in_a_demonstration(demo, broker):
    assert mail.EmailMessage("Password", "Hello", to=["a@carers.example"]).send() == 0
    assert not DemoMessage.objects.exists()


def test_the_email_is_shown_without_scripts_and_framed_only_by_us(desk, demo, broker):
    kept = DemoMessageFactory(
        message__authority=broker.authority,
        html="<html><head></head><script>alert(1)</script></html>",
    )
    shown = desk.get(reverse("notifications:demo-message-html", args=[kept.public_id]))
    policy = shown["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "sandbox allow-popups" in policy
    assert "allow-scripts" not in policy
    assert "frame-ancestors 'self'" in policy
    assert shown["X-Frame-Options"] == "SAMEORIGIN"
    assert '<base target="_blank">' in shown.content.decode()


def test_the_mailbox_has_pages(desk, demo, broker, django_assert_max_num_queries):
    for _ in range(51):
        DemoMessageFactory(message__authority=broker.authority)
    with django_assert_max_num_queries(12):
        assert (
            len(desk.get(reverse("notifications:demo-mailbox"), {"page": 2}).context["page"]) == 1
        )


def test_a_real_installation_has_no_mailbox_and_keeps_no_words(desk, settings, queue_notes):
    settings.DEMO = False
    queue_notes(1)
    delivery.send_due(at=NOON)
    assert desk.get(reverse("notifications:demo-mailbox")).status_code == 404
    assert not DemoMessage.objects.exists()
    assert "KeepsMail" not in used.EMAIL_BACKEND
