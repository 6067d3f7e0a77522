"""Celery without an outbox, for the controls: a task is the only place where its work is written down."""

import os
import time
from pathlib import Path

from celery import Celery

app = Celery("plain", broker=os.environ.get("REDIS_URL", "memory://"))
app.conf.update(
    task_acks_late=True,
    worker_prefetch_multiplier=1,
    task_ignore_result=True,
    broker_connection_retry_on_startup=True,
    broker_transport_options={
        "visibility_timeout": float(os.environ.get("VISIBILITY", "3600")),
        "unacked_restore_interval": 1,
        "unacked_restore_throttle": 1,
    },
)


@app.task
def deliver(number, seconds):
    with Path(os.environ["DELIVERED"]).open("a") as file:
        file.write(f"{number}\n")
    time.sleep(seconds)
