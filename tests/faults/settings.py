"""Settings of the processes that the fault tests start: the product's, with a composer and a shorter round."""

import datetime as dt
import os

from config.embedded.cluster import DATABASE, ROOT_ACCOUNT, Cluster
from config.settings import *  # noqa: F403, TID251
from config.settings import BASE_DIR, DATABASES  # noqa: TID251

MESSAGE_KINDS = {"note": "tests.faults.composers.Note"}
SITE_URL = "https://desk.example"
OUTBOX_SWEEP_SECONDS = float(os.environ.get("FAULT_SWEEP", "0.5"))
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "notifications.tasks.send_due", "schedule": OUTBOX_SWEEP_SECONDS}
}

if folder := os.environ.get("FAULT_CLUSTER"):
    account = ROOT_ACCOUNT if os.geteuid() == 0 else ""
    DATABASES["default"] |= {
        "ENGINE": "config.embedded.backend",
        "NAME": DATABASE,
        "CLUSTER": Cluster(BASE_DIR.__class__(folder), durable=True, account=account),
    }

if jump := os.environ.get("FAULT_CLOCK"):
    import time_machine

    now = dt.datetime.now(dt.UTC)  # noqa: TID251
    time_machine.travel(now + dt.timedelta(seconds=int(jump)), tick=True).start()
