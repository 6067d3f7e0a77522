"""What makes a new placement (D6), in the ways in which it is counted."""

from dataclasses import dataclass

from evaluation.stability.history import STARTED


@dataclass(frozen=True, slots=True)
class Variant:
    """A way to count.

    Args:
        starts: the reasons for a new episode (RNE) that start a placement.
        keeps_temporary: whether a temporary placement (T0 to T4) is counted like any other.
        keeps_short_breaks: whether agreed series of short breaks are counted.
    """

    code: str
    name: str
    meaning: str
    starts: frozenset[str]
    keeps_temporary: bool = False
    keeps_short_breaks: bool = False


CARER = Variant(
    "carer",
    "By carer",
    "A placement is new when the carer changes. A move with the same carer, or a change of legal status, is not a "
    "new placement; nor is a temporary absence from which the child comes back.",
    frozenset({STARTED, "P", "B"}),
)
STRICT = Variant(
    "strict",
    "By address or provider",
    "As by carer, but a move together with the same carer is a new placement too.",
    frozenset({STARTED, "P", "B", "T", "U"}),
)
SIMPLE = Variant(
    "simple_no_exclusions",
    "Nothing left out",
    "As by address, and temporary absences and agreed short breaks are counted as well. Only for comparison with "
    "tools that leave nothing out.",
    STRICT.starts,
    keeps_temporary=True,
    keeps_short_breaks=True,
)
VARIANTS = (CARER, STRICT)
"""The variants that are reported; SIMPLE can be asked for."""
