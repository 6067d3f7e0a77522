"""What the reports keep, by noun."""

from evaluation.models.replays import Replay
from evaluation.models.returns import Return, ReturnFile, ReturnFinding, ReturnQuerySet, ReturnRow

__all__ = ["Replay", "Return", "ReturnFile", "ReturnFinding", "ReturnQuerySet", "ReturnRow"]
