"""Why a household is where it is on the list, or is not on it: everything that was looked at, in words.

The words are said by the same masks and values that ruled and scored; nothing is decided here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from brokerage.matching import records
from brokerage.matching.blocks import Int32
from brokerage.matching.checks import Outcome
from brokerage.matching.columns import UNKNOWN
from brokerage.matching.dates import in_words
from brokerage.matching.factors import Part, Valuation
from brokerage.matching.ranking import Ranking, Scored
from brokerage.matching.rules import RULES, Remedy

HELPS_FROM = 0.65
COUNTS_AGAINST_UP_TO = 0.35


class Kind(StrEnum):
    HELPS = "HELPS"
    AGAINST = "AGAINST"
    NEITHER = "NEITHER"
    ASK = "ASK"  # nothing about it is known


@dataclass(frozen=True, slots=True)
class RuleLine:
    """What one rule found. ``remedy`` is there only for a failed rule that has one that can help."""

    code: str
    label: str
    outcome: Outcome
    words: tuple[str, ...]
    source: str
    standing: str
    remedy: Remedy | None
    relaxed: bool


@dataclass(frozen=True, slots=True)
class PartLine:
    """One thing that a factor looked at.

    ``value`` is none when nothing is known. ``points`` of the score's 100 came from it, of the
    ``most`` that it could give. ``age_days`` is how old the data is, where a day is recorded.
    """

    words: str
    kind: Kind
    value: float | None
    known: float
    points: float
    most: float
    age_days: int | None
    question: str


@dataclass(frozen=True, slots=True)
class FactorLine:
    """One factor; ``value`` is none when it does not apply or nothing about it is known."""

    code: str
    label: str
    weight: float
    applies: bool
    kind: Kind
    value: float | None
    known: float
    points: float
    most: float
    parts: tuple[PartLine, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything about one household; ``position`` is none when a rule rules it out, and the score is there still."""

    household_id: int
    position: int | None
    score: float
    known_share: float
    rules: tuple[RuleLine, ...]
    factors: tuple[FactorLine, ...]

    @property
    def failed(self) -> tuple[RuleLine, ...]:
        failing = (line for line in self.rules if line.outcome is Outcome.FAILS)
        return tuple(line for line in failing if not line.relaxed)

    @property
    def to_check(self) -> tuple[RuleLine, ...]:
        """What is not recorded and must be cleared before a placement is booked."""
        return tuple(line for line in self.rules if line.outcome is Outcome.NOT_RECORDED)

    def carried_by(self, most: int = 3) -> tuple[PartLine, ...]:
        """The reasons that lift the score most."""
        helping = [part for part in self._parts() if part.kind is Kind.HELPS]
        return tuple(sorted(helping, key=lambda part: part.most / 2 - part.points)[:most])

    def against(self, most: int = 3) -> tuple[PartLine, ...]:
        """The reasons that lower the score most."""
        lowering = [part for part in self._parts() if part.kind is Kind.AGAINST]
        return tuple(sorted(lowering, key=lambda part: part.points - part.most / 2)[:most])

    def to_ask(self, most: int = 3) -> tuple[str, ...]:
        """Questions whose answers would make most of the score known; none is asked twice."""
        open_parts = [part for part in self._parts() if part.known < 1 and part.question]
        open_parts.sort(key=lambda part: -part.most * (1 - part.known))
        return tuple(dict.fromkeys(part.question for part in open_parts))[:most]

    def _parts(self) -> Iterable[PartLine]:
        return (part for factor in self.factors for part in factor.parts if part.most > 0)

    def to_record(self) -> records.Record:
        record: records.Record = records.to_plain(self)
        return record


def explain(ranking: Ranking, household_id: int) -> Explanation:
    """Every rule and every factor for one household, on the list or not.

    Raises:
        KeyError: the household was not considered.
    """
    return explain_all(ranking, [household_id])[0]


def explain_all(ranking: Ranking, household_ids: Iterable[int]) -> list[Explanation]:
    """The same for several at once, in the order given."""
    rows = np.array([ranking.columns.row_of(item) for item in household_ids], np.intp)
    scored = Scored(ranking.situation, ranking.weights, rows)
    places = np.empty(len(rows), np.intp)
    places[scored.order] = np.arange(len(rows))
    return [_one(ranking, scored, at, int(places[at])) for at in range(len(rows))]


def _one(ranking: Ranking, scored: Scored, at: int, place: int) -> Explanation:
    """``at`` is the household's position among the rows asked about, ``place`` among them in rank order."""
    row = int(scored.rows[place])
    household_id = int(ranking.columns.household_ids[row])
    return Explanation(
        household_id,
        ranking.position(household_id),
        float(scored.scores[place]),
        float(scored.known[place]),
        tuple(rule_lines(ranking, row)),
        tuple(_factor_lines(scored, at)),
    )


def rule_lines(ranking: Ranking, row: int) -> Iterable[RuleLine]:
    """Every rule for one row of the columns, in the order of the rules."""
    for rule in RULES:
        verdict = ranking.verdicts[rule.code]
        outcome = verdict.outcome(row)
        yield RuleLine(
            code=rule.code,
            label=rule.label,
            outcome=outcome,
            words=verdict.words(row),
            source=rule.source.text,
            standing=rule.source.standing.value,
            remedy=verdict.remedy(row) if outcome is Outcome.FAILS else None,
            relaxed=rule.code in ranking.relaxed,
        )


def _factor_lines(scored: Scored, at: int) -> Iterable[FactorLine]:
    weights = scored.weights.as_mapping()
    applying = sum(weights[v.factor.code] for v in scored.valuations if v.applies)
    today = scored.situation.request.as_of.toordinal()
    for valuation in scored.valuations:
        weight = weights[valuation.factor.code]
        most = 100 * weight / applying if valuation.applies and applying else 0.0
        value = float(valuation.values[at])
        known = 0.0 if not valuation.applies else 1.0
        if valuation.known is not None:
            known = float(valuation.known[at])
        yield FactorLine(
            code=valuation.factor.code,
            label=valuation.factor.label,
            weight=weight,
            applies=valuation.applies,
            kind=_kind(value, known) if valuation.applies else Kind.NEITHER,
            value=value if known else None,
            known=known,
            points=most * value,
            most=most,
            parts=tuple(_part_lines(valuation, at, most, today)),
        )


def _part_lines(valuation: Valuation, at: int, most: float, today: int) -> Iterable[PartLine]:
    total = sum(part.weight for part in valuation.parts)
    for part in valuation.parts:
        share = most * part.weight / total if total else 0.0
        value, known = float(part.values[at]), part.known_at(at)
        yield PartLine(
            words=part.words(at),
            kind=_kind(value, known),
            value=value if known else None,
            known=known,
            points=share * value,
            most=share,
            age_days=_age(part.recorded_on, at, today),
            question=_question(part, known),
        )


def _kind(value: float, known: float) -> Kind:
    if not known:
        return Kind.ASK
    if value >= HELPS_FROM:
        return Kind.HELPS
    return Kind.AGAINST if value <= COUNTS_AGAINST_UP_TO else Kind.NEITHER


def _question(part: Part, known: float) -> str:
    return part.question if known < 1 else ""


def _age(recorded_on: Int32 | None, at: int, today: int) -> int | None:
    if recorded_on is None or recorded_on[at] == UNKNOWN:
        return None
    return max(today - int(recorded_on[at]), 0)


def day_in_words(remedy: Remedy) -> str:
    """The day that a remedy waits for, or an empty string."""
    return "" if remedy.on is None else in_words(remedy.on)
