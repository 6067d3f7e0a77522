"""The smallest rows of a return, and shorthand for what is asked of them. Days are written as 2017-04-01."""

import datetime as dt
from typing import Any

from evaluation.returns.rows import Child, Episode
from evaluation.stability import report
from evaluation.stability.history import periods
from evaluation.stability.moves import Placement, placements
from evaluation.stability.variants import CARER, Variant


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def row(start: str, end: str = "", rne: str = "S", place: str = "U4", **more: Any) -> Episode:
    """One episode of child 1; its return is that of the year of its end or of its start unless given."""
    begun, ended = day(start), day(end) if end else None
    known = ended or begun
    values = {
        "child": "1",
        "ls": "C2",
        "cin": "N1",
        "provider": "PR1",
        "rec": "X1",
        "reason": "",
        "home_post": "",
        "pl_post": "AB1 2CD",
        "urn": "",
        "year": known.year + (known.month > 3),
        "file": "episodes.csv",
        "line": 2,
    } | more
    return Episode(decom=begun, rne=rne, place=place, dec=ended, **values)


def born(on: str, child: str = "1", year: int = 2018) -> Child:
    return Child(child, "1", day(on), "WBRI", year=year)


def figures(
    *episodes: Episode,
    year: int = 2018,
    children: tuple[Child, ...] = (),
    variant: Variant = CARER,
    returns: tuple[int, ...] = (2018,),
) -> dict[str, Any]:
    """The values of one variant; the returns are there even where the child is in none of them."""
    found = report.assess(
        [born("2010-06-01", year=0), *children],
        [*episodes, *others(returns)],
        year,
        variants=[variant],
    )
    return {key: figure.value for key, figure in found.variants[variant.code].figures.items()}


def others(returns: tuple[int, ...]) -> list[Episode]:
    """A short break in each return, which counts as nothing but shows that the return was imported."""
    return [
        row(f"{year - 1}-05-01", f"{year - 1}-05-03", ls="V3", child="other", year=year)
        for year in returns
    ]


def stays(*episodes: Episode, last_return: int = 2018, variant: Variant = CARER) -> list[Placement]:
    by_child = periods(
        episodes, last_return=last_return, keep_short_breaks=variant.keeps_short_breaks
    )
    return [
        p for found in by_child.values() for period in found for p in placements(period, variant)
    ]


def dates(found: list[Placement]) -> list[tuple[str, str]]:
    """First day and day of the end of each, "" where there is none."""
    return [(f"{each.start}", f"{each.end or ''}") for each in found]
