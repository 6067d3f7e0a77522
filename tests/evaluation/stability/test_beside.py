"""What stands beside the official numbers: planned or not, what for, how far, and which children."""

import pytest

from evaluation.stability import report
from evaluation.stability.beside import Bearing, Source, Told, beside
from evaluation.stability.distance import Band, bands, episode_on
from evaluation.stability.words import place_in_words
from tests.evaluation.stability.rows import day, figures, row


def weighed(*episodes, told=None):
    counted = report.assess([], episodes, 2018).variants["carer"]
    return beside(counted.transitions.moves, counted.figures["three_plus"].cases, told or {})


def moved(reason, *, before="U6", after="U6"):
    return [
        row("2017-05-01", "2017-08-01", place=before, reason=reason),
        row("2017-08-01", rne="P", place=after, year=2018),
    ]


@pytest.mark.parametrize(
    ("reason", "bearing"),
    [
        ("CARPL", Bearing.PLANNED),
        *((code, Bearing.UNPLANNED) for code in (
            "CREQB", "CREQO", "ALLEG", "STAND", "APPRR", "CLOSE", "CHILD", "LAREQ", "CUSTOD",
        )),
        *((code, Bearing.NOT_KNOWN) for code in ("", "OTHER", "PLACE")),
    ],
)  # fmt: skip
def test_only_a_move_for_the_care_plan_was_planned_by_the_returns_reason(reason, bearing):
    (move,) = weighed(*moved(reason)).moves
    assert move.bearing is bearing
    assert move.source is (Source.RETURN if reason else Source.NONE)


@pytest.mark.parametrize(
    ("before", "after"), [("K2", "U6"), ("U6", "U4"), ("U4", "A6"), ("K2", "P1"), ("R1", "U3")]
)
def test_a_planned_move_to_a_family_or_nearer_to_a_lasting_home_is_a_step_forward(before, after):
    (move,) = weighed(*moved("CARPL", before=before, after=after)).moves
    assert move.bearing is Bearing.FORWARD
    (move,) = weighed(*moved("CREQB", before=before, after=after)).moves
    assert move.bearing is Bearing.UNPLANNED


@pytest.mark.parametrize(("before", "after"), [("U6", "K2"), ("U4", "U4"), ("A5", "U4")])
def test_a_planned_move_elsewhere_is_no_step_forward(before, after):
    (move,) = weighed(*moved("CARPL", before=before, after=after)).moves
    assert move.bearing is Bearing.PLANNED


def test_what_the_desk_recorded_counts_before_the_returns_reason():
    told = {("1", day("2017-08-01")): Told(True, True, "Bridge to a planned next home")}
    (move,) = weighed(*moved("CREQB"), told=told).moves
    assert (move.bearing, move.source) == (Bearing.FORWARD, Source.DESK)
    assert move.why == "Purpose: Bridge to a planned next home"


def test_an_end_that_the_desk_knows_of_another_day_says_nothing():
    told = {("1", day("2017-08-02")): Told(True, True, "")}
    (move,) = weighed(*moved("CREQB"), told=told).moves
    assert (move.bearing, move.source) == (Bearing.UNPLANNED, Source.RETURN)


def three(first, second, child="1"):
    return [
        row("2017-05-01", "2017-06-01", reason=first, child=child),
        row("2017-06-01", "2017-09-01", "P", reason=second, child=child),
        row("2017-09-01", rne="P", year=2018, child=child),
    ]


def test_children_who_count_as_unstable_by_planned_moves_alone_are_told_apart():
    rows = [*three("CARPL", "CARPL"), *three("CARPL", "CREQB", "2"), *three("CARPL", "", "3")]
    assert figures(*rows)["three_plus"] == 3
    assert [case.child for case in weighed(*rows).only_planned] == ["1"]


def test_a_child_who_came_three_times_without_a_move_is_not_said_to_have_moved_as_planned():
    rows = [
        row("2017-05-01", "2017-06-01", rec="E4A"),
        row("2017-07-01", "2017-08-01", rec="E4A"),
        row("2017-09-01", year=2018),
    ]
    assert figures(*rows)["three_plus"] == 1
    assert weighed(*rows).only_planned == []


def test_moves_are_counted_by_bearing_source_and_reason():
    found = weighed(*three("CARPL", "CREQB"), *three("CREQB", "", "2"))
    assert found.by_bearing() == {
        Bearing.FORWARD: 0, Bearing.PLANNED: 1, Bearing.UNPLANNED: 2, Bearing.NOT_KNOWN: 1,
    }  # fmt: skip
    assert found.by_source() == {Source.DESK: 0, Source.RETURN: 3, Source.NONE: 1}
    assert max(found.by_why().values()) == next(iter(found.by_why().values())) == 2


def located(home, there):
    """Postcodes that say it themselves: miles, and whether in the area; "" for unknown."""
    miles = float(there[1:]) if home and there[1:] else None
    return miles, {"i": True, "o": False, "?": None}[there[0]]


@pytest.mark.parametrize(
    ("there", "band"),
    [
        ("i20", Band.NEAR_INSIDE), ("i20.1", Band.FAR_INSIDE), ("o0", Band.NEAR_OUTSIDE), ("o99", Band.FAR_OUTSIDE),
        ("i", Band.INSIDE), ("o", Band.OUTSIDE), ("?3", Band.NEAR), ("?33", Band.FAR), ("?", Band.NOT_KNOWN),
    ],
)  # fmt: skip
def test_children_live_up_to_or_over_twenty_miles_from_home_in_or_out_of_the_area(there, band):
    rows = [row("2017-05-01", home_post="home", pl_post=there, year=2018)]
    cases = report.assess([], rows, 2018).variants["carer"].figures["cla_31_march"].cases
    found = bands(cases, day("2018-03-31"), located)
    assert {each: len(those) for each, those in found.items() if those} == {band: 1}


def test_where_a_child_sleeps_that_night_counts():
    rows = [
        row("2017-05-01", "2018-03-30", pl_post="i1", home_post="h"),
        row("2018-03-30", rne="P", place="T2", pl_post="o50", home_post="h"),
    ]
    cases = report.assess([], rows, 2018).variants["carer"].figures["cla_31_march"].cases
    assert len(bands(cases, day("2018-03-31"), located)[Band.FAR_OUTSIDE]) == 1
    assert episode_on(cases[0], day("2018-03-29")).pl_post == "i1"


def test_codes_are_put_in_words_and_unknown_ones_are_left_as_they_are():
    assert place_in_words("K2") == "Children's home (K2)"
    assert place_in_words("Q9") == "Q9"
    assert place_in_words("") == "Not given"
