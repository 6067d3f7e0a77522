"""Unit costs with their ranges."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from evaluation.value.kinds import ITEM_BY_CODE, Item


class Confidence(StrEnum):
    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    LOW = "LOW"

    @property
    def spread(self) -> Fraction:
        """By what part a figure may be out either way where no range is entered. Our convention, not a finding."""
        return {"HIGH": Fraction(1, 10), "MEDIUM": Fraction(1, 5), "LOW": Fraction(2, 5)}[self]


@dataclass(frozen=True, slots=True)
class Range:
    """Low, central and high, of anything.

    Raises:
        ValueError: they are not in order.
    """

    low: Fraction
    central: Fraction
    high: Fraction

    def __post_init__(self) -> None:
        if not self.low <= self.central <= self.high:
            raise ValueError("low, central and high must be in order")

    @classmethod
    def of(cls, value: Fraction | int) -> "Range":
        """No range: the same three times."""
        return cls(Fraction(value), Fraction(value), Fraction(value))

    @classmethod
    def around(cls, value: Fraction | int, part: Fraction) -> "Range":
        return cls(value * (1 - part), Fraction(value), value * (1 + part))

    @property
    def ends(self) -> tuple[Fraction, ...]:
        """The different values among the three, in order."""
        return tuple(sorted({self.low, self.central, self.high}))

    @property
    def is_one_value(self) -> bool:
        return self.low == self.high


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What one unit costs, in pence; ``pence`` is None where nobody has entered it.

    Args:
        price_year: the year whose prices these are, such as "2023-24". Nothing is brought from one year to another.
        is_local: whether it is the authority's own figure; otherwise it was published for the country.
    """

    code: str
    pence: int | None = None
    low_pence: int | None = None
    high_pence: int | None = None
    price_year: str = ""
    source: str = ""
    source_url: str = ""
    confidence: Confidence = Confidence.LOW
    is_local: bool = False

    @property
    def item(self) -> Item:
        return ITEM_BY_CODE[self.code]

    @property
    def range(self) -> Range | None:
        """Its range in pence: as entered, and by its confidence where an end was not. None without a figure."""
        if self.pence is None:
            return None
        supposed = Range.around(self.pence, self.confidence.spread)
        low = supposed.low if self.low_pence is None else Fraction(self.low_pence)
        high = supposed.high if self.high_pence is None else Fraction(self.high_pence)
        return Range(low, Fraction(self.pence), high)


Prices = Mapping[str, Price]
Ranges = Mapping[str, Range]


def by_code(prices: Iterable[Price]) -> Prices:
    return {price.code: price for price in prices}


def ranges_of(prices: Prices) -> dict[str, Range]:
    """The range of every price that is known."""
    return {code: price.range for code, price in prices.items() if price.range is not None}


def pence(amount: Fraction) -> int:
    """Whole pence, halves away from nought: the opposite amount gives the opposite pence."""
    size = (2 * abs(amount).numerator + amount.denominator) // (2 * amount.denominator)
    return size if amount >= 0 else -size
