"""What reports are made of, and what was made."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from accounts.models import Authority, User
from evaluation.models import ReportFile, ReportJob, Return
from evaluation.returns.rules import Severity

LATEST = "latest"
"""The answer of a form that means whichever year is the latest when the report is made."""


def years_in_force(authority: Authority) -> list[int]:
    """The years whose return is imported, the latest first."""
    found = Return.objects.filter(authority=authority).in_force().order_by("-year")
    return [year for year in found.values_list("year", flat=True) if year is not None]


@dataclass(frozen=True, slots=True)
class ReturnQuality:
    """How good the data of one imported return are."""

    year: int
    children: int
    episodes: int
    not_imported: int
    warnings: int


def quality_of_returns(authority: Authority, *, up_to: int) -> Sequence[ReturnQuality]:
    """Of the returns in force up to a year, the latest first."""
    returns = Return.objects.filter(authority=authority, year__lte=up_to).in_force()
    found = Count("findings", filter=Q(findings__severity=Severity.WARNING))
    counted = returns.annotate(warnings=found).order_by("-year")
    columns = ("year", "children", "episodes", "blocked_rows", "warnings")
    return [ReturnQuality(*each) for each in counted.values_list(*columns)]


def jobs_of(user: User) -> QuerySet[ReportJob]:
    """What was asked for where the person works, the latest first."""
    return ReportJob.objects.visible_to(user).select_related("asked_by")


def sizes_of(job: ReportJob) -> dict[str, int]:
    """The size in bytes of each form that a report was made in."""
    return dict(job.files.values_list("format", "file__size_bytes"))


def content_of(job: ReportJob, name: str) -> bytes | None:
    """The bytes of one form of a report, by ``ReportFile.Format``; none where it is not made, or no longer kept."""
    kept = ReportFile.objects.filter(job=job, format=name).select_related("file").first()
    return bytes(kept.file.content) if kept else None
