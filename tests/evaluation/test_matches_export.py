"""A return from the desk's record: episodes derived, what was imported as it was, blanks said."""

import datetime as dt

import pytest

from evaluation.matches.episodes import derived
from evaluation.matches.export import export
from evaluation.matches.shapes import Away, Happened, Known
from evaluation.returns.columns import COLUMNS
from evaluation.returns.parsing import parse
from tests.evaluation.returns import child, episode, given
from tests.evaluation.test_matches_differences import MOVED, NEXT, desk, status, stay

YEAR = 2018


def cells(kind, *rows):
    return [tuple(row.get(column, "") for column in COLUMNS[kind]) for row in rows]


def known(
    *episodes, headers=(), year=YEAR, ours=(), happened=None, before=(), after=(), **given_rows
):
    read = parse([given("Episodes", *episodes)], year).episodes if episodes else []
    earlier = parse([given("Episodes", *before)], year - 1).episodes if before else []
    later = parse([given("Episodes", *after)], year + 1).episodes if after else []
    rows = {"Episodes": cells("Episodes", *episodes), "Header": cells("Header", *headers)}
    rows |= {kind: cells(kind, *each) for kind, each in given_rows.items()}
    return Known(
        given=rows,
        headers={},
        episodes=[*earlier, *read, *later],
        desk=ours,
        happened=happened or {},
    )


def columns(exported, kind, *names):
    at = [COLUMNS[kind].index(name) for name in names]
    return [tuple(row[place] for place in at) for row in exported.rows[kind]]


def told(*stays, statuses=(), **more):
    found = derived(desk(*stays, statuses=statuses, **more))
    return [(str(each.decom), each.rne, each.ls, each.place, each.rec) for each in found]


def test_episodes_change_with_the_stay_and_with_the_legal_status():
    stays = [stay(ends_on="2017-09-01", reason="CARPL"), stay("2017-09-01", place="K2", key=2)]
    statuses = [status(ends_on="2017-11-01"), status("E1", "2017-11-01")]

    assert told(*stays, statuses=statuses) == [
        ("2017-05-01", "S", "C2", "U4", "X1"),
        ("2017-09-01", "P", "C2", "K2", "X1"),
        ("2017-11-01", "L", "E1", "K2", ""),
    ]


@pytest.mark.parametrize(
    ("home", "code_then", "rne"),
    [("", "C2", "P"), ("7", "C2", "T"), ("", "E1", "B"), ("7", "E1", "U")],
)
def test_the_reason_for_an_episode_tells_whether_carers_and_legal_status_changed(
    home, code_then, rne
):
    stays = [stay(ends_on="2017-09-01", home="7"), stay("2017-09-01", key=2, home=home)]
    statuses = [status(ends_on="2017-09-01"), status(code_then, "2017-09-01")]

    assert told(*stays, statuses=statuses)[1][1] == rne


def test_a_day_between_stays_starts_care_anew():
    stays = [stay(ends_on="2017-09-01", leaves_as="E4A"), stay("2017-09-02", key=2)]

    assert [(rne, rec) for _, rne, _, _, rec in told(*stays)] == [("S", "E4A"), ("S", "")]


def test_care_that_began_before_the_first_stay_has_no_known_reason():
    assert told(stay(), in_care_from=dt.date(2017, 4, 30))[0][1] == ""
    assert told(stay(), in_care_from=dt.date(2017, 5, 1))[0][1] == "S"


def test_a_legal_status_that_ends_within_a_stay_leaves_it_blank():
    assert [ls for _, _, ls, _, _ in told(stay(), statuses=[status(ends_on="2017-09-01")])] == [
        "C2",
        "",
    ]


def test_what_was_imported_and_nobody_contradicts_comes_out_as_it_was():
    rows = [episode(CHILD="C9"), episode(**MOVED, REASON_PLACE_CHANGE="CARPL"), episode(**NEXT)]
    ours = desk(
        stay(ends_on="2017-09-01"), stay("2017-09-01", place="U6", postcode="ZZ3 3CC", key=2)
    )
    headers = [child(CHILD="C9"), child(UPN="UN1")]

    exported = export(known(*rows, headers=headers, ours=[ours]), year=YEAR)

    assert exported.rows["Episodes"] == cells("Episodes", *rows)
    assert exported.rows["Header"] == cells("Header", *headers)
    assert exported.gaps == []


def test_rows_of_a_child_that_are_apart_in_the_file_stay_where_they_were():
    rows = [episode(**MOVED), episode(CHILD="C9"), episode(**NEXT), episode(CHILD="C9")]

    assert export(known(*rows), year=YEAR).rows["Episodes"] == cells("Episodes", *rows)


def test_days_come_out_as_the_return_writes_them():
    rows = [episode(DECOM="2017-05-01", DEC="1/9/2017", REC="E4A")]

    exported = export(known(*rows), year=YEAR)

    assert columns(exported, "Episodes", "DECOM", "DEC") == [("01/05/2017", "01/09/2017")]


def test_a_later_return_that_says_something_else_does_not_change_an_earlier_one():
    rows = [episode(**MOVED), episode(**NEXT)]
    corrected = episode(**NEXT | {"PLACE": "K2"}, DEC="01/06/2018", REC="E4A")
    moved = stay("2017-09-01", "2018-06-01", place="K2", postcode="ZZ3 3CC", key=2)
    ours = desk(stay(ends_on="2017-09-01"), moved)

    exported = export(known(*rows, ours=[ours], after=[corrected]), year=YEAR)

    assert exported.rows["Episodes"] == cells("Episodes", *rows)


def test_a_child_of_whom_only_a_later_return_speaks_is_not_added_to_an_earlier_one():
    rows = [episode(CHILD="C9")]
    ours = desk(stay(), statuses=[status()])

    exported = export(known(*rows, ours=[ours], after=[episode()]), year=YEAR)

    assert exported.rows["Episodes"] == cells("Episodes", *rows)
    assert [gap.child for gap in exported.gaps] == ["C1"]
    alone = export(known(*rows, ours=[ours]), year=YEAR)
    assert [row[0] for row in alone.rows["Episodes"]] == ["C9", "C1"]


def test_where_the_desk_knows_better_the_childs_episodes_are_derived_anew():
    ours = desk(stay(ends_on="2017-10-01", reason="STAND"), stay("2017-10-01", place="K2", key=2),
                statuses=[status()])  # fmt: skip

    exported = export(known(episode(**MOVED), episode(**NEXT), ours=[ours]), year=YEAR)

    assert columns(exported, "Episodes", "DECOM", "DEC", "REC", "REASON_PLACE_CHANGE", "CIN") == [
        ("01/05/2017", "01/10/2017", "X1", "STAND", "N1"),
        ("01/10/2017", "", "", "", ""),
    ]
    assert "derived anew" in exported.gaps[0].why


def test_an_open_episode_of_the_last_return_is_carried_on_as_it_was():
    before = [episode(**MOVED), episode(**NEXT, CIN="N4", URN="SC7")]
    ours = desk(
        stay(ends_on="2017-09-01"),
        stay("2017-09-01", "2018-06-01", place="U6", postcode="ZZ3 3CC", key=2, leaves_as="E4A"),
        statuses=[status()],
    )

    exported = export(known(before=before, ours=[ours], year=2019), year=2019)

    assert exported.rows["Episodes"] == cells(
        "Episodes", episode(**NEXT, CIN="N4", URN="SC7", DEC="01/06/2018", REC="E4A")
    )
    assert columns(exported, "Header", "CHILD", "SEX", "DOB") == [("C1", "1", "15/06/2008")]


def test_what_the_desk_does_not_know_is_blank_and_said():
    exported = export(known(ours=[desk(stay(), sex="F", ethnicity="")]), year=YEAR)

    assert columns(exported, "Episodes", "LS", "CIN", "URN", "PLACE_PROVIDER") == [("",) * 4]
    said = {(gap.file, gap.column) for gap in exported.gaps}
    assert {("Episodes", "LS"), ("Episodes", "CIN"), ("Episodes", "PLACE_PROVIDER")} <= said
    assert {("Header", "UPN"), ("Header", "ETHNIC"), ("Header", "MOTHER")} <= said
    assert ("Episodes", "REC") not in said


def test_what_ended_after_the_year_is_open_in_it_and_what_ended_before_is_not_in_it():
    stays = [stay("2016-01-01", "2017-03-31"), stay("2017-05-01", "2018-04-01", key=2)]

    exported = export(known(ours=[desk(*stays)]), year=YEAR)

    assert columns(exported, "Episodes", "DECOM", "DEC", "REC") == [("01/05/2017", "", "")]


def test_sex_is_a_digit_until_2024_and_a_letter_from_2025():
    ours = [desk(stay())]

    assert columns(export(known(ours=ours), year=2024), "Header", "SEX") == [("1",)]
    assert columns(export(known(ours=ours), year=2025), "Header", "SEX") == [("M",)]


def test_a_birth_date_that_the_desk_knows_better_is_in_every_file():
    review = {"CHILD": "C1", "DOB": "16/06/2008", "REVIEW": "01/06/2017", "REVIEW_CODE": "PN1"}
    ours = [desk(stay())]

    exported = export(
        known(episode(), headers=[child(DOB="16/06/2008")], ours=ours, Reviews=[review]), year=YEAR
    )

    assert columns(exported, "Header", "DOB") == [("15/06/2008",)]
    assert columns(exported, "Reviews", "DOB", "REVIEW_CODE") == [("15/06/2008", "PN1")]


def test_reviews_and_times_away_of_the_desk_are_added_to_the_imported_ones():
    review = {"CHILD": "C1", "DOB": "15/06/2008", "REVIEW": "01/06/2017", "REVIEW_CODE": "PN1"}
    away = {"CHILD": "C1", "DOB": "15/06/2008", "MISSING": "M", "MIS_START": "02/06/2017"}
    happened = Happened(
        reviews=[(dt.date(2017, 6, 1), "PN2"), (dt.date(2017, 12, 1), "PN3")],
        away=[
            Away(kind="A", on=dt.date(2017, 6, 2), until=dt.date(2017, 6, 3)),
            Away(kind="M", on=dt.date(2018, 3, 31), until=dt.date(2018, 4, 1)),
        ],
    )

    exported = export(
        known(episode(), headers=[child()], happened={"C1": happened}, Reviews=[review],
              Missing=[away]),
        year=YEAR,
    )  # fmt: skip

    assert columns(exported, "Reviews", "REVIEW", "REVIEW_CODE") == [
        ("01/06/2017", "PN2"),
        ("01/12/2017", "PN3"),
    ]
    assert columns(exported, "Missing", "MISSING", "MIS_START", "MIS_END") == [
        ("A", "02/06/2017", "03/06/2017"),
        ("M", "31/03/2018", ""),
    ]


def test_oc2_is_asked_of_children_in_care_for_the_whole_year():
    sdq = {"C1": Happened(sdq=("17", ""))}
    whole, part = desk(stay("2017-04-01")), desk(stay("2017-04-02"))

    asked = export(known(ours=[whole], happened=sdq), year=YEAR)

    assert columns(asked, "OC2", "CHILD", "SDQ_SCORE", "SDQ_REASON") == [("C1", "17", "")]
    assert [gap.file for gap in asked.gaps if gap.file == "OC2"] == ["OC2"]
    assert export(known(ours=[part], happened=sdq), year=YEAR).rows["OC2"] == []
    left = desk(stay("2017-04-01", "2018-03-31"))
    assert export(known(ours=[left], happened=sdq), year=YEAR).rows["OC2"] == []


def test_a_child_in_care_whom_the_desk_does_not_know_any_more_is_said():
    exported = export(known(before=[episode()], year=2019), year=2019)

    assert exported.rows["Episodes"] == exported.rows["Header"] == []
    assert [(gap.child, gap.column) for gap in exported.gaps] == [("C1", "")]


def test_a_known_child_whose_home_the_desk_does_not_know_is_said():
    exported = export(known(before=[episode()], ours=[desk()], year=2019), year=2019)

    assert [(gap.child, gap.column) for gap in exported.gaps] == [("C1", "")]
