"""How settled children are, in words and tables that may leave the authority: small numbers are hidden."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from evaluation.evidence.suppression import FEWEST, hidden, is_small
from evaluation.reporting.numbers import HIDDEN
from evaluation.reporting.shapes import Part, Report, Section
from evaluation.reporting.stability_charts import curve_chart
from evaluation.reporting.stability_words import (
    ESTIMATES,
    FIGURES,
    LONG_TERM,
    MONTHS,
    NOT_KNOWN,
    curve_cells,
    england,
    figure_in_words,
    not_determined,
)
from evaluation.stability.beside import Beside
from evaluation.stability.definitions import (
    DEFINITIONS,
    DISTANCE,
    FOSTER_SURVIVAL,
    MOVES_BESIDE,
    MOVES_CAN_BE_RIGHT,
    TRANSITIONS,
    Definition,
)
from evaluation.stability.distance import Band
from evaluation.stability.figure import Case, Figure
from evaluation.stability.history import year_end, year_start
from evaluation.stability.moves import Kind
from evaluation.stability.report import Assessment, Counted
from evaluation.stability.survival import MARKS, Survival
from evaluation.stability.words import place_in_words
from ui import dates
from ui.tables import Heading, Table

SUPPRESSED = (
    f"A count from 1 to {FEWEST - 1} is hidden, and so is whatever would give it away. The exact numbers are in the "
    "service, for those who may see them."
)
FEWEST_FOR_A_MEAN = 20 * FEWEST
"""A mean with one decimal leaves a twentieth of the children open; with fewer it would give hidden numbers away."""
PARTS_OF = {
    "three_plus": "cla_31_march",
    "three_plus_pct": "cla_31_march",
    "three_plus_2yr": "cla_both_31_march",
    "three_plus_2yr_pct": "cla_both_31_march",
    "lts_numerator": "lts_denominator",
    "lts_pct": "lts_denominator",
}
"""What each of these is a part of: its rest gives it away."""
BESIDE = (FOSTER_SURVIVAL, TRANSITIONS, MOVES_BESIDE, DISTANCE)


def stability_report(
    found: Assessment,
    *,
    authority: str,
    made_on: dt.date,
    beside: Mapping[str, Beside] | None = None,
    lives: Mapping[Band, Sequence[Case]] | None = None,
) -> Report:
    """Write the figures of a year in words; nothing in it says which children, and small numbers are hidden.

    Args:
        beside: the moves of each variant as they were weighed. lives: where children lived on 31 March.
    """
    first, last = year_start(found.year), year_end(found.year)
    return Report(
        title="Stability: how settled children are",
        authority=authority,
        period=f"{dates.in_words(first)} to {dates.in_words(last)}",
        made_on=made_on,
        summary=[*_summary(found), MOVES_CAN_BE_RIGHT, SUPPRESSED],
        sections=[
            *(_figures(found, title, keys) for title, keys in FIGURES.items()),
            Section("Children by number and kind", [], list(_spreads(found))),
            _survival(found),
            _moves(found),
            *([_weighed(found, beside)] if beside else []),
            *([_distance(lives)] if lives else []),
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
                *(_shown(key, each.figures, _first(found).figures) for each in variants),
                england(DEFINITIONS[key].national),
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
    words = list(why)
    if title == LONG_TERM:
        key, first = "lts_undeterminable", _first(found).figures
        words += not_determined(
            {each.variant.name: _shown(key, each.figures, first) for each in variants}
        )
    return Section(title, words, [Part("Figures", [], table)])


def _shown(key: str, figures: Mapping[str, Figure], other: Mapping[str, Figure]) -> str:
    """The figure, unless it gives a small number away by itself, by its rest, or beside the ``other`` way to count."""
    figure = figures[key]
    if figure.value is None:
        return NOT_KNOWN
    if _nearly_same([len(figure.cases)], [len(other[key].cases)]):
        return HIDDEN
    whole = PARTS_OF.get(key)
    rest = len(figures[whole].cases) - len(figure.cases) if whole else 0
    if is_small(len(figure.cases)) or is_small(rest):
        return HIDDEN
    if key == "mean_placements" and len(figure.cases) < FEWEST_FOR_A_MEAN:
        return HIDDEN
    return figure_in_words(key, figure.value)


def _spreads(found: Assessment) -> Iterator[Part]:
    key = "placements_distribution"
    first = _first(found)
    for counted in found.variants.values():
        title = f"{DEFINITIONS[key].label}: {counted.variant.name.lower()}"
        yield _spread(title, _counts(counted.figures[key]), _counts(first.figures[key]))
    key = "place_on_31_march"  # the same whatever makes a placement new
    counts = _counts(first.figures[key])
    yield _spread(DEFINITIONS[key].label, {place_in_words(k): v for k, v in counts.items()})


def _first(found: Assessment) -> Counted:
    return next(iter(found.variants.values()))


def _counts(figure: Figure) -> dict[str, int]:
    value = figure.value if isinstance(figure.value, Mapping) else {}
    return {name: int(number or 0) for name, number in value.items()}


def _nearly_same(counts: Sequence[int], other: Sequence[int]) -> bool:
    """Whether the one way to count, taken from the other, leaves a small number somewhere."""
    return any(is_small(abs(a - b)) for a, b in zip(counts, other, strict=True))


def _spread(title: str, counts: Mapping[str, int], other: Mapping[str, int] | None = None) -> Part:
    """A table of counts that add up. All is hidden that the ``other`` way to count would give away."""
    names = [*counts, *(name for name in other or {} if name not in counts)]
    beside = [(other or {}).get(name, 0) for name in names] if other else None
    every = [counts.get(name, 0) for name in names]
    concealed = hidden([[each] for each in counts.values()])
    if beside and _nearly_same(every, beside):
        concealed = set(range(len(counts)))
    table = Table(
        caption=title,
        headings=[Heading("Kind or number"), Heading("Number", numeric=True)],
        rows=[
            [name, HIDDEN if place in concealed else f"{number:,}"]
            for place, (name, number) in enumerate(counts.items())
        ],
        caption_hidden=True,
    )
    return Part(title, [], table)


def _survival(found: Assessment) -> Section:
    first = _first(found)
    return Section(
        FOSTER_SURVIVAL.label,
        [FOSTER_SURVIVAL.how],
        [_curves_part(counted, first) for counted in found.variants.values()],
    )


def _curves_part(counted: Counted, first: Counted) -> Part:
    drawn = [counted.foster_survival[key] for key in ESTIMATES]
    other = [first.foster_survival[key] for key in ESTIMATES]
    may_show = not any(map(_gives_away, drawn, other))
    chart = curve_chart(counted, for_paper=True) if may_show else None
    return Part(counted.variant.name, [], _curves(counted, first), chart)


def _curves(counted: Counted, first: Counted) -> Table:
    return Table(
        caption=f"Fostering placements that last: {counted.variant.name.lower()}",
        headings=[
            Heading("Placements"),
            Heading("Number", numeric=True),
            Heading("Ended", numeric=True),
            *(Heading(f"Last longer than {MONTHS[mark]}", numeric=True) for mark in MARKS),
            Heading("Median days", numeric=True),
        ],
        rows=[
            [label, *_curve(counted.foster_survival[key], first.foster_survival[key])]
            for key, label in ESTIMATES.items()
        ],
        caption_hidden=True,
    )


def _curve(each: Survival, other: Survival) -> list[str]:
    return [HIDDEN] * (len(MARKS) + 3) if _gives_away(each, other) else curve_cells(each)


def _gives_away(each: Survival, other: Survival) -> bool:
    small = is_small(each.events) or is_small(each.n - each.events) or is_small(each.n)
    return small or _nearly_same([each.n, each.events], [other.n, other.events])


def _moves(found: Assessment) -> Section:
    return Section(
        TRANSITIONS.label,
        [TRANSITIONS.how, MOVES_CAN_BE_RIGHT],
        [
            Part(counted.variant.name, [], _from_to(counted, _first(found)))
            for counted in found.variants.values()
        ],
    )


def _from_to(counted: Counted, first: Counted) -> Table:
    pairs = [(before.value, after.value) for before in Kind for after in Kind]
    table, other = counted.transitions.table(), first.transitions.table()
    counts = [table[before][after] for before, after in pairs]
    concealed = hidden([[each] for each in counts])
    if _nearly_same(counts, [other[before][after] for before, after in pairs]):
        concealed = set(range(len(pairs)))
    shown = {
        pair: HIDDEN if place in concealed else f"{counts[place]:,}"
        for place, pair in enumerate(pairs)
    }
    return Table(
        caption=f"Moves: {counted.variant.name.lower()}",
        headings=[Heading("From"), *(Heading(f"To {each.value}", numeric=True) for each in Kind)],
        rows=[
            [before.value.capitalize(), *(shown[before.value, after.value] for after in Kind)]
            for before in Kind
        ],
        caption_hidden=True,
    )


def _weighed(found: Assessment, beside: Mapping[str, Beside]) -> Section:
    """By bearing alone: beside it, counts by reason would give away those of them that are small."""
    first = beside[_first(found).variant.code].by_bearing()
    parts = [
        _spread(each.variant.name, beside[code].by_bearing(), first)
        for code, each in found.variants.items()
    ]
    words = [MOVES_BESIDE.how, f"England: {england(MOVES_BESIDE.national)}.", MOVES_CAN_BE_RIGHT]
    return Section(MOVES_BESIDE.label, words, parts)


def _distance(lives: Mapping[Band, Sequence[Case]]) -> Section:
    counts = {band.value: len(cases) for band, cases in lives.items()}
    part = _spread("Children looked after on 31 March", counts)
    words = [DISTANCE.how, f"England: {england(DISTANCE.national)}."]
    return Section(DISTANCE.label, words, [part])


def _definitions() -> Section:
    table = Table(
        caption="Definitions",
        headings=[
            Heading("Figure"),
            Heading("How it is counted"),
            Heading("Source"),
            Heading("How sure"),
        ],
        rows=[_definition(each) for each in (*DEFINITIONS.values(), *BESIDE)],
        caption_hidden=True,
    )
    return Section("How it is counted", [], [Part("Definitions", [], table)])


def _definition(each: Definition) -> list[str]:
    return [each.label, each.how, each.source, each.status.value]
