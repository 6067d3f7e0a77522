"""What the reports and the pages of returns read."""

from evaluation.queries.matching import (
    InForce,
    Years,
    evidence,
    waiting,
    year_of,
    years_with_searches,
)
from evaluation.queries.returns import findings, findings_by_rule, load_rows

__all__ = [
    "InForce",
    "Years",
    "evidence",
    "findings",
    "findings_by_rule",
    "load_rows",
    "waiting",
    "year_of",
    "years_with_searches",
]
