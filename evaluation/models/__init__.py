"""What the reports keep, by noun."""

from evaluation.models.costs import PublishedResult, UnitCost, UnitCostVersion
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
from evaluation.models.match_jobs import ReturnMatch, ReturnMatchQuerySet
from evaluation.models.matches import Disagreement, DisagreementQuerySet, FromReturn
from evaluation.models.process import (
    DeskStart,
    DeskStartQuerySet,
    EnteredFigure,
    EnteredFigureQuerySet,
)
from evaluation.models.replays import Replay
from evaluation.models.reports import (
    ReportFile,
    ReportJob,
    ReportJobQuerySet,
    ReportNotice,
    ReportSchedule,
    ReportScheduleQuerySet,
    StoredFile,
)
from evaluation.models.returns import Return, ReturnFile, ReturnFinding, ReturnQuerySet, ReturnRow

__all__ = [
    "Code",
    "CodeDefinition",
    "CodeQuerySet",
    "Coding",
    "DeskStart",
    "DeskStartQuerySet",
    "Disagreement",
    "DisagreementQuerySet",
    "EnteredFigure",
    "EnteredFigureQuerySet",
    "FromReturn",
    "Group",
    "Interview",
    "InterviewQuerySet",
    "PublishedResult",
    "Quote",
    "QuoteQuerySet",
    "Replay",
    "ReportFile",
    "ReportJob",
    "ReportJobQuerySet",
    "ReportNotice",
    "ReportSchedule",
    "ReportScheduleQuerySet",
    "Return",
    "ReturnFile",
    "ReturnFinding",
    "ReturnMatch",
    "ReturnMatchQuerySet",
    "ReturnQuerySet",
    "ReturnRow",
    "StoredFile",
    "UnitCost",
    "UnitCostVersion",
]
