"""Everything that is counted, worked out once for the page, the files and the command."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evaluation.returns.rows import Child, Episode
from evaluation.stability import definitions
from evaluation.stability import year as years
from evaluation.stability.figure import Figure
from evaluation.stability.history import Period, periods, year_end, year_start
from evaluation.stability.moves import placements
from evaluation.stability.survival import MARKS, Survival, foster_survival
from evaluation.stability.transitions import CARE_PLAN, Transitions, transitions
from evaluation.stability.variants import VARIANTS, Variant

FORMAT_VERSION = 1
"""Of the documented JSON: a key may be added to a version; one that goes, or means something else, makes a new one."""
RATES_DIGITS = 4
SURVIVAL_DIGITS = 6
BEFORE_THE_MARK = "The curve ends before that day, while some placements go on."
NOT_HALF = "Fewer than half are known to have ended."


class YearNotReturned(Exception):
    """The return of the year that was asked for is not among the rows."""

    def __init__(self, year: int, returns: Sequence[int]) -> None:
        self.year, self.returns = year, returns
        there = ", ".join(map(str, returns)) or "none"
        super().__init__(
            f"There is no return for the year to 31 March {year}. Returns there are: {there}."
        )


@dataclass(frozen=True, slots=True)
class Counted:
    """The figures of one variant, by key."""

    variant: Variant
    figures: Mapping[str, Figure]
    foster_survival: Mapping[str, Survival]
    transitions: Transitions


@dataclass(frozen=True, slots=True)
class Assessment:
    """The figures of one authority and one year, from the returns of ``returns``."""

    year: int
    returns: Sequence[int]
    variants: Mapping[str, Counted]


def assess(
    children: Iterable[Child],
    episodes: Sequence[Episode],
    year: int,
    *,
    variants: Sequence[Variant] = VARIANTS,
) -> Assessment:
    """Work out every figure of the collection year that ends in ``year``, from all rows there are.

    Raises:
        YearNotReturned: no row comes from that year's return.
    """
    returns = sorted({each.year for each in episodes})
    if year not in returns:
        raise YearNotReturned(year, returns)
    born = _births(children)
    ways = {(variant.keeps_short_breaks, variant.keeps_open) for variant in variants}
    care = {
        (short, left_open): periods(
            episodes, last_return=returns[-1], keep_short_breaks=short, keep_open=left_open
        )
        for short, left_open in ways
    }
    counted = {
        variant.code: _counted(
            variant,
            _records(care[variant.keeps_short_breaks, variant.keeps_open], born, variant),
            year,
            returns,
        )
        for variant in variants
    }
    return Assessment(year, returns, counted)


def as_json(found: Assessment, *, authority: str) -> dict[str, Any]:
    """The documented form, for ``json.dumps``. Nothing in it says which children."""
    return {
        "format": "stability",
        "format_version": FORMAT_VERSION,
        "authority": authority,
        "year_end": found.year,
        "returns": list(found.returns),
        "year": {"from": f"{year_start(found.year)}", "to": f"{year_end(found.year)}"},
        "survival_window": {
            "from": f"{year_start(found.returns[0])}",
            "to": f"{year_end(found.returns[-1])}",
        },
        "variants": {code: _values(each) for code, each in found.variants.items()},
        "foster_survival": {
            code: {key: _survival(value) for key, value in each.foster_survival.items()}
            for code, each in found.variants.items()
        },
        "transitions": {
            code: _transitions(each.transitions) for code, each in found.variants.items()
        },
        "unknown": dict(_unknown(found)),
        "definitions": definitions.as_json(),
    }


def _births(children: Iterable[Child]) -> dict[str, Any]:
    """Each child's date of birth, by the latest return that has one."""
    known = (each for each in children if each.dob)
    return {
        each.child: each.dob
        for each in sorted(known, key=lambda row: (row.year, row.line, row.file, row.dob))
    }


def _records(
    care: Mapping[str, Sequence[Period]], born: Mapping[str, Any], variant: Variant
) -> list[years.Record]:
    """Children by number, so that nothing depends on the order of the rows."""
    return [
        years.Record(
            child,
            born.get(child),
            [years.Care(period, placements(period, variant)) for period in care[child]],
        )
        for child in sorted(care)
    ]


def _counted(
    variant: Variant, records: Sequence[years.Record], year: int, returns: Sequence[int]
) -> Counted:
    every = [p for record in records for care in record.care for p in care.placements]
    return Counted(
        variant,
        years.figures(records, year, returns),
        foster_survival(every, returns),
        transitions(every, year),
    )


def _values(counted: Counted) -> dict[str, Any]:
    return {
        key: round(figure.value, RATES_DIGITS) if isinstance(figure.value, float) else figure.value
        for key, figure in counted.figures.items()
    }


def _survival(each: Survival) -> dict[str, Any]:
    return {
        "n": each.n,
        "events": each.events,
        "survival": {
            str(mark): None if value is None else round(value, SURVIVAL_DIGITS)
            for mark, value in each.survival.items()
        },
        "at_risk": {str(mark): value for mark, value in each.at_risk.items()},
        "reportable": {str(mark): value for mark, value in each.reportable.items()},
        "median_days": each.median_days,
    }


def _transitions(found: Transitions) -> dict[str, Any]:
    reasons = found.by_reason()
    return {
        "moves": len(found.moves),
        "from_to": found.table(),
        "step_down": len(found.step_downs),
        "by_reason": reasons,
        "care_plan": reasons.get(CARE_PLAN, 0),
    }


def _unknown(found: Assessment) -> Iterable[tuple[str, str]]:
    """Why each null of the document is null, by its path."""
    for code, each in found.variants.items():
        for key, figure in each.figures.items():
            if figure.value is None:
                yield f"variants.{code}.{key}", figure.unknown_because
        for key, curve in each.foster_survival.items():
            path = f"foster_survival.{code}.{key}"
            for mark in MARKS:
                if curve.survival[mark] is None:
                    yield f"{path}.survival.{mark}", BEFORE_THE_MARK
            if curve.median_days is None:
                yield f"{path}.median_days", NOT_HALF
