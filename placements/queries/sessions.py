"""Short breaks and sessions with the coach, planned beside held."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from children.models import Child
from placements import breaks
from placements.breaks import Break, Window
from placements.models import NOT_STRUCK, SupportSession
from ui.charts import Bar, BarChart
from ui.tables import Heading, Table

Kind, Status = SupportSession.Kind, SupportSession.Status
MONTHS_SHOWN = 6
NONE = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How the child's short breaks stand against the law's 17 and 75 days."""

    lately: Window
    fullest: Window | None
    too_long: Sequence[Break]
    source: str = breaks.SOURCE
    counted: str = breaks.COUNTED
    standing: str = breaks.STANDING.words
    longest: int = breaks.LONGEST_BREAK
    most: int = breaks.MOST_IN_A_YEAR


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    to_come: Sequence[SupportSession]
    past: Sequence[SupportSession]
    chart: BarChart | None
    months: Table | None
    limits: Limits | None


def board(child: Child, *, today: dt.date) -> Board:
    sessions = list(child.support_sessions.filter(NOT_STRUCK).select_related("recorded_by"))
    waiting = [each for each in sessions if each.status == Status.PLANNED]
    past = [each for each in sessions if each.status != Status.PLANNED]
    hours = hours_by_month(sessions)
    return Board(
        to_come=waiting,
        past=past[::-1],
        chart=_chart(hours) if hours else None,
        months=_table(hours) if hours else None,
        limits=limits(sessions, today=today),
    )


def limits(sessions: Sequence[SupportSession], *, today: dt.date) -> Limits | None:
    """None for a child without short breaks."""
    found = [
        Break(each.starts_on, each.ends_on, held=each.status == Status.HELD)
        for each in sessions
        if each.kind == Kind.SHORT_BREAK and each.status != Status.MISSED
    ]
    if not found:
        return None
    return Limits(
        lately=breaks.window_ending(found, today),
        fullest=breaks.fullest_window(found),
        too_long=breaks.too_long(found),
    )


def hours_by_month(
    sessions: Sequence[SupportSession],
) -> list[tuple[dt.date, Decimal, Decimal]]:
    """Each month with hours in it, by its first day, with those planned and those held: the last six, in order."""
    planned: dict[dt.date, Decimal] = defaultdict(Decimal)
    held: dict[dt.date, Decimal] = defaultdict(Decimal)
    for each in sessions:
        month = each.starts_on.replace(day=1)
        planned[month] += each.planned_hours
        held[month] += each.held_hours or NONE
    return [(month, planned[month], held[month]) for month in sorted(planned)][-MONTHS_SHOWN:]


def _chart(hours: Sequence[tuple[dt.date, Decimal, Decimal]]) -> BarChart:
    planned, held = sum(p for _, p, _ in hours), sum(h for _, _, h in hours)
    return BarChart(
        id="session-hours",
        title="Hours held of those planned, by month",
        description=f"Held: {held} of {planned} hours planned, in {len(hours)} months.",
        series=["Held", "Planned, and not held or still to come"],
        bars=[
            Bar(f"{month:%B %Y}", (round(h), max(round(p) - round(h), 0))) for month, p, h in hours
        ],
        label_heading="Month",
    )


def _table(hours: Sequence[tuple[dt.date, Decimal, Decimal]]) -> Table:
    return Table(
        caption="Hours by month",
        headings=[
            Heading("Month"),
            Heading("Planned", numeric=True),
            Heading("Held", numeric=True),
        ],
        rows=[[f"{month:%B %Y}", _plain(planned), _plain(held)] for month, planned, held in hours],
    )


def _plain(hours: Decimal) -> str:
    """Without a nought that says nothing: 4 and 4.5."""
    return f"{hours:.1f}".removesuffix(".0")
