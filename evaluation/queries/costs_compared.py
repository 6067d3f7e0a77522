"""Comparisons of recorded moves by the unit costs in force, for pages and reports alike."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from children.models import Child
from evaluation.queries import costs
from evaluation.queries.costs import ChildMove, Table
from evaluation.value.assumptions import Assumptions
from evaluation.value.comparison import compare, unpriced
from evaluation.value.figures import Figures, figures
from evaluation.value.kinds import Group


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of a comparison. ``figures`` is None where no move could be priced: ``left_out`` says why."""

    moves: Sequence[ChildMove]
    assumed: Assumptions
    table: Table
    figures: Figures | None
    left_out: Mapping[str, int]


def compared(
    moves: Sequence[ChildMove], assumed: Assumptions, table: Table, *, today: dt.date
) -> Compared:
    days = [(each.move, each.move.days(today=today, until=assumed.until)) for each in moves]
    found = compare(days, assumed, table.prices)
    if found is None:
        return Compared(moves, assumed, table, None, unpriced(days, assumed, table.prices))
    made = figures(found, table.prices)
    return Compared(moves, assumed, table, made, made.left_out)


def cohort_asked(children: QuerySet[Child], asked: Mapping[str, str]) -> list[ChildMove]:
    """The cohort of the answers of ``AskCosts``."""
    return costs.cohort(
        children,
        came_from=Group(asked["came_from"]),
        went_to=Group(asked["went_to"]),
        first=dt.date.fromisoformat(asked["first_day"]),
        last=dt.date.fromisoformat(asked["last_day"]),
    )
