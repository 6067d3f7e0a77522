"""The states of an import of an approved list, and the only moves between them."""

from collections.abc import Mapping

from django.db.models import TextChoices


class ImportStatus(TextChoices):
    WAITING = "WAITING", "Waiting to be read"
    READY = "READY", "Ready to check"
    CONFIRMED = "CONFIRMED", "Being imported"
    DONE = "DONE", "Imported"
    UNREADABLE = "UNREADABLE", "Could not be read"
    STALE = "STALE", "Out of date"
    DISCARDED = "DISCARDED", "Discarded"


S = ImportStatus

# READY to WAITING and STALE to WAITING: the file is compared again with today's records. CONFIRMED to STALE: between
# the preview and the writing somebody changed a household that the file changes.
IMPORT_MOVES: Mapping[ImportStatus, frozenset[ImportStatus]] = {
    S.WAITING: frozenset({S.READY, S.UNREADABLE, S.DISCARDED}),
    S.READY: frozenset({S.WAITING, S.CONFIRMED, S.DISCARDED}),
    S.CONFIRMED: frozenset({S.DONE, S.STALE}),
    S.STALE: frozenset({S.WAITING, S.DISCARDED}),
    S.DONE: frozenset(),
    S.UNREADABLE: frozenset(),
    S.DISCARDED: frozenset(),
}
