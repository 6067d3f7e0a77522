"""Whether the part of the product in this container works: exit status 0 or 1.

python -m scripts.healthcheck web       it answers
python -m scripts.healthcheck worker    the worker of this container answers over Redis
python -m scripts.healthcheck beat      the clock wrote its file within the last five minutes
"""

import http.client
import os
import socket
import sys
import time
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

from config import env

BEAT_WRITES_WITHIN = 300  # seconds


def web() -> bool:
    """An answer of any kind but a fault: where TLS ends elsewhere, plain HTTP is sent away."""
    connection = http.client.HTTPConnection("127.0.0.1", 8000, timeout=4)
    # The product answers to its own names only.
    headers = {"Host": env.words("ALLOWED_HOSTS")[0].lstrip("."), "X-Forwarded-Proto": "https"}
    connection.request("GET", "/health/live", headers=headers)
    return connection.getresponse().status < HTTPStatus.BAD_REQUEST


def worker() -> bool:
    from config.celery import (
        app,  # Celery only where it is asked, not at each look at the web server
    )

    return bool(app.control.ping([f"celery@{socket.gethostname()}"], timeout=10))


def beat() -> bool:
    written = max(path.stat().st_mtime for path in _files(Path(os.environ["BEAT_FILE"])))
    return time.time() - written < BEAT_WRITES_WITHIN


def _files(beat_file: Path) -> list[Path]:
    """The clock's file: a database module may add an ending of its own to the name."""
    return list(beat_file.parent.glob(f"{beat_file.name}*"))


CHECKS: dict[str, Callable[[], bool]] = {"web": web, "worker": worker, "beat": beat}

if __name__ == "__main__":
    try:
        sys.exit(0 if CHECKS[sys.argv[1]]() else 1)
    except (OSError, ValueError) as problem:
        sys.exit(f"{sys.argv[1]} does not answer: {problem}")
