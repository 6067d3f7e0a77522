"""The process that keeps a private PostgreSQL server for as long as somebody uses it.

It is started as a file of its own (``python -I keeper.py``), imports the standard library only, and
is nobody's child, so that it outlives whatever started it by exactly as long as there is another
owner. An owner is a process that holds a shared lock on ``owners.lock``. The kernel drops that lock
when the process ends, however it ends, so the keeper needs neither a register of process ids nor
polling: it waits for the exclusive lock, and when it gets it nobody is left.

    keeper.lock   held by the keeper while it lives
    owners.lock   shared by the owners; exclusively by a keeper that is stopping
    server.json   the port, there only while the server takes connections
"""

import contextlib
import fcntl
import json
import os
import pwd
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HOST = "127.0.0.1"
READY_WITHIN = 60  # seconds; a server that was killed first replays its log
STOPPED_WITHIN = 20  # seconds
RESTARTS, PERIOD = 5, 60  # more restarts than this in so many seconds, and the keeper gives up


class CannotStart(Exception):
    """The private server cannot be started; the message is one sentence for a person."""


def main(folder: str, program: str, account: str, *options: str) -> int:
    if os.fork():
        return 0
    keeper = Keeper(Path(folder), Path(program), account, options)
    try:
        with locked(Path(folder) / "keeper.lock", fcntl.LOCK_EX):
            keeper.start()
            _say("ready")
            keeper.stay_until_nobody_is_left()
    except CannotStart as problem:
        _say(str(problem))
        return 1
    return 0


class Keeper:
    def __init__(self, folder: Path, program: Path, account: str, options: tuple[str, ...]) -> None:
        self.folder, self.program, self.options = folder, program, options
        self.data = folder / "data"
        self.address = folder / "server.json"
        self.log = folder / "postgres.log"
        self.account = as_account(account)
        self.port = 0
        self.leaving = threading.Event()
        self.server: subprocess.Popen[bytes] | None = None
        self.handle: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server and publish its address.

        Raises:
            CannotStart: it ended before it took connections, on two different ports.
        """
        self.address.unlink(missing_ok=True)
        stop_stray(self.data)
        for port in (self.port or free_port(), free_port()):
            self.port = port
            self.server = server = self._launch()
            if self._is_ready(server):
                self.handle = dead_mans_handle(server.pid)
                write_private(self.address, json.dumps({"port": port}))
                return
            stop(server)
        raise CannotStart(explain(self.log))

    def stay_until_nobody_is_left(self) -> None:
        """Restart the server when it dies; stop it when the last owner has gone or we must end."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: self.leave())
        threading.Thread(target=self._wait_for_last_owner, daemon=True).start()
        deaths: list[float] = []
        while not self.leaving.wait(0.05):
            if self.server is None or self.server.poll() is None:
                continue
            self.address.unlink(missing_ok=True)
            self._release_handle()
            deaths = [at for at in deaths if at > time.monotonic() - PERIOD] + [time.monotonic()]
            if len(deaths) > RESTARTS:
                break
            self.start()
        self.address.unlink(missing_ok=True)
        if self.server is not None:
            stop(self.server)
        self._release_handle()

    def leave(self) -> None:
        self.leaving.set()

    def _wait_for_last_owner(self) -> None:
        # Kept open: no new owner gets in between the last one's leaving and our end.
        with locked(self.folder / "owners.lock", fcntl.LOCK_EX):
            self.leave()
            threading.Event().wait()

    def _launch(self) -> subprocess.Popen[bytes]:
        arguments = ["-D", str(self.data), "-p", str(self.port), *self.options]
        with self.log.open("wb") as log:
            return subprocess.Popen(
                [str(self.program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env={"LC_ALL": "C", "TZ": "UTC", "PATH": os.defpath},
                start_new_session=True,
                **self.account,
            )

    def _is_ready(self, server: subprocess.Popen[bytes]) -> bool:
        """Wait until the server takes connections, or has ended."""
        until = time.monotonic() + READY_WITHIN
        while server.poll() is None and time.monotonic() < until:
            lines = _lines(self.data / "postmaster.pid")
            if len(lines) > 7 and lines[0] == str(server.pid) and lines[7].strip() == "ready":
                return True
            time.sleep(0.01)
        return False

    def _release_handle(self) -> None:
        if self.handle is not None:
            with contextlib.suppress(BrokenPipeError):
                self.handle.communicate(b"released\n")
            self.handle = None


def dead_mans_handle(target: int, name: str = "INT") -> subprocess.Popen[bytes]:
    """Start a shell that signals ``target`` if we end without a word to it, as after ``kill -9``.

    Args:
        target: a process, or the negative of a process group, which is then killed as well if it
            has not ended after ``STOPPED_WITHIN``.
    """
    order = f'kill -s {name} -- "$1"'
    if target < 0:
        order = f'{order} && sleep {STOPPED_WITHIN} && kill -s KILL -- "$1"'
    return subprocess.Popen(
        ["/bin/sh", "-c", f"read -r word || {{ {order}; }}", "sh", str(target)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        start_new_session=True,
    )


def stop(server: subprocess.Popen[bytes]) -> None:
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        server.send_signal(number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(STOPPED_WITHIN)
            return


def stop_stray(data: Path) -> None:
    """Stop a server that lost its keeper, and remove what a killed one left behind.

    PostgreSQL refuses to start while the process that its lock file names is alive, even if that
    number now belongs to something else.
    """
    lock = data / "postmaster.pid"
    first = next(iter(_lines(lock)), "")
    if not first.isdigit():
        return
    pid = int(first)
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        until = time.monotonic() + STOPPED_WITHIN
        with contextlib.suppress(ProcessLookupError):
            if serves(pid, data):
                os.kill(pid, number)
        while serves(pid, data) and time.monotonic() < until:
            time.sleep(0.02)
    lock.unlink(missing_ok=True)


def serves(pid: int, data: Path) -> bool:
    """Whether process ``pid`` is a PostgreSQL server on ``data``."""
    if Path("/proc/self").exists():
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return False
        return os.fsencode(data) in words
    shown = subprocess.run(
        ["ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, check=False
    )
    return os.fsencode(data) in shown.stdout


def explain(log: Path) -> str:
    lines = _lines(log)
    if any("No space left on device" in line for line in lines):
        return f"The disk that holds {log.parent} is full, so the database cannot start."
    said = next((line for line in reversed(lines) if "FATAL" in line or "PANIC" in line), "nothing")
    return f"PostgreSQL did not start; its log, {log}, says: {said}"


def as_account(name: str) -> dict[str, Any]:
    """What makes ``subprocess`` run a program as ``name``, without our rights; nothing for ""."""
    if not name:
        return {}
    entry = pwd.getpwnam(name)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def write_private(path: Path, text: str) -> None:
    """Replace a file in one step, readable by nobody else from its first moment."""
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    new.replace(path)


@contextlib.contextmanager
def locked(path: Path, how: int) -> Iterator[None]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, how)
        yield
    finally:
        os.close(descriptor)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(errors="replace").splitlines()
    except OSError:
        return []


def _say(sentence: str) -> None:
    """Tell whoever started us, who reads one line, and let go of the pipe."""
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.write(f"{sentence}\n")
        sys.stdout.flush()
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, sys.stdout.fileno())
    os.close(quiet)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
