"""Telling a worker that there is something to send. The only place that publishes to Celery.

A ring that is lost costs at most one sweep of the outbox (``OUTBOX_SWEEP_SECONDS``), so nothing here may cost a request
anything: a thread of its own does the talking, once for any number of rings, and after a failure the bell is left
alone for half a minute.
"""

import queue
import threading
import time
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from accounts.logs import logger

if TYPE_CHECKING:
    from celery import Celery

TASK = "notifications.tasks.send_due"
QUIET_AFTER_FAILURE = 30  # seconds
STUCK_AFTER = 3  # seconds
RING_EXPIRES = 60  # seconds; by then a sweep has done the work

log = logger(__name__)


def ring_after_commit() -> None:
    """Ring once the transaction commits. Never raises, never waits."""
    transaction.on_commit(_bell.ring, robust=True)


def works(*, within: float = 2.0) -> bool:
    """Whether the broker answers. Asks it, and takes ``within`` seconds at most."""
    if not _bell.works:
        return False
    celery()  # loaded before the broker's time runs
    answers: queue.SimpleQueue[bool] = queue.SimpleQueue()
    threading.Thread(target=_ask, args=[answers], name="doorbell-check", daemon=True).start()
    try:
        return answers.get(timeout=within)
    except queue.Empty:
        return False


class _Bell:
    def __init__(self) -> None:
        self._wanted = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._quiet_until = 0.0
        self._talking_since = 0.0

    def ring(self) -> None:
        if time.monotonic() < self._quiet_until:
            return
        self._wanted.set()
        with self._starting:
            # A thread does not outlive a fork, so a server's children each start their own.
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._listen, name="doorbell", daemon=True)
                self._thread.start()

    @property
    def works(self) -> bool:
        now = time.monotonic()
        stuck = self._talking_since and now - self._talking_since > STUCK_AFTER
        return not stuck and now >= self._quiet_until

    def _listen(self) -> None:
        while True:
            self._wanted.wait()
            self._wanted.clear()
            self._talking_since = time.monotonic()
            try:
                publish()
            except Exception as problem:
                self._quiet_until = time.monotonic() + QUIET_AFTER_FAILURE
                log.warning("doorbell_failed", error=type(problem).__name__)
            finally:
                self._talking_since = 0.0


def celery() -> "Celery":
    """Celery's app, imported when it is first needed: most commands never ring, and would start a tenth slower."""
    app: Celery = import_string(settings.DOORBELL_APP)
    return app


def publish() -> None:
    """Say that something is due, in a message that carries nothing else."""
    celery().send_task(TASK, retry=False, expires=RING_EXPIRES, ignore_result=True)


def _ask(answers: "queue.SimpleQueue[bool]") -> None:
    try:
        with celery().connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, interval_step=0)
            broker.default_channel.close()
    except Exception:
        answers.put(False)  # noqa: FBT003
    else:
        answers.put(True)  # noqa: FBT003


_bell = _Bell()
