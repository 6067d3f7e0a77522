"""What is known of how children are doing: goals and questionnaires of one authority's children in a period."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q, QuerySet

from accounts.models import Authority
from brokerage.models import ReferralChild
from children.models import Child
from evaluation.outcomes.cohorts import Cohort
from evaluation.outcomes.distance import ChildsGoal
from evaluation.outcomes.figures import Measures
from evaluation.outcomes.strengths import Questionnaires
from placements import sdq
from placements.lifecycle import PlacementStatus
from placements.models import Dimension, Goal, Placement, StepDownPlan, StrengthsScore
from placements.travelled import Measured, travel

STAYED = [PlacementStatus.STARTED, PlacementStatus.ENDED]
SHORT_BREAKS = "BREAKS"


def measures(authority: Authority, cohort: Cohort, *, first: dt.date, last: dt.date) -> Measures:
    """Everything that a cohort's figures are made from, for the days ``first`` to ``last``, in seven statements."""
    everybody = _children(authority, Cohort.ALL, first, last)
    chosen = _children(authority, cohort, first, last) & everybody
    worked_towards = Goal.objects.filter(
        Q(closed_on=None) | Q(closed_on__gte=first),
        plan__child__in=everybody,
        baseline_on__lte=last,
    )
    dropped = worked_towards.filter(status=Goal.Status.DROPPED, plan__child__in=chosen)
    return Measures(
        first=first,
        last=last,
        cohort=chosen,
        everybody=everybody,
        goals=list(_goals(worked_towards.exclude(status=Goal.Status.DROPPED), last)),
        dropped=dropped.count(),
        questionnaires=list(_questionnaires(everybody, last)),
        dimensions=Dimension.values,
    )


def _children(
    authority: Authority, cohort: Cohort, first: dt.date, last: dt.date
) -> frozenset[int]:
    if cohort is Cohort.PATHWAY:
        plans = StepDownPlan.objects.filter(
            Q(closed_on=None) | Q(closed_on__gt=first),
            child__authority=authority,
            started_on__lte=last,
        )
        return frozenset(plans.values_list("child", flat=True))
    stays = Placement.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=first),
        child__authority=authority,
        status__in=STAYED,
        starts_on__lte=last,
    ).exclude(kind=SHORT_BREAKS)
    if cohort is Cohort.DESK:
        found = ReferralChild.objects.filter(placement__isnull=False)
        stays = stays.filter(pk__in=found.values("placement"))
    return frozenset(stays.values_list("child", flat=True))


def _goals(goals: QuerySet[Goal], last: dt.date) -> Iterator[ChildsGoal]:
    for goal in goals.select_related("plan").prefetch_related("scores").order_by("pk"):
        way = travel(
            baseline=Measured(goal.baseline_on, goal.baseline),
            target=goal.target,
            scores=[Measured(row.on, row.score) for row in goal.scores.all() if row.on <= last],
        )
        yield ChildsGoal(goal.plan.child_id, goal.dimension, way)


def _questionnaires(children: frozenset[int], last: dt.date) -> Iterator[Questionnaires]:
    """Carers' totals up to ``last``; of all children, so that those whom none is asked of are told apart."""
    totals: dict[int, list[Measured]] = {}
    scored = StrengthsScore.objects.filter(
        child__in=children, informant=sdq.CARER, total__isnull=False, on__lte=last
    )
    for child, on, total in scored.values_list("child", "on", "total"):
        totals.setdefault(child, []).append(Measured(on, total or 0))
    rows = Child.objects.filter(pk__in=children)
    for pk, born, since in rows.values_list("pk", "birth_date", "looked_after_from"):
        asked = sdq.is_asked_of(birth_date=born, looked_after_from=since, today=last)
        yield Questionnaires(pk, is_asked=asked, totals=totals.get(pk, []))
