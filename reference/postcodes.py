"""Where a postcode is, without asking anybody.

The ONS Postcode Directory is read from files on this machine, so no address leaves the
installation. Plain Python.

Every grid reference is on the British National Grid, in metres. The directory has Northern Ireland
on the Irish Grid; it is converted here, because a distance between the two grids would be nonsense.
It has no grid reference for the Channel Islands or the Isle of Man, so they have no ``Place``.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from math import hypot
from typing import Literal

from reference import directory

# Longer text is no postcode, however it is spaced, and is not searched.
LONGEST_TEXT = 20

METRES_IN_A_MILE = 1609.3  # as the Department for Education counts them

_SPACES_AND_PUNCTUATION = re.compile(r"[\s.,-]+")
# "GIR" and "NPT" are old and follow no pattern; the directory still has them.
_OUTWARD = r"(?:[A-Z]{1,2}[0-9][A-Z0-9]?|GIR|NPT)"
_OUTWARD_ONLY = re.compile(_OUTWARD)
_POSTCODE = re.compile(rf"({_OUTWARD})([0-9][ABD-HJLNP-UW-Z]{{2}})")


class NotAPostcode(ValueError):
    """The text is not a full UK postcode. Its words may be shown to the person who typed it."""


@dataclass(frozen=True, slots=True)
class Place:
    """A postcode's grid reference and district.

    ``precision`` says what was found: the postcode itself, or, for a postcode that the directory
    does not have, the middle of its sector ("AB1 2") or of its outward code ("AB1"), which may be
    miles away.
    """

    postcode: str
    easting_m: int
    northing_m: int
    lad_code: str
    precision: Literal["postcode", "sector", "outcode"]


def normalise(text: str) -> str:
    """Return the postcode in capitals with one space: ``" ab12cd "`` becomes ``"AB1 2CD"``.

    Says that the text has a postcode's shape, not that the postcode is in use.

    Raises:
        NotAPostcode: it has not.
    """
    if len(text) > LONGEST_TEXT:
        raise NotAPostcode("Enter a postcode and nothing else, like SW1A 2AA")
    compact = _SPACES_AND_PUNCTUATION.sub("", text)
    # The capital of a letter outside ASCII may be inside it, so those are refused before.
    capitals = compact.upper() if compact.isascii() else compact
    if match := _POSTCODE.fullmatch(capitals):
        return f"{match[1]} {match[2]}"
    if _OUTWARD_ONLY.fullmatch(capitals):
        raise NotAPostcode("Enter the whole postcode, like SW1A 2AA, not only its first part")
    raise NotAPostcode("Enter a full UK postcode, like SW1A 2AA")


def outward(postcode: str) -> str:
    """``"AB1"`` for ``"AB1 2CD"``. Raises ``NotAPostcode`` as ``normalise`` does."""
    return normalise(postcode)[:-4]


def sector(postcode: str) -> str:
    """``"AB1 2"`` for ``"AB1 2CD"``. Raises ``NotAPostcode`` as ``normalise`` does."""
    return normalise(postcode)[:-2]


def place(postcode: str) -> Place | None:
    """Where the postcode is, or ``None`` when neither it nor its area is in the directory.

    Raises:
        NotAPostcode: the text has not a postcode's shape.
    """
    # It brings numpy, which every process would wait for and few need: few look a postcode up.
    from reference import letters

    postcode = normalise(postcode)
    if found := letters.find_postcode(postcode):
        return Place(postcode, *found, "postcode")
    if found := directory.find_area(postcode[:-2]):
        return Place(postcode, *found, "sector")
    if found := directory.find_area(postcode[:-4]):
        return Place(postcode, *found, "outcode")
    return None


def place_many(postcodes: Iterable[str]) -> Iterator[Place | None]:
    """Yield each postcode's place in order; ``None`` also where the text is no postcode.

    The directory stays in memory once read: 20 bytes a postcode, at most 55 MB for the whole
    country.
    """
    for postcode in postcodes:
        try:
            yield place(postcode)
        except NotAPostcode:
            yield None


def distance_miles(a: Place, b: Place) -> float:
    """Straight-line miles to one decimal place, by the Department for Education's formula.

    Source: the SSDA903 return's distance from home, sqrt(ΔE² + ΔN²) / 1000 / 1.6093.
    """
    return round(
        hypot(a.easting_m - b.easting_m, a.northing_m - b.northing_m) / METRES_IN_A_MILE, 1
    )


@dataclass(frozen=True, slots=True)
class LocalAuthority:
    """An upper-tier authority: the one with children's services.

    ``dfe_number`` is the three-digit number used in returns, and ``None`` in Wales. The grid
    reference is the mean of the authority's postcodes. The neighbours are not here: no boundaries
    are held, so each authority records its own.
    """

    code: str
    name: str
    dfe_number: int | None
    region: str
    lad_codes: tuple[str, ...]
    easting_m: int
    northing_m: int


def local_authority(lad_code: str) -> LocalAuthority | None:
    """The authority that a district belongs to; ``None`` outside England and Wales."""
    return _authorities_by_district().get(lad_code)


@cache
def local_authorities() -> tuple[LocalAuthority, ...]:
    """The 153 English and 22 Welsh authorities, in order of name."""
    return tuple(
        sorted(map(_authority, directory.districts_by_authority()), key=lambda each: each.name)
    )


@cache
def _authorities_by_district() -> dict[str, LocalAuthority]:
    return {code: authority for authority in local_authorities() for code in authority.lad_codes}


def _authority(districts: tuple[directory.District, ...]) -> LocalAuthority:
    first = districts[0]
    weights = [district.postcodes for district in districts]

    def mean(values: list[int]) -> int:
        return round(sum(w * v for w, v in zip(weights, values, strict=True)) / sum(weights))

    return LocalAuthority(
        code=first.authority_code,
        name=first.authority_name,
        dfe_number=int(first.dfe_number) if first.dfe_number else None,
        region=first.region,
        lad_codes=tuple(district.lad_code for district in districts),
        easting_m=mean([district.easting_m for district in districts]),
        northing_m=mean([district.northing_m for district in districts]),
    )
