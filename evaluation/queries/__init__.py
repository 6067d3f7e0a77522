"""What the reports and the pages of returns read."""

from evaluation.queries.exports import exported, years_to_export
from evaluation.queries.matches import episodes_to_match, latest_matching, latest_return
from evaluation.queries.matching import (
    InForce,
    Years,
    evidence,
    waiting,
    year_of,
    years_with_searches,
)
from evaluation.queries.reports import (
    LATEST,
    ReturnQuality,
    content_of,
    jobs_of,
    quality_of_returns,
    sizes_of,
    years_in_force,
)
from evaluation.queries.returns import (
    finding_lines,
    findings,
    findings_by_rule,
    load_rows,
    sent_together,
)

__all__ = [
    "LATEST",
    "InForce",
    "ReturnQuality",
    "Years",
    "content_of",
    "episodes_to_match",
    "evidence",
    "exported",
    "finding_lines",
    "findings",
    "findings_by_rule",
    "jobs_of",
    "latest_matching",
    "latest_return",
    "load_rows",
    "quality_of_returns",
    "sent_together",
    "sizes_of",
    "waiting",
    "year_of",
    "years_in_force",
    "years_to_export",
    "years_with_searches",
]
