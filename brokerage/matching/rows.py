"""One household as plain Python, and columns built from a few of them.

For tests, for one household at booking, and for patching the few that changed; a whole table is
read straight into arrays. Every default says "not recorded".
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from brokerage.matching import blocks as b
from brokerage.matching import columns as c
from brokerage.matching.dates import NEVER, UNKNOWN_DAY, ordinal
from reference import vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    child_id: int = 0
    starts_on: dt.date
    ends_on: dt.date | None = None
    birth_date: dt.date | None = None
    sibling_group: int = 0
    need_level: int = c.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Resident:
    kind: b.ResidentKind
    sex: c.Sex = c.Sex.UNKNOWN
    birth_date: dt.date | None = None
    person_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    starts_on: dt.date
    ends_on: dt.date | None = None
    hold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    service_id: int
    authority_id: int
    starts_on: dt.date
    ends_on: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """Ended stays: how they ended, and how many lasted as long as was meant."""

    planned: int = 0
    unplanned: int = 0
    lasted: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdRow:
    """Everything the rules and factors read of one household; names and edges as in ``Columns``.

    ``skills`` maps each held code to its last valid day, or to none for a certificate without an
    expiry. ``track`` is by need, with the empty code for every stay together.
    """

    household_id: int
    service_id: int = 0
    approval_status: c.ApprovalStatus = c.ApprovalStatus.UNKNOWN
    approved_from: dt.date | None = None
    approved_until: dt.date | None = None
    min_age: int = c.UNKNOWN
    max_age: int = c.UNKNOWN
    approved_sex: c.Sex = c.Sex.UNKNOWN
    kinds: tuple[str, ...] = ()
    named_only: bool | None = None
    places: int = c.UNKNOWN
    checks: Mapping[str, dt.date] = field(default_factory=dict)
    position: tuple[int, int] | None = None
    lad_code: str = ""
    outcode: str = ""
    dogs: bool | None = None
    cats: bool | None = None
    other_pets: bool | None = None
    smoker: bool | None = None
    carer_at_home: bool | None = None
    female_carer: bool | None = None
    male_carer: bool | None = None
    long_term: bool | None = None
    carers: int = c.UNKNOWN
    commitment_days: int = c.UNKNOWN
    languages: tuple[str, ...] = ()
    ethnicities: tuple[str, ...] = ()
    faiths: tuple[str, ...] = ()
    weekly_pence: int = c.UNKNOWN
    last_asked_on: dt.date | None = None
    confirmed_on: dt.date | None = None
    skills_recorded_on: dt.date | None = None
    composition_recorded_on: dt.date | None = None
    home_recorded_on: dt.date | None = None
    profile_recorded_on: dt.date | None = None
    features: Mapping[str, bool] = field(default_factory=dict)
    skills: Mapping[str, dt.date | None] = field(default_factory=dict)
    experience_years: Mapping[str, int] = field(default_factory=dict)
    experience_children: Mapping[str, int] = field(default_factory=dict)
    willingness: Mapping[str, c.Willing] = field(default_factory=dict)
    willingness_on: dt.date | None = None
    track: Mapping[str, Track] = field(default_factory=dict)
    stays: tuple[Stay, ...] = ()
    residents: tuple[Resident, ...] = ()
    absences: tuple[Absence, ...] = ()


def from_rows(rows: Iterable[HouseholdRow], agreements: Iterable[Agreement] = ()) -> c.Columns:
    """Return columns of these households, whatever their order.

    Raises:
        ColumnsNotValid: two rows have the same household id.
        KeyError: a code is not in the vocabulary.
    """
    ordered = sorted(rows, key=lambda row: row.household_id)
    lads = sorted({row.lad_code for row in ordered} - {""})
    outcodes = sorted({row.outcode for row in ordered} - {""})
    return c.Columns(
        **_plain(ordered),
        **_days(ordered),
        **_yes_or_no(ordered),
        **_bits(ordered),
        **_matrices(ordered),
        eastings=_array(ordered, np.int32, lambda row: (row.position or (-1, -1))[0]),
        northings=_array(ordered, np.int32, lambda row: (row.position or (-1, -1))[1]),
        lads=_array(ordered, np.int32, lambda row: _index(lads, row.lad_code)),
        outcodes=_array(ordered, np.int32, lambda row: _index(outcodes, row.outcode)),
        stays=_stays(ordered),
        residents=_residents(ordered),
        absences=_absences(ordered),
        agreements=agreements_of(agreements),
        lad_codes=tuple(lads),
        outcode_names=tuple(outcodes),
    )


def agreements_of(agreements: Iterable[Agreement]) -> b.Agreements:
    listed = list(agreements)
    return b.Agreements(
        service_ids=_array(listed, np.int64, lambda item: item.service_id),
        authority_ids=_array(listed, np.int64, lambda item: item.authority_id),
        starts_on=_array(listed, np.int32, lambda item: ordinal(item.starts_on)),
        ends_on=_array(listed, np.int32, lambda item: ordinal(item.ends_on, missing=NEVER)),
    )


def _array(items: list[Any], dtype: Any, read: Any) -> Any:
    return np.array([read(item) for item in items], dtype)


def _index(names: list[str], name: str) -> int:
    return names.index(name) if name else c.UNKNOWN


def _plain(rows: list[HouseholdRow]) -> dict[str, Any]:
    """The values that need no translation, under the names of their columns."""
    named = {
        "household_ids": ("household_id", np.int64),
        "service_ids": ("service_id", np.int64),
        "approval_status": ("approval_status", np.int8),
        "min_ages": ("min_age", np.int8),
        "max_ages": ("max_age", np.int8),
        "approved_sex": ("approved_sex", np.int8),
        "places": ("places", np.int8),
        "carers": ("carers", np.int8),
        "commitment_days": ("commitment_days", np.int32),
        "weekly_pence": ("weekly_pence", np.int32),
    }
    return {
        column: np.array([getattr(row, name) for row in rows], dtype)
        for column, (name, dtype) in named.items()
    }


def _days(rows: list[HouseholdRow]) -> dict[str, Any]:
    names = [
        "approved_from", "last_asked_on", "confirmed_on", "skills_recorded_on",
        "composition_recorded_on", "home_recorded_on", "profile_recorded_on",
    ]  # fmt: skip
    days = {
        name: _array(rows, np.int32, lambda row, n=name: ordinal(getattr(row, n))) for name in names
    }
    until = _array(rows, np.int32, lambda row: ordinal(row.approved_until, missing=NEVER))
    return days | {"approved_until": until}


def _yes_or_no(rows: list[HouseholdRow]) -> dict[str, Any]:
    names = [
        "named_only", "dogs", "cats", "other_pets", "smoker", "carer_at_home", "female_carer", "male_carer",
        "long_term",
    ]  # fmt: skip
    return {
        name: _array(rows, np.int8, lambda row, n=name: _tri(getattr(row, n))) for name in names
    }


def _tri(value: bool | None) -> int:  # noqa: FBT001
    return c.UNKNOWN if value is None else int(value)


def _bits(rows: list[HouseholdRow]) -> dict[str, Any]:
    named = {
        "kinds": (c.KIND_BIT, np.uint16),
        "languages": (c.LANGUAGE_BIT, np.uint64),
        "ethnicities": (c.ETHNICITY_BIT, np.uint32),
        "faiths": (c.FAITH_BIT, np.uint16),
    }
    return {
        name: np.array(
            [sum(1 << bit[code] for code in set(getattr(row, name))) for row in rows], dtype
        )
        for name, (bit, dtype) in named.items()
    }


def _matrices(rows: list[HouseholdRow]) -> dict[str, Any]:
    needs, skills = vocabulary.NEEDS, vocabulary.SKILLS
    willing_on = [ordinal(row.willingness_on) for row in rows]
    return {
        "checks": _matrix(
            [{k: ordinal(v) for k, v in row.checks.items()} for row in rows],
            tuple(vocabulary.Term(code, label) for code, label in c.CHECKS.items()), np.int32,
        ),
        "features": _matrix([row.features for row in rows], vocabulary.HOME_FEATURES, np.int8),
        "skills": _matrix(
            [{k: ordinal(v, missing=NEVER) for k, v in row.skills.items()} for row in rows],
            skills, np.int32, c.NOT_HELD,
        ),
        "experience_years": _matrix([row.experience_years for row in rows], needs, np.int8),
        "experience_children": _matrix([row.experience_children for row in rows], needs, np.int8),
        "willingness": _matrix([row.willingness for row in rows], needs, np.int8),
        "willingness_on": _matrix(
            [dict.fromkeys(row.willingness, on) for row, on in zip(rows, willing_on, strict=True)],
            needs, np.int32, UNKNOWN_DAY,
        ),
    } | {
        f"track_{name}": _matrix(
            [{code: getattr(track, name) for code, track in row.track.items()} for row in rows],
            (*needs, vocabulary.Term("", "Every stay")), np.int16, 0,
        )
        for name in ("planned", "unplanned", "lasted")
    }  # fmt: skip


def _matrix(
    values: list[Any], terms: tuple[vocabulary.Term, ...], dtype: Any, missing: int = c.UNKNOWN
) -> Any:
    row_of = vocabulary.positions(terms)
    matrix = np.full((len(terms), len(values)), missing, dtype)
    for column, known in enumerate(values):
        for code, value in known.items():
            matrix[row_of[code], column] = value
    return matrix


def _offsets(parts: list[tuple[Any, ...]]) -> Any:
    return np.cumsum([0, *(len(part) for part in parts)], dtype=np.int64)


def _stays(rows: list[HouseholdRow]) -> b.Stays:
    items = [stay for row in rows for stay in row.stays]
    return b.Stays(
        offsets=_offsets([row.stays for row in rows]),
        child_ids=_array(items, np.int64, lambda item: item.child_id),
        sibling_groups=_array(items, np.int64, lambda item: item.sibling_group),
        births=_array(items, np.int32, lambda item: ordinal(item.birth_date)),
        need_levels=_array(items, np.int8, lambda item: item.need_level),
        starts_on=_array(items, np.int32, lambda item: ordinal(item.starts_on)),
        ends_on=_array(items, np.int32, lambda item: ordinal(item.ends_on, missing=NEVER)),
    )


def _residents(rows: list[HouseholdRow]) -> b.Residents:
    items = [resident for row in rows for resident in row.residents]
    return b.Residents(
        offsets=_offsets([row.residents for row in rows]),
        person_ids=_array(items, np.int64, lambda item: item.person_id),
        kinds=_array(items, np.int8, lambda item: item.kind),
        sexes=_array(items, np.int8, lambda item: item.sex),
        births=_array(items, np.int32, lambda item: ordinal(item.birth_date)),
    )


def _absences(rows: list[HouseholdRow]) -> b.Absences:
    items = [absence for row in rows for absence in row.absences]
    return b.Absences(
        offsets=_offsets([row.absences for row in rows]),
        starts_on=_array(items, np.int32, lambda item: ordinal(item.starts_on)),
        ends_on=_array(items, np.int32, lambda item: ordinal(item.ends_on, missing=NEVER)),
        holds=_array(items, np.int8, lambda item: int(item.hold)),
    )
