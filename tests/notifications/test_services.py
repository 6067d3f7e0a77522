import datetime as dt

import pytest
from django.core import mail
from django.db import transaction

from notifications import delivery, services
from notifications.composing import UnknownKind
from notifications.models import OutgoingMessage
from tests.factories import NOON

Status = OutgoingMessage.Status
HOUR = dt.timedelta(hours=1)


def statuses():
    return dict(OutgoingMessage.objects.values_list("subject_id", "status"))


def test_what_is_queued_is_sent_to_each_once(queue_notes):
    assert queue_notes(1, 2, 3) == 3
    assert delivery.send_due(at=NOON).sent == 3
    assert sorted(email.to for email in mail.outbox) == [
        ["carer1@carers.example"],
        ["carer2@carers.example"],
        ["carer3@carers.example"],
    ]
    assert set(statuses().values()) == {Status.SENT}


def test_r13_queueing_the_same_message_again_does_nothing(queue_notes):
    assert queue_notes(1, 2) == 2
    assert queue_notes(2, 3) == 1
    assert delivery.send_due(at=NOON).sent == 3
    assert queue_notes(1, 2, 3) == 0
    assert delivery.send_due(at=NOON).sent == 0
    assert len(mail.outbox) == 3


def test_r13_control_other_keys_for_the_same_people_are_other_messages(queue_notes, broker):
    queue_notes(1)
    more = {"kind": "note", "authority_id": broker.authority_id, "by": broker, "at": NOON}
    assert services.enqueue(subject_id=1, key="again", **more)
    assert not services.enqueue(subject_id=1, key="again", **more)
    assert delivery.send_due(at=NOON).sent == 2


@pytest.mark.django_db(transaction=True)
def test_r09_a_transaction_rolled_back_leaves_no_row_no_ring_and_no_mail(queue_notes, monkeypatch):
    rung = []
    monkeypatch.setattr("notifications.doorbell._bell.ring", lambda: rung.append(1))

    def change_that_fails():
        with transaction.atomic():
            queue_notes(1, 2)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_that_fails()
    assert (statuses(), rung, delivery.send_due(at=NOON).sent) == ({}, [], 0)

    queue_notes(1, 2)  # the control: committed, the same leaves two rows, one ring and two mails
    assert (len(statuses()), rung, delivery.send_due(at=NOON).sent) == (2, [1], 2)


def test_a_message_for_later_waits_for_its_moment(queue_notes):
    queue_notes(1, send_after=NOON + HOUR)
    assert delivery.send_due(at=NOON + HOUR - dt.timedelta(seconds=1)).sent == 0
    assert delivery.send_due(at=NOON + HOUR).sent == 1


def test_a_message_that_is_of_no_more_use_is_not_sent(queue_notes):
    queue_notes(1, give_up_at=NOON + HOUR)
    queue_notes(2, give_up_at=NOON + HOUR + dt.timedelta(seconds=1))
    delivery.send_due(at=NOON + HOUR)
    assert statuses() == {1: Status.FAILED, 2: Status.SENT}


def test_an_unknown_kind_is_refused_when_it_is_queued(broker):
    with pytest.raises(UnknownKind):
        services.enqueue(
            kind="riddle", subject_id=1, key="r", authority_id=None, by=broker, at=NOON
        )


def test_cancelling_needs_to_know_what(db):
    with pytest.raises(ValueError, match="Say which"):
        services.cancel(problem="Closed.", at=NOON)


def test_cancel_by_kind_and_subject_leaves_others(queue_notes):
    queue_notes(1, 2, 3)
    assert services.cancel(kind="note", subject_ids=[1, 3], problem="Closed.", at=NOON) == 2
    assert statuses() == {1: Status.CANCELLED, 2: Status.QUEUED, 3: Status.CANCELLED}


def test_failed_messages_are_sent_when_tried_again(queue_notes, note, broker):
    note.broken = {1, 2}
    queue_notes(1, 2)
    delivery.send_due(at=NOON)
    note.broken = set()
    first = OutgoingMessage.objects.get(subject_id=1)
    assert services.retry_failed(by=broker, at=NOON, public_ids=[first.public_id]) == 1
    delivery.send_due(at=NOON)
    assert statuses() == {1: Status.SENT, 2: Status.FAILED}
    assert mail.outbox[0].extra_headers["Message-ID"] == first.message_id
    assert services.retry_failed(by=broker, at=NOON) == 1


def test_ten_thousand_rows_are_queued_in_one_transaction(queue_notes):
    assert queue_notes(*range(10_000)) == 10_000
