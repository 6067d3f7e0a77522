"""How long fostering placements last, by the method of Kaplan and Meier (D12).

E. L. Kaplan and P. Meier, Journal of the American Statistical Association 53, 1958, 457-481. Time is in days from the
placement's start, S(t) is the share that lasts longer than t days. A placement that ends on a day is still at risk
that day, also where others are lost from sight on it; one that is seen only from some day on is at risk after it.
"""

import datetime as dt
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evaluation.stability.figure import Case
from evaluation.stability.history import year_end, year_start
from evaluation.stability.moves import Ending, Kind, Placement

MARKS = (183, 365, 730)
"""6, 12 and 24 months in days."""
FEWEST_AT_RISK = 10
"""Below this many placements at risk a share is not fit to be compared or published."""
HALF = 0.5 + 1e-9
"""A half, and a hair for rounding: twelve ends one by one of 24 leave 0.5000000000000001 by floating point."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One placement: seen after its day ``entry`` (None: from its first day), until its day ``time``."""

    time: int
    is_event: bool
    entry: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """The curve from day ``time`` on, where ``events`` of ``at_risk`` ended."""

    time: int
    at_risk: int
    events: int
    survival: float


@dataclass(frozen=True, slots=True)
class Survival:
    """A curve at its marks. ``survival`` is None where the curve ends before the mark with some still going on."""

    n: int
    events: int
    survival: Mapping[int, float | None]
    at_risk: Mapping[int, int]
    reportable: Mapping[int, bool]
    median_days: int | None
    cases: Sequence[Case] = ()
    steps: Sequence[Step] = ()


def curve(observations: Sequence[Observation]) -> list[Step]:
    """The Kaplan-Meier estimate, a step for each day on which something ended."""
    at_risk = _AtRisk(observations)
    ended = Counter(each.time for each in observations if each.is_event)
    steps, survival = [], 1.0
    for time, events in sorted(ended.items()):
        survival *= 1 - events / at_risk.on(time)
        steps.append(Step(time, at_risk.on(time), events, survival))
    return steps


def summary(observations: Sequence[Observation], cases: Sequence[Case] = ()) -> Survival:
    steps, at_risk = curve(observations), _AtRisk(observations)
    numbers = {mark: at_risk.on(mark) for mark in MARKS}
    return Survival(
        n=len(observations),
        events=sum(step.events for step in steps),
        survival={mark: _at(steps, mark, numbers[mark]) for mark in MARKS},
        at_risk=numbers,
        reportable={mark: number >= FEWEST_AT_RISK for mark, number in numbers.items()},
        median_days=next((step.time for step in steps if step.survival <= HALF), None),
        cases=cases,
        steps=steps,
    )


def foster_survival(placements: Sequence[Placement], returns: Sequence[int]) -> dict[str, Survival]:
    """The four estimates over the window from the first return's first day to the last return's last day."""
    first, last = year_start(min(returns)), year_end(max(returns))
    fostering = [p for p in placements if p.kind is Kind.FOSTERING and p.start <= last]
    began = [p for p in fostering if p.start >= first]
    were_there = [p for p in fostering if p.start < first and _seen_to(p, last) > first]
    either, moves = frozenset(Ending), frozenset({Ending.MOVE})
    return {
        "incident_any_end": _estimate(began, first, last, either),
        "incident_move_only": _estimate(began, first, last, moves),
        "delayed_entry_any_end": _estimate([*were_there, *began], first, last, either),
        "delayed_entry_move_only": _estimate([*were_there, *began], first, last, moves),
    }


class _AtRisk:
    def __init__(self, observations: Sequence[Observation]) -> None:
        self._times = sorted(each.time for each in observations)
        self._entries = sorted(each.entry for each in observations if each.entry is not None)

    def on(self, time: int) -> int:
        """How many were seen before ``time`` and had not left before it."""
        left = bisect_left(self._times, time)
        not_yet_seen = len(self._entries) - bisect_left(self._entries, time)
        return len(self._times) - left - not_yet_seen


def _at(steps: Sequence[Step], mark: int, at_risk: int) -> float | None:
    reached = [step.survival for step in steps if step.time <= mark]
    survival = reached[-1] if reached else 1.0
    return survival if at_risk or not survival else None


def _estimate(
    placements: Sequence[Placement],
    first: dt.date,
    last: dt.date,
    events: frozenset[Ending],
) -> Survival:
    observations = [_observation(each, first, last, events) for each in placements]
    return summary(observations, [Case(each.child, (each,)) for each in placements])


def _observation(
    placement: Placement, first: dt.date, last: dt.date, events: frozenset[Ending]
) -> Observation:
    ended = placement.end is not None and placement.end <= last
    entry = (first - placement.start).days if placement.start < first else None
    time = (_seen_to(placement, last) - placement.start).days
    return Observation(time, ended and placement.ending in events, entry)


def _seen_to(placement: Placement, last: dt.date) -> dt.date:
    """The day of its end, or the last day on which it is known to have gone on."""
    return min(placement.end or placement.known_to or last, last)
