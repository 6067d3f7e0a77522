"""Two people change one record: the second is told, and nothing of either is lost."""

from typing import Any


class Overtaken(Exception):
    """Somebody else saved the record after this person had opened it. ``record`` is as it is saved now."""

    def __init__(self, record: Any) -> None:
        self.record = record
        super().__init__("Somebody else changed this after you had opened it.")


def check_seen(record: Any, seen: int) -> None:
    """The caller holds the record's lock.

    Raises:
        Overtaken: the record has another version than the one seen.
    """
    if record.version != seen:
        raise Overtaken(record)
