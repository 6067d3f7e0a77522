"""A private PostgreSQL server: made on first use, found by every process, kept by ``keeper.py``."""

import contextlib
import fcntl
import hashlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from config.embedded import binaries, keeper
from config.embedded.keeper import CannotStart

USER = DATABASE = "placements"
ROOT_FOLDER = Path("/var/lib/placements")
ROOT_ACCOUNT = "nobody"
NEEDED_MEGABYTES = 300
ADDRESS_WITHIN = 30  # seconds

# A log line may carry an id or the name of a constraint, never a value: errors go to the
# application, which keeps the name of the constraint and drops the rest, and the server logs only
# what concerns itself.
SETTINGS = {
    "listen_addresses": keeper.HOST,
    "unix_socket_directories": "",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_destination": "stderr",
    "logging_collector": "off",
    "log_error_verbosity": "terse",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "jit": "off",
    "max_connections": "100",
}
# What is committed still survives the server's being killed, though not the machine's.
NOT_DURABLE = {
    "fsync": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "io_method": "sync",
}

_one_thread = threading.Lock()
_owned: dict[Path, int] = {}


@dataclass(frozen=True, slots=True)
class Server:
    host: str
    port: int
    user: str
    password: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where a server keeps its things.

    Attributes:
        folder: holds the data, the log, the password and the locks. Its parent must exist or be
            ours to make.
        durable: False for tests only, where losing everything with the machine does not matter and
            speed does.
        account: the account that the server runs as when we are root; empty otherwise.
    """

    folder: Path
    durable: bool = True
    account: str = ""

    def attach(self) -> Server:
        """Become an owner of the server, starting it if nobody has, and return its address.

        The address is asked for again at each new connection, because a server that was killed may
        come back on another port. It stops when its last owner ends.

        Raises:
            CannotStart: with the reason in one sentence.
        """
        with _one_thread:
            server = self._address() if self.folder in _owned and self._is_kept() else None
            return server or self._find_or_start()

    def detach(self) -> None:
        """Stop being an owner. A process that ends does so by ending."""
        with _one_thread:
            descriptor = _owned.pop(self.folder, None)
            if descriptor is not None:
                os.close(descriptor)

    def _find_or_start(self) -> Server:
        try:
            self._make_folder()
            with keeper.locked(self.folder / "start.lock", fcntl.LOCK_EX):
                self._own()
                if not self._is_kept():
                    self._start()
                return self._wait_for_address()
        except OSError as problem:
            place = problem.filename or self.folder
            raise CannotStart(
                f"The local database cannot use {place}: {problem.strerror}."
            ) from problem

    def _make_folder(self) -> None:
        """Make the folders that are missing. Those that are there keep their permissions."""
        missing = [path for path in (self.folder, *self.folder.parents) if not path.exists()]
        for path in reversed(missing):
            path.mkdir(mode=0o755 if self.account else 0o700, exist_ok=True)
            if self.account:
                path.chmod(0o755)  # whatever root's umask says, the server's account has to pass
        if self.account:
            closed = next((p for p in self.folder.parents if not p.stat().st_mode & 0o001), None)
            if closed:
                raise CannotStart(
                    f"The account {self.account} cannot pass {closed} to the local database."
                )

    def _own(self) -> None:
        if self.folder in _owned:
            return
        descriptor = os.open(self.folder / "owners.lock", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_SH)  # waits for a keeper that is stopping
        _owned[self.folder] = descriptor

    def _is_kept(self) -> bool:
        try:
            with keeper.locked(self.folder / "keeper.lock", fcntl.LOCK_SH | fcntl.LOCK_NB):
                return False
        except BlockingIOError:
            return True

    def _address(self) -> Server | None:
        try:
            port = json.loads((self.folder / "server.json").read_text())["port"]
            password = (self.folder / "password").read_text()
        except FileNotFoundError:
            return None
        return Server(keeper.HOST, port, USER, password)

    def _wait_for_address(self) -> Server:
        until = time.monotonic() + ADDRESS_WITHIN
        while time.monotonic() < until and self._is_kept():
            if server := self._address():
                return server
            time.sleep(0.02)
        raise CannotStart(keeper.explain(self.folder / "postgres.log"))

    def _start(self) -> None:
        programs = binaries.find(for_data=self.folder / "data")
        if self.account:
            programs = binaries.copy(programs, to=self.folder.parent / "runtime")
        is_new = not (self.folder / "data").exists()
        if is_new:
            self._create(programs)
        try:
            self._keep(programs)
        except CannotStart:
            if is_new or self.durable:
                raise
            # Tests' data may be broken after the machine went down: it is worth nothing.
            shutil.rmtree(self.folder / "data")
            self._create(programs)
            self._keep(programs)

    def _keep(self, programs: Path) -> None:
        """Start the keeper, which starts the server, and wait until it says that it has."""
        settings = SETTINGS if self.durable else SETTINGS | NOT_DURABLE
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        arguments = [str(self.folder), str(programs / "postgres"), self.account, *options]
        started = subprocess.run(
            [sys.executable, "-I", keeper.__file__, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
            check=False,
        )
        said = started.stdout.decode().strip()
        if said != "ready":
            raise CannotStart(said or "The keeper of the local database ended unexpectedly.")

    def _create(self, programs: Path) -> None:
        """Make the data folder under another name, so that one that is there is whole.

        The superuser has no way in: only the application's own role may sign in, with its password,
        over loopback.
        """
        free = shutil.disk_usage(self.folder).free // 1_000_000
        if free < NEEDED_MEGABYTES:
            raise CannotStart(
                f"The disk that holds {self.folder} has {free} MB free; "
                f"the local database needs {NEEDED_MEGABYTES}."
            )
        data = self.folder / "data.new"
        shutil.rmtree(data, ignore_errors=True)
        data.mkdir(mode=0o700)
        if self.account:
            shutil.chown(data, self.account)
        password = secrets.token_hex(24)
        keeper.write_private(self.folder / "password", password)
        as_words = ["--username=postgres", "--auth=reject", "--encoding=UTF8", "--locale=C"]
        as_words += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"]
        as_words += [] if self.durable else ["--no-sync"]
        self._run([programs / "initdb", "-D", data, *as_words])
        (data / "pg_hba.conf").write_text(f"host all {USER} {keeper.HOST}/32 scram-sha-256\n")
        self._run(
            [programs / "postgres", "--single", "-D", data, "-c", "exit_on_error=on", "postgres"],
            f"CREATE ROLE {USER} LOGIN CREATEDB PASSWORD '{password}';\n"
            f"CREATE DATABASE {DATABASE} OWNER {USER};\n",
        )
        data.rename(self.folder / "data")

    def _run(self, command: list[str | Path], said: str = "") -> None:
        done = subprocess.run(
            [str(word) for word in command],
            input=said.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd="/",
            env={"LC_ALL": "C", "TZ": "UTC", "PATH": os.defpath},
            check=False,
            **keeper.as_account(self.account),
        )
        if done.returncode:
            log = self.folder / "initdb.log"
            log.write_bytes(done.stdout)
            raise CannotStart(keeper.explain(log))


def cluster_for(home: Path, *, purpose: str = "run") -> Cluster:
    """The cluster of the project at ``home``: ``run`` for the product, ``test`` for its tests.

    PostgreSQL refuses to run as root, and the account that it then runs as may not be able to reach
    a checkout under root's home; so root's clusters live in a folder that we make for them.
    """
    if os.geteuid() == 0:
        place = hashlib.sha256(os.fsencode(home.resolve())).hexdigest()[:12]
        folder, account = ROOT_FOLDER / f"{place}-{purpose}", ROOT_ACCOUNT
    else:
        folder, account = home.resolve() / ".local" / f"postgres-{purpose}", ""
    return Cluster(folder, durable=purpose != "test", account=account)


def remove(cluster: Cluster) -> None:
    """Stop the server, whoever uses it, and delete its data."""
    keeper.stop_stray(cluster.folder / "data")
    with contextlib.suppress(FileNotFoundError):
        shutil.rmtree(cluster.folder)
