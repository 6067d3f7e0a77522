"""How each figure is counted, where that comes from, and what it is for England: the answers beside every figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """How sure it is that the definition is the national one."""

    SEEN = "The wording was seen in the source"
    RECALLED = "As the handbook of the national indicator is remembered: its text was not seen"
    OURS = "This service's own convention"


@dataclass(frozen=True, slots=True)
class National:
    """The figure for England, for comparison. ``year`` ends on 31 March, and is rarely the year that is reported."""

    year: int
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Definition:
    label: str
    how: str
    source: str
    status: Status
    national: Sequence[National] = ()


_STATISTICS = "Department for Education, Children looked after in England including adoptions"
_STABILITY = "Department for Education, Stability measures for children looked after: data guidance"
_NI_62 = "National indicator 62, handbook"
_NI_63 = "National indicator 63"
_CONVENTION = "This service's own definitions"
_NUMBERS = (
    National(2025, "81,770", _STATISTICS),
    National(2024, "83,530", _STATISTICS),
    National(2023, "83,750", _STATISTICS),
)

_IN_TWO_YEARS = (
    "Children looked after on this 31 March and on the one before, which is what the national number of children "
    "looked after for two years is taken to be. It needs both returns."
)
_SAME_CARER = (
    "Of those children, the ones whose placement began 24 months or more ago. What is now a placement for adoption "
    "counts together with the placement before it in the same period of care."
)

DEFINITIONS: Mapping[str, Definition] = {
    "cla_31_march": Definition(
        "Children looked after on 31 March",
        "Children in care that night. Whoever left on 31 March is not counted, nor are agreed series of short breaks.",
        _STABILITY,
        Status.SEEN,
        _NUMBERS,
    ),
    "placements_distribution": Definition(
        "Children by number of placements in the year",
        "For each child looked after on 31 March, the placements of any period of care that were there on some day "
        "from 1 April to 31 March, one that ended on 1 April too.",
        _NI_62,
        Status.RECALLED,
    ),
    "mean_placements": Definition(
        "Placements per child, on average",
        "The mean of the same numbers over children looked after on 31 March.",
        _CONVENTION,
        Status.OURS,
    ),
    "three_plus": Definition(
        "Children with three or more placements in the year",
        "Of children looked after on 31 March, those with three or more placements in the year.",
        _NI_62,
        Status.RECALLED,
        (National(2025, "8,500", _STATISTICS),),
    ),
    "three_plus_pct": Definition(
        "Three or more placements in the year, per cent",
        "Their share of children looked after on 31 March.",
        _NI_62,
        Status.RECALLED,
        (
            National(2025, "10%", _STATISTICS),
            National(2017, "about 10%", "Children's Commissioner for England, Stability Index"),
        ),
    ),
    "cla_both_31_march": Definition(
        "Children looked after on both 31 Marches",
        _IN_TWO_YEARS,
        _STABILITY,
        Status.OURS,
        (National(2025, "59,430", _STATISTICS), National(2024, "60,430", _STATISTICS)),
    ),
    "three_plus_2yr": Definition(
        "Children with three or more placements in two years",
        "Of children looked after on both days, those with three or more placements from 1 April two years ago.",
        _STABILITY,
        Status.SEEN,
        (National(2025, "13,410", _STATISTICS), National(2024, "13,700", _STATISTICS)),
    ),
    "three_plus_2yr_pct": Definition(
        "Three or more placements in two years, per cent",
        "Their share of children looked after on both days.",
        _STABILITY,
        Status.SEEN,
        (National(2025, "23%", _STATISTICS), National(2024, "23%", _STATISTICS)),
    ),
    "lts_denominator": Definition(
        "Children under 16 looked after for two and a half years",
        "Looked after on 31 March and not yet 16 that day, in a period of care that began 30 months or more ago.",
        _NI_63,
        Status.SEEN,
        (National(2025, "28,710", _STATISTICS), National(2024, "29,000", _STATISTICS)),
    ),
    "lts_numerator": Definition(
        "Of these, with the same carer for two years",
        _SAME_CARER,
        _NI_63,
        Status.SEEN,
        (National(2025, "19,680", _STATISTICS), National(2024, "19,750", _STATISTICS)),
    ),
    "lts_pct": Definition(
        "Same carer for two years, per cent",
        "Their share of children under 16 known to have been looked after for two and a half years.",
        _NI_63,
        Status.SEEN,
        (National(2025, "69%", _STATISTICS), National(2024, "68%", _STATISTICS)),
    ),
    "lts_undeterminable": Definition(
        "Children under 16 of whom it cannot be determined",
        "The beginning of their period of care was not seen: its first row does not start care (RNE other than S), and "
        "begins less than 30 months ago. Or their date of birth is not known. An earlier return would tell. They are "
        "in neither of the two numbers above.",
        _CONVENTION,
        Status.OURS,
    ),
    "ended_in_year": Definition(
        "Placements that ended in the year",
        "By a move or by leaving care, from 1 April to 31 March. Ends that nobody knows are not counted.",
        _CONVENTION,
        Status.OURS,
    ),
    "ended_in_year_median_days": Definition(
        "Days that these lasted, median",
        "From the first day to the day of the end. Of an even number, the mean of the middle two.",
        _CONVENTION,
        Status.OURS,
    ),
    "ended_in_year_by_kind": Definition(
        "Placements that ended, by kind",
        "By what each began as: fostering (U1 to U6), residential (K2, R1), supported (H5, P2, K3), other.",
        _CONVENTION,
        Status.OURS,
    ),
    "ended_in_year_median_days_by_kind": Definition(
        "Days that these lasted, median by kind",
        "As above, for each kind.",
        _CONVENTION,
        Status.OURS,
    ),
    "ongoing_median_days": Definition(
        "Days that placements on 31 March have lasted so far, median",
        "From the first day to 31 March. It is shorter than they will last.",
        _CONVENTION,
        Status.OURS,
    ),
    "ongoing_by_kind": Definition(
        "Placements on 31 March, by kind", "By what each began as.", _CONVENTION, Status.OURS
    ),
    "ongoing_median_days_by_kind": Definition(
        "Days that placements on 31 March have lasted so far, median by kind",
        "As above, for each kind.",
        _CONVENTION,
        Status.OURS,
    ),
    "place_on_31_march": Definition(
        "Children by kind of placement on 31 March",
        "The code (PLACE) that was recorded that night, for temporary absences too.",
        _CONVENTION,
        Status.OURS,
    ),
}

FOSTER_SURVIVAL = Definition(
    "How long fostering placements last",
    "Placements that began as fostering, by the method of Kaplan and Meier, from 1 April of the first return to 31 "
    "March of the last. Those still going on, or lost from sight, count for as long as they were seen. A share is fit "
    "to be compared where ten or more are at risk.",
    "E. L. Kaplan and P. Meier, Journal of the American Statistical Association 53, 1958, 457-481",
    Status.OURS,
)
TRANSITIONS = Definition(
    "Moves from one kind of placement to another",
    "New placements of the year that began straight after another one. From residential to fostering is a step down.",
    _CONVENTION,
    Status.OURS,
)
MOVES_BESIDE = Definition(
    "Moves of the year, by whether they were planned",
    "The same moves, weighed by what the desk recorded when the placement ended, or else by the return's reason code. "
    "A move for the care plan was planned; a change of status alone, “other” and no reason say nothing; any other "
    "reason means that it was not. A step forward is one that the desk recorded as hoped for; by the return, from a "
    "home to a family, or nearer to a lasting one: long-term fostering, then parents or adoption.",
    _CONVENTION,
    Status.OURS,
    (National(2025, "34% of changes were for the care plan", _STATISTICS),),
)
ONLY_PLANNED = Definition(
    "Children with three or more placements in the year, all of whose moves were planned",
    "They count against stability, and every move of theirs in the year was planned, by the desk or the care plan.",
    _CONVENTION,
    Status.OURS,
)
DISTANCE = Definition(
    "Children by distance from home and area on 31 March",
    "A straight line between the postcodes of the home and of the placement of that night, by the department's "
    "formula, to the postcode or else the middle of its sector. In the area: the placement's district is one of the "
    "authority's. The return itself has neither distance nor area: the department adds them.",
    "Department for Education, guide to the SSDA903 return: distance",
    Status.OURS,
    (
        National(2025, "up to 20 miles, in the area 47%, out of it 22%", _STATISTICS),
        National(2025, "over 20 miles, in the area 4%, out of it 18%", _STATISTICS),
        National(2025, "not known 9%", _STATISTICS),
    ),
)
MOVES_CAN_BE_RIGHT = (
    "A move counts against stability, and may yet be right for the child: a step down, a move to brothers and sisters, "
    "a permanent home. The official figures cannot tell these from a breakdown; what stands beside them says more."
)


def as_json() -> dict[str, object]:
    """Every definition with its source, status and national figures."""
    every = {
        **DEFINITIONS,
        "foster_survival": FOSTER_SURVIVAL,
        "transitions": TRANSITIONS,
        "moves_beside": MOVES_BESIDE,
        "only_planned": ONLY_PLANNED,
        "distance": DISTANCE,
    }
    return {key: _plain(each) for key, each in every.items()}


def _plain(each: Definition) -> dict[str, object]:
    return {
        "label": each.label,
        "how": each.how,
        "source": each.source,
        "status": each.status.name.lower(),
        "national": [
            {"year_end": one.year, "value": one.value, "source": one.source}
            for one in each.national
        ],
    }
