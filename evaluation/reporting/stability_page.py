"""How settled children are, on the page for those who may know: exact, each figure with the children it is made of."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from evaluation.reporting.stability_charts import curve_chart, spread_chart
from evaluation.reporting.stability_words import (
    ESTIMATES,
    FIGURES,
    LONG_TERM,
    NOT_KNOWN,
    curve_cells,
    england,
    figure_in_words,
    not_determined,
)
from evaluation.stability.beside import Bearing, Beside
from evaluation.stability.definitions import (
    DEFINITIONS,
    DISTANCE,
    FOSTER_SURVIVAL,
    MOVES_BESIDE,
    MOVES_CAN_BE_RIGHT,
    ONLY_PLANNED,
    TRANSITIONS,
    Definition,
)
from evaluation.stability.distance import Band
from evaluation.stability.figure import Case
from evaluation.stability.moves import Kind
from evaluation.stability.report import Assessment, Counted
from evaluation.stability.words import place_in_words
from ui.charts import Chart


@dataclass(frozen=True, slots=True)
class Cell:
    """A number. ``figure`` and ``of`` name the children whom it is made of, where there are any."""

    text: str
    variant: str = ""
    figure: str = ""
    of: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    cells: Sequence[Cell]
    england: str = ""
    definition: Definition | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """Figures under one heading. Without ``has_england`` nothing national can be put beside them."""

    title: str
    headings: Sequence[str]
    lines: Sequence[Line]
    paragraphs: Sequence[str] = ()
    charts: Sequence[Chart] = ()
    definition: Definition | None = None
    has_england: bool = False
    first_heading: str = "Figure"

    @property
    def body(self) -> list[tuple[Line, list[tuple[str, Cell]]]]:
        """Each line with its cells, each under its heading."""
        return [(line, list(zip(self.headings, line.cells, strict=True))) for line in self.lines]


@dataclass(frozen=True, slots=True)
class Page:
    blocks: Sequence[Block] = field(default_factory=list)


def stability_page(
    found: Assessment, beside: Mapping[str, Beside], lives: Mapping[Band, Sequence[Case]]
) -> Page:
    """Everything about the year. ``beside`` has the moves of each variant."""
    variants = list(found.variants.values())
    return Page(
        [
            *(_official(variants, title, keys) for title, keys in FIGURES.items()),
            _spread(variants),
            _places(variants[0]),
            *(_fostering(each) for each in variants),
            *_moves(variants, beside),
            *(_between(each) for each in variants),
            _distance(variants[0], lives),
        ]
    )


def _official(variants: Sequence[Counted], title: str, keys: Sequence[str]) -> Block:
    why = {
        each.figures[key].unknown_because: None
        for each in variants
        for key in keys
        if each.figures[key].value is None
    }
    lines = [
        Line(
            DEFINITIONS[key].label,
            [_official_cell(each, key) for each in variants],
            england(DEFINITIONS[key].national),
            DEFINITIONS[key],
        )
        for key in keys
    ]
    words = list(why)
    if title == LONG_TERM:
        key = "lts_undeterminable"
        words += not_determined({e.variant.name: _official_cell(e, key).text for e in variants})
    return Block(title, _names(variants), lines, words, has_england=True)


def _official_cell(counted: Counted, key: str) -> Cell:
    figure = counted.figures[key]
    if figure.value is None:
        return Cell(NOT_KNOWN)
    words = figure_in_words(key, figure.value)
    return _counted_cell(words, counted, key, cases=figure.cases)


def _counted_cell(
    words: str, counted: Counted, figure: str, of: str = "", *, cases: Sequence[object]
) -> Cell:
    return Cell(words, counted.variant.code, figure, of) if cases else Cell(words)


def _count(number: int, counted: Counted, figure: str, of: str) -> Cell:
    return _counted_cell(f"{number:,}", counted, figure, of, cases=range(number))


def _spread(variants: Sequence[Counted]) -> Block:
    key = "placements_distribution"
    counts = [_as_counts(each.figures[key].value) for each in variants]
    numbers = sorted({number for each in counts for number in each}, key=int)
    lines = [
        Line(
            number,
            [
                _count(each.get(number, 0), counted, key, number)
                for counted, each in zip(variants, counts, strict=True)
            ],
        )
        for number in numbers
    ]
    definition = DEFINITIONS[key]
    charts = [spread_chart(each) for each in variants] if numbers else []
    return Block(
        definition.label,
        _names(variants),
        lines,
        (),
        charts,
        definition,
        first_heading="Placements",
    )


def _places(counted: Counted) -> Block:
    key = "place_on_31_march"
    lines = [
        Line(place_in_words(code), [_count(number, counted, key, code)])
        for code, number in _as_counts(counted.figures[key].value).items()
    ]
    definition = DEFINITIONS[key]
    return Block(
        definition.label, ["Children"], lines, definition=definition, first_heading="Placement"
    )


def _fostering(counted: Counted) -> Block:
    lines = [
        Line(
            label,
            [
                Cell(words, counted.variant.code, key if place == 0 and words != "0" else "")
                for place, words in enumerate(curve_cells(counted.foster_survival[key]))
            ],
        )
        for key, label in ESTIMATES.items()
    ]
    chart = curve_chart(counted)
    return Block(
        f"{FOSTER_SURVIVAL.label}: {_lower(counted)}",
        ["Number", "Ended", "Over 6 months", "Over 12 months", "Over 24 months", "Median days"],
        lines,
        charts=[chart] if chart else [],
        definition=FOSTER_SURVIVAL,
        first_heading="Placements",
    )


def _moves(variants: Sequence[Counted], beside: Mapping[str, Beside]) -> Iterator[Block]:
    of = [beside[each.variant.code] for each in variants]
    yield Block(
        MOVES_BESIDE.label,
        _names(variants),
        [
            *(
                Line(
                    bearing.value,
                    [
                        _count(found.by_bearing()[bearing.value], each, "moves", bearing.name)
                        for each, found in zip(variants, of, strict=True)
                    ],
                )
                for bearing in Bearing
            ),
            Line(
                ONLY_PLANNED.label,
                [
                    _count(len(found.only_planned), each, "only_planned", "")
                    for each, found in zip(variants, of, strict=True)
                ],
                definition=ONLY_PLANNED,
            ),
        ],
        [
            MOVES_CAN_BE_RIGHT,
            *(_who_says(each, found) for each, found in zip(variants, of, strict=True)),
        ],
        definition=MOVES_BESIDE,
        first_heading="Moves",
    )
    whys = [found.by_why() for found in of]
    yield Block(
        "Moves of the year, by purpose or reason",
        _names(variants),
        [
            Line(
                why,
                [
                    _count(each.get(why, 0), counted, "moves_why", why)
                    for counted, each in zip(variants, whys, strict=True)
                ],
            )
            for why in dict.fromkeys(why for each in whys for why in each)
        ],
        [
            "The purpose of the placement that ended, where the desk recorded its end; else the return's reason."
        ],
        first_heading="Purpose or reason",
    )


def _who_says(counted: Counted, found: Beside) -> str:
    said = "; ".join(f"{name.lower()}: {number:,}" for name, number in found.by_source().items())
    return f"{counted.variant.name}, who says so: {said}."


def _between(counted: Counted) -> Block:
    table = counted.transitions.table()
    return Block(
        f"{TRANSITIONS.label}: {_lower(counted)}",
        [f"To {kind.value}" for kind in Kind],
        [
            Line(
                before.value.capitalize(),
                [
                    _count(
                        table[before.value][after.value],
                        counted,
                        "moves_between",
                        f"{before.value}-{after.value}",
                    )
                    for after in Kind
                ],
            )
            for before in Kind
        ],
        definition=TRANSITIONS,
        first_heading="From",
    )


def _distance(counted: Counted, lives: Mapping[Band, Sequence[Case]]) -> Block:
    lines = [
        Line(band.value, [_count(len(cases), counted, "distance", band.name)])
        for band, cases in lives.items()
    ]
    return Block(
        DISTANCE.label,
        ["Children"],
        lines,
        [f"England: {england(DISTANCE.national)}."],
        definition=DISTANCE,
        first_heading="Where",
    )


def _names(variants: Sequence[Counted]) -> list[str]:
    return [each.variant.name for each in variants]


def _lower(counted: Counted) -> str:
    return counted.variant.name.lower()


def _as_counts(value: object) -> dict[str, int]:
    return dict(value) if isinstance(value, Mapping) else {}
