"""Rule out, then rank: the one function that a search, a trial, a replay and a plan all call.

Same request, columns and weights give the same ranking, bit for bit, in any process and whatever
other households there are: nothing here reads a clock, draws a number or adds up in an order that
depends on how many are scored.
"""

import json
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from brokerage.matching import records, storage
from brokerage.matching.blocks import Floats, Mask, Rows
from brokerage.matching.columns import Columns
from brokerage.matching.factors import FACTORS, WHEN_UNKNOWN, Valuation
from brokerage.matching.profiles import Request
from brokerage.matching.rules import RULE_BY_CODE, RULES, Verdict
from brokerage.matching.situation import Situation
from brokerage.matching.weights import STARTING_WEIGHTS, Weights

Bits = NDArray[np.uint32]
SCHEMA = 1
LANES = 4  # of eight rules each
PLACE_OF_RULE = {rule.code: place for place, rule in enumerate(RULES)}
BIT_OF_RULE = {code: np.uint32(1 << place) for code, place in PLACE_OF_RULE.items()}


class RuleNotRelaxable(ValueError):
    """A rule without a remedy is never set aside, not even to see what would change."""


@dataclass(frozen=True, slots=True)
class RuledOut:
    """How many households fail a rule, and how many fail nothing else."""

    code: str
    label: str
    failing: int
    only: int


@dataclass(frozen=True, slots=True)
class Ranked:
    """One household's place among those that were scored together, from 1."""

    position: int
    household_id: int
    score: float
    known_share: float


class Scored:
    """Some households with their scores, best first.

    ``rows`` are the households' rows in that order, and ``scores`` (0 to 100) and ``known`` (0 to
    1) go with them. Ties go to whoever was asked longest ago, then to the lower id.
    """

    def __init__(self, situation: Situation, weights: Weights, rows: Rows) -> None:
        self.situation = situation
        self.weights = weights
        self.valuations = [Valuation(factor, situation, rows) for factor in FACTORS]
        scores, known = self._scores(len(rows))
        order = _best_first(scores, situation.columns.tie_ranks[rows])
        self.order = order
        self.rows, self.scores, self.known = rows[order], scores[order], known[order]

    def _scores(self, count: int) -> tuple[Floats, Floats]:
        total, scores, known = 0.0, np.zeros(count), np.zeros(count)
        unsure = np.zeros(count)
        for valuation in self.valuations:
            weight = self.weights.of(valuation.factor.code)
            if not (valuation.applies and weight):
                continue
            total += weight
            scores += weight * valuation.values
            if valuation.known is not None:
                unsure += weight * (1.0 - valuation.known)
        if not total:
            return scores + 100 * WHEN_UNKNOWN, known
        return scores * (100 / total), 1.0 - unsure / total

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def household_ids(self) -> NDArray[np.int64]:
        return self.situation.columns.household_ids[self.rows]

    @cached_property
    def values(self) -> Floats:
        """Each factor's value (a row, in the order of ``FACTORS``) for each household in rank order.

        Not a number where a factor does not apply or nothing about it is known.
        """
        values = np.full((len(FACTORS), len(self)), np.nan)
        for row, valuation in enumerate(self.valuations):
            if valuation.applies:
                values[row] = valuation.values[self.order]
                if valuation.known is not None:
                    values[row, valuation.known[self.order] == 0] = np.nan
        return values

    def ranked(self, first: int | None = None) -> list[Ranked]:
        """The best of them, as many as asked for, or all."""
        upto = slice(None, first)
        ids = self.household_ids[upto].tolist()
        each = zip(ids, self.scores[upto].tolist(), self.known[upto].tolist(), strict=True)
        return [Ranked(place, *values) for place, values in enumerate(each, start=1)]


class Ranking:
    """The whole answer to one search. Made by ``rank``; everything beyond the list is worked out when asked for."""

    def __init__(
        self, request: Request, columns: Columns, weights: Weights, relaxed: frozenset[str]
    ) -> None:
        self.request = request
        self.columns = columns
        self.weights = weights
        self.relaxed = relaxed
        self.situation = Situation(request, columns)
        self.verdicts = {rule.code: Verdict(rule, self.situation) for rule in RULES}
        self.failed = self._failed()
        self.eligible = Scored(self.situation, weights, np.flatnonzero(self.failed == 0))

    def _failed(self) -> Bits:
        counted = (v for code, v in self.verdicts.items() if code not in self.relaxed)
        return _bits({v.rule.code: v.fails for v in counted}, len(self.columns))

    @cached_property
    def unknown(self) -> Bits:
        """Per household, the rules (as bits) that it passes only because a fact is missing."""
        return _bits({v.rule.code: v.unknown for v in self.verdicts.values()}, len(self.columns))

    @property
    def considered(self) -> int:
        return len(self.columns)

    @cached_property
    def ruled_out(self) -> list[RuledOut]:
        """Every rule with how many households fail it, and fail only it, in the order of the rules."""
        counts = []
        for rule in RULES:
            bit = BIT_OF_RULE[rule.code]
            failing = int(np.count_nonzero(self.failed & bit))
            only = int(np.count_nonzero(self.failed == bit)) if failing else 0
            counts.append(RuledOut(rule.code, rule.label, failing, only))
        return counts

    def fails(self, household_id: int) -> tuple[str, ...]:
        """The codes of the rules that rule a household out; none if it is on the list.

        Raises:
            KeyError: the household was not considered.
        """
        failed = self.failed[self.columns.row_of(household_id)]
        return tuple(code for code, bit in BIT_OF_RULE.items() if failed & bit)

    def position(self, household_id: int) -> int | None:
        """A household's place on the list, from 1; none if it was ruled out.

        Raises:
            KeyError: the household was not considered.
        """
        found = np.flatnonzero(self.eligible.rows == self.columns.row_of(household_id))
        return int(found[0]) + 1 if len(found) else None

    @cached_property
    def near_miss_mask(self) -> Mask:
        """Households that fail exactly one rule, one whose remedy can help them."""
        mask = np.zeros(len(self.columns), np.bool_)
        for rule in RULES:
            rows = np.flatnonzero(self.failed == BIT_OF_RULE[rule.code])
            if len(rows):
                mask[rows[self.verdicts[rule.code].helps(rows)]] = True
        return mask

    @cached_property
    def near_misses(self) -> Scored:
        """The near misses, scored and ordered as if their one rule were met."""
        return Scored(self.situation, self.weights, np.flatnonzero(self.near_miss_mask))

    def to_record(self) -> records.Record:
        """The whole result as plain values: every household's place, or the rules that it failed.

        Scores are not rounded. ``failed`` pairs a household with bits over ``rules``.
        """
        out = np.flatnonzero(self.failed)
        ids, bits = self.columns.household_ids[out].tolist(), self.failed[out].tolist()
        listed = self.eligible.ranked()
        return {
            "schema": SCHEMA,
            "request": self.request.to_record(),
            "weights": self.weights.to_record(),
            "relaxed": sorted(self.relaxed),
            "rules": [rule.code for rule in RULES],
            "considered": self.considered,
            "ruled_out": {item.code: [item.failing, item.only] for item in self.ruled_out},
            "ranked": [[item.household_id, item.score, item.known_share] for item in listed],
            "failed": [list(pair) for pair in zip(ids, bits, strict=True)],
        }

    def to_bytes(self) -> bytes:
        """The record, compressed; the same result gives the same bytes."""
        text = json.dumps(self.to_record(), sort_keys=True, separators=(",", ":"))
        return zlib.compress(text.encode(), 6)


def _bits(masks: dict[str, Mask | None], count: int) -> Bits:
    """One bit a rule. Eight rules at a time share a narrow array, because it is the width that costs."""
    lanes = np.zeros((LANES, count), np.uint8)
    for code, mask in masks.items():
        if mask is not None:
            lane, bit = divmod(PLACE_OF_RULE[code], 8)
            lanes[lane] |= mask.view(np.uint8) << np.uint8(bit)
    bits: Bits = lanes[0].astype(np.uint32)
    for lane in range(1, LANES):
        bits |= lanes[lane].astype(np.uint32) << np.uint32(8 * lane)
    return bits


def _best_first(scores: Floats, tie_ranks: Rows) -> Rows:
    """The order of the highest scores; equal ones in the order of their tie ranks."""
    order = np.argsort(-scores)
    best = scores[order]
    if (best[1:] == best[:-1]).any():
        order = np.lexsort((tie_ranks, -scores))
    return order


def rank(
    request: Request,
    columns: Columns,
    weights: Weights = STARTING_WEIGHTS,
    *,
    relaxed: Collection[str] = (),
) -> Ranking:
    """Rule out and rank every household for a request.

    Args:
        relaxed: codes of rules to set aside, to see what would change. What a referral asks for is
        relaxed by asking
            for less; a rule without a remedy cannot be.

    Raises:
        RuleNotRelaxable: ``relaxed`` names such a rule.
        KeyError: ``relaxed`` names no rule.
    """
    for code in relaxed:
        if RULE_BY_CODE[code].remedy is None:
            raise RuleNotRelaxable(f"{code} cannot be set aside.")
    return Ranking(request, columns, weights, frozenset(relaxed))


def replay(record: records.Record, columns: Columns | bytes) -> Ranking:
    """Rank again what a record of a ranking was made from, on the columns that it saw or their ``to_bytes``."""
    return rank(
        Request.from_record(record["request"]),
        storage.from_bytes(columns) if isinstance(columns, bytes) else columns,
        Weights.from_record(record["weights"]),
        relaxed=record["relaxed"],
    )


def record_from_bytes(data: bytes) -> records.Record:
    """Read back what ``Ranking.to_bytes`` wrote."""
    record: records.Record = json.loads(zlib.decompress(data))
    return record
