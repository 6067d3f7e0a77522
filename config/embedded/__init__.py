"""The database that the project brings with it, for when DATABASE_URL names no other."""

import contextlib
import threading
from pathlib import Path
from typing import Any

from config import env
from config.embedded.cluster import DATABASE, cluster_for
from config.embedded.keeper import CannotStart

__all__ = ["CannotStart", "settings_for", "start_meanwhile"]


def settings_for(database_url: str, *, home: Path, purpose: str = "run") -> dict[str, Any]:
    """Django's settings for the database at ``database_url``, or for the private one when that is
    empty.

    Nothing is started here: the private server starts when the first connection is made, or beside the loading of
    the models (``start_meanwhile``), so that what needs no database has none.
    """
    if database_url:
        return {"ENGINE": "django.db.backends.postgresql", **env.database_from(database_url)}
    return {
        "ENGINE": "config.embedded.backend",
        "NAME": DATABASE,
        "CLUSTER": cluster_for(home, purpose=purpose),
    }


def start_meanwhile(settings: dict[str, Any]) -> threading.Thread | None:
    """Start the private server beside what the process does next, which is to load all models.

    The first connection waits for it as it would without. Where it cannot start, that connection says why. None where
    another database is named.
    """
    if "CLUSTER" not in settings:
        return None

    def start() -> None:
        with contextlib.suppress(CannotStart):
            settings["CLUSTER"].attach()

    thread = threading.Thread(target=start, daemon=True)
    thread.start()
    return thread
