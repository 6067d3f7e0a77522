"""The states of a statutory return on its way in and of a disagreement with it, and the only moves between them."""

from collections.abc import Mapping

from django.db.models import TextChoices


class ReturnStatus(TextChoices):
    WAITING = "WAITING", "Waiting to be read"
    READY = "READY", "Ready to check"
    IN_FORCE = "IN_FORCE", "Imported"
    SUPERSEDED = "SUPERSEDED", "Replaced by a later one"
    UNREADABLE = "UNREADABLE", "Could not be read"
    DISCARDED = "DISCARDED", "Discarded"


S = ReturnStatus

RETURN_MOVES: Mapping[ReturnStatus, frozenset[ReturnStatus]] = {
    S.WAITING: frozenset({S.READY, S.UNREADABLE, S.DISCARDED}),
    S.READY: frozenset({S.IN_FORCE, S.DISCARDED}),
    S.IN_FORCE: frozenset({S.SUPERSEDED}),
    S.SUPERSEDED: frozenset(),
    S.UNREADABLE: frozenset(),
    S.DISCARDED: frozenset(),
}


class DisagreementStatus(TextChoices):
    OPEN = "OPEN", "To resolve"
    KEPT = "KEPT", "The desk's record stays"
    TAKEN = "TAKEN", "The return's was taken over"
    NOTED = "NOTED", "Noted, and nothing changed"


DISAGREEMENT_MOVES: Mapping[DisagreementStatus, frozenset[DisagreementStatus]] = {
    DisagreementStatus.OPEN: frozenset(
        {DisagreementStatus.KEPT, DisagreementStatus.TAKEN, DisagreementStatus.NOTED}
    ),
    DisagreementStatus.KEPT: frozenset(),
    DisagreementStatus.TAKEN: frozenset(),
    DisagreementStatus.NOTED: frozenset(),
}
