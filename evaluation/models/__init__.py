"""What the reports keep, by noun."""

from evaluation.models.interviews import (
    Code,
    CodeDefinition,
    CodeQuerySet,
    Coding,
    Group,
    Interview,
    InterviewQuerySet,
    Quote,
    QuoteQuerySet,
)
from evaluation.models.process import (
    DeskStart,
    DeskStartQuerySet,
    EnteredFigure,
    EnteredFigureQuerySet,
)
from evaluation.models.replays import Replay
from evaluation.models.returns import Return, ReturnFile, ReturnFinding, ReturnQuerySet, ReturnRow

__all__ = [
    "Code",
    "CodeDefinition",
    "CodeQuerySet",
    "Coding",
    "DeskStart",
    "DeskStartQuerySet",
    "EnteredFigure",
    "EnteredFigureQuerySet",
    "Group",
    "Interview",
    "InterviewQuerySet",
    "Quote",
    "QuoteQuerySet",
    "Replay",
    "Return",
    "ReturnFile",
    "ReturnFinding",
    "ReturnQuerySet",
    "ReturnRow",
]
