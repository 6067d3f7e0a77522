"""What the reports keep, by noun."""

from evaluation.models.matches import Disagreement, DisagreementQuerySet, FromReturn
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
    "Disagreement",
    "DisagreementQuerySet",
    "FromReturn",
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
    "ReturnQuerySet",
    "ReturnRow",
    "StoredFile",
]
