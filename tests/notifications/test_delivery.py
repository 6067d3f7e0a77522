import datetime as dt
import email
import threading

import pytest
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone
from structlog.testing import capture_logs

from notifications import delivery, queue, services, writing
from notifications.composing import Composed
from notifications.models import OutgoingMessage, Sender, Sending
from tests.factories import NOON
from tests.notifications.composers import Note

Status = OutgoingMessage.Status
LEASE = dt.timedelta(seconds=60)
AT_ONCE = dt.timedelta()


def statuses():
    return dict(OutgoingMessage.objects.values_list("subject_id", "status"))


def renew_whatever_happened(messages, **_):
    return {message.pk: queue.Attempt(1, NOON) for message in messages}


def in_threads(number, work):
    def worker():
        try:
            done.append(work())
        finally:
            connection.close()

    done = []
    threads = [threading.Thread(target=worker) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return done


def once_in_each_thread(claim):
    def claim_once(**options):
        first = not hasattr(seen, "before")
        seen.before = True
        return claim(**options) if first else None

    seen = threading.local()
    return claim_once


@pytest.mark.django_db(transaction=True)
def test_r07_the_same_task_delivered_five_times_sends_once(sink, queue_notes, settings):
    settings.OUTBOX_SENDERS = 5
    queue_notes(1)
    tallies = in_threads(5, lambda: delivery.send_due(at=NOON))
    assert sorted(tally.sent for tally in tallies) == [0, 0, 0, 0, 1]
    assert len(sink.received) == 1


@pytest.mark.django_db(transaction=True)
def test_r07_control_without_claims_five_tasks_send_five_times(
    sink, queue_notes, note, settings, monkeypatch
):
    settings.OUTBOX_SENDERS = 5
    unguarded = queue.CLAIM.replace(
        "AND (lease_until IS NULL OR lease_until < clock_timestamp())", ""
    ).replace("FOR UPDATE SKIP LOCKED", "")
    assert unguarded != queue.CLAIM
    monkeypatch.setattr(queue, "CLAIM", unguarded)
    monkeypatch.setattr(queue, "claim", once_in_each_thread(queue.claim))
    monkeypatch.setattr(queue, "renew", renew_whatever_happened)
    all_have_it = threading.Barrier(5, timeout=20)
    note.before = staticmethod(lambda message: all_have_it.wait())
    queue_notes(1)
    in_threads(5, lambda: delivery.send_due(at=NOON))
    assert len(sink.received) == 5


def test_r08_whoever_lost_the_claim_neither_sends_nor_marks(sink, queue_notes, note):
    """As after a worker was frozen for longer than its lease: another holds the message by now."""
    queue_notes(1)
    other = "00000000-0000-4000-8000-000000000001"
    note.before = staticmethod(lambda message: OutgoingMessage.objects.update(lease_token=other))
    tally = delivery.send_due(at=NOON)
    assert (tally.sent, tally.lost, sink.received) == (0, 1, [])
    assert statuses() == {1: Status.QUEUED}


def test_r08_control_without_the_token_it_would_send(sink, queue_notes, note, monkeypatch):
    queue_notes(1)
    other = "00000000-0000-4000-8000-000000000001"
    note.before = staticmethod(lambda message: OutgoingMessage.objects.update(lease_token=other))
    monkeypatch.setattr(queue, "renew", renew_whatever_happened)
    delivery.send_due(at=NOON)
    assert len(sink.received) == 1


def test_a_claim_is_nobody_elses_until_its_lease_ends(queue_notes):
    queue_notes(1, 2)
    held = queue.claim(limit=5, lease=LEASE, spacing=AT_ONCE, at=NOON)
    assert len(held.messages) == 2
    assert queue.claim(limit=5, lease=LEASE, spacing=AT_ONCE, at=NOON) is None
    OutgoingMessage.objects.filter(subject_id=1).update(lease_until=NOON - LEASE)
    again = queue.claim(limit=5, lease=LEASE, spacing=AT_ONCE, at=NOON)
    assert [message.subject_id for message in again.messages] == [1]


def test_r21_leases_follow_the_databases_clock_and_not_the_workers(queue_notes, time_machine):
    queue_notes(1)
    time_machine.move_to(NOON - dt.timedelta(hours=1))
    assert queue.claim(limit=5, lease=LEASE, spacing=AT_ONCE, at=None)
    time_machine.move_to(NOON + dt.timedelta(days=10_000))
    assert queue.claim(limit=5, lease=LEASE, spacing=AT_ONCE, at=None) is None


def test_r21_control_by_the_workers_clock_a_message_would_be_claimed_twice(
    queue_notes, time_machine, monkeypatch
):
    by_the_database = queue.CLAIM

    def claim_at(moment):
        time_machine.move_to(moment)
        now = f"'{timezone.now().isoformat()}'::timestamptz"
        monkeypatch.setattr(queue, "CLAIM", by_the_database.replace("clock_timestamp()", now))
        return queue.claim(limit=5, lease=LEASE, spacing=AT_ONCE, at=None)

    queue_notes(1)
    assert claim_at(NOON)
    assert claim_at(NOON + dt.timedelta(days=1))


def test_r21_a_web_server_whose_clock_is_ahead_delays_nothing(queue_notes):
    queue_notes(1, at=NOON + dt.timedelta(days=100_000))
    assert delivery.send_due().sent == 1


def test_r14_once_cancelled_half_way_the_rest_is_not_sent(queue_notes, note):
    batch = "00000000-0000-4000-8000-00000000000b"
    queue_notes(1, 2, 3, 4, batch=batch)

    def cancel_at_the_third(message):
        if len(mail.outbox) == 2:
            services.cancel(batch=batch, problem="The referral was withdrawn.", at=NOON)

    note.before = staticmethod(cancel_at_the_third)
    assert delivery.send_due(at=NOON).sent == 2
    assert sorted(statuses().values()) == ["CANCELLED", "CANCELLED", "SENT", "SENT"]
    assert delivery.send_due(at=NOON).sent == 0


def test_r14_control_without_the_last_look_all_would_be_sent(queue_notes, note, monkeypatch):
    queue_notes(1, 2, 3, 4)
    monkeypatch.setattr(queue, "renew", renew_whatever_happened)
    note.before = staticmethod(
        lambda message: services.cancel(kind="note", problem="Withdrawn.", at=NOON)
    )
    delivery.send_due(at=NOON)
    assert len(mail.outbox) == 4


def test_r14_what_the_mail_server_is_being_given_is_not_called_cancelled(queue_notes):
    queue_notes(1)
    held = queue.claim(limit=1, lease=LEASE, spacing=AT_ONCE, at=NOON)
    queue.renew(held.messages, token=held.token, lease=LEASE, at=NOON)
    assert services.cancel(kind="note", problem="Withdrawn.", at=NOON) == 0
    assert queue.mark_sent({held.messages[0].pk: held.token}, at=NOON) == 1
    assert statuses() == {1: Status.SENT}


def test_r15_somebody_suspended_in_the_meantime_gets_nothing(queue_notes, note):
    queue_notes(1, 2)
    note.withheld = {1: "The household takes no new requests."}
    tally = delivery.send_due(at=NOON)
    assert (tally.withheld, tally.sent) == (1, 1)
    message = OutgoingMessage.objects.get(subject_id=1)
    assert message.status == Status.CANCELLED
    assert message.problem == "The household takes no new requests."


def test_r15_an_address_that_changed_in_the_meantime_is_the_only_one_written_to(queue_notes, note):
    queue_notes(1)
    note.addresses = {1: "new@carers.example"}
    delivery.send_due(at=NOON)
    assert [sent.to for sent in mail.outbox] == [["new@carers.example"]]


def test_r15_control_an_email_made_when_it_was_queued_goes_to_the_old_address(
    queue_notes, note, monkeypatch
):
    queue_notes(1)
    kept = Note().compose(OutgoingMessage.objects.get(), at=NOON)
    monkeypatch.setattr(Note, "compose", lambda *_, **__: kept)
    note.addresses = {1: "new@carers.example"}
    delivery.send_due(at=NOON)
    assert [sent.to for sent in mail.outbox] == [["carer1@carers.example"]]


def test_r16_one_message_that_cannot_be_written_fails_alone(queue_notes, note):
    note.broken = {3}
    queue_notes(1, 2, 3, 4, 5)
    with capture_logs() as logs:
        tally = delivery.send_due(at=NOON)
    assert (tally.sent, tally.failed) == (4, 1)
    poisoned = OutgoingMessage.objects.failed().get()
    assert (poisoned.subject_id, poisoned.error_class) == (3, "ZeroDivisionError")
    assert "somebody's data" not in poisoned.problem + str(logs)
    assert [line["log_level"] for line in logs] == ["error"]


def test_r16_the_third_raises_the_alarm(queue_notes, note):
    note.broken = {1, 2, 3}
    queue_notes(1, 2, 3, 4)
    with capture_logs() as logs:
        delivery.send_due(at=NOON)
    alarms = [line for line in logs if line["log_level"] == "critical"]
    assert [(alarm["kind"], alarm["count"]) for alarm in alarms] == [("note", 3)]


def test_r16_control_without_the_guard_one_bad_message_stops_the_rest(
    queue_notes, note, monkeypatch
):
    def unguarded(messages, *, at):
        return [Note().compose(message, at=at) for message in messages]

    monkeypatch.setattr(writing, "_ask", unguarded)
    note.broken = set(range(5))
    queue_notes(*range(5))
    with pytest.raises(ZeroDivisionError):
        delivery.send_due(at=NOON)
    assert mail.outbox == []


def addresses_beside(received):
    """Addresses of carers that a received message names, but for its own recipient's."""
    message = received.message
    words = [f"{name}: {value}" for name, value in message.items()]
    words += [part.get_content() for part in message.walk() if not part.is_multipart()]
    found = {word for text in words for word in text.replace("<", " ").replace(">", " ").split()}
    others = {word.strip(",;") for word in found if "@carers.example" in word}
    return others - set(received.recipients[:1])


def test_r17_two_hundred_and_fourteen_carers_get_one_message_each(sink, queue_notes, settings):
    settings.OUTBOX_CONNECTIONS = 4
    queue_notes(*range(214))
    assert delivery.send_due(at=NOON).sent == 214
    assert {len(received.recipients) for received in sink.received} == {1}
    assert len({received.recipients for received in sink.received}) == 214
    assert not any(addresses_beside(received) for received in sink.received)
    assert sink.connections <= 8


def test_r17_control_one_message_to_many_names_them(sink, queue_notes, monkeypatch):
    def to_everybody(message, composed):
        everybody = [f"carer{number}@carers.example" for number in range(3)]
        return mail.EmailMessage(composed.subject, "Hello", to=everybody[:2], bcc=everybody[2:])

    monkeypatch.setattr(writing, "email_of", to_everybody)
    queue_notes(1)
    delivery.send_due(at=NOON)
    assert len(sink.received[0].recipients) == 3
    assert addresses_beside(sink.received[0])


def test_a_message_says_that_a_machine_wrote_it_and_keeps_its_id(sink, queue_notes):
    queue_notes(1)
    delivery.send_due(at=NOON)
    message = sink.received[0].message
    assert message["Message-ID"] == OutgoingMessage.objects.get().message_id
    assert message["Message-ID"].endswith("@desk.example>")
    assert message["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


@pytest.fixture
def states_seen(sink):
    """What the mail server sees of other connections to the database while a message is handed to it."""
    seen = []

    def look(stage, address):
        if stage == "DATA":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT state FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
                seen.extend(state for (state,) in cursor.fetchall())
            connection.close()

    sink.on = look
    return seen


@pytest.mark.django_db(transaction=True)
def test_r11_no_transaction_is_open_while_the_mail_server_is_spoken_to(states_seen, queue_notes):
    queue_notes(1)
    delivery.send_due(at=NOON)
    assert "idle" in states_seen
    assert "idle in transaction" not in states_seen


@pytest.mark.django_db(transaction=True)
def test_r11_control_sent_inside_a_transaction_it_would_be_held_open(states_seen, queue_notes):
    queue_notes(1)
    with transaction.atomic():
        delivery.send_due(at=NOON)
    assert "idle in transaction" in states_seen


def test_messages_of_a_round_leave_in_an_order_that_favours_nobody(queue_notes):
    queue_notes(*range(30))
    delivery.send_due(at=NOON)
    order = [sent.to[0] for sent in mail.outbox]
    assert order != sorted(order, key=lambda address: int(address[5:].split("@")[0]))


def test_the_rate_limit_holds_over_all_workers(queue_notes):
    queue_notes(*range(4))
    queue.may_send(at=NOON)
    spacing = dt.timedelta(seconds=30)
    first = queue.claim(limit=2, lease=LEASE, spacing=spacing, at=NOON)
    second = queue.claim(limit=2, lease=LEASE, spacing=spacing, at=NOON)
    assert first.first_in == 0
    assert 59 < second.first_in <= 60


def test_b05_a_database_that_was_restored_elsewhere_sends_nothing_until_somebody_says_so(
    queue_notes, broker
):
    queue_notes(1)
    delivery.send_due(at=NOON)
    Sending.objects.update(database="another one")
    queue_notes(2)
    assert delivery.send_due(at=NOON).sent == 0
    assert Sending.objects.get().paused_because == queue.COPIED
    services.resume_sending(by=broker, at=NOON)
    assert delivery.send_due(at=NOON).sent == 1


def test_b05_control_the_database_it_was_in_goes_on_sending(queue_notes):
    for number in (1, 2):
        queue_notes(number)
        assert delivery.send_due(at=NOON).sent == 1


def test_paused_in_mid_run_nothing_more_leaves(queue_notes, note, broker):
    queue_notes(1, 2, 3)

    def pause_at_the_second(message):
        if mail.outbox:
            services.pause_sending(because="Wrong list.", by=broker, at=NOON)

    note.before = staticmethod(pause_at_the_second)
    assert delivery.send_due(at=NOON).sent == 1
    assert not services.pause_sending(because="Again.", by=broker, at=NOON)
    assert Sending.objects.get().paused_because == "Wrong list."


def test_r24_asked_to_end_it_finishes_the_current_mail_and_claims_no_more(queue_notes):
    queue_notes(*range(5))
    tally = delivery.send_due(at=NOON, stop=lambda: len(mail.outbox) == 2)
    assert tally.sent == 2
    assert OutgoingMessage.objects.queued().filter(lease_token=None, attempts=0).count() == 3


def test_o07_no_more_send_at_once_than_there_are_places(queue_notes, settings):
    settings.OUTBOX_SENDERS = 1
    queue_notes(1)
    assert queue.start_sending("first", most=1, lease=LEASE)
    assert delivery.send_due(at=NOON).sent == 0
    queue.stop_sending("first")
    assert delivery.send_due(at=NOON).sent == 1


def test_o07_a_frozen_sender_loses_its_place(queue_notes):
    assert queue.start_sending("frozen", most=1, lease=LEASE)
    Sender.objects.update(seen_at=NOON)
    assert queue.start_sending("second", most=1, lease=LEASE)


def test_a_composer_is_told_the_databases_time(queue_notes, monkeypatch):
    told = []

    def compose(composer, message, *, at):
        told.append(at)
        return Composed("a@carers.example", "Hello", "Hello\n", "")

    monkeypatch.setattr(Note, "compose", compose)
    queue_notes(1)
    delivery.send_due()
    sent_at = OutgoingMessage.objects.get().sent_at
    assert abs(sent_at - told[0]) < dt.timedelta(seconds=5)
    assert email.message_from_string(mail.outbox[0].message().as_string())["To"]
