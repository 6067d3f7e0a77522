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
        keeps_open: whether a row left open in an earlier return, and never heard of again, goes on.
    """

    code: str
    name: str
    meaning: str
    starts: frozenset[str]
    keeps_temporary: bool = False
    keeps_short_breaks: bool = False
    keeps_open: bool = False


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
KEEP_OPEN = Variant(
    "keepopen",
    "By carer, open rows kept open",
    "As by carer, but whoever an earlier return left in care, and no later one tells of, counts as in care still. Only "
    "for comparison with tools that do so.",
    CARER.starts,
    keeps_open=True,
)
VARIANTS = (CARER, STRICT)
"""The variants that are reported; the others can be asked for."""
