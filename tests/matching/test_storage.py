"""Columns as bytes, their digest, and patches; requests as plain values."""

import dataclasses
import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerage.matching import rows, storage
from brokerage.matching.blocks import ColumnsNotValid, arrays_of
from brokerage.matching.profiles import (
    BadEnding,
    ChildProfile,
    Condition,
    IdentityPart,
    IdentityWant,
    Need,
    Place,
    PlaceKind,
    Request,
    RequestNotValid,
    Wanted,
)
from brokerage.matching.records import RecordNotUnderstood
from brokerage.matching.rows import Absence
from tests.matching import populations
from tests.matching.homes import MOVE, TODAY, child, columns, days, household, request, stay


def same(one, other):
    return storage.digest(one) == storage.digest(other)


@given(populations.neighbourhoods)
@populations.examples(8)
def test_columns_come_back_from_bytes_as_they_were(homes):
    seen = rows.from_rows(homes, populations.AGREEMENTS)
    data = storage.to_bytes(seen)

    assert same(storage.from_bytes(data), seen)
    assert storage.to_bytes(storage.from_bytes(data)) == data


def test_the_digest_changes_with_any_fact():
    seen = columns(household(1, stays=(stay(),)), household(2, absences=(Absence(starts_on=MOVE),)))
    digests = {storage.digest(seen)}

    for name, values in arrays_of(seen).items():
        changed = values.copy()
        changed[..., 0] -= np.ones(1, values.dtype)[0]
        digests.add(storage.digest(dataclasses.replace(seen, **{name: changed})))
    assert len(digests) == len(arrays_of(seen)) + 1


@given(populations.neighbourhoods)
@populations.examples(8)
def test_columns_come_back_as_they_lie_in_memory_with_what_goes_with_them(homes):
    seen = rows.from_rows(homes, populations.AGREEMENTS)
    months = np.arange(len(seen), dtype=np.int16)

    again, beside = storage.from_plain(storage.to_plain(seen, months=months))

    assert same(again, seen)
    assert beside["months"].tolist() == months.tolist()


@pytest.mark.parametrize("damaged", [b"", b"1234567", b"\0" * 64])
def test_plain_bytes_that_are_cut_short_are_refused(damaged):
    with pytest.raises(ColumnsNotValid):
        storage.from_plain(damaged)


def test_plain_bytes_with_one_bit_changed_are_refused():
    data = bytearray(storage.to_plain(columns(household(1))))
    data[-1] ^= 1
    with pytest.raises(ColumnsNotValid):
        storage.from_plain(bytes(data))


@given(populations.neighbourhoods, populations.neighbourhoods, st.sets(populations.household_ids))
@populations.examples(25)
def test_the_difference_of_two_moments_makes_one_of_the_other(before, changed, removed):
    later = {home.household_id: home for home in before if home.household_id not in removed}
    later |= {home.household_id: home for home in changed[:2]}
    old = rows.from_rows(before, populations.AGREEMENTS)
    new = rows.from_rows(later.values(), populations.AGREEMENTS)

    ids, gone = storage.difference(old, new)
    again = storage.settled(storage.patched(old, storage.subset(new, ids), gone))

    assert same(again, new)
    assert set(ids) <= {home.household_id for home in changed[:2]}


def test_the_difference_is_of_the_households_that_changed_and_no_others():
    homes = [household(number, stays=(stay(),)) for number in range(1, 6)]
    old = columns(*homes)
    absent = dataclasses.replace(homes[1], absences=(Absence(starts_on=MOVE),))
    moved = dataclasses.replace(homes[3], outcode="AA1")
    new = columns(homes[0], absent, moved, homes[4], household(9))

    assert storage.difference(old, new) == ([2, 4, 9], [3])
    assert storage.difference(old, old) == ([], [])


@given(populations.neighbourhoods, populations.neighbourhoods, st.sets(populations.household_ids))
@populations.examples(15)
def test_patched_columns_are_what_a_fresh_load_would_give(before, changed, removed):
    names = {home.household_id for home in changed}
    now = {home.household_id: home for home in before if home.household_id not in removed}
    now |= {home.household_id: home for home in changed}

    patched = storage.patched(
        rows.from_rows(before, populations.AGREEMENTS),
        rows.from_rows(changed, populations.AGREEMENTS),
        removed - names,
    )
    fresh = rows.from_rows(now.values(), populations.AGREEMENTS)
    assert [*patched.household_ids] == sorted(now)
    assert same(_named(patched), _named(fresh))


def _named(seen):
    """The same columns with every district and outcode numbered by its name."""
    values = {}
    for index, names in (("lads", "lad_codes"), ("outcodes", "outcode_names")):
        table = getattr(seen, names)
        ordered = ("", "AL1", "E1", "E2", "SG1")
        number = np.array([ordered.index(name) for name in table] + [0], np.int32)
        values |= {index: number[getattr(seen, index)], names: ordered}
    return dataclasses.replace(seen, **values)


def test_a_patch_leaves_the_old_columns_alone_and_shares_what_did_not_change():
    seen = columns(household(1), household(2))
    patched = storage.patched(seen, columns(household(2, places=1)))

    assert [*seen.places] == [3, 3]
    assert [*patched.places] == [3, 1]
    assert patched.skills is seen.skills


@given(populations.neighbourhoods, st.data())
@populations.examples(10)
def test_a_subset_holds_just_those_households(homes, data):
    kept = data.draw(st.lists(st.sampled_from(homes), unique_by=lambda home: home.household_id))
    seen = rows.from_rows(homes, populations.AGREEMENTS)

    some = storage.subset(seen, [home.household_id for home in kept])
    assert same(_named(some), _named(rows.from_rows(kept, populations.AGREEMENTS)))
    with pytest.raises(KeyError):
        storage.subset(seen, [99])


def test_bytes_of_another_version_are_refused():
    seen = columns(household(1))

    with pytest.raises(ColumnsNotValid):
        dataclasses.replace(seen, skills=seen.skills[:-1])
    with pytest.raises(ColumnsNotValid):
        dataclasses.replace(seen, household_ids=seen.household_ids.astype(np.int32))
    with pytest.raises(ColumnsNotValid):
        columns(household(1), household(1))


def test_the_row_of_a_household_that_is_not_there_is_an_error():
    seen = columns(household(3), household(5))

    assert seen.row_of(5) == 1
    assert [*seen.rows_of((5, 4, 3))] == [1, 0]
    for missing in (1, 4, 9):
        with pytest.raises(KeyError):
            seen.row_of(missing)


@given(populations.requests())
@populations.examples(25)
def test_a_request_comes_back_from_plain_values_exactly(asked):
    assert Request.from_record(asked.to_record()) == asked


@pytest.mark.parametrize(
    "change", [{"luck": 1}, {"kind": 5}, {"children": 1}, {"starts_on": None}, {"emergency": 1}]
)
def test_a_record_of_another_shape_is_refused(change):
    with pytest.raises(RecordNotUnderstood):
        Request.from_record(request().to_record() | change)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: request(children=()),
        lambda: request(children=(child(), child())),
        lambda: request(kind="NONE"),
        lambda: request(ends_on=MOVE),
        lambda: request(review_tolerance_days=-1),
        lambda: request(skills=(Wanted("AUT"),)),
        lambda: request(features=(Wanted("MOAT"),)),
        lambda: request(children=(child(birth_date=days(1)),)),
        lambda: Need("NONE", 1),
        lambda: Need("AUT", 5),
        lambda: Condition("NONE"),
        lambda: Condition("YOUNGEST", -1),
        lambda: Place(PlaceKind.SCHOOL, "", 1, 1, essential=True),
        lambda: Place(PlaceKind.SCHOOL, "", 1, 1, limit_miles=0.0),
        lambda: Place(PlaceKind.SCHOOL, "", 1, 1, weight=-1.0),
        lambda: IdentityWant(IdentityPart.FAITH, ()),
        lambda: IdentityWant(IdentityPart.FAITH, ("en",)),
        lambda: BadEnding(1, "MOVED"),
        lambda: ChildProfile(1, TODAY, sex="X"),
        lambda: ChildProfile(1, TODAY, wishes=("MOON",)),
        lambda: ChildProfile(1, TODAY, needs=(Need("AUT", 1), Need("AUT", 2))),
    ],
)
def test_a_search_that_cannot_be_is_refused(wrong):
    with pytest.raises(RequestNotValid):
        wrong()


def test_the_needs_of_a_group_are_the_highest_of_each():
    pair = (
        child(needs=(Need("LD", 3), Need("AUT", 1, essential=True))),
        child(101, needs=(Need("AUT", 4),), birth_date=dt.date(2020, 1, 1)),
    )
    asked = request(children=pair)

    assert asked.needs == (Need("LD", 3), Need("AUT", 4, essential=True))
    assert asked.ages == (10, 6)
