"""What becomes of a message when the run that was sending it is cut off."""

import datetime as dt

import pytest
from django.core import mail
from django.db import OperationalError, connection

from notifications import delivery, queue, writing
from notifications.models import OutgoingMessage
from tests.factories import NOON

pytestmark = pytest.mark.django_db(transaction=True)
Status = OutgoingMessage.Status


def send_and_forget(monkeypatch):
    """Send what is due as a worker that is killed once the mail server has it, and let its lease end."""
    with monkeypatch.context() as patch:
        patch.setattr(queue, "mark_sent", lambda tokens, *, at: 0)
        assert delivery.send_due(at=NOON).lost == 1
    OutgoingMessage.objects.update(lease_until=NOON - dt.timedelta(days=1))


def test_r01_what_is_sent_again_after_a_crash_is_the_same_message(sink, queue_notes, monkeypatch):
    queue_notes(1)
    send_and_forget(monkeypatch)

    assert delivery.send_due(at=NOON).sent == 1

    one, two = sink.received
    assert one.message_id == two.message_id
    assert OutgoingMessage.objects.get().attempts == 2


def test_r01_control_with_an_id_made_when_sending_there_would_be_two_messages(
    sink, queue_notes, monkeypatch
):
    def with_an_id_of_djangos(message, composed):
        return mail.EmailMessage(composed.subject, composed.text, to=[composed.to])

    monkeypatch.setattr(writing, "email_of", with_an_id_of_djangos)
    queue_notes(1)
    send_and_forget(monkeypatch)
    delivery.send_due(at=NOON)

    one, two = sink.received
    assert one.message_id != two.message_id


def cut_connections_once():
    """End every other connection to the database, as a crash of the server would, at the first message."""
    cut = []

    def on(stage, address):
        if stage == "DATA" and not cut:
            cut.append(address)
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            connection.close()

    return on


def test_r06_a_run_whose_connection_is_cut_opens_another_and_goes_on(sink, queue_notes):
    queue_notes(1, 2, 3)
    sink.on = cut_connections_once()

    assert delivery.send_due(at=NOON).sent == 3
    assert len(sink.received) == 3


def test_r06_control_without_patience_the_run_would_end_there(sink, queue_notes, monkeypatch):
    monkeypatch.setattr(delivery, "RECONNECT_FOR", -1)
    queue_notes(1, 2, 3)
    sink.on = cut_connections_once()

    with pytest.raises(OperationalError):
        delivery.send_due(at=NOON)
    connection.close()
    assert OutgoingMessage.objects.filter(status=Status.QUEUED).count() == 3
