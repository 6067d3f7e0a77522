"""What stands at the end of a report: how its figures are counted, and what is known of the data's faults."""

from collections.abc import Sequence

from django.utils.text import capfirst

from evaluation.evidence.suppression import is_small
from evaluation.queries.reports import ReturnQuality
from evaluation.reporting.backtest import LASTED, SPLIT, WIDENED
from evaluation.reporting.numbers import HIDDEN
from evaluation.reporting.shapes import Part, Section
from evaluation.returns.year import in_words
from ui.tables import Heading, Table

TITLE = "What is known of the data"
AS_GIVEN = (
    "Returns are counted as they were sent. No date is repaired, and no row is guessed. Rows that break a rule which "
    "makes them unreadable are left out, and counted here."
)
MISSING = (
    "A year whose return is missing may make a figure of two years, or of long stays, unknown."
)
OF_RECORDS = (
    (
        "The figures are of what the desk recorded. A search that was made outside the service, and a stay whose "
        "ending nobody recorded, are not in them."
    ),
    "What was left out, and why, is in the first table. Nothing was estimated in its place.",
)

OF_MATCHING = {
    "Place on the list": (
        "Where the household that was chosen stood on the list that was in force when the decision was made. The first "
        "place is 1; a household that failed a rule has none."
    ),
    "Ended as planned": (
        "Of stays that have ended, those whose ending was recorded as a planned move: a step down, a return home or "
        "another move that the plan foresaw."
    ),
    "Lasted": LASTED,
    "Upper and lower half": SPLIT,
    "95% interval": (
        "Where the share or the difference would lie in 95 of 100 repetitions, had chance alone chosen the cases. "
        + WIDENED
    ),
    "Difference between groups": (
        "A group of children beside all others whose group is recorded. It is no proof of unfairness: needs, ages and "
        "places differ between groups as well."
    ),
    HIDDEN: (
        "A count from 1 to 4, or one that would give such a count away. What the hidden groups have in common adds up "
        "to 5 or more."
    ),
}


def definitions_of_matching_section() -> Section:
    table = Table(
        caption="Definitions",
        headings=[Heading("Figure"), Heading("How it is counted")],
        rows=[list(each) for each in OF_MATCHING.items()],
        caption_hidden=True,
    )
    return Section("How it is counted", [], [Part("Definitions", [], table)])


def quality_of_returns_section(returns: Sequence[ReturnQuality]) -> Section:
    table = Table(
        caption="Returns that were counted",
        headings=[
            Heading("Return"),
            Heading("Children", numeric=True),
            Heading("Episodes", numeric=True),
            Heading("Rows left out", numeric=True),
            Heading("Warnings", numeric=True),
        ],
        rows=[_row(each) for each in returns],
        caption_hidden=True,
    )
    return Section(TITLE, [AS_GIVEN, MISSING], [Part("Returns that were counted", [], table)])


def quality_of_records_section() -> Section:
    return Section(TITLE, OF_RECORDS, [])


def _row(each: ReturnQuality) -> list[str]:
    """Rows and warnings are about files and shown; children are people."""
    few = is_small(each.children)
    return [
        capfirst(in_words(each.year)),
        HIDDEN if few else f"{each.children:,}",
        HIDDEN if few else f"{each.episodes:,}",
        f"{each.not_imported:,}",
        f"{each.warnings:,}",
    ]
