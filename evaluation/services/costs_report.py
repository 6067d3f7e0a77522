"""The report about what a cohort's moves cost and were worth, as it may leave the authority."""

from children.models import Child
from evaluation.queries import costs as queries
from evaluation.queries.costs_compared import cohort_asked, compared
from evaluation.reporting.costs import report
from evaluation.reporting.shapes import Report
from evaluation.services.making import Making
from evaluation.value.assumptions import Assumptions

STEPS = 2


def make(making: Making) -> Report:
    """Compare the authority's cohort that was asked for, by the unit costs in force."""
    making.progress(0, STEPS)
    moves = cohort_asked(Child.objects.filter(authority=making.authority), making.asked)
    making.progress(1, STEPS)
    found = compared(
        moves,
        Assumptions.from_text(making.asked),
        queries.table(making.authority),
        today=making.made_on,
    )
    making.progress(STEPS, STEPS)
    return report(
        found, asked=making.asked, authority=making.authority.name, made_on=making.made_on
    )
