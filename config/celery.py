"""The worker's side of the doorbell. Work is rows in PostgreSQL; a task only says that there may be some."""

import os
from pathlib import Path
from typing import Any

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("placements")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.on_after_configure.connect  # type: ignore[untyped-decorator]
def make_folders(sender: Celery, **_: Any) -> None:
    """Make the folder that stands in for Redis when there is none, closed to other accounts."""
    options = sender.conf.broker_transport_options
    for name in ("data_folder_in", "control_folder"):
        if folder := options.get(name):
            Path(folder).mkdir(mode=0o700, parents=True, exist_ok=True)
