"""How the total of the Strengths and Difficulties Questionnaire changed, as carers answered it.

Only carers' totals are compared: the bands were published for them, and another person's total is another measure. A
lower total is better. Whether a change is more than chance is not said: no threshold for it is known here with its
source.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from placements import sdq
from placements.travelled import Measured

BANDS = tuple(words for _, words in sdq.BANDS)


class Coverage(StrEnum):
    TWICE = "TWICE"
    ONCE = "ONCE"
    NEVER = "NEVER"
    NOT_ASKED = "NOT_ASKED"


class Change(StrEnum):
    LOWER = "LOWER"
    SAME = "SAME"
    HIGHER = "HIGHER"


@dataclass(frozen=True, slots=True)
class Questionnaires:
    """One child's totals by the carer, in any order, and whether one is asked of the child at the period's end."""

    child: int
    is_asked: bool
    totals: Sequence[Measured] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    before: Measured
    after: Measured

    @property
    def points(self) -> int:
        """Negative for a lower, better total."""
        return self.after.score - self.before.score

    @property
    def change(self) -> Change:
        if self.points == 0:
            return Change.SAME
        return Change.LOWER if self.points < 0 else Change.HIGHER


@dataclass(frozen=True, slots=True, kw_only=True)
class Strengths:
    """``coverage`` adds up to the whole group; ``changes`` and ``bands`` to those measured twice."""

    coverage: Mapping[Coverage, int]
    changes: Mapping[Change, int]
    bands: Mapping[tuple[str, str], int]
    points: Sequence[int]


def strengths(
    every: Iterable[Questionnaires], *, first: dt.date, last: dt.date, children: frozenset[int]
) -> Strengths:
    """The period is from ``first`` to ``last``, both included. A child whom nothing is known of was never measured."""
    known = {each.child: each for each in every}
    coverage = dict.fromkeys(Coverage, 0)
    pairs = []
    for child in children:
        mine = known.get(child, Questionnaires(child, is_asked=False))
        found = pair(mine.totals, first=first, last=last)
        coverage[_coverage(mine, found, first=first, last=last)] += 1
        if found:
            pairs.append(found)
    changes = Counter(each.change for each in pairs)
    return Strengths(
        coverage=coverage,
        changes={change: changes[change] for change in Change},
        bands=Counter((_band(each.before), _band(each.after)) for each in pairs),
        points=sorted(each.points for each in pairs),
    )


def pair(totals: Sequence[Measured], *, first: dt.date, last: dt.date) -> Pair | None:
    """The latest total of the period, and what it is compared with: the last one on or before its first day.

    Where nothing is known from then, the first one of the period is taken. None without two of different days.
    """
    inside = sorted(each for each in totals if first < each.on <= last)
    earlier = sorted(each for each in totals if each.on <= first)
    row = [*earlier[-1:], *inside]
    return Pair(row[0], row[-1]) if inside and len(row) > 1 else None


def _coverage(
    each: Questionnaires, found: Pair | None, *, first: dt.date, last: dt.date
) -> Coverage:
    if found:
        return Coverage.TWICE
    if any(first <= total.on <= last for total in each.totals):
        return Coverage.ONCE
    return Coverage.NEVER if each.is_asked else Coverage.NOT_ASKED


def _band(total: Measured) -> str:
    return sdq.band(total.score, informant=sdq.CARER)
