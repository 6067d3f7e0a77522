"""The desk's record of a child beside what returns say: stays by carer, legal statuses, and where they disagree."""

import datetime as dt

import pytest

from evaluation.matches.differences import of_the_care, of_the_child
from evaluation.matches.facts import DeskChild, DeskStatus, DeskStay
from evaluation.matches.returned import returned
from evaluation.returns.parsing import parse
from tests.evaluation.returns import child, episode, given
from tests.factories import NOON

YEAR = 2018
MOVED = {"DEC": "01/09/2017", "REC": "X1"}
NEXT = {"DECOM": "01/09/2017", "RNE": "P", "PLACE": "U6", "PL_POST": "ZZ3 3CC"}


def said(*rows, last_return=YEAR):
    episodes = parse([given("Episodes", *rows)], YEAR).episodes
    return returned(episodes, last_return=last_return)["C1"]


def stay(starts_on="2017-05-01", ends_on=None, place="U4", postcode="ZZ2 2BB", key=1, **more):
    return DeskStay(
        key=key,
        starts_on=dt.date.fromisoformat(starts_on),
        ends_on=ends_on and dt.date.fromisoformat(ends_on),
        place=place,
        postcode=postcode,
        as_of=NOON,
        **more,
    )


def status(code="C2", starts_on="2017-05-01", ends_on=None):
    return DeskStatus(
        code=code,
        starts_on=dt.date.fromisoformat(starts_on),
        ends_on=ends_on and dt.date.fromisoformat(ends_on),
    )


def desk(*stays, statuses=(), **more):
    facts = {"birth_date": dt.date(2008, 6, 15), "sex": "M", "ethnicity": "WBRI"} | more
    return DeskChild(key=1, number="C1", as_of=NOON, stays=stays, statuses=statuses, **facts)


def care(ours, theirs):
    found = of_the_care(ours, theirs, year=YEAR)
    return [(each.about, each.desk_value, each.return_value) for each in found]


def test_a_temporary_absence_and_a_move_with_the_same_carer_are_part_of_a_stay():
    away = episode(DECOM="01/09/2017", RNE="P", PLACE="T1", DEC="08/09/2017", REC="X1")
    back = episode(DECOM="08/09/2017", RNE="P", DEC="01/11/2017", REC="X1")
    together = episode(DECOM="01/11/2017", RNE="T", PL_POST="ZZ4 4DD")

    (one,) = said(episode(**MOVED), away, back, together).stays

    assert (one.starts_on, one.ends_on) == (dt.date(2017, 5, 1), None)
    assert (one.latest.place, one.latest.pl_post) == ("U4", "ZZ4 4DD")


def test_what_a_return_before_the_last_left_open_has_no_known_end():
    (one,) = said(episode(), last_return=2019).stays

    assert (one.ends_on, one.known_to) == (None, dt.date(2018, 3, 31))


def test_the_same_is_no_disagreement():
    theirs = said(episode(**MOVED), episode(**NEXT))
    ours = desk(
        stay(ends_on="2017-09-01"),
        stay("2017-09-01", place="U6", postcode="zz33cc", key=2),
        statuses=[status()],
    )

    assert care(ours, theirs) == []


@pytest.mark.parametrize(
    ("ours", "difference"),
    [
        (stay(place="U6"), ("SETTING", "U6", "U4")),
        (stay(postcode="ZZ9 9ZZ"), ("POSTCODE", "ZZ9 9ZZ", "ZZ2 2BB")),
        (stay("2017-05-02"), ("STARTED", "2017-05-02", "2017-05-01")),
        (stay(ends_on="2018-03-31"), ("ENDED", "2018-03-31", "")),
    ],
)
def test_each_thing_about_a_stay_that_differs_is_said(ours, difference):
    assert care(desk(ours), said(episode())) == [difference]


@pytest.mark.parametrize("ours", [stay(ends_on="2018-04-01"), stay(postcode="")])
def test_what_one_side_does_not_say_is_no_disagreement(ours):
    assert care(desk(ours), said(episode())) == []


def test_a_start_that_no_return_has_seen_is_not_compared():
    assert care(desk(stay("2015-01-01")), said(episode(DECOM="01/05/2016", RNE="P"))) == []


def test_a_stay_that_the_return_does_not_have_is_said():
    theirs = said(episode(DEC="01/06/2017", REC="E4A"))
    ours = desk(stay(ends_on="2017-06-01"), stay("2017-07-01", key=2))

    assert care(ours, theirs) == [("STAY", "U4", "")]


def test_the_legal_status_of_the_last_day_is_compared():
    theirs = said(episode(**MOVED), episode(DECOM="01/09/2017", RNE="L", LS="E1"))

    assert care(desk(statuses=[status()]), theirs) == [("LEGAL_STATUS", "C2", "E1")]
    ordered = [status(ends_on="2017-09-01"), status("E1", "2017-09-01")]
    assert care(desk(statuses=ordered), theirs) == []


def test_the_legal_status_of_a_child_who_left_is_that_of_the_day_before():
    theirs = said(episode(DEC="01/09/2017", REC="E4A"))

    assert care(desk(statuses=[status("V2", ends_on="2017-09-01")]), theirs) == [
        ("LEGAL_STATUS", "V2", "C2")
    ]
    assert care(desk(statuses=[status("V2", "2017-09-01")]), theirs) == []


def person(**header):
    (row,) = parse([given("Header", child(**header))], YEAR).children
    return [(each.about, each.desk_value, each.return_value) for each in of_the_child(desk(), row)]


def test_birth_date_sex_and_ethnicity_are_compared():
    assert person() == []
    assert person(DOB="16/06/2008", SEX="2", ETHNIC="BCRB") == [
        ("BIRTH_DATE", "2008-06-15", "2008-06-16"),
        ("SEX", "M", "F"),
        ("ETHNICITY", "WBRI", "BCRB"),
    ]
    assert person(DOB="?", SEX="U", ETHNIC="") == []
