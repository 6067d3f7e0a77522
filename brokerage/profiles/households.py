"""Households as the matching core's columns, read from PostgreSQL as they are at one moment.

What counts as recorded, where the tables leave it open:

* Terms are those in force on the day of the move, else the last before it, else the first after it.
* Skills, who lives there and the home count as recorded once one row says something of them. Their
  day is when the carers last confirmed their record, else when the record was made.
* A certificate without a last day does not expire.
* A stay without an end holds its place until its planned end, if it has one.
* Fostered children whom another desk placed were there before any day that is asked about, and what
  they need is not known.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from brokerage.matching import columns as c
from brokerage.matching.blocks import Absences, Agreements, ResidentKind, Residents, Stays
from brokerage.matching.columns import Columns
from brokerage.matching.dates import NEVER, UNKNOWN_DAY
from brokerage.profiles import moments, statement
from brokerage.profiles.moments import Moment
from brokerage.profiles.reading import arrays_in, copied

Array = NDArray[Any]
Read = dict[str, dict[str, Array]]  # arrays by table and name
BEFORE_EVERY_DAY = 1
# Sibling groups that staff name for children of other desks, kept apart from groups of our own children.
OTHER_DESKS = 2**48
FOSTERED = -1  # a resident of a kind that the statement does not number


@dataclass(frozen=True)
class Reading:
    """Households as they were at one moment.

    ``commitment_months`` go with the households (-1 not recorded): the columns count them in days from the day of the
    move. ``is_private`` says that the transaction which read them had changed some, so that nobody else may use them.
    """

    columns: Columns
    commitment_months: Array
    moment: Moment
    is_private: bool


def load_columns(
    *, authority_id: int, day: dt.date, household_ids: Sequence[int] | None = None
) -> Columns:
    """Read the households that an authority's desk may see, as they will be on the day of a move.

    One statement, so everything is of one moment, whatever the transaction's isolation. Changes
    made earlier in the same transaction are seen. ``kept.columns_for`` gives the same for less.

    Args:
        household_ids: only these; the answer for one household is the same as within all.
    """
    return read(authority_id=authority_id, day=day, household_ids=household_ids).columns


def read(*, authority_id: int, day: dt.date, household_ids: Sequence[int] | None = None) -> Reading:
    """The same, and what is needed to bring the columns up to date later."""
    asked = statement.statement(authority_id=authority_id, day=day, household_ids=household_ids)
    found = arrays_in(copied(asked), [kind for _part, _name, kind in statement.ARRAYS])
    parts: Read = {}
    for (part, name, _kind), values in zip(statement.ARRAYS, found, strict=True):
        parts.setdefault(part, {})[name] = values
    return Reading(
        _columns(parts, authority_id),
        parts["households"]["commitment_months"].astype(np.int16),
        moments.moment(parts["moment"]),
        bool(parts["moment"]["own_changes"][0]),
    )


def _columns(read: Read, authority_id: int) -> Columns:
    homes = read["households"]
    count = len(homes["id"])
    lads, lad_codes = _indexed(homes["district"])
    outcodes, outcode_names = _indexed(homes["outcode"])
    return Columns(
        household_ids=homes["id"].astype(np.int64),
        service_ids=homes["service"].astype(np.int64),
        **_approval(read),
        eastings=homes["easting"].astype(np.int32),
        northings=homes["northing"].astype(np.int32),
        lads=lads,
        outcodes=outcodes,
        **_facts(read),
        **_people(read["residents"], count),
        **_recorded(read),
        **_abilities(read, count),
        **_track(read["track"], count),
        stays=_stays(read, count),
        residents=_residents(read["residents"], count),
        absences=_absences(read["absences"], count),
        agreements=_agreements(read["agreements"], authority_id),
        lad_codes=lad_codes,
        outcode_names=outcode_names,
    )


def _indexed(names: Array) -> tuple[Array, tuple[str, ...]]:
    """Each home's place among the names that there are, and those names; a blank name is not recorded."""
    found, index = np.unique(names, return_inverse=True)
    known = [name.decode().rstrip() for name in found.tolist()]
    if known and not known[0]:
        known, index = known[1:], index - 1
    return index.astype(np.int32), tuple(known)


def _approval(read: Read) -> dict[str, Array]:
    homes, kinds = read["households"], read["kinds"]
    of_these_terms = kinds["starts_on"] == homes["approved_from"][kinds["position"]]
    return {
        "approval_status": homes["status"].astype(np.int8),
        "approved_from": homes["approved_from"].astype(np.int32),
        "approved_until": homes["approved_until"].astype(np.int32),
        "min_ages": homes["min_age"].astype(np.int8),
        "max_ages": homes["max_age"].astype(np.int8),
        "approved_sex": homes["sex"].astype(np.int8),
        "kinds": _bits(
            kinds["position"][of_these_terms],
            kinds["number"][of_these_terms],
            len(homes["id"]),
            np.uint16,
        ),
        "named_only": homes["named_only"].astype(np.int8),
        "places": homes["places"].astype(np.int8),
    }


def _held(table: dict[str, Array], count: int, kind: Any) -> Array:
    return _bits(table["position"], table["number"], count, kind)


def _bits(positions: Array, numbers: Array, count: int, kind: Any) -> Array:
    bits = np.zeros(count, kind)
    np.bitwise_or.at(bits, positions, kind(1) << numbers.astype(kind))
    return bits


def _facts(read: Read) -> dict[str, Array]:
    homes = read["households"]
    count = len(homes["id"])
    yes_or_no = (
        "dogs", "cats", "other_pets", "smoker", "carer_at_home", "long_term",
    )  # fmt: skip
    asked_on = np.full(count, UNKNOWN_DAY, np.int32)
    asked_on[read["asked"]["position"]] = read["asked"]["on"]
    stated = homes["faith"] != c.UNKNOWN
    return {name: homes[name].astype(np.int8) for name in yes_or_no} | {
        "commitment_days": homes["commitment_days"].astype(np.int32),
        "languages": _held(read["languages"], count, np.uint64),
        "ethnicities": _held(read["ethnicities"], count, np.uint32),
        "faiths": _bits(np.flatnonzero(stated), homes["faith"][stated], count, np.uint16),
        "weekly_pence": homes["weekly_pence"].astype(np.int32),
        "last_asked_on": asked_on,
        "confirmed_on": homes["confirmed_on"].astype(np.int32),
    }


def _people(residents: dict[str, Array], count: int) -> dict[str, Array]:
    """How many carers, and of which sex; unknown where no carer is recorded."""
    carer = residents["kind"] == ResidentKind.CARER
    homes, sexes = residents["position"][carer], residents["sex"][carer]
    carers = np.bincount(homes, minlength=count)
    unsure = np.bincount(homes[sexes == c.Sex.UNKNOWN], minlength=count) > 0
    found: dict[str, Array] = {"carers": np.where(carers, carers, c.UNKNOWN).astype(np.int8)}
    for name, sex in (("female_carer", c.Sex.FEMALE), ("male_carer", c.Sex.MALE)):
        some = np.bincount(homes[sexes == sex], minlength=count) > 0
        answer = np.where(some, c.YES, np.where(unsure | (carers == 0), c.UNKNOWN, c.NO))
        found[name] = answer.astype(np.int8)
    return found


def _recorded(read: Read) -> dict[str, Array]:
    homes = read["households"]
    recorded_on = homes["recorded_on"].astype(np.int32)

    def where(*tables: str) -> Array:
        days = np.full(len(recorded_on), UNKNOWN_DAY, np.int32)
        for table in tables:
            some = read[table]["position"]
            days[some] = recorded_on[some]
        return days

    home = where("features")
    kept = np.maximum.reduce([homes[name] for name in ("dogs", "cats", "other_pets", "smoker")])
    home[kept != c.UNKNOWN] = recorded_on[kept != c.UNKNOWN]
    return {
        "skills_recorded_on": where("skills"),
        "composition_recorded_on": where("residents"),
        "home_recorded_on": home,
        "profile_recorded_on": recorded_on,
    }


def _abilities(read: Read, count: int) -> dict[str, Array]:
    checks = _matrix("checks", count, np.int32, NEVER)
    np.minimum.at(checks, _cells(read["checks"]), read["checks"]["due_on"])
    checks[checks == NEVER] = UNKNOWN_DAY
    skills = _matrix("skills", count, np.int32, c.NOT_HELD)
    np.maximum.at(skills, _cells(read["skills"]), read["skills"]["until"])
    found = {"checks": checks, "skills": skills}
    for name, table, array, kind, missing in (
        ("features", "features", "present", np.int8, c.UNKNOWN),
        ("experience_years", "experience", "years", np.int8, c.UNKNOWN),
        ("experience_children", "experience", "children", np.int8, c.UNKNOWN),
        ("willingness", "willingness", "answer", np.int8, c.UNKNOWN),
        ("willingness_on", "willingness", "confirmed_on", np.int32, UNKNOWN_DAY),
    ):
        found[name] = _matrix(name, count, kind, missing)
        found[name][_cells(read[table])] = read[table][array]
    return found


def _matrix(name: str, count: int, kind: Any, missing: int) -> Array:
    return np.full((c.MATRIX_ROWS[name], count), missing, kind)


def _cells(table: dict[str, Array]) -> tuple[Array, Array]:
    return table["number"], table["position"]


def _track(track: dict[str, Array], count: int) -> dict[str, Array]:
    found = {}
    for name in ("planned", "unplanned", "lasted"):
        counts = _matrix(f"track_{name}", count, np.int16, 0)
        counts[_cells(track)] = np.minimum(track[name], np.iinfo(np.int16).max)
        found[f"track_{name}"] = counts
    return found


def _offsets(positions: Array, count: int) -> Array:
    offsets = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(positions, minlength=count), out=offsets[1:])
    return offsets


def _stays(read: Read, count: int) -> Stays:
    """Our own children's stays first, then those of children whom other desks placed, each in order of id."""
    own, residents = read["stays"], read["residents"]
    there = residents["kind"] == FOSTERED
    elsewhere = {name: values[there] for name, values in residents.items()}
    groups = np.where(elsewhere["siblings"] > 0, elsewhere["siblings"] + OTHER_DESKS, 0)
    size = len(elsewhere["id"])
    together = {
        "position": (own["position"], elsewhere["position"]),
        "elsewhere": (np.zeros(len(own["id"])), np.ones(size)),
        "id": (own["id"], elsewhere["id"]),
        "child_ids": (own["child"], np.zeros(size)),
        "sibling_groups": (_sibling_groups(own, read["siblings"]), groups),
        "births": (own["birth"], elsewhere["birth"]),
        "need_levels": (own["level"], np.full(size, c.UNKNOWN)),
        "starts_on": (own["starts_on"], np.full(size, BEFORE_EVERY_DAY)),
        "ends_on": (own["until"], elsewhere["until"]),
    }
    arrays = {name: np.concatenate(pair) for name, pair in together.items()}
    order = np.lexsort((arrays["id"], arrays["elsewhere"], arrays["position"]))
    kinds = {"child_ids": np.int64, "sibling_groups": np.int64, "need_levels": np.int8}
    return Stays(
        offsets=_offsets(arrays["position"].astype(np.intp), count),
        **{
            name: arrays[name][order].astype(kinds.get(name, np.int32))
            for name in (
                "child_ids", "sibling_groups", "births", "need_levels", "starts_on", "ends_on",
            )
        },
    )  # fmt: skip


def _sibling_groups(stays: dict[str, Array], links: dict[str, Array]) -> Array:
    """For each stay the lowest id among the siblings there, where all of them are recorded as siblings of each other.

    Half-brothers who share only a sister are not: the exception that siblings make has to be shown.
    """
    groups: dict[tuple[int, int], set[int]] = {}
    pairs = set(zip(*(links[name].tolist() for name in ("position", "one", "other")), strict=True))
    for position, one, other in sorted(pairs):
        merged = groups.get((position, one), {one}) | groups.get((position, other), {other})
        for child in merged:
            groups[position, child] = merged
    linked: dict[tuple[int, int], int] = {}
    for position, one, _other in pairs:
        key = position, min(groups[position, one])
        linked[key] = linked.get(key, 0) + 1
    found = np.zeros(len(stays["id"]), np.int64)
    for at, key in enumerate(zip(stays["position"].tolist(), stays["child"].tolist(), strict=True)):
        if group := groups.get(key):
            size, first = len(group), min(group)
            if linked[key[0], first] == size * (size - 1) // 2:
                found[at] = first
    return found


def _residents(residents: dict[str, Array], count: int) -> Residents:
    living = np.flatnonzero(residents["kind"] != FOSTERED)
    order = living[np.lexsort((residents["id"][living], residents["position"][living]))]
    return Residents(
        offsets=_offsets(residents["position"][living], count),
        person_ids=residents["id"][order].astype(np.int64),
        kinds=residents["kind"][order].astype(np.int8),
        sexes=residents["sex"][order].astype(np.int8),
        births=residents["birth"][order].astype(np.int32),
    )


def _absences(absences: dict[str, Array], count: int) -> Absences:
    order = np.lexsort((absences["id"], absences["position"]))
    return Absences(
        offsets=_offsets(absences["position"], count),
        starts_on=absences["starts_on"][order].astype(np.int32),
        ends_on=absences["until"][order].astype(np.int32),
        holds=absences["hold"][order].astype(np.int8),
    )


def _agreements(agreements: dict[str, Array], authority_id: int) -> Agreements:
    return Agreements(
        service_ids=agreements["service"].astype(np.int64),
        authority_ids=np.full(len(agreements["service"]), authority_id, np.int64),
        starts_on=agreements["starts_on"].astype(np.int32),
        ends_on=agreements["until"].astype(np.int32),
    )
