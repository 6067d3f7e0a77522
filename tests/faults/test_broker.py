"""The broker is a doorbell: losing it, or what is in it, loses no message and delays no request."""

import re
import signal
import threading

import pytest
import redis as redis_client

from config.embedded.keeper import free_port
from notifications.models import OutgoingMessage
from tests.faults.conftest import SEND, all_sent, copies, eventually

PRESS_SEND = """
import time
import django
django.setup()
from django.db import transaction
from tests.factories import NOON
from notifications import doorbell, services
NOON
began = time.monotonic()
with transaction.atomic():
    services.enqueue_many(
        kind="note", subjects={f"note:{n}": n for n in range(214)}, authority_id=None, by=None, at=NOON
    )
print("sent after", time.monotonic() - began, flush=True)
while not doorbell._bell._talking_since and doorbell._bell.works:
    time.sleep(0.01)
began = time.monotonic()
print("works", doorbell.works(), time.monotonic() - began, flush=True)
while doorbell._bell._talking_since:  # a website lives on; this would take its thread with it
    time.sleep(0.01)
"""
RING_IN_THE_REQUEST = """
import time
import django
django.setup()
from notifications import doorbell
began = time.monotonic()
try:
    doorbell.publish()
except Exception as problem:
    print(type(problem).__name__)
print("rung after", time.monotonic() - began, flush=True)
"""


def seconds_after(words, process):
    process.wait(60)
    found = re.search(rf"{words}.*?([\d.e-]+)$", process.said(), re.MULTILINE)
    assert found, process.said()
    return float(found[1])


def test_r03_emptying_redis_in_mid_broadcast_loses_nothing(
    celery, redis, sink, queue_notes, measured
):
    queue_notes(*range(2000))
    worker = celery("--pool=prefork", REDIS_URL=redis.address)
    client = redis_client.Redis.from_url(redis.address)
    for number in (100, 700, 1400):
        eventually(lambda seen=number: len(sink.received) >= seen, within=90)
        client.flushall()
    eventually(all_sent, within=120)
    client.flushall()
    client.close()
    queue_notes(2000)  # the sweep still gets through to the worker
    eventually(all_sent)
    assert worker.poll() is None
    assert len({received.message_id for received in sink.received}) == 2001
    measured(f"R03: 3 FLUSHALL in 2,000 messages: 0 lost, {copies(sink)} further copies")
    assert copies(sink) == 0


def test_r03_control_a_task_each_is_lost_with_redis(start, redis, tmp_path, measured):
    delivered = tmp_path / "delivered"
    delivered.touch()
    more = {"REDIS_URL": redis.address, "DELIVERED": str(delivered)}
    publish = "from tests.faults.plain import deliver\nfor n in range(300): deliver.delay(n, 0.02)"
    assert start("-c", publish, **more).wait(60) == 0
    start("-m", "celery", "-A", "tests.faults.plain", "worker", "--concurrency=1", **more)
    eventually(lambda: len(delivered.read_text().split()) >= 90)
    client = redis_client.Redis.from_url(redis.address)
    client.flushall()
    quiet = threading.Event()
    before = -1
    while before != (before := len(delivered.read_text().split())):
        quiet.wait(3)
    client.close()
    measured(f"R03 control: one FLUSHALL in 300 plain tasks: {300 - before} lost")
    assert before < 300


@pytest.mark.parametrize("how", ["away", "frozen"])
def test_r04_r05_without_redis_sending_is_as_quick_and_the_sweep_does_the_work(
    start, redis, sink, how, measured
):
    address = redis.address if how == "frozen" else f"redis://127.0.0.1:{free_port()}/0"
    redis.send_signal(signal.SIGSTOP)
    desk = start("-c", PRESS_SEND, REDIS_URL=address)
    pressed, looked = seconds_after("sent after", desk), seconds_after("works False", desk)
    measured(
        f"R04/R05: redis {how}: send 214 in {pressed:.2f} s; known as degraded in {looked:.2f} s"
    )
    assert pressed < 1
    assert looked < 3
    assert OutgoingMessage.objects.count() == 214
    start(*SEND)
    eventually(all_sent)
    assert len(sink.received) == 214


def test_r05_control_ringing_in_the_request_waits_for_a_frozen_redis(start, redis, measured):
    redis.send_signal(signal.SIGSTOP)
    waited = seconds_after("rung after", start("-c", RING_IN_THE_REQUEST, REDIS_URL=redis.address))
    measured(f"R05 control: ringing in the request's own thread takes {waited:.1f} s")
    assert waited > 1.5


def test_a_ring_is_heard_at_once(celery, redis, start, sink, environment):
    """No sweep here: only the ring can have woken the worker."""
    environment["FAULT_SWEEP"] = "3600"
    celery("--pool=prefork", REDIS_URL=redis.address)
    client = redis_client.Redis.from_url(redis.address)
    eventually(lambda: any(b"mail" in one for one in client.smembers("_kombu.binding.default")))
    client.close()
    desk = start("-c", PRESS_SEND, REDIS_URL=redis.address)
    assert desk.wait(30) == 0
    eventually(all_sent)
    assert "works True" in desk.said()
    assert len(sink.received) == 214


def test_r22_control_a_task_longer_than_the_visibility_timeout_runs_again_beside_itself(
    start, redis, tmp_path, measured
):
    delivered = tmp_path / "delivered"
    delivered.touch()
    more = {"REDIS_URL": redis.address, "DELIVERED": str(delivered), "VISIBILITY": "2"}
    publish = "from tests.faults.plain import deliver\ndeliver.delay(1, 25)"
    assert start("-c", publish, **more).wait(60) == 0
    for name in ("one", "two"):
        words = ("worker", "--concurrency=2", f"--hostname={name}@test")
        start("-m", "celery", "-A", "tests.faults.plain", *words, **more)
    eventually(lambda: len(delivered.read_text().split()) >= 2, within=45)
    measured(f"R22 control: {len(delivered.read_text().split())} copies of one task at once")
