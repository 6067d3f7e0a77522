"""Run the product until Ctrl-C: web server and worker, on a database that is brought up to date.

    python -m scripts.serve           until Ctrl-C (exit 0), or until a part ends by itself (exit 1)
    python -m scripts.serve --check   until the sign-in page has been seen once

PORT is where it listens, on loopback: 8000 unless set.
"""

import contextlib
import errno
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from config import env
from config.embedded.cluster import cluster_for
from config.embedded.keeper import CannotStart, dead_mans_handle

HOME = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
READY_WITHIN = 60  # seconds
STOPPED_WITHIN = 25  # seconds

ending = threading.Event()


class CannotServe(Exception):
    """A part ended or did not answer; the message is one sentence for a person."""


@dataclass(frozen=True, slots=True)
class Part:
    """A program in a process group of its own, which ends when we do, however we do."""

    name: str
    process: subprocess.Popen[bytes]
    handle: subprocess.Popen[bytes]


def main(arguments: list[str]) -> int:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: ending.set())
    parts: list[Part] = []
    try:
        serve(env.integer("PORT", 8000), parts, check="--check" in arguments)
    except (CannotServe, CannotStart) as problem:
        print(problem, file=sys.stderr)
        return 1
    finally:
        stop(parts)
    return 0


def serve(port: int, parts: list[Part], *, check: bool) -> None:
    refuse_taken(port)
    os.environ.setdefault("SITE_URL", f"http://{HOST}:{port}")
    prepare(parts)
    if ending.is_set():
        return
    start("web server", web(port), parts)
    start("worker", worker(), parts)
    wait_until_it_answers(port, parts)
    if check:
        see_sign_in(port)
        return
    print(f"\nReady: http://{HOST}:{port}  (Ctrl-C stops everything)\n", flush=True)
    while not ending.wait(0.2):
        refuse_ended(parts)
    print("\nStopping", flush=True)


def prepare(parts: list[Part]) -> None:
    """Have the database running and up to date, and an empty demonstration filled.

    Raises:
        CannotServe: that failed; what it said is on the screen.
    """
    if not env.text("DATABASE_URL"):
        cluster_for(HOME).attach()  # ours until we end, so that every part finds it running
    work = start("preparation of the database", ["-m", "scripts.prepare"], parts)
    while work.process.poll() is None and not ending.wait(0.05):
        pass
    if ending.is_set():
        return
    if work.process.returncode:
        raise CannotServe("Nothing was started.")
    parts.remove(work)
    release(work)
    (HOME / "staticfiles").mkdir(exist_ok=True)  # or the web server warns that nothing is collected


def web(port: int) -> list[str]:
    options = {"bind": f"{HOST}:{port}", "workers": "2", "timeout": "60", "graceful-timeout": "5"}
    words = [f"--{name}={value}" for name, value in options.items()]
    return ["-m", "gunicorn", *words, "--log-level=warning", "--no-control-socket", "config.wsgi"]


def worker() -> list[str]:
    """One worker with the clock inside; a single task at a time where files stand in for Redis."""
    pool = ["--concurrency=2"] if env.text("REDIS_URL") else ["--pool=solo"]
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel=WARNING"]
    as_root = [
        "-W",
        "ignore:You're running the worker",
    ]  # its messages are JSON, which runs nothing
    return [*as_root, "-m", "celery", "-A", "config", "--quiet", "worker", "--beat", *pool, *quiet]


def start(
    name: str, arguments: list[str], parts: list[Part], *, log: IO[bytes] | None = None
) -> Part:
    """``log`` takes what the program says, in place of the terminal."""
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=HOME,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    part = Part(name, process, dead_mans_handle(-process.pid, "TERM"))
    parts.append(part)
    return part


def stop(parts: list[Part]) -> None:
    """End every part and whatever it started, asking first."""
    for part in parts:
        _signal_group(part, signal.SIGTERM)
    until = time.monotonic() + STOPPED_WITHIN
    for part in parts:
        with contextlib.suppress(subprocess.TimeoutExpired):
            part.process.wait(max(0.0, until - time.monotonic()))
        _signal_group(part, signal.SIGKILL)
        part.process.wait()
        release(part)


def release(part: Part) -> None:
    with contextlib.suppress(BrokenPipeError):
        part.handle.communicate(b"released\n")


def refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as problem:
            taken = problem.errno == errno.EADDRINUSE
            why = "is taken by another program" if taken else f"cannot be used ({problem.strerror})"
            raise CannotServe(
                f"Port {port} {why}: choose another, as in  PORT={port + 1} make run"
            ) from None


def refuse_ended(parts: list[Part]) -> None:
    for part in parts:
        status = part.process.poll()
        if status is not None:
            raise CannotServe(f"The {part.name} ended with status {status}, so the rest stops too.")


def wait_until_it_answers(port: int, parts: list[Part]) -> None:
    until = time.monotonic() + READY_WITHIN
    while not ending.wait(0.1):
        refuse_ended(parts)
        if _page(port, "/health/live") is not None:
            return
        if time.monotonic() > until:
            raise CannotServe(f"The web server did not answer within {READY_WITHIN} seconds.")


def see_sign_in(port: int) -> None:
    page = _page(port, "/")
    if page is None or "Sign in" not in page:
        raise CannotServe("The web server answers, but not with the sign-in page.")
    print(f"The sign-in page was seen at http://{HOST}:{port}", flush=True)


def _page(port: int, path: str) -> str | None:
    """The page at ``path``, after redirects; None when it cannot be had."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"http://{HOST}:{port}{path}", timeout=5) as answer:
            text: str = answer.read().decode()
            return text
    except (urllib.error.URLError, OSError):
        return None


def _signal_group(part: Part, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(part.process.pid, number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
