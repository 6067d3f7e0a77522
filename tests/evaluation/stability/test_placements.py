"""What is a new placement and what is not (D6), and how each ended."""

import pytest

from evaluation.stability.moves import Ending, Kind
from evaluation.stability.variants import CARER, SIMPLE, STRICT
from tests.evaluation.stability.rows import dates, row, stays

MAY = row("2017-05-01", "2017-06-01")


@pytest.mark.parametrize("rne", ["P", "B"])
@pytest.mark.parametrize("variant", [CARER, STRICT, SIMPLE])
def test_a_move_to_another_carer_is_a_new_placement(rne, variant):
    moved = row("2017-06-01", "2017-07-01", rne)
    assert dates(stays(MAY, moved, variant=variant)) == [
        ("2017-05-01", "2017-06-01"),
        ("2017-06-01", "2017-07-01"),
    ]


@pytest.mark.parametrize("rne", ["T", "U"])
def test_a_move_with_the_same_carer_is_new_only_by_the_strict_count(rne):
    moved = row("2017-06-01", "2017-07-01", rne, pl_post="ZZ9 9ZZ")
    assert dates(stays(MAY, moved)) == [("2017-05-01", "2017-07-01")]
    assert len(stays(MAY, moved, variant=STRICT)) == 2


@pytest.mark.parametrize("variant", [CARER, STRICT, SIMPLE])
def test_a_change_of_legal_status_alone_is_never_a_new_placement(variant):
    changed = row("2017-06-01", "2017-07-01", "L", ls="C1")
    assert dates(stays(MAY, changed, variant=variant)) == [("2017-05-01", "2017-07-01")]


@pytest.mark.parametrize("rne", ["L", "T", "U", "P"])
def test_the_first_episode_of_a_period_starts_a_placement_whatever_its_reason(rne):
    assert len(stays(row("2017-05-01", rne=rne))) == 1


@pytest.mark.parametrize("place", ["T0", "T1", "T2", "T3", "T4"])
@pytest.mark.parametrize("variant", [CARER, STRICT])
def test_a_child_who_comes_back_from_a_temporary_placement_has_had_one_placement(place, variant):
    away = row("2017-06-01", "2017-06-08", "P", place, pl_post="ZZ9 9ZZ")
    back = row("2017-06-08", "2017-07-01", "P")
    assert dates(stays(MAY, away, back, variant=variant)) == [("2017-05-01", "2017-07-01")]
    assert len(stays(MAY, away, back, variant=SIMPLE)) == 3


def test_the_same_move_without_the_absence_would_be_a_new_placement():
    assert len(stays(MAY, row("2017-06-01", "2017-07-01", "P"))) == 2


def test_a_child_may_be_away_at_several_places_before_it_comes_back():
    away = [
        row("2017-06-01", "2017-06-08", "P", "T1"),
        row("2017-06-08", "2017-06-12", "P", "T3", pl_post="ZZ9 9ZZ"),
    ]
    back = row("2017-06-12", "2017-07-01", "P", pl_post="ab12cd")
    assert dates(stays(MAY, *away, back)) == [("2017-05-01", "2017-07-01")]


@pytest.mark.parametrize("elsewhere", [{"pl_post": "ZZ9 9ZZ"}, {"place": "U5"}])
def test_a_child_who_goes_elsewhere_after_a_temporary_placement_has_moved(elsewhere):
    away = row("2017-06-01", "2017-06-08", "P", "T1")
    gone = row("2017-06-08", "2017-07-01", "P", **elsewhere)
    assert dates(stays(MAY, away, gone)) == [
        ("2017-05-01", "2017-06-08"),
        ("2017-06-08", "2017-07-01"),
    ]


def test_after_a_temporary_placement_the_reason_decides_where_the_address_is_another():
    away = row("2017-06-01", "2017-06-08", "P", "T1")
    with_carer = row("2017-06-08", "2017-07-01", "T", pl_post="ZZ9 9ZZ")
    assert len(stays(MAY, away, with_carer)) == 1
    assert len(stays(MAY, away, with_carer, variant=STRICT)) == 2


def test_a_placement_lasts_through_an_absence_that_ends_care():
    away = row("2017-06-01", "2017-06-08", "P", "T1", rec="E4A")
    (only,) = stays(MAY, away)
    assert (dates([only]), only.ending) == ([("2017-05-01", "2017-06-08")], Ending.EXIT)


def test_care_that_begins_with_a_temporary_placement_has_no_placement_until_it_is_over():
    away = row("2017-05-01", "2017-05-08", "S", "T0")
    then = row("2017-05-08", "2017-07-01", "L")
    assert dates(stays(away, then)) == [("2017-05-08", "2017-07-01")]
    assert stays(away) == []


def test_the_next_period_of_care_starts_a_new_placement_at_the_same_address():
    again = row("2017-06-02", "2017-07-01", "L")
    assert len(stays(MAY, again)) == 2


def test_a_placement_ends_with_a_move_or_with_care_or_nobody_knows():
    moved, last = stays(MAY, row("2017-06-01", "2017-07-01", "P", rec="E4A"))
    assert (moved.ending, last.ending) == (Ending.MOVE, Ending.EXIT)
    (going_on,) = stays(row("2017-05-01", year=2018))
    (unknown,) = stays(row("2017-05-01", year=2018), last_return=2019)
    assert going_on.ending is unknown.ending is None


def test_what_made_a_child_leave_is_read_from_what_follows_and_not_from_the_code():
    (only,) = stays(row("2017-05-01", "2017-06-01", rec="X1"))
    assert only.ending is Ending.EXIT
    first, _ = stays(row("2017-05-01", "2017-06-01", rec="E4A"), row("2017-06-01", rne="P"))
    assert first.ending is Ending.MOVE


@pytest.mark.parametrize(
    ("kind", "places"),
    [
        (Kind.FOSTERING, ("U1", "U2", "U3", "U4", "U5", "U6")),
        (Kind.RESIDENTIAL, ("K2", "R1")),
        (Kind.SUPPORTED, ("H5", "P2", "K3")),
        (Kind.OTHER, ("K1", "A3", "P1", "R2", "R3", "R5", "S1", "Z1", "")),
    ],
)
def test_a_placement_is_of_the_kind_as_which_it_began(kind, places):
    for place in places:
        changed = row("2017-06-01", rne="L", place="U4")
        (found,) = stays(row("2017-05-01", "2017-06-01", place=place), changed)
        assert found.kind is kind
