"""The worker's settings: a task is never handed out twice, and nobody waits for a broker."""

import json
import shutil
import signal
import stat
import subprocess

import pytest

from config.embedded.keeper import free_port
from tests.platform.conftest import eventually, python

RING = """
import time
from config.celery import app
from kombu.exceptions import OperationalError
app.producer_pool, app.amqp.router
import kombu.transport.redis
def ring():
    app.send_task("notifications.tasks.send_due")
for _ in range(2):
    began = time.monotonic()
    try:
        ring()
    except OperationalError:
        print("away", time.monotonic() - began, flush=True)
    else:
        print("rung", time.monotonic() - began, flush=True)
"""


def setting(name, **environment):
    code = f"import json, config.settings as s; print(json.dumps(s.{name}))"
    with python("-c", code, **environment) as process:
        return json.loads(process.stdout.read())


def ring(address):
    """What ringing twice came to: each time how it ended and the seconds it took."""
    with python("-c", RING, REDIS_URL=address) as process:
        lines = process.stdout.read().splitlines()
    return [(how, float(seconds)) for how, seconds in map(str.split, lines)]


@pytest.fixture
def redis(tmp_path):
    port = free_port()
    program = shutil.which("redis-server") or "/usr/sbin/redis-server"
    words = [program, "--port", str(port), "--save", "", "--dir", str(tmp_path)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        eventually(lambda: "Ready to accept connections" in process.stdout.readline())
        process.address = f"redis://127.0.0.1:{port}/0"
        yield process
        process.send_signal(signal.SIGCONT)
        process.kill()


def test_r22_no_task_may_run_until_it_is_handed_out_again():
    redis = setting("CELERY_BROKER_TRANSPORT_OPTIONS", REDIS_URL="redis://127.0.0.1:1/0")

    assert setting("CELERY_TASK_SOFT_TIME_LIMIT") < setting("CELERY_TASK_TIME_LIMIT")
    assert setting("CELERY_TASK_TIME_LIMIT") < redis["visibility_timeout"]


def test_every_task_of_the_clock_goes_to_a_queue_that_the_worker_reads():
    schedule, routes = setting("CELERY_BEAT_SCHEDULE"), setting("CELERY_TASK_ROUTES")
    queues = setting("CELERY_TASK_QUEUES")

    assert schedule["send what is due"]["task"] == "notifications.tasks.send_due"
    assert {route["queue"] for route in routes.values()} <= queues.keys()
    assert all(entry["options"]["expires"] <= entry["schedule"] for entry in schedule.values())


def test_only_json_is_read_from_the_broker():
    assert setting("CELERY_ACCEPT_CONTENT") == ["json"]


def test_r04_a_redis_that_is_away_costs_whoever_rings_less_than_a_second():
    rung = ring("redis://127.0.0.1:1/0")

    assert [how for how, _ in rung] == ["away", "away"]
    assert max(seconds for _, seconds in rung) < 1


@pytest.mark.faults
def test_r05_a_redis_that_hangs_costs_whoever_rings_two_seconds(redis):
    redis.send_signal(signal.SIGSTOP)

    rung = ring(redis.address)

    assert [how for how, _ in rung] == ["away", "away"]
    assert max(seconds for _, seconds in rung) < 4


@pytest.mark.faults
def test_r05_control_with_celerys_own_settings_it_waits_on(redis):
    redis.send_signal(signal.SIGSTOP)
    unset = "from django.conf import settings; settings.CELERY_BROKER_TRANSPORT_OPTIONS = {}\n"

    with (
        python("-c", unset + RING, REDIS_URL=redis.address) as process,
        pytest.raises(subprocess.TimeoutExpired),
    ):
        process.communicate(timeout=8)


def test_a_redis_that_works_takes_the_ring(redis):
    assert [how for how, _ in ring(redis.address)] == ["rung", "rung"]


def test_without_redis_a_folder_that_others_cannot_read_takes_the_ring(tmp_path):
    folder = tmp_path / "bell"
    with python("-c", RING, REDIS_URL="", DOORBELL_FOLDER=str(folder)) as process:
        assert process.stdout.read().split()[::2] == ["rung", "rung"]

    assert len(list((folder / "queue").glob("*.msg"))) == 2
    assert stat.S_IMODE((folder / "queue").stat().st_mode) == 0o700
