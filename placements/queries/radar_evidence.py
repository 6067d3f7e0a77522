"""The record of many children as the radar's plain values: one query for each kind of row."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, F, IntegerField, Max, OuterRef, QuerySet, TextField, Value
from django.db.models.functions import Cast, JSONObject

from children.models import Child, Wish
from placements import radar, sdq
from placements.models import (
    NOT_STRUCK,
    Attendance,
    Belonging,
    Goal,
    GoalScore,
    Incident,
    Milestone,
    Placement,
    ReadinessDomain,
    ReadinessView,
    Review,
    ReviewDecision,
    StepDownPlan,
    StrengthsScore,
)
from placements.queries.radar_homes import measured_home
from placements.travelled import Measured, Travel, travel
from reference.dates import london_today

Rows = Mapping[tuple[int, str], list[radar.Row]]


def read(stays: Mapping[int, list[Placement]], *, today: dt.date) -> list[radar.Evidence]:
    """Children's keys with their stays, the latest of which is today's, ``child.authority`` read with them."""
    keys = list(stays)
    rows, goals, paths = _rows(keys), _goals(keys), _paths(keys)
    views, reviews, plans_on = _views(keys), _reviews(keys), _plans_on(keys)
    return [
        radar.Evidence(
            **_who(held[-1].child, today=today),
            plan_on=plans_on.get(key),
            home=_home(held, today=today),
            path=paths.get(key),
            goals=goals[key],
            sdq=rows[key, "SDQ"],
            incidents=rows[key, "INCIDENT"],
            attendance=rows[key, "ATTENDANCE"],
            belonging=rows[key, "BELONGING"],
            wishes=rows[key, "WISH"],
            views=views[key],
            reviews=reviews[key],
        )
        for key, held in stays.items()
    ]


def _who(child: Child, *, today: dt.date) -> dict[str, Any]:
    return {
        "child_id": str(child.public_id),
        "age_years": child.age_years(on=today),
        "is_sdq_asked": sdq.is_asked_of(
            birth_date=child.birth_date, looked_after_from=child.looked_after_from, today=today
        ),
        "plan": child.permanence_plan,
        "plan_label": child.get_permanence_plan_display(),
    }


def _plans_on(keys: Collection[int]) -> dict[int, dt.date]:
    """Since when the record says what it says now about the permanence plan, by the history of the record."""
    history: Any = Child.pgh_event_model  # type: ignore[attr-defined]  # made by the decorator of the model
    rows = history.objects.filter(pgh_obj__in=keys).order_by("pgh_id")
    said: dict[int, str] = {}
    since: dict[int, dt.date] = {}
    for child, plan, at in rows.values_list("pgh_obj_id", "permanence_plan", "pgh_created_at"):
        if said.get(child) != plan:
            said[child], since[child] = plan, london_today(at)
    return since


def _home(held: Iterable[Placement], *, today: dt.date) -> radar.Home:
    stays = list(held)
    home = measured_home(stays[-1])
    lived = [radar.Stay(stay.setting, stay.starts_on, stay.ends_on) for stay in stays]
    since = radar.residential_since(lived, today=today)
    return radar.Home(
        setting=home.setting,
        setting_label=home.setting_label,
        name=home.name,
        since=home.since,
        residential_since=since,
        miles=home.miles,
        is_outside=home.is_outside,
    )


def _rows(keys: Collection[int]) -> Rows:
    """Wishes and measures, which are alike for the radar, in one query."""
    scored = StrengthsScore.objects.filter(NOT_STRUCK, total__isnull=False)
    asked = [
        _alike(scored, "SDQ", code="informant", number="total", source="source"),
        _alike(Incident.objects.filter(NOT_STRUCK), "INCIDENT", code="kind", source="source"),
        _alike(
            Attendance.objects.filter(NOT_STRUCK), "ATTENDANCE",
            on="ends_on", number="attended", of="possible", source="source",
        ),
        _alike(Belonging.objects.filter(NOT_STRUCK), "BELONGING", number="score", source="source"),
        _alike(
            Wish.objects.all(), "WISH",
            on="gathered_on", code="kind", number="rank", words="words", source="gathered_by",
        ),
    ]  # fmt: skip
    first, *others = [each.filter(child__in=keys).order_by() for each in asked]
    found: dict[tuple[int, str], list[radar.Row]] = defaultdict(list)
    for child, what, *row in first.union(*others, all=True):
        found[child, what].append(radar.Row(*row))
    return found


def _alike(
    rows: QuerySet[Any],
    what: str,
    *,
    on: str = "on",
    code: str = "",
    number: str = "",
    of: str = "",
    words: str = "",
    source: str = "",
) -> QuerySet[Any]:
    """Rows of any kind as (child, what, day, code, number, of, words, source)."""
    named: QuerySet[Any] = rows.annotate(
        a_what=Value(what, CharField()),
        a_on=F(on),
        a_code=_text(code),
        a_number=_number(number),
        a_of=_number(of),
        a_words=_text(words),
        a_source=_text(source),
    ).values_list("child_id", *(f"a_{name}" for name in _ALIKE))
    return named


_ALIKE = ("what", "on", "code", "number", "of", "words", "source")


def _text(field: str) -> Any:
    return Cast(F(field) if field else Value(""), TextField())


def _number(field: str) -> Any:
    return Cast(F(field) if field else Value(0), IntegerField())


def _goals(keys: Collection[int]) -> Mapping[int, list[Travel]]:
    """Goals that are still worked towards, or met; not those that nobody wants any more."""
    scores = GoalScore.objects.filter(NOT_STRUCK, goal=OuterRef("pk")).order_by("on")
    rows = (
        Goal.objects.filter(plan__child__in=keys)
        .exclude(status=Goal.Status.DROPPED)
        .annotate(measured=ArraySubquery(scores.values(json=JSONObject(on="on", score="score"))))
        .values_list("plan__child_id", "baseline_on", "baseline", "target", "measured")
    )
    found: dict[int, list[Travel]] = defaultdict(list)
    for child, on, baseline, target, measured in rows:
        later = [Measured(dt.date.fromisoformat(each["on"]), each["score"]) for each in measured]
        found[child].append(travel(baseline=Measured(on, baseline), target=target, scores=later))
    return found


def _paths(keys: Collection[int]) -> dict[int, radar.Path]:
    """The step-down plans under way that have milestones."""
    rows = (
        Milestone.objects.filter(
            stage__plan__child__in=keys, stage__plan__status=StepDownPlan.Status.ACTIVE
        )
        .select_related("stage__plan")
        .annotate(updated_on=Max("updates__on"))
    )
    by_child: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        by_child[row.stage.plan.child_id].append(row)
    return {child: _path(milestones) for child, milestones in by_child.items()}


def _path(rows: list[Any]) -> radar.Path:
    plan = rows[0].stage.plan
    present = next((row.stage.name for row in rows if row.stage.is_present), "")
    milestones = [
        radar.Milestone(row.status, row.due_on, row.updated_on or row.status_on) for row in rows
    ]
    return radar.Path(plan.name, present, plan.started_on, milestones)


def _views(keys: Collection[int]) -> Mapping[int, list[radar.View]]:
    found: dict[int, list[radar.View]] = defaultdict(list)
    rows = ReadinessView.objects.filter(child__in=keys).order_by("pk")
    for child, domain, whose, judgement, on in rows.values_list(
        "child_id", "domain", "whose", "judgement", "on"
    ):
        said = str(ReadinessDomain(domain).label), str(ReadinessView.Whose(whose).label)
        found[child].append(radar.View(*said, judgement, on))
    return found


def _reviews(keys: Collection[int]) -> Mapping[int, list[radar.Review]]:
    decisions = ReviewDecision.objects.filter(review=OuterRef("pk")).order_by("pk")
    said = JSONObject(words="words", done_on="done_on")
    rows = Review.objects.filter(child__in=keys, status=Review.Status.HELD).annotate(
        decided=ArraySubquery(decisions.values(json=said))
    )
    found: dict[int, list[radar.Review]] = defaultdict(list)
    for child, number, held_on, decided in rows.values_list(
        "child_id", "number", "held_on", "decided"
    ):
        made = [radar.Decision(each["words"], bool(each["done_on"])) for each in decided]
        if held_on:  # a review that was held has its day
            found[child].append(radar.Review(number, held_on, made))
    return found
