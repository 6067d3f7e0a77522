"""Several programs as one: they start together, end together and leave nothing behind."""

import signal
import socket
import subprocess
import sys

import pytest

from scripts import serve
from tests.platform.conftest import HOME, eventually, kill, python

# A part that starts a program of its own, says both numbers, and waits for ever.
FAMILY = """
import subprocess, sys, os
child = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
print(os.getpid(), child.pid, flush=True)
child.wait()
"""
SUPERVISOR = f"""
from scripts import serve
parts = []
serve.start("family", ["-c", {FAMILY!r}], parts)
parts[0].process.wait()
"""
WAITS = """
from scripts import serve
def wait(*_, check):
    print("up", flush=True)
    serve.ending.wait()
serve.serve = wait
raise SystemExit(serve.main([]))
"""


@pytest.fixture
def parts():
    started = []
    yield started
    serve.stop(started)


def alive(pid):
    """Whether it still runs: a process that has ended and whose parent has not asked is dead too."""
    shown = subprocess.run(["cat", f"/proc/{pid}/stat"], capture_output=True, check=False)
    return bool(shown.stdout) and shown.stdout.rsplit(b")", 1)[1].split()[0] not in (b"Z", b"X")


def test_a_port_that_is_taken_is_said_before_anything_starts():
    with socket.socket() as other:
        other.bind((serve.HOST, 0))
        other.listen()
        port = other.getsockname()[1]

        done = subprocess.run(
            [sys.executable, "-m", "scripts.serve"],
            cwd=HOME,
            env={"PATH": "/usr/bin:/bin", "PORT": str(port), "DATABASE_URL": "postgresql:///none"},
            capture_output=True,
            text=True,
            check=False,
        )

    assert done.returncode == 1
    assert done.stderr == (
        f"Port {port} is taken by another program: choose another, as in  PORT={port + 1} make run\n"
    )


def test_a_part_that_ends_by_itself_is_named(parts):
    part = serve.start("worker", ["-c", "raise SystemExit(3)"], parts)
    part.process.wait()

    with pytest.raises(serve.CannotServe, match="The worker ended with status 3"):
        serve.refuse_ended(parts)


def test_stopping_ends_a_part_and_whatever_it_started(parts, capfd):
    serve.start("family", ["-c", FAMILY], parts)
    family = []
    eventually(lambda: family.extend(map(int, capfd.readouterr().out.split())) or family)
    assert all(map(alive, family))

    serve.stop(parts)
    parts.clear()

    assert not any(map(alive, family))


def test_a_supervisor_that_is_killed_leaves_nothing_running():
    with python("-c", SUPERVISOR) as supervisor:
        family = [int(pid) for pid in supervisor.stdout.readline().split()]

        kill(supervisor.pid)

        eventually(lambda: not any(map(alive, family)))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_request_to_end_ends_with_status_0(number):
    with python("-c", WAITS) as process:
        assert process.stdout.readline() == "up\n"

        process.send_signal(number)

        assert process.wait(timeout=10) == 0
