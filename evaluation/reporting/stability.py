"""How settled children are, in words and tables that may leave the authority: small numbers are hidden."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from evaluation.evidence.suppression import FEWEST, hidden, is_small
from evaluation.reporting.numbers import HIDDEN
from evaluation.reporting.shapes import Part, Report, Section
from evaluation.stability.definitions import (
    DEFINITIONS,
    FOSTER_SURVIVAL,
    MOVES_CAN_BE_RIGHT,
    TRANSITIONS,
    Definition,
    National,
)
from evaluation.stability.figure import Figure
from evaluation.stability.history import year_end, year_start
from evaluation.stability.moves import Kind
from evaluation.stability.report import Assessment, Counted
from evaluation.stability.survival import MARKS, Survival
from ui.tables import Heading, Table

NOT_KNOWN = "Not known"
NOT_REPORTABLE = "Not reportable"
SUPPRESSED = (
    f"A count from 1 to {FEWEST - 1} is hidden, and so is whatever would give it away. The exact numbers are in the "
    "service, for those who may see them."
)
FEWEST_FOR_A_MEAN = 20 * FEWEST
"""A mean with one decimal leaves a twentieth of the children open; with fewer it would give hidden numbers away."""
FIGURES = {
    "Placements in the year": ("cla_31_march", "mean_placements", "three_plus", "three_plus_pct"),
    "Placements in two years": ("cla_both_31_march", "three_plus_2yr", "three_plus_2yr_pct"),
    "Long-term stability": ("lts_denominator", "lts_numerator", "lts_pct", "lts_undeterminable"),
    "How long placements last": (
        "ended_in_year",
        "ended_in_year_median_days",
        "ongoing_median_days",
    ),
}
PARTS_OF = {
    "three_plus": "cla_31_march",
    "three_plus_pct": "cla_31_march",
    "three_plus_2yr": "cla_both_31_march",
    "three_plus_2yr_pct": "cla_both_31_march",
    "lts_numerator": "lts_denominator",
    "lts_pct": "lts_denominator",
}
"""What each of these is a part of: its rest gives it away."""
ESTIMATES = {
    "incident_any_end": "Begun in these years, until any end",
    "incident_move_only": "Begun in these years, until a move",
    "delayed_entry_any_end": "All that were there, until any end",
    "delayed_entry_move_only": "All that were there, until a move",
}


def stability_report(found: Assessment, *, authority: str, made_on: dt.date) -> Report:
    """Write the figures of a year in words; nothing in it says which children, and small numbers are hidden."""
    first, last = year_start(found.year), year_end(found.year)
    return Report(
        title="Stability: how settled children are",
        authority=authority,
        period=f"{_day(first)} to {_day(last)}",
        made_on=made_on,
        summary=[*_summary(found), MOVES_CAN_BE_RIGHT, SUPPRESSED],
        sections=[
            *(_figures(found, title, keys) for title, keys in FIGURES.items()),
            Section("Children by number and kind", [], list(_spreads(found))),
            _survival(found),
            _moves(found),
            _definitions(),
        ],
    )


def _summary(found: Assessment) -> Iterator[str]:
    returns = ", ".join(map(str, found.returns))
    yield f"Made from the returns for the years to 31 March {returns}."
    for counted in found.variants.values():
        yield f"{counted.variant.name}: {counted.variant.meaning}"


def _figures(found: Assessment, title: str, keys: Sequence[str]) -> Section:
    variants = found.variants.values()
    table = Table(
        caption=title,
        headings=[
            Heading("Figure"),
            *(Heading(each.variant.name, numeric=True) for each in variants),
            Heading("England"),
        ],
        rows=[
            [
                DEFINITIONS[key].label,
                *(_shown(key, each.figures) for each in variants),
                _england(DEFINITIONS[key].national),
            ]
            for key in keys
        ],
        caption_hidden=True,
    )
    why = {
        each.figures[key].unknown_because: None
        for each in variants
        for key in keys
        if each.figures[key].value is None
    }
    return Section(title, list(why), [Part("Figures", [], table)])


def _shown(key: str, figures: Mapping[str, Figure]) -> str:
    figure = figures[key]
    if figure.value is None:
        return NOT_KNOWN
    whole = PARTS_OF.get(key)
    rest = len(figures[whole].cases) - len(figure.cases) if whole else 0
    if is_small(len(figure.cases)) or is_small(rest):
        return HIDDEN
    if key == "mean_placements" and len(figure.cases) < FEWEST_FOR_A_MEAN:
        return HIDDEN
    return _number(figure.value, per_cent=key.endswith("_pct"))


def _number(value: object, *, per_cent: bool = False) -> str:
    if per_cent:
        return f"{value:.1f}%"
    return f"{value:,.1f}".removesuffix(".0") if isinstance(value, float) else f"{value:,}"


def _england(national: Sequence[National]) -> str:
    return "; ".join(f"{each.value} ({each.year})" for each in national) or "No figure"


def _spreads(found: Assessment) -> Iterator[Part]:
    for counted in found.variants.values():
        key = "placements_distribution"
        title = f"{DEFINITIONS[key].label}: {counted.variant.name.lower()}"
        yield _spread(title, counted.figures[key])
    any_variant = next(iter(found.variants.values()))
    key = "place_on_31_march"  # the same whatever makes a placement new
    yield _spread(DEFINITIONS[key].label, any_variant.figures[key])


def _spread(title: str, figure: Figure) -> Part:
    counts = figure.value if isinstance(figure.value, Mapping) else {}
    numbers = [each if isinstance(each, int) else 0 for each in counts.values()]
    concealed = hidden([[each] for each in numbers])
    table = Table(
        caption=title,
        headings=[Heading("Kind or number"), Heading("Children", numeric=True)],
        rows=[
            [name, HIDDEN if place in concealed else f"{number:,}"]
            for place, (name, number) in enumerate(zip(counts, numbers, strict=True))
        ],
        caption_hidden=True,
    )
    return Part(title, [], table)


def _survival(found: Assessment) -> Section:
    return Section(
        FOSTER_SURVIVAL.label,
        [FOSTER_SURVIVAL.how],
        [Part(counted.variant.name, [], _curves(counted)) for counted in found.variants.values()],
    )


def _curves(counted: Counted) -> Table:
    months = {183: "6 months", 365: "12 months", 730: "24 months"}
    return Table(
        caption=f"Fostering placements that last: {counted.variant.name.lower()}",
        headings=[
            Heading("Placements"),
            Heading("Number", numeric=True),
            Heading("Ended", numeric=True),
            *(Heading(f"Last longer than {months[mark]}", numeric=True) for mark in MARKS),
            Heading("Median days", numeric=True),
        ],
        rows=[[label, *_curve(counted.foster_survival[key])] for key, label in ESTIMATES.items()],
        caption_hidden=True,
    )


def _curve(each: Survival) -> list[str]:
    small = is_small(each.events) or is_small(each.n - each.events) or is_small(each.n)
    if small:
        return [HIDDEN] * (len(MARKS) + 3)
    shares = (
        NOT_REPORTABLE if value is None or not each.reportable[mark] else f"{100 * value:.1f}%"
        for mark, value in each.survival.items()
    )
    median = NOT_KNOWN if each.median_days is None else f"{each.median_days:,}"
    return [f"{each.n:,}", f"{each.events:,}", *shares, median]


def _moves(found: Assessment) -> Section:
    return Section(
        TRANSITIONS.label,
        [TRANSITIONS.how, MOVES_CAN_BE_RIGHT],
        [Part(counted.variant.name, [], _from_to(counted)) for counted in found.variants.values()],
    )


def _from_to(counted: Counted) -> Table:
    table = counted.transitions.table()
    pairs = [(before, after) for before in Kind for after in Kind]
    concealed = hidden([[table[before.value][after.value]] for before, after in pairs])
    shown = {
        pair: HIDDEN if place in concealed else f"{table[pair[0].value][pair[1].value]:,}"
        for place, pair in enumerate(pairs)
    }
    return Table(
        caption=f"Moves: {counted.variant.name.lower()}",
        headings=[Heading("From"), *(Heading(f"To {each.value}", numeric=True) for each in Kind)],
        rows=[
            [before.value.capitalize(), *(shown[before, after] for after in Kind)]
            for before in Kind
        ],
        caption_hidden=True,
    )


def _definitions() -> Section:
    table = Table(
        caption="Definitions",
        headings=[
            Heading("Figure"),
            Heading("How it is counted"),
            Heading("Source"),
            Heading("How sure"),
        ],
        rows=[_definition(each) for each in (*DEFINITIONS.values(), FOSTER_SURVIVAL, TRANSITIONS)],
        caption_hidden=True,
    )
    return Section("How it is counted", [], [Part("Definitions", [], table)])


def _definition(each: Definition) -> list[str]:
    return [each.label, each.how, each.source, each.status.value]


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"
