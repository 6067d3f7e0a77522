"""What the reports and the pages of returns read."""

from evaluation.queries.exports import exported, years_to_export
from evaluation.queries.matches import latest_return
from evaluation.queries.matching import (
    InForce,
    Years,
    evidence,
    waiting,
    year_of,
    years_with_searches,
)
from evaluation.queries.returns import (
    finding_lines,
    findings,
    findings_by_rule,
    load_rows,
    sent_together,
)

__all__ = [
    "InForce",
    "Years",
    "evidence",
    "exported",
    "finding_lines",
    "findings",
    "findings_by_rule",
    "latest_return",
    "load_rows",
    "sent_together",
    "waiting",
    "year_of",
    "years_to_export",
    "years_with_searches",
]
