"""The factors, in the order in which they are shown."""

from brokerage.matching.factors.base import WHEN_UNKNOWN, Factor, Part, Valuation
from brokerage.matching.factors.belonging import CONTINUITY, HOUSEHOLD, IDENTITY
from brokerage.matching.factors.care import COST, LENGTH, SKILLS, TRACK, WILLING
from brokerage.matching.factors.near import FAMILY, SCHOOL
from brokerage.matching.factors.wishes import WISHES

__all__ = ["COST", "FACTORS", "FACTOR_BY_CODE", "WHEN_UNKNOWN", "Factor", "Part", "Valuation"]

FACTORS = (
    SKILLS, SCHOOL, FAMILY, IDENTITY, HOUSEHOLD, CONTINUITY, WISHES, TRACK, WILLING, LENGTH, COST,
)  # fmt: skip
FACTOR_BY_CODE = {factor.code: factor for factor in FACTORS}
