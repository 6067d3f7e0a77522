"""Making the reports about stability and about matching."""

import datetime as dt
from dataclasses import replace

from accounts.models import Authority
from brokerage.matching.factors import FACTOR_BY_CODE
from brokerage.matching.rules import RULE_BY_CODE
from evaluation import queries
from evaluation.evidence.figures import figures
from evaluation.queries import LATEST, Years, stability
from evaluation.reporting import report
from evaluation.reporting.annexes import (
    definitions_of_matching_section,
    quality_of_records_section,
    quality_of_returns_section,
)
from evaluation.reporting.shapes import Report
from evaluation.reporting.stability import stability_report
from evaluation.services.making import CannotReport, Making
from evaluation.stability.report import Assessment, YearNotReturned

NO_RETURN = "No return is imported, so there is nothing to count. Import one, then try again."


def stability_of(authority: Authority, found: Assessment, *, made_on: dt.date) -> Report:
    """What may leave the authority: small numbers are hidden, and no child is named."""
    return stability_report(
        found,
        authority=authority.name,
        made_on=made_on,
        beside=stability.beside_each(authority, found),
        lives=stability.lives(authority, found),
    )


def make_stability(making: Making) -> Report:
    """
    Raises:
        CannotReport: the year's return is not, or no longer, in force.
    """
    years = queries.years_in_force(making.authority)
    if not years:
        raise CannotReport(NO_RETURN)
    asked = making.asked["year"]
    year = years[0] if asked == LATEST else int(asked)
    authority = making.authority
    making.progress(1, 3)
    try:
        found = stability.worked_out(authority, year)
    except YearNotReturned as problem:
        raise CannotReport(str(problem)) from problem
    making.progress(2, 3)
    said = stability_of(authority, found, made_on=making.made_on)
    quality = queries.quality_of_returns(authority, up_to=year)
    making.progress(3, 3)
    return replace(said, quality=said.quality or quality_of_returns_section(quality))


def make_matching(making: Making) -> Report:
    present = queries.year_of(making.made_on)
    first, last = making.asked["first"], making.asked["last"]
    chosen = Years(int(first), present if last == LATEST else int(last))
    found = figures(
        queries.evidence(making.authority, chosen),
        rules=tuple(RULE_BY_CODE),
        factors=tuple(FACTOR_BY_CODE),
    )
    making.progress(1, 1)
    said = report(
        found, authority=making.authority.name, period=str(chosen), made_on=making.made_on
    )
    return replace(
        said,
        definitions=said.definitions or definitions_of_matching_section(),
        quality=said.quality or quality_of_records_section(),
    )
