"""How much each factor counts: named, versioned sets."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from brokerage.matching import records
from brokerage.matching.factors import COST, FACTORS

TOTAL = 100.0
MOST_FOR_COST = 5.0


class WeightsNotValid(ValueError):
    """The set leaves out a factor, names another, does not add up to 100, or gives cost more than 5."""


@dataclass(frozen=True, slots=True)
class Weight:
    factor: str
    weight: float


@dataclass(frozen=True)
class Weights:
    """One weight for each factor, adding up to 100.

    Raises:
        WeightsNotValid: from every way of making one.
    """

    name: str
    version: int
    weights: tuple[Weight, ...]

    def __post_init__(self) -> None:
        given = [item.factor for item in self.weights]
        if given != [factor.code for factor in FACTORS]:
            raise WeightsNotValid("A set of weights has one for each factor, in their order.")
        if not all(math.isfinite(item.weight) and item.weight >= 0 for item in self.weights):
            raise WeightsNotValid("A weight is a number from 0 up.")
        if self.of(COST.code) > MOST_FOR_COST:
            raise WeightsNotValid(f"Cost never counts for more than {MOST_FOR_COST:g}.")
        if not math.isclose(math.fsum(item.weight for item in self.weights), TOTAL, abs_tol=1e-6):
            raise WeightsNotValid(f"Weights add up to {TOTAL:g}.")

    def of(self, factor: str) -> float:
        return next(item.weight for item in self.weights if item.factor == factor)

    @classmethod
    def from_mapping(cls, name: str, version: int, weights: Mapping[str, float]) -> "Weights":
        """Read weights by factor code, in any order; a factor that is not given is refused."""
        if set(weights) != {factor.code for factor in FACTORS}:
            raise WeightsNotValid("A set of weights has one for each factor and no other.")
        ordered = tuple(Weight(factor.code, float(weights[factor.code])) for factor in FACTORS)
        return cls(name, version, ordered)

    @classmethod
    def scaled(cls, name: str, version: int, wanted: Mapping[str, float]) -> "Weights":
        """Weights in these proportions, brought to a total of 100; cost stays the number that was given."""
        cost = float(wanted.get(COST.code, 0.0))
        others = math.fsum(value for code, value in wanted.items() if code != COST.code)
        if not others > 0:
            raise WeightsNotValid("At least one factor beside cost has a weight.")
        scale = (TOTAL - cost) / others
        return cls.from_mapping(
            name,
            version,
            {code: value * scale for code, value in wanted.items()} | {COST.code: cost},
        )

    def as_mapping(self) -> dict[str, float]:
        return {item.factor: item.weight for item in self.weights}

    def to_record(self) -> records.Record:
        record: records.Record = records.to_plain(self)
        return record

    @classmethod
    def from_record(cls, record: records.Record) -> "Weights":
        return records.from_plain(cls, record)


STARTING_WEIGHTS = Weights.from_mapping(
    "Starting weights", 1, {factor.code: factor.starting_weight for factor in FACTORS}
)
