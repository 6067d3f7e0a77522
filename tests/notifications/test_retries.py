"""What each answer of a mail server does to its message, asked of a real server."""

import datetime as dt
import socket

import pytest

from notifications import delivery, retries, services
from notifications.models import OutgoingMessage
from notifications.smtp import Outcome, Result
from tests.factories import NOON
from tests.notifications.sink import Sink

Status = OutgoingMessage.Status
HALF_A_MINUTE = dt.timedelta(seconds=30)

TRANSIENT = {
    "421 when greeted": ("GREET", "421 4.3.2 closing", 421),
    "421 at the recipient": ("RCPT", "421 4.7.0 too many", 421),
    "450 at the recipient, greylisted": ("RCPT", "450 4.2.0 greylisted", 450),
    "451 at the recipient": ("RCPT", "451 4.3.0 try later", 451),
    "452 at the recipient": ("RCPT", "452 4.2.2 over quota", 452),
    "451 after the message": ("DATA", "451 4.3.0 try later", 451),
    "550 for the sender, which is ours to mend": ("MAIL", "550 5.7.1 not you", 550),
    "cut at the recipient": ("RCPT", Sink.DROP, 421),
    "cut after the message": ("DATA", Sink.DROP, None),
    "no answer in time": ("DATA", 2, None),
}
FINAL = {
    "550 at the recipient": ("RCPT", "550 5.1.1 no such user", 550),
    "552 for the sender's message, too large": ("MAIL", "552 5.3.4 too big", 552),
    "552 after the message": ("DATA", "552 5.2.2 mailbox full", 552),
    "553 at the recipient": ("RCPT", "553 5.1.3 bad address", 553),
    "554 after the message": ("DATA", "554 5.7.1 spam", 554),
}


def answering(stage, answer):
    return lambda asked, address: answer if asked == stage else None


def the_message():
    return OutgoingMessage.objects.get()


@pytest.mark.parametrize(("stage", "answer", "code"), TRANSIENT.values(), ids=TRANSIENT)
def test_r10_what_may_pass_is_tried_again(sink, queue_notes, settings, stage, answer, code):
    settings.EMAIL_TIMEOUT = 1
    sink.on = answering(stage, answer)
    queue_notes(1)
    assert delivery.send_due(at=NOON).again == 1
    message = the_message()
    assert message.status == Status.QUEUED
    assert message.attempts == 1
    assert message.lease_token is None
    assert "carer1" not in message.problem
    assert HALF_A_MINUTE * 0.8 <= message.send_after - NOON <= HALF_A_MINUTE * 1.2
    if answer is not Sink.DROP:
        assert message.smtp_code == code

    sink.on = answering(None, None)
    assert delivery.send_due(at=NOON).sent == 0
    assert delivery.send_due(at=message.send_after).sent == 1
    assert sink.received[-1].message_id == message.message_id
    assert the_message().problem == ""


@pytest.mark.parametrize(("stage", "answer", "code"), FINAL.values(), ids=FINAL)
def test_r10_what_is_refused_for_good_is_shown_to_staff(sink, queue_notes, stage, answer, code):
    sink.on = answering(stage, answer)
    queue_notes(1)
    assert delivery.send_due(at=NOON).failed == 1
    message = the_message()
    assert (message.status, message.smtp_code) == (Status.FAILED, code)
    assert message.problem.endswith(f"(code {code})")
    assert delivery.send_due(at=NOON + dt.timedelta(days=1)).sent == 0


def test_r10_control_were_every_refusal_final_a_busy_server_would_lose_the_carer(
    sink, queue_notes, monkeypatch
):
    monkeypatch.setattr(
        "notifications.smtp.outcome_of", lambda problem: Outcome(Result.NEVER, 451, "No.")
    )
    sink.on = answering("RCPT", "451 4.3.0 try later")
    queue_notes(1)
    delivery.send_due(at=NOON)
    assert the_message().status == Status.FAILED


def test_r10_a_server_that_is_not_there_is_tried_again(sink, queue_notes, settings):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = closed.getsockname()[1]
    queue_notes(1)
    assert delivery.send_due(at=NOON).again == 1
    assert the_message().error_class == "ConnectionRefusedError"


def test_r10_a_server_that_offers_no_encryption_gets_nothing(sink, queue_notes, settings):
    settings.EMAIL_USE_TLS = True
    queue_notes(1)
    assert delivery.send_due(at=NOON).again == 1
    assert sink.received == []


def test_r10_a_server_that_speaks_no_tls_at_all_gets_nothing(sink, queue_notes, settings):
    settings.EMAIL_USE_SSL = True
    queue_notes(1)
    assert delivery.send_due(at=NOON).again == 1
    assert the_message().error_class == "SSLError"
    assert sink.received == []


def test_r10_control_without_encryption_asked_for_it_would_be_sent_in_the_clear(sink, queue_notes):
    queue_notes(1)
    assert delivery.send_due(at=NOON).sent == 1


@pytest.mark.parametrize("stage", ["RCPT", "DATA"])
def test_r10_432_is_tried_again_after_a_longer_and_more_scattered_wait(sink, queue_notes, stage):
    sink.on = answering(stage, "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded")
    queue_notes(*range(20))
    assert delivery.send_due(at=NOON).again == 20
    found = OutgoingMessage.objects.values_list("smtp_code", "send_after")
    waits = {(send_after - NOON).total_seconds() for _, send_after in found}
    assert {code for code, _ in found} == {432}
    assert 75 <= min(waits) < max(waits) <= 225
    assert max(waits) - min(waits) > 30


def test_r10_while_the_server_is_away_few_messages_use_up_a_try(sink, queue_notes, settings):
    sink.on = answering("GREET", "421 4.3.2 closing")
    queue_notes(*range(20))
    assert delivery.send_due(at=NOON).again == delivery.UNREACHABLE
    untouched = OutgoingMessage.objects.filter(attempts=0, lease_token=None, send_after=NOON)
    assert untouched.count() == 20 - delivery.UNREACHABLE


def test_r10_one_refused_address_does_not_hold_up_the_next(sink, queue_notes):
    sink.on = lambda stage, address: (
        "550 no" if stage == "RCPT" and address.startswith("carer1@") else None
    )
    queue_notes(1, 2, 3)
    tally = delivery.send_due(at=NOON)
    assert (tally.failed, tally.sent, sink.connections) == (1, 2, 1)


def test_r10_after_four_hours_a_message_is_given_up(sink, queue_notes):
    sink.on = answering("RCPT", "451 4.3.0 try later")
    queue_notes(1)
    moments = [NOON]
    while the_message().status == Status.QUEUED:
        delivery.send_due(at=moments[-1])
        moments.append(the_message().send_after)
    assert the_message().problem.startswith("It was tried for hours.")
    assert 7 <= the_message().attempts <= 9
    assert max(moments) <= NOON + retries.TRY_FOR


def test_r10_a_message_with_its_own_end_is_tried_until_then(sink, queue_notes):
    sink.on = answering("RCPT", "451 4.3.0 try later")
    queue_notes(1, give_up_at=NOON + dt.timedelta(seconds=20))
    assert delivery.send_due(at=NOON).failed == 1


@pytest.mark.parametrize(
    ("attempt", "seconds"), [(1, 30), (2, 120), (3, 600), (4, 1800), (5, 3600), (9, 3600)]
)
def test_r10_waits_grow_and_are_scattered(attempt, seconds):
    waits = {retries.wait_after(attempt).total_seconds() for _ in range(50)}
    assert len(waits) > 40
    assert seconds * 0.8 <= min(waits)
    assert max(waits) <= seconds * 1.2


def test_r10_a_crowded_server_is_left_alone_for_longer():
    waits = [retries.wait_after(1, retries.CROWDED).total_seconds() for _ in range(50)]
    assert min(waits) >= 75
    assert max(waits) - min(waits) > 30


def test_retrying_by_hand_leaves_alone_what_is_of_no_more_use(sink, queue_notes, broker):
    sink.on = answering("RCPT", "550 no")
    queue_notes(1, give_up_at=NOON + HALF_A_MINUTE)
    delivery.send_due(at=NOON)
    assert services.retry_failed(by=broker, at=NOON + HALF_A_MINUTE) == 0
    assert services.retry_failed(by=broker, at=NOON) == 1
