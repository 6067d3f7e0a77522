"""Whether groups of children are met differently, in words and tables."""

from collections.abc import Sequence

from brokerage.matching.factors import FACTOR_BY_CODE
from brokerage.matching.rules import RULE_BY_CODE
from evaluation.evidence.fairness import Comparison, Fairness, Finding
from evaluation.reporting.numbers import HIDDEN, change, percent, points
from evaluation.reporting.shapes import Part, Section
from ui.tables import Heading, Table

MEASURES = {
    "ELIGIBLE": "Households that could be asked",
    "RULED_OUT": "Share of households ruled out",
    "KNOWN": "Known share of the first ten",
    "TOP_5": "Share placed with one of the first five",
}
KINDS = {
    "OVERALL": "The list as a whole",
    "RULE": "Share of households ruled out, by rule",
    "FACTOR": "Mean value of the first ten, by factor",
}
HOW = (
    "Each child counts once for each referral, with that referral's list. A group is compared with all "
    "other children whose answer is recorded. A difference is not yet unfair: needs, ages and places differ too."
)
HOW_TO_READ = (
    "Each cell has the group's mean and, in brackets, the interval of its difference from all other children "
    "(of shares in percentage points). A star stands where the interval leaves no difference out. "
    "The intervals of one table are widened so that all of them together are right 95% of the time."
)


def fairness_section(each: Fairness) -> Section:
    groups = Table(
        caption="Children",
        headings=[Heading("Group"), Heading("Children", numeric=True)],
        rows=[
            [group.name, HIDDEN if group.children is None else str(group.children)]
            for group in each.groups
        ],
        caption_hidden=True,
    )
    parts = [Part("Children counted", [], groups)]
    for kind, comparisons in each.comparisons.items():
        said = [_in_words(c) for c in comparisons if c.finding in {Finding.HIGHER, Finding.LOWER}]
        unheard = each.unheard if kind == "RULE" else ()
        parts.append(
            Part(
                KINDS[kind],
                [*(said or [_nothing(comparisons)]), *_unheard(unheard)],
                _compared(comparisons) if comparisons else None,
                folded=True,
            )
        )
    return Section(
        f"Fairness: {each.characteristic.value.lower()}",
        [HOW, HOW_TO_READ],
        parts,
    )


def _nothing(comparisons: Sequence[Comparison]) -> str:
    if not any(c.difference for c in comparisons):
        return "There are too few children to compare: the evidence neither supports nor denies a difference."
    return (
        "No difference is shown: each interval includes none. Small differences could not be seen."
    )


def _unheard(codes: Sequence[str]) -> list[str]:
    return [f"Ruled nobody out, and left out here: {', '.join(codes)}."] if codes else []


def _in_words(each: Comparison) -> str:
    way = "higher" if each.finding is Finding.HIGHER else "lower"
    mean, others = _value(each, each.mean), _value(each, each.others)
    return f"{_measure(each)}: {way} for “{each.group}”, {mean} against {others} for the others."


def _compared(comparisons: Sequence[Comparison]) -> Table:
    """A row for each measure and a column for each group."""
    groups = list(dict.fromkeys(each.group for each in comparisons))
    cells = {(each.measure, each.group): _cell(each) for each in comparisons}
    names = {each.measure: _measure(each) for each in comparisons}
    return Table(
        caption="Comparisons",
        headings=[Heading("Measure"), *(Heading(group, numeric=True) for group in groups)],
        rows=[
            [name, *(cells[measure, group] for group in groups)] for measure, name in names.items()
        ],
        caption_hidden=True,
    )


def _cell(each: Comparison) -> str:
    """The group's mean, the interval of its difference from the others, and a star where that leaves nought out."""
    if each.difference is None:
        return Finding.TOO_FEW.value
    low, high = _change(each, each.difference.low), _change(each, each.difference.high)
    star = " *" if each.finding in {Finding.HIGHER, Finding.LOWER} else ""
    return f"{_value(each, each.mean)} ({low} to {high}){star}"


def _measure(each: Comparison) -> str:
    if each.measure.kind == "RULE":
        return f"{each.measure.code}, {RULE_BY_CODE[each.measure.code].label}"
    if each.measure.kind == "FACTOR":
        return FACTOR_BY_CODE[each.measure.code].label
    return MEASURES[each.measure.code]


def _value(each: Comparison, value: float | None) -> str:
    if value is None:
        return HIDDEN
    if each.measure.code == "ELIGIBLE":
        return f"{value:,.1f}"
    return f"{value:.2f}" if each.measure.kind == "FACTOR" else percent(value)


def _change(each: Comparison, value: float) -> str:
    """A difference, with its sign; of shares in percentage points."""
    if each.measure.code == "ELIGIBLE":
        return change(value, 1)
    return change(value, 2) if each.measure.kind == "FACTOR" else points(value, 1)
