"""Whether the rules and the ranking meet some groups of children differently.

Each child of each referral counts once, with that referral's list. A group is compared with all other children whose
answer is recorded. A difference is no proof of unfairness (needs, ages and places differ too), and no difference is no
proof of fairness: with few children, only large differences could show.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean

from evaluation.evidence.backtest import simultaneous
from evaluation.evidence.cases import AGE_BANDS, NOT_RECORDED, Characteristic, ChildSearched
from evaluation.evidence.intervals import Interval, difference_of_means, difference_of_shares
from evaluation.evidence.suppression import FEWEST, hidden

ALMOST_NONE = 1e-12  # less than this is rounding


class Finding(StrEnum):
    """What a comparison says."""

    HIGHER = "Higher"
    LOWER = "Lower"
    NONE_SHOWN = "No difference is shown"
    TOO_FEW = "Too few to say"


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that is worked out for each child. ``code`` is a rule's or a factor's, or a word for the rest."""

    kind: str
    code: str


OVERALL = tuple(Measure("OVERALL", code) for code in ("ELIGIBLE", "RULED_OUT", "KNOWN", "TOP_5"))


@dataclass(frozen=True, slots=True)
class Group:
    """``children`` is none where the group is hidden."""

    name: str
    children: int | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """One measure of one group beside the same of all others; nothing but the finding where they are hidden."""

    measure: Measure
    group: str
    mean: float | None
    others: float | None
    difference: Interval | None

    @property
    def finding(self) -> Finding:
        if self.difference is None:
            return Finding.TOO_FEW
        if self.difference.low > ALMOST_NONE:
            return Finding.HIGHER
        if self.difference.high < -ALMOST_NONE:
            return Finding.LOWER
        return Finding.NONE_SHOWN


@dataclass(frozen=True, slots=True)
class Fairness:
    """One characteristic: its groups, and the comparisons by kind of measure (OVERALL, RULE, FACTOR).

    The intervals of one kind together have a confidence of 95%. ``unheard`` are the rules that ruled nobody out.
    """

    characteristic: Characteristic
    groups: Sequence[Group]
    comparisons: Mapping[str, Sequence[Comparison]]
    unheard: Sequence[str]


def fairness(
    characteristic: Characteristic,
    children: Sequence[ChildSearched],
    rules: Sequence[str],
    factors: Sequence[str],
) -> Fairness:
    """Compare the groups of one characteristic in every measure."""
    groups: dict[str, list[ChildSearched]] = {}
    for child in children:
        groups.setdefault(child.groups[characteristic], []).append(child)
    names = sorted(groups, key=_place)
    concealed = {names[at] for at in hidden([(len(groups[name]),) for name in names])}
    heard = [code for code in rules if any(child.failing.get(code) for child in children)]
    kinds = {
        "OVERALL": list(OVERALL),
        "RULE": [Measure("RULE", code) for code in heard],
        "FACTOR": [Measure("FACTOR", code) for code in factors],
    }
    shown = [name for name in names if name not in concealed and name != NOT_RECORDED]
    return Fairness(
        characteristic,
        [Group(name, None if name in concealed else len(groups[name])) for name in names],
        {kind: _compared(measures, shown, groups) for kind, measures in kinds.items()},
        [code for code in rules if code not in heard],
    )


def _place(name: str) -> tuple[bool, int, str]:
    """Ages from the youngest, the rest by name, what is not recorded last."""
    age = AGE_BANDS.index(name) if name in AGE_BANDS else 0
    return name == NOT_RECORDED, age, name


def _compared(
    measures: Sequence[Measure], names: Sequence[str], groups: Mapping[str, list[ChildSearched]]
) -> list[Comparison]:
    level = simultaneous(len(measures) * len(names))
    recorded = [name for name in groups if name != NOT_RECORDED]
    found = []
    for measure in measures:
        values = {name: _values(measure, groups[name]) for name in recorded}
        for name in names:
            others = [value for other in recorded if other != name for value in values[other]]
            if measure.code == "TOP_5":
                found.append(_of_shares(measure, name, values[name], others, level))
            else:
                found.append(_of_means(measure, name, values[name], others, level))
    return found


def _of_means(
    measure: Measure, name: str, ones: Sequence[float], others: Sequence[float], level: float
) -> Comparison:
    if min(len(ones), len(others)) < FEWEST:
        return Comparison(measure, name, None, None, None)
    difference = difference_of_means(ones, others, level=level)
    return Comparison(measure, name, fmean(ones), fmean(others), difference)


def _of_shares(
    measure: Measure, name: str, ones: Sequence[float], others: Sequence[float], level: float
) -> Comparison:
    """A share is hidden with a yes or a no from 1 to 4, on either side."""
    hits, other_hits = round(sum(ones)), round(sum(others))
    pairs = [(hits, len(ones) - hits), (other_hits, len(others) - other_hits)]
    if min(len(ones), len(others)) < FEWEST or hidden(pairs):
        return Comparison(measure, name, None, None, None)
    difference = difference_of_shares(hits, len(ones), other_hits, len(others), level=level)
    return Comparison(measure, name, fmean(ones), fmean(others), difference)


def _values(measure: Measure, children: Sequence[ChildSearched]) -> list[float]:
    return [value for child in children if (value := _value(measure, child)) is not None]


def _value(measure: Measure, child: ChildSearched) -> float | None:
    if measure.kind == "FACTOR":
        return child.top.get(measure.code)
    if not child.considered:
        return None
    if measure.kind == "RULE":
        return child.failing.get(measure.code, 0.0)
    if measure.code == "ELIGIBLE":
        return float(child.eligible)
    if measure.code == "RULED_OUT":
        return 1 - child.eligible / child.considered
    if measure.code == "KNOWN":
        return child.known
    if not child.was_placed:
        return None
    return float(child.chosen_rank is not None and child.chosen_rank <= 5)
