"""What a cohort's report is made from, and its numbers beside those of all children."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from evaluation.outcomes.cohorts import Cohort
from evaluation.outcomes.distance import ChildsGoal, Travelled, travelled
from evaluation.outcomes.strengths import Questionnaires, Strengths, strengths


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """What is known of the authority's children in a period, from ``first`` to ``last``, both included.

    Args:
        everybody: all who count as children of the authority in that time; ``cohort`` is some of them.
        goals: those that were worked towards in the period, with the scores up to its end.
        dropped: how many goals of the cohort are left out because they are no longer wanted.
    """

    first: dt.date
    last: dt.date
    cohort: frozenset[int]
    everybody: frozenset[int]
    goals: Sequence[ChildsGoal]
    dropped: int
    questionnaires: Sequence[Questionnaires]
    dimensions: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """A cohort's figures, with those of the other children: what a cell leaves of them must not be small either."""

    cohort: Cohort
    children: int
    others: int
    goals_dropped: int
    distance: Sequence[Travelled]
    distance_of_others: Sequence[Travelled]
    strengths: Strengths
    strengths_of_others: Strengths


def outcomes(measures: Measures, *, cohort: Cohort) -> Outcomes:
    rest = measures.everybody - measures.cohort
    return Outcomes(
        cohort=cohort,
        children=len(measures.cohort),
        others=len(rest),
        goals_dropped=measures.dropped,
        distance=_distance(measures, measures.cohort),
        distance_of_others=_distance(measures, rest),
        strengths=_strengths(measures, measures.cohort),
        strengths_of_others=_strengths(measures, rest),
    )


def _distance(measures: Measures, children: frozenset[int]) -> list[Travelled]:
    return travelled(measures.goals, dimensions=measures.dimensions, children=children)


def _strengths(measures: Measures, children: frozenset[int]) -> Strengths:
    return strengths(
        measures.questionnaires, first=measures.first, last=measures.last, children=children
    )
