"""What the reports keep, by noun."""

from evaluation.models.matches import Disagreement, DisagreementQuerySet, FromReturn
from evaluation.models.replays import Replay
from evaluation.models.returns import Return, ReturnFile, ReturnFinding, ReturnQuerySet, ReturnRow

__all__ = [
    "Disagreement",
    "DisagreementQuerySet",
    "FromReturn",
    "Replay",
    "Return",
    "ReturnFile",
    "ReturnFinding",
    "ReturnQuerySet",
    "ReturnRow",
]
