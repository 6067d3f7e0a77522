"""What a ring of the doorbell, and the sweep, start."""

import mmap
from typing import Any

from celery import shared_task
from celery.signals import worker_shutting_down

from notifications import delivery

# Shared with the processes that the worker forks: they cannot otherwise know that it was asked to end.
_ending = mmap.mmap(-1, 1)


@shared_task  # type: ignore[untyped-decorator]
def send_due() -> str:
    return str(delivery.send_due(stop=ending))


def ending() -> bool:
    return _ending[0] != 0


@worker_shutting_down.connect  # type: ignore[untyped-decorator]
def finish_the_current_mail(**_: Any) -> None:
    """On SIGTERM: no new claims, so that the worker ends within seconds and sends nothing twice."""
    _ending[0] = 1
