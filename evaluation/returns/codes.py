"""The return's code lists, and from and until which year each code may be used.

Source: the code lists of the Department for Education's guide as the data-to-insight validator and
data model carry them (both MIT licence), with their overlays for each year. A year is the one in
which the return ends. What the sources do not date is taken to have been valid always.
"""

from collections.abc import Mapping
from functools import cache

FOSTERING = frozenset({"U1", "U2", "U3", "U4", "U5", "U6"})
TEMPORARY = frozenset({"T0", "T1", "T2", "T3", "T4"})
SUPPORTED = frozenset({"H5", "K3"})
CUSTODY = "R5"
WITH_PARENTS = "P1"
LONG_TERM_FOSTERING = frozenset({"U1", "U4"})

SHORT_BREAKS = frozenset({"V3", "V4"})

CONTINUES = "X1"  # the episode ends and another begins on the same day
DIED, TURNED_OUT_ADULT = "E2", "E15"

STARTS = "S"
CONTINUING = frozenset({"L", "P", "T", "B", "U"})

_CODES: Mapping[str, str] = {
    "RNE": "S L P T B U",
    "LS": "C1 C2 D1 E1 V2 V3 V4 L1 L2 L3 J1 J2 J3",
    "CIN": "N1 N2 N3 N4 N5 N6 N7 N8",
    "PLACE": (
        "U1 U2 U3 U4 U5 U6 K1 K2 K3 H5 P1 P2 P3 R1 R2 R3 R5 S1 A3 A4 A5 A6 T0 T1 T2 T3 T4 "
        "Z1 Z11 Z12 Z13 Z14"
    ),
    "PLACE_PROVIDER": "PR0 PR1 PR2 PR3 PR4 PR5",
    "REC": ("X1 E11 E12 E2 E3 E4A E4B E13 E41 E45 E46 E47 E48 E5 E6 E7 E8 E9 E14 E15 E16 E17"),
    "REASON_PLACE_CHANGE": (
        "CARPL CLOSE ALLEG STAND APPRR CREQB CREQO CHILD LAREQ PLACE CUSTOD OTHER"
    ),
}
_LAST_YEAR: Mapping[tuple[str, str], int] = {
    ("LS", "D1"): 2024,
    ("PLACE", "H5"): 2025,
    ("PLACE", "P2"): 2025,
    ("PLACE", "Z1"): 2025,
}
_FIRST_YEAR: Mapping[tuple[str, str], int] = {
    ("PLACE", "K3"): 2025,
    ("PLACE", "Z11"): 2026,
    ("PLACE", "Z12"): 2026,
    ("PLACE", "Z13"): 2026,
    ("PLACE", "Z14"): 2026,
}
_ALWAYS_BEFORE, _ALWAYS_AFTER = 0, 9999

ENDS_CARE = frozenset(_CODES["REC"].split()) - {CONTINUES}

# Kinds of placement of which nobody is asked who provides them.
NO_PROVIDER = TEMPORARY | {"Z1", "Z11", "Z12", "Z13", "Z14"}


@cache
def valid(column: str, year: int) -> frozenset[str]:
    """The codes that a column may hold in the return that ends in ``year``."""
    return frozenset(
        code
        for code in _CODES[column].split()
        if _FIRST_YEAR.get((column, code), _ALWAYS_BEFORE)
        <= year
        <= _LAST_YEAR.get((column, code), _ALWAYS_AFTER)
    )
