"""Every household that a search looks at, as arrays: one element a household, in ascending id.

The loader fills these arrays from the database; the rules and factors read nothing else about
households. What is not recorded has a value of its own (see each field), because a missing fact
must never read as a "no".

Arrays come in four shapes: one value a household; a matrix with one row a code of
``reference.vocabulary`` and one column a household; ragged blocks; and agreements, which belong to
no household (``blocks``). Days are ordinals (``dates``) and periods half-open.
"""

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from brokerage.matching.blocks import (
    Absences,
    Agreements,
    ColumnsNotValid,
    Int8,
    Int16,
    Int32,
    Int64,
    Residents,
    Rows,
    Stays,
    check_arrays,
)
from reference import vocabulary

UNKNOWN = -1  # a count, an index or a yes-or-no that is not recorded
NO = 0
YES = 1
NOT_HELD = 0  # the last day of a skill that nobody there holds

CHECKS = {
    "DBS": "Criminal records check (DBS)",
    "REVIEW": "Annual review",
    "MEDICAL": "Medical",
    "SAFETY": "Health and safety check of the home",
}
CHECK_ROW = {code: row for row, code in enumerate(CHECKS)}
NEED_ROW = vocabulary.positions(vocabulary.NEEDS)
SKILL_ROW = vocabulary.positions(vocabulary.SKILLS)
FEATURE_ROW = vocabulary.positions(vocabulary.HOME_FEATURES)
KIND_BIT = vocabulary.positions(vocabulary.PLACEMENT_KINDS)
LANGUAGE_BIT = vocabulary.positions(vocabulary.LANGUAGES)
ETHNICITY_BIT = vocabulary.positions(vocabulary.ETHNICITIES)
FAITH_BIT = vocabulary.positions(vocabulary.FAITHS)
ALL_STAYS = len(
    vocabulary.NEEDS
)  # the last row of the track record: every stay, whatever the needs

# How many rows each matrix has; every other array of ``Columns`` has one value a household.
MATRIX_ROWS = {
    "checks": len(CHECKS),
    "features": len(vocabulary.HOME_FEATURES),
    "skills": len(vocabulary.SKILLS),
    "experience_years": len(vocabulary.NEEDS),
    "experience_children": len(vocabulary.NEEDS),
    "willingness": len(vocabulary.NEEDS),
    "willingness_on": len(vocabulary.NEEDS),
    "track_planned": len(vocabulary.NEEDS) + 1,
    "track_unplanned": len(vocabulary.NEEDS) + 1,
    "track_lasted": len(vocabulary.NEEDS) + 1,
}


class ApprovalStatus(IntEnum):
    UNKNOWN = -1
    NOT_APPROVED = 0
    APPROVED = 1
    SUSPENDED = 2
    RESIGNED = 3
    ENDED = 4


class Sex(IntEnum):
    """``ANY`` is only for the sex that an approval is for."""

    UNKNOWN = -1
    ANY = 0
    FEMALE = 1
    MALE = 2


class Willing(IntEnum):
    UNKNOWN = -1
    NO = 0
    DISCUSS = 1
    YES = 2


@dataclass(frozen=True, eq=False)
class Columns:
    """The households. Treat every array as read-only: ``storage.patched`` gives changed columns.

    Raises:
        ColumnsNotValid: from the constructor, for arrays that do not fit together.
    """

    household_ids: Int64  # ascending, no id twice
    service_ids: Int64  # 0: not recorded

    approval_status: Int8  # ApprovalStatus
    approved_from: Int32
    approved_until: Int32  # the first day without approval; NEVER
    min_ages: Int8  # years, included; -1 not recorded
    max_ages: Int8
    approved_sex: Int8  # Sex
    kinds: NDArray[np.uint16]  # bits KIND_BIT; 0 not recorded
    named_only: Int8  # YES, NO, UNKNOWN
    places: Int8  # approved places; -1 not recorded

    eastings: Int32  # British National Grid metres; -1 not recorded
    northings: Int32
    lads: Int32  # index into lad_codes; -1 not recorded
    outcodes: Int32  # index into outcode_names; -1 not recorded

    dogs: Int8  # YES, NO, UNKNOWN; so are the seven below
    cats: Int8
    other_pets: Int8
    smoker: Int8
    carer_at_home: Int8
    female_carer: Int8
    male_carer: Int8
    long_term: Int8  # would they keep a child until adulthood
    carers: Int8  # how many; -1 not recorded
    commitment_days: Int32  # the longest stay offered; NEVER no limit; -1 not recorded
    languages: NDArray[np.uint64]  # bits LANGUAGE_BIT; 0 not recorded
    ethnicities: NDArray[np.uint32]  # bits ETHNICITY_BIT of the carers; 0 not recorded
    faiths: NDArray[np.uint16]  # bits FAITH_BIT of the carers; 0 not recorded
    weekly_pence: Int32  # -1 not recorded
    last_asked_on: Int32  # -1 never asked

    confirmed_on: Int32  # when places and availability were last confirmed; -1 never
    skills_recorded_on: Int32  # -1: skills were never recorded, so none is known
    composition_recorded_on: Int32  # who lives there; -1 never recorded
    home_recorded_on: Int32  # features, pets, smoking
    profile_recorded_on: Int32  # carers, identity, commitment, cost

    # By CHECKS: the last day on which the earliest one to lapse still holds; -1 not recorded.
    checks: Int32
    features: Int8  # YES, NO, UNKNOWN
    # The last day on which a certificate of any carer holds: NOT_HELD, NEVER for no expiry,
    # -1 held but its expiry is not recorded.
    skills: Int32
    experience_years: Int8  # -1 not recorded
    experience_children: Int8  # children with it cared for; -1 not recorded
    willingness: Int8  # Willing
    willingness_on: Int32  # when confirmed; -1 never
    # Ended stays by the child's needs, the row ALL_STAYS counting every stay once.
    track_planned: Int16
    track_unplanned: Int16
    track_lasted: Int16  # those of either that lasted as long as was meant

    stays: Stays
    residents: Residents
    absences: Absences
    agreements: Agreements
    lad_codes: tuple[str, ...]
    outcode_names: tuple[str, ...]

    def __post_init__(self) -> None:
        check_arrays(self, length=len(self), matrix_rows=MATRIX_ROWS)
        if (np.diff(self.household_ids) <= 0).any():
            raise ColumnsNotValid("Households are not in ascending order of id.")
        for block in (self.stays, self.residents, self.absences):
            if len(block.offsets) != len(self) + 1:
                raise ColumnsNotValid(f"{type(block).__name__} is of other households.")

    def __len__(self) -> int:
        return len(self.household_ids)

    def row_of(self, household_id: int) -> int:
        """Return the row of a household.

        Raises:
            KeyError: it is not among these households.
        """
        row = int(np.searchsorted(self.household_ids, household_id))
        if row == len(self) or self.household_ids[row] != household_id:
            raise KeyError(household_id)
        return row

    def rows_of(self, household_ids: tuple[int, ...]) -> Rows:
        """The rows of those ids that are among these households; ids of others are passed over."""
        wanted = np.array(household_ids, np.int64)
        rows = np.searchsorted(self.household_ids, wanted)
        rows[rows == len(self)] = 0
        return rows[self.household_ids[rows] == wanted] if len(self) else rows[:0]

    @cached_property
    def services(self) -> tuple[Int64, Rows]:
        """The services there are, ascending, and each household's position among them."""
        found, index = np.unique(self.service_ids, return_inverse=True)
        return found, index

    @cached_property
    def tie_ranks(self) -> Rows:
        """Each row's place when all are tied: those asked longest ago (or never) first, then by id."""
        ranks = np.empty(len(self), np.intp)
        ranks[np.argsort(self.last_asked_on, kind="stable")] = np.arange(len(self))
        return ranks
