"""Making the report about the outcomes of a cohort."""

from evaluation.outcomes.cohorts import Cohort
from evaluation.outcomes.figures import outcomes
from evaluation.queries.matching import Years
from evaluation.queries.outcomes import measures
from evaluation.queries.periods import days_of
from evaluation.reporting.outcomes import outcomes_report
from evaluation.reporting.shapes import Report
from evaluation.services.making import Making
from ui.dates import in_words

STEPS = 2


def make(making: Making) -> Report:
    """The report for the answers of ``AskOutcomes``. A period that is not over ends on the report's own day."""
    years = Years(int(making.asked["first"]), int(making.asked["last"]))
    first, last = days_of(years, until=making.made_on)
    cohort = Cohort(making.asked["cohort"])
    found = measures(making.authority, cohort, first=first, last=last)
    making.progress(1, STEPS)
    report = outcomes_report(
        outcomes(found, cohort=cohort),
        authority=making.authority.name,
        period=f"{in_words(first)} to {in_words(last)}",
        made_on=making.made_on,
    )
    making.progress(STEPS, STEPS)
    return report
