"""Which file of a return has which columns, and telling from its headings which file one is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

HEADER = "Header"
EPISODES = "Episodes"

# Source: the Department for Education's guide to the return, by way of the data-to-insight
# validator (MIT licence). SWEpisodes is collected since 2023-24 and DoLo since 2026-27.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    HEADER: ("CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB"),
    EPISODES: (
        "CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "REC", "REASON_PLACE_CHANGE",
        "HOME_POST", "PL_POST", "URN",
    ),
    "Reviews": ("CHILD", "DOB", "REVIEW", "REVIEW_CODE"),
    "UASC": ("CHILD", "SEX", "DOB", "DUC"),
    "OC2": (
        "CHILD", "DOB", "SDQ_SCORE", "SDQ_REASON", "CONVICTED", "HEALTH_CHECK", "IMMUNISATIONS", "TEETH_CHECK",
        "HEALTH_ASSESSMENT", "SUBSTANCE_MISUSE", "INTERVENTION_RECEIVED", "INTERVENTION_OFFERED",
    ),
    "OC3": ("CHILD", "DOB", "IN_TOUCH", "ACTIV", "ACCOM"),
    "AD1": ("CHILD", "DOB", "DATE_INT", "DATE_MATCH", "FOSTER_CARE", "NB_ADOPTR", "SEX_ADOPTR", "LS_ADOPTR"),
    "PlacedAdoption": ("CHILD", "DOB", "DATE_PLACED", "DATE_PLACED_CEASED", "REASON_PLACED_CEASED"),
    "PrevPerm": ("CHILD", "DOB", "PREV_PERM", "LA_PERM", "DATE_PERM"),
    "Missing": ("CHILD", "DOB", "MISSING", "MIS_START", "MIS_END"),
    "SWEpisodes": ("CHILD", "DOB", "SW_ID", "SW_DECOM", "SW_DEC", "SW_REASON"),
    "DoLo": ("CHILD", "DOB", "DOLO_START", "DOLO_END"),
}  # fmt: skip

# A file may lack the other columns of its kind, which are then blank; these it may not.
NEEDED: Mapping[str, frozenset[str]] = {
    HEADER: frozenset({"CHILD", "SEX", "DOB"}),
    EPISODES: frozenset({"CHILD", "DECOM", "RNE", "LS", "PLACE", "DEC"}),
}


@dataclass(frozen=True, slots=True)
class Heading:
    """What a file is, and the position of each column of its kind; None for a column it lacks."""

    kind: str
    positions: tuple[int | None, ...]
    extra: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        pairs = zip(COLUMNS[self.kind], self.positions, strict=True)
        return tuple(column for column, position in pairs if position is None)


def recognise(headers: Sequence[str]) -> Heading | None:
    """The file of the return that has these headings, in any order and case; None if no file has.

    Of several that fit, the one that explains most of the headings, and then the one that lacks
    least.
    """
    given = {_plain(header): position for position, header in enumerate(headers)}
    fitting = [kind for kind in COLUMNS if given.keys() >= NEEDED.get(kind, set(COLUMNS[kind]))]
    if not fitting:
        return None
    kind = max(fitting, key=lambda kind: _fit(COLUMNS[kind], given))
    extra = [header for header in headers if header and _plain(header) not in COLUMNS[kind]]
    return Heading(kind, tuple(map(given.get, COLUMNS[kind])), tuple(extra))


def _fit(columns: Sequence[str], given: Mapping[str, int]) -> tuple[int, int]:
    explained = len(given.keys() & set(columns))
    return explained, explained - len(columns)


def _plain(header: str) -> str:
    return "_".join(header.upper().split())
