"""Real processes, a real mail server and a real broker, to be killed."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from config.embedded.keeper import free_port
from notifications import services
from notifications.models import OutgoingMessage
from tests.factories import NOON, UserFactory
from tests.notifications.sink import Sink

HOME = Path(__file__).resolve().parents[2]
SEND = ("manage.py", "send_due")


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.faults)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(autouse=True)
def _kinds(settings):
    settings.MESSAGE_KINDS = {"note": "tests.faults.composers.Note"}
    settings.SITE_URL = "https://desk.example"


@pytest.fixture
def sink():
    with Sink() as sink:
        yield sink


@pytest.fixture
def environment(database_url, sink, tmp_path):
    return {
        "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
        "DEBUG": "1",
        "DATABASE_URL": database_url,
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(sink.port),
        "OUTBOX_PER_MINUTE": "0",
        "OUTBOX_LEASE_SECONDS": "3",
        "OUTBOX_SENDERS": "4",
        "DOORBELL_FOLDER": str(tmp_path / "doorbell"),
        "BEAT_FILE": str(tmp_path / "beat"),
    }


@pytest.fixture
def start(environment):
    """``start(*words, NAME="value")`` starts a Python process on the test's database; ``.text`` is what it has said."""
    with contextlib.ExitStack() as stack:

        def start(*words, **more):
            return stack.enter_context(_process(words, os.environ | environment | more))

        yield start


@contextlib.contextmanager
def _process(words, environment):
    process = subprocess.Popen(
        [sys.executable, *map(str, words)],
        cwd=HOME,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    said = []
    reader = threading.Thread(target=lambda: said.extend(process.stdout), daemon=True)
    reader.start()
    process.said = lambda: "".join(said)
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
        reader.join(10)
        process.stdout.close()
        print(process.said())  # shown with a test that fails


@pytest.fixture
def celery(start):
    """A Celery worker, with the clock that sweeps in it unless it has one elsewhere."""

    def celery(*words, beat=True, **more):
        clock = ["--beat"] if beat else []
        return start(
            *("-m", "celery", "-A", "config", "--quiet", "worker", "--concurrency=2", *clock),
            *("--loglevel=WARNING", *words),
            **more,
        )

    return celery


@pytest.fixture
def redis(tmp_path):
    port = free_port()
    program = shutil.which("redis-server") or "/usr/sbin/redis-server"
    words = [program, "--port", str(port), "--save", "", "--dir", str(tmp_path)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        while "Ready to accept connections" not in process.stdout.readline():
            assert process.poll() is None, "redis-server did not start"
        process.address = f"redis://127.0.0.1:{port}/0"
        yield process
        process.send_signal(signal.SIGCONT)
        process.kill()


@pytest.fixture
def queue_notes():
    def queue_notes(*numbers, **options):
        return services.enqueue_many(
            kind="note",
            subjects={f"note:{number}": number for number in numbers},
            **{"authority_id": UserFactory().authority_id, "by": None, "at": NOON} | options,
        )

    return queue_notes


@pytest.fixture
def measured(capsys):
    """Show what was measured, whether or not the test passes."""

    def measured(sentence):
        with capsys.disabled():
            print(f"\n    {sentence}", flush=True)

    return measured


def eventually(true, within=60):
    """Ask until it is so; what is asked about happens in another process."""
    until = time.monotonic() + within
    while not true():
        assert time.monotonic() < until, "it never came about"
        threading.Event().wait(0.02)


def all_sent():
    return not OutgoingMessage.objects.exclude(status=OutgoingMessage.Status.SENT).exists()


def copies(sink):
    """How many messages arrived more than once, counting each further copy."""
    return len(sink.received) - len({received.message_id for received in sink.received})


def kill(process, number=signal.SIGKILL):
    os.kill(process.pid, number)
