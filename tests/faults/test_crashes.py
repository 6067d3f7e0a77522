"""No crash of one process loses a message; after a crash at most one further copy of each that was in flight."""

import os
import signal
import threading
from pathlib import Path

import pytest
from django.db import connection

from notifications.models import OutgoingMessage
from tests.faults.conftest import SEND, all_sent, copies, eventually, kill

Status = OutgoingMessage.Status


def test_r01_killed_after_the_mail_server_took_it_it_is_sent_again_and_is_the_same(
    start, sink, queue_notes
):
    def die_before_marking(stage, address):
        if stage == "DONE" and len(sink.received) == 1:
            kill(first, signal.SIGSTOP)  # the 250 is on its way, and is never read
            threading.Timer(0.3, kill, [first]).start()

    sink.on = die_before_marking
    queue_notes(1)
    first = start(*SEND)
    assert first.wait(30) == -signal.SIGKILL
    start(*SEND)
    eventually(all_sent)
    one, two = sink.received
    assert one.message_id == two.message_id
    assert b"https://desk.example/r/1" in one.data
    assert b"https://desk.example/r/1" in two.data
    assert OutgoingMessage.objects.get().attempts == 2


def test_r02_killed_before_it_connects_it_is_sent_once(start, sink, queue_notes):
    queue_notes(1)
    first = start(*SEND, FAULT_SIGNAL="SIGKILL")
    assert first.wait(30) == -signal.SIGKILL
    assert OutgoingMessage.objects.get().lease_token
    start(*SEND)
    eventually(all_sent)
    assert len(sink.received) == 1
    assert OutgoingMessage.objects.get().attempts == 1


def test_r02_control_without_an_end_to_the_lease_it_would_wait_for_ever(start, sink, queue_notes):
    queue_notes(1)
    start(*SEND, FAULT_SIGNAL="SIGKILL", OUTBOX_LEASE_SECONDS="86400").wait(30)
    second = start(*SEND)
    eventually(lambda: second.said().count("0 sent") >= 5)
    assert sink.received == []


def test_r08_frozen_for_longer_than_its_lease_it_neither_sends_nor_marks(start, sink, queue_notes):
    queue_notes(1)
    frozen = start(*SEND, "--once", FAULT_SIGNAL="SIGSTOP")
    eventually(lambda: OutgoingMessage.objects.exclude(lease_token=None).exists())
    second = start(*SEND)
    eventually(all_sent)
    sent_at = OutgoingMessage.objects.get().sent_at
    kill(frozen, signal.SIGCONT)
    assert frozen.wait(30) == 0
    assert "0 sent" in frozen.said()
    assert "1 sent" in second.said()
    assert len(sink.received) == 1
    assert OutgoingMessage.objects.get().sent_at == sent_at


def test_r21_workers_whose_clocks_have_jumped_send_each_message_once(start, sink, queue_notes):
    queue_notes(*range(200))
    start(*SEND, FAULT_CLOCK="-3600")
    start(*SEND, FAULT_CLOCK="86400")
    eventually(all_sent, within=60)
    assert copies(sink) == 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT max(sent_at) < clock_timestamp(), min(sent_at) > clock_timestamp() - '5 min'::interval"
            " FROM notifications_outgoingmessage"
        )
        assert cursor.fetchone() == (True, True)


@pytest.mark.parametrize("kills", [6])
def test_r01_many_kills_in_mid_broadcast_lose_nothing(start, sink, queue_notes, kills, measured):
    queue_notes(*range(300))
    workers = [start(*SEND)]
    for number in range(kills):
        eventually(lambda seen=number: len(sink.received) >= (seen + 1) * 30)
        kill(workers[-1])
        workers.append(start(*SEND))
    eventually(all_sent, within=90)
    assert len({received.message_id for received in sink.received}) == 300
    measured(f"R01: {kills} kills in 300 messages: 0 lost, {copies(sink)} further copies")
    assert copies(sink) <= kills * 4  # four connections: four in flight at each kill


@pytest.mark.parametrize("words", [["--pool=prefork"], ["--pool=solo"]], ids=["prefork", "solo"])
def test_r24_asked_to_end_a_worker_finishes_its_mail_and_claims_no_more(
    celery, sink, queue_notes, words
):
    sink.on = lambda stage, address: 0.3 if stage == "DATA" else None
    queue_notes(*range(40))
    worker = celery(*words)
    eventually(lambda: len(sink.received) >= 4)
    kill(worker, signal.SIGTERM)
    taken = len(sink.received)
    worker.wait(30)
    assert taken <= len(sink.received) <= taken + 8
    sent = OutgoingMessage.objects.filter(status=Status.SENT).count()
    assert sent == len(sink.received)
    assert not OutgoingMessage.objects.exclude(lease_token=None).exists()

    sink.on = lambda stage, address: None
    celery(*words)
    eventually(all_sent)
    assert len(sink.received) == 40
    assert copies(sink) == 0


def test_r02_killed_children_of_a_worker_are_replaced_and_their_work_done(
    start, celery, redis, sink, queue_notes, environment
):
    environment["REDIS_URL"] = redis.address
    queue_notes(*range(100))
    sink.on = lambda stage, address: 0.05 if stage == "DATA" else None
    start("-m", "celery", "-A", "config", "--quiet", "beat", "--loglevel=WARNING")
    worker = celery("--pool=prefork", beat=False)
    eventually(lambda: len(sink.received) >= 10)
    for child in _children(worker.pid):
        os.kill(child, signal.SIGKILL)
    eventually(all_sent, within=60)
    assert len({received.message_id for received in sink.received}) == 100
    assert copies(sink) <= 8


def _children(pid):
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
