import contextlib
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from pathlib import Path

import psycopg
import pytest

from config.embedded import cluster, keeper

HOME = Path(__file__).resolve().parents[2]
OWNER = """
import sys
from pathlib import Path
from config.embedded.cluster import Cluster
print(Cluster(Path(sys.argv[1]), durable=False, account=sys.argv[2]).attach().port, flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="session")
def folder():
    """A folder that an unprivileged account can pass, as pytest's own is not for root's tests."""
    place = Path(tempfile.mkdtemp(prefix="placements-test-", dir="/var/tmp")).resolve()
    place.chmod(0o751)
    yield place
    shutil.rmtree(place)


@pytest.fixture
def private(folder):
    """A cluster of the test's own, which has ended when the test has."""
    with cluster_in(folder) as own:
        yield own


@pytest.fixture(scope="session")
def shared(folder):
    """A cluster for tests that only ask."""
    with cluster_in(folder) as own:
        yield own


@pytest.fixture
def durable(folder):
    """A cluster like the product's."""
    with cluster_in(folder, durable=True) as own:
        yield own


@contextlib.contextmanager
def cluster_in(folder, *, durable=False):
    account = cluster.ROOT_ACCOUNT if os.geteuid() == 0 else ""
    own = cluster.Cluster(folder / uuid.uuid4().hex, durable=durable, account=account)
    yield own
    own.detach()
    wait_until_unkept(own)
    keeper.stop_stray(own.folder / "data")


@pytest.fixture
def owner(private):
    """Starts other processes that use the cluster: ``owner()`` returns one, with its ``port``."""
    with contextlib.ExitStack() as processes:

        def start():
            process = processes.enter_context(python("-c", OWNER, private.folder, private.account))
            processes.callback(process.stdin.close)
            process.port = int(process.stdout.readline())
            return process

        yield start


@contextlib.contextmanager
def python(*arguments, **environment):
    process = subprocess.Popen(
        [sys.executable, *map(str, arguments)],
        cwd=HOME,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"} | environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        yield process
        if process.poll() is None:
            process.kill()


def connect(own, **changes):
    server = own.attach()
    known = {"user": server.user, "password": server.password, "dbname": cluster.DATABASE}
    known |= {"host": server.host, "port": server.port, "connect_timeout": 3} | changes
    return psycopg.connect(**known, autocommit=True)


def ask(own, question):
    with contextlib.closing(connect(own)) as connection:
        answer = connection.execute(question)
        return answer.fetchone()[0] if answer.description else None


def postmaster(own):
    return int((own.folder / "data" / "postmaster.pid").read_text().split()[0])


def keeper_of(own):
    """The process that holds the keeper's lock, by the kernel's own list."""
    inode = (own.folder / "keeper.lock").stat().st_ino
    for line in Path("/proc/locks").read_text().splitlines():
        words = line.split()
        if words[1] == "FLOCK" and int(words[5].rsplit(":", 1)[1]) == inode:
            return int(words[4])
    raise AssertionError("nobody keeps it")


def wait_until_unkept(own):
    if own.folder.exists():
        with keeper.locked(own.folder / "keeper.lock", fcntl.LOCK_EX):
            pass


def eventually(true, within=15):
    """Ask until it is so; what is asked about happens in another process."""
    until = time.monotonic() + within
    while not true():
        assert time.monotonic() < until, "it never came about"
        threading.Event().wait(0.02)


def kill(pid):
    os.kill(pid, signal.SIGKILL)


def port_of(own):
    return json.loads((own.folder / "server.json").read_text())["port"]
