"""What the reports keep, by noun."""

from evaluation.models.costs import PublishedResult, UnitCost, UnitCostVersion
from evaluation.models.replays import Replay
from evaluation.models.returns import Return, ReturnFile, ReturnFinding, ReturnQuerySet, ReturnRow

__all__ = [
    "PublishedResult",
    "Replay",
    "Return",
    "ReturnFile",
    "ReturnFinding",
    "ReturnQuerySet",
    "ReturnRow",
    "UnitCost",
    "UnitCostVersion",
]
