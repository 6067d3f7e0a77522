"""The states of a return on its way in, of holding it against the desk, of a disagreement with it, and of a report."""

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


class ReportStatus(TextChoices):
    """The states of a report that somebody asked for."""

    WAITING = "WAITING", "Waiting to be made"
    AT_WORK = "AT_WORK", "Being made"
    READY = "READY", "Ready"
    FAILED = "FAILED", "Could not be made"
    REPLACED = "REPLACED", "Made again since"
    FORGOTTEN = "FORGOTTEN", "No longer kept"


R = ReportStatus

REPORT_MOVES: Mapping[ReportStatus, frozenset[ReportStatus]] = {
    R.WAITING: frozenset({R.AT_WORK}),
    R.AT_WORK: frozenset({R.AT_WORK, R.READY, R.FAILED}),
    R.READY: frozenset({R.REPLACED, R.FORGOTTEN}),
    R.FAILED: frozenset({R.WAITING, R.FORGOTTEN}),
    R.REPLACED: frozenset({R.FORGOTTEN}),
    R.FORGOTTEN: frozenset(),
}
"""A report at work is taken up again when the worker that had it was killed."""


class MatchStatus(TextChoices):
    """The states of holding a large return against the desk."""

    WAITING = "WAITING", "Waiting to be compared"
    AT_WORK = "AT_WORK", "Being compared with the desk"
    DONE = "DONE", "Compared with the desk"
    FAILED = "FAILED", "Could not be compared"


M = MatchStatus

MATCH_MOVES: Mapping[MatchStatus, frozenset[MatchStatus]] = {
    M.WAITING: frozenset({M.AT_WORK}),
    M.AT_WORK: frozenset({M.AT_WORK, M.DONE, M.FAILED}),
    M.DONE: frozenset(),
    M.FAILED: frozenset({M.WAITING}),
}
"""As with a report; one that failed goes on where it came to."""


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
