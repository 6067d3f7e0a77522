"""Time freed, and what changed when the desk began, in words and tables."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from evaluation.process.change import Known, Measure, Side, compared
from evaluation.reporting.cells import Cells
from evaluation.reporting.numbers import HIDDEN
from evaluation.reporting.shapes import Part, Section
from ui.dates import in_words
from ui.tables import Heading, Table

SIDES = {Side.BEFORE: "Before", Side.AFTER: "After", Side.ACROSS: "Across the start"}
NOT_CAUSE = (
    "Figures stand beside each other with their days and sources. They do not show that the desk made the difference: "
    "children, carers and prices change too, and figures from different sources may count differently."
)
NO_START = (
    "Nobody has entered the day on which the desk began, so nothing can be called before or after. A manager enters it "
    "on the page of this report."
)
TOO_LARGE = (
    "The imported statutory returns are too large to be worked out while a page is opened. Their figures are in the "
    "report that is made as a file."
)
NOTHING_FREED = (
    "Nobody has entered how much of social workers' time a referral to the desk frees. It cannot be worked out from "
    "the records here."
)
FREED = "Entered by a manager, each with its days and its source. The total is that figure times the referrals here."


def freed_section(known: Sequence[Known], *, referrals: int, cells: Cells) -> Section:
    """The time of social workers that was freed: what was entered, and what it comes to for these referrals."""
    figures = sorted(
        (each for each in known if each.measure is Measure.HOURS_FREED), key=lambda each: each.last
    )
    if not figures:
        return Section("Social workers' time", [NOTHING_FREED], [])
    words = [FREED]
    latest = figures[-1]
    if latest.value is not None and not cells.hides(referrals):
        words.append(
            f"{_value(latest)} hours for each referral, times {referrals:,} referrals: about "
            f"{latest.value * referrals:,.0f} hours in this period."
        )
    table = Table(
        caption="Hours freed",
        headings=[
            Heading("For the days"),
            Heading("Hours for each referral", numeric=True),
            Heading("Source"),
        ],
        rows=[[_days(each), _value(each), each.source] for each in figures],
        caption_hidden=True,
    )
    return Section(
        "Social workers' time", words, [Part("Hours freed for each referral", [], table)]
    )


def change_section(
    known: Sequence[Known], *, began_on: dt.date | None, source: str, leaves_returns_out: bool
) -> Section:
    title = "What changed when the desk began"
    if began_on is None:
        return Section(title, [NO_START], [])
    rest = [each for each in known if each.measure is not Measure.HOURS_FREED]
    found = list(compared(rest, began_on=began_on))
    began = f"The desk began on {in_words(began_on)} ({source})."
    too_large = [TOO_LARGE] if leaves_returns_out else []
    if not found:
        return Section(title, [began, "No figure is known of either time.", *too_large], [])
    parts = [Part(measure.label, [], _table(measure, sides)) for measure, sides in found]
    return Section(title, [began, NOT_CAUSE, *too_large], parts)


def _table(measure: Measure, sides: Mapping[Side, Sequence[Known]]) -> Table:
    return Table(
        caption=measure.label,
        headings=[Heading("When"), Heading("Value", numeric=True), Heading("Source")],
        rows=list(_rows(sides)),
        caption_hidden=True,
    )


def _rows(sides: Mapping[Side, Sequence[Known]]) -> Iterator[list[str]]:
    for side, words in SIDES.items():
        for each in sides[side]:
            yield [f"{words}: {_days(each)}", _with_unit(each), each.source]
        if side is not Side.ACROSS and not sides[side]:
            yield [words, "Not known", "Nobody entered a figure"]


def _with_unit(each: Known) -> str:
    value = _value(each)
    if each.value is None:
        return value
    return f"{value}%" if each.measure.unit == "%" else f"{value} {each.measure.unit}"


def _value(each: Known) -> str:
    return HIDDEN if each.value is None else f"{each.value:,.1f}".removesuffix(".0")


def _days(each: Known) -> str:
    return f"{in_words(each.first)} to {in_words(each.last)}"
