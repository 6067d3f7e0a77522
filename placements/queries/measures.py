"""What the Measures tab of a child shows: every measure with its day and source, and what is missing."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from children.models import Child
from placements import sdq
from placements.models import (
    HIGHEST_SCORE,
    NOT_STRUCK,
    Attendance,
    Belonging,
    Dimension,
    Goal,
    GoalScore,
    Incident,
    StrengthsScore,
)
from placements.queries import struck
from placements.queries.struck import StruckLine
from placements.travelled import Measured, Together, Travel, together, travel
from ui.charts import Line, LineChart, Point
from ui.dates import in_words

INCIDENT_DAYS = 90


@dataclass(frozen=True, slots=True)
class GoalLine:
    """A goal, its way, and its chart where it was measured again."""

    goal: Goal
    way: Travel
    chart: LineChart | None


@dataclass(frozen=True, slots=True)
class DimensionLine:
    label: str
    goals: Sequence[GoalLine]
    summed: Together


@dataclass(frozen=True, slots=True)
class Sdq:
    """``due_on`` is None for a child of whom no questionnaire is asked."""

    scores: Sequence[tuple[StrengthsScore, str]]
    due_on: dt.date | None
    is_overdue: bool
    chart: LineChart | None


@dataclass(frozen=True, slots=True)
class Incidents:
    rows: Sequence[Incident]
    lately: int
    before: int


@dataclass(frozen=True, slots=True)
class Asked:
    rows: Sequence[Belonging]
    chart: LineChart | None


@dataclass(frozen=True, slots=True)
class Measures:
    sdq: Sdq
    dimensions: Sequence[DimensionLine]
    incidents: Incidents
    attendance: Sequence[tuple[Attendance, int]]
    belonging: Asked
    struck: Sequence[StruckLine]


def measures_of(child: Child, *, today: dt.date) -> Measures:
    """Six queries."""
    scores, struck_scores = _read(child.sdq_scores.order_by("-on", "-pk"))
    incidents, struck_incidents = _read(child.incidents.order_by("-on", "-pk"))
    periods, struck_periods = _read(child.attendance.order_by("-ends_on", "-pk"))
    answers, struck_answers = _read(child.belonging.order_by("-on", "-pk"))
    return Measures(
        sdq=_sdq(child, scores, today=today),
        dimensions=_dimensions(child),
        incidents=_incidents(incidents, today=today),
        attendance=[(row, 100 * row.attended // row.possible) for row in periods],
        belonging=_belonging(answers),
        struck=struck.lines([*struck_scores, *struck_incidents, *struck_periods, *struck_answers]),
    )


def _read(rows: Any) -> tuple[list[Any], list[Any]]:
    """Those that stand, and those that are struck out."""
    every = list(rows.select_related("struck_by"))
    return [row for row in every if not row.is_struck], [row for row in every if row.is_struck]


def _sdq(child: Child, rows: Sequence[StrengthsScore], *, today: dt.date) -> Sdq:
    scored = [row for row in rows if row.total is not None]
    due_on = sdq.next_due(
        birth_date=child.birth_date,
        looked_after_from=child.looked_after_from,
        last_on=scored[0].on if scored else None,
        today=today,
    )
    carers = [Measured(row.on, row.total or 0) for row in scored if row.informant == sdq.CARER]
    return Sdq(
        scores=[(row, _band(row)) for row in rows],
        due_on=due_on,
        is_overdue=due_on is not None and due_on < today,
        chart=_chart(
            "sdq",
            "Total difficulties, as carers answered",
            carers,
            top=40,
            of="a lower total is better",
        ),
    )


def _band(row: StrengthsScore) -> str:
    return "" if row.total is None else sdq.band(row.total, informant=row.informant)


def _dimensions(child: Child) -> list[DimensionLine]:
    """Goals in the order of the dimensions; a dimension without a goal is left out, and so is a goal dropped."""
    goals: Any = Goal.objects.filter(plan__child=child).exclude(status=Goal.Status.DROPPED)
    by_dimension: dict[str, list[GoalLine]] = {}
    for goal in goals.prefetch_related(
        Prefetch("scores", GoalScore.objects.filter(NOT_STRUCK))
    ).order_by("pk"):
        by_dimension.setdefault(goal.dimension, []).append(_goal(goal))
    return [
        DimensionLine(str(label), lines, together(line.way for line in lines))
        for code, label in Dimension.choices
        if (lines := by_dimension.get(code))
    ]


def _goal(goal: Goal) -> GoalLine:
    way = travel(
        baseline=Measured(goal.baseline_on, goal.baseline),
        target=goal.target,
        scores=[Measured(score.on, score.score) for score in goal.scores.all()],
    )
    chart = _chart(
        f"goal-{goal.public_id}",
        f"Distance travelled: {goal.words}",
        [way.baseline, *way.later],
        top=HIGHEST_SCORE,
        target=goal.target,
        of=f"the target is {goal.target}",
    )
    return GoalLine(goal, way, chart)


def _incidents(rows: Sequence[Incident], *, today: dt.date) -> Incidents:
    ago = [(today - row.on).days for row in rows]
    return Incidents(
        rows,
        lately=sum(0 <= days < INCIDENT_DAYS for days in ago),
        before=sum(INCIDENT_DAYS <= days < 2 * INCIDENT_DAYS for days in ago),
    )


def _belonging(rows: Sequence[Belonging]) -> Asked:
    chart = _chart(
        "belonging",
        "“I feel that I belong here”",
        [Measured(row.on, row.score) for row in rows],
        top=HIGHEST_SCORE,
        of="10 is completely",
    )
    return Asked(rows, chart)


def _chart(
    key: str,
    title: str,
    measured: Iterable[Measured],
    *,
    top: int,
    of: str,
    target: int | None = None,
) -> LineChart | None:
    """None for what was measured less than twice: one point is no line."""
    points = sorted(measured)
    if len(points) < 2:
        return None
    first, last = points[0], points[-1]
    lines = [Line("Score", [_point(point.on, point.score) for point in points])]
    if target is not None:
        lines.append(Line("Target", [_point(first.on, target), _point(last.on, target)]))
    return LineChart(
        id=key,
        title=title,
        description=f"From {first.score} on {in_words(first.on)} to {last.score} on {in_words(last.on)}; {of}.",
        x_label="Day",
        lines=lines,
        x_ticks=[(point.on.toordinal(), f"{point.on:%b %Y}") for point in _ends(points)],
        y_top=top,
        percent=False,
        steps=False,
    )


def _ends(points: Sequence[Measured]) -> list[Measured]:
    return [points[0]] if points[0].on == points[-1].on else [points[0], points[-1]]


def _point(day: dt.date, score: int) -> Point:
    return Point(day.toordinal(), score, label=in_words(day))
