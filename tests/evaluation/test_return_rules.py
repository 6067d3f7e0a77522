"""Each rule of the statutory return: a row that breaks it, and one beside it that does not."""

import pytest

from evaluation.returns import codes
from evaluation.returns.checks import check
from evaluation.returns.parsing import parse
from evaluation.returns.rules import RULES, Severity
from tests.evaluation.returns import child, episode, given

YEAR = 2018


def found(*episodes, children=None, previous=None, year=YEAR, is_postcode=lambda text: True):
    """(rule, line) of every finding, the first episode being on line 2."""
    files = [given("Header", *(children or [child()])), given("Episodes", *episodes)]
    earlier = None
    if previous is not None:
        earlier = parse([given("Episodes", *previous)], year - 1).episodes
    findings = check(parse(files, year), year=year, previous=earlier, is_postcode=is_postcode)
    return [(each.rule, each.line) for each in findings]


ONE = {"DEC": "01/09/2017", "REC": "X1"}
NEXT = {"DECOM": "01/09/2017", "RNE": "P", "PL_POST": "ZZ3 3CC"}


def test_an_ordinary_history_has_no_findings():
    moved = episode(**NEXT, DEC="01/11/2017", REC="X1", REASON_PLACE_CHANGE="CARPL")
    ordered = episode(
        DECOM="01/11/2017", RNE="L", LS="E1", PL_POST="ZZ3 3CC", DEC="20/03/2018", REC="E11"
    )

    assert found(episode(**ONE), moved, ordered) == []


@pytest.mark.parametrize(
    ("rule", "cells"),
    [
        ("101", {"CHILD": ""}),
        ("141", {"DECOM": ""}),
        ("141", {"DECOM": "31/02/2018"}),
        ("141", {"DECOM": "2018"}),
        ("147", {"DEC": "soon"}),
        ("354", {"DECOM": "01/04/2018"}),
        ("356", {"DEC": "30/04/2017", "REC": "E4A"}),
        ("143", {"RNE": "X"}),
        ("143", {"RNE": ""}),
        ("143", {"RNE": "s"}),
        ("144", {"LS": "C9"}),
        ("145", {"CIN": ""}),
        ("146", {"PLACE": "K3"}),
        ("148", {"DEC": "01/06/2017"}),
        ("148", {"REC": "X1"}),
        ("149", {"DEC": "01/06/2017", "REC": "E43"}),
        ("178", {"PLACE_PROVIDER": "PR9"}),
        ("302", {"DECOM": "14/06/2008"}),
        ("355", {"DEC": "01/05/2017", "REC": "E4A"}),
        ("357", {"DECOM": "01/04/2017", "RNE": "P"}),
        ("371", {"PLACE": "H5"}),
        ("372", {"PLACE": "R5", "PLACE_PROVIDER": "PR3", "DECOM": "14/06/2018"}),
        (
            "381",
            {"PLACE": "T1", "PLACE_PROVIDER": "", "RNE": "P", "DEC": "01/06/2017", "REC": "E4A"},
        ),
        ("380", {"PLACE": "T1", "PLACE_PROVIDER": ""}),
        ("385", {"DEC": "01/04/2018", "REC": "E4A"}),
        ("388", {"DEC": "01/06/2017", "REC": "X1"}),
        ("392d", {"PL_POST": "zz11aa"}),
        ("526", {"PLACE_PROVIDER": ""}),
        ("527", {"PLACE": "R2", "PLACE_PROVIDER": "PR1"}),
        ("528", {"PLACE": "R5", "PLACE_PROVIDER": "PR2"}),
        ("529", {"PLACE": "K2", "PLACE_PROVIDER": "PR3"}),
        ("530", {"PLACE": "P1", "PLACE_PROVIDER": "PR4"}),
        ("531", {"PLACE": "P1", "PLACE_PROVIDER": "PR5"}),
        ("550", {"PLACE_PROVIDER": "PR0"}),
        ("1009", {"REASON_PLACE_CHANGE": "WHIM"}),
        ("INT03", {"CHILD": "C2"}),
        ("YEAR", {"DECOM": "01/03/2017", "DEC": "31/03/2017", "REC": "E4A"}),
        ("382", {"LS": "V3", "PLACE": "T1", "DEC": "09/05/2017", "REC": "E4A"}),
        ("384", {"LS": "V4"}),
        ("365", {"LS": "V3", "DEC": "19/05/2017", "REC": "E4A"}),
        ("367", {"LS": "V3", "DEC": "16/07/2017", "REC": "E4A"}),
    ],
)
def test_a_row_that_breaks_a_rule_by_itself(rule, cells):
    year = 2019 if cells.get("DECOM", "").endswith("/2018") and rule == "372" else YEAR
    children = [child(DOB="15/06/2008")]

    assert (rule, 2) in found(episode(**cells), children=children, year=year)


@pytest.mark.parametrize(
    ("rule", "cells"),
    [
        ("141", {"DECOM": "2017-05-01"}),
        ("141", {"DECOM": "1/5/2017"}),
        ("354", {"DECOM": "31/03/2018"}),
        ("356", {"DEC": "01/05/2017"}),
        ("143", {"RNE": "U"}),
        ("146", {"PLACE": "H5"}),
        ("149", {"REC": ""}),
        ("148", {"DEC": "01/06/2017", "REC": "E4A"}),
        ("302", {"DECOM": "15/06/2008"}),
        ("357", {"DECOM": "31/03/2017", "RNE": "P"}),
        ("380", {"PLACE": "T1", "RNE": "B"}),
        ("385", {"DEC": "31/03/2018", "REC": "E4A"}),
        ("388", {"DEC": "01/06/2017", "REC": "E4A"}),
        ("392d", {"PL_POST": "ZZ1 1AA", "PLACE": "P1", "PLACE_PROVIDER": "PR0"}),
        ("526", {"PLACE": "T4", "PLACE_PROVIDER": ""}),
        ("550", {"PLACE": "P1", "PLACE_PROVIDER": "PR0"}),
        ("1009", {"REASON_PLACE_CHANGE": ""}),
        ("YEAR", {"DECOM": "01/03/2017", "DEC": "01/04/2017", "REC": "E4A"}),
        ("365", {"LS": "V3", "DEC": "18/05/2017", "REC": "E4A"}),
        ("367", {"LS": "V3", "DEC": "15/07/2017", "REC": "E4A"}),
        ("384", {"LS": "V4", "PLACE": "U6"}),
        ("147", {"DEC": "2017-06-01"}),
        ("355", {"DEC": "02/05/2017"}),
        ("381", {"PLACE": "T1", "RNE": "P", "DEC": "01/06/2017", "REC": "X1"}),
        ("381", {"PLACE": "T1", "RNE": "P", "REC": "E4A"}),
        ("144", {"LS": "D1"}),
        ("178", {"PLACE_PROVIDER": ""}),
        ("527", {"PLACE": "K2", "PLACE_PROVIDER": "PR1"}),
        ("528", {"PLACE": "U4", "PLACE_PROVIDER": "PR2"}),
        ("529", {"PLACE": "R2", "PLACE_PROVIDER": "PR3"}),
        ("530", {"PLACE": "U4", "PLACE_PROVIDER": "PR4"}),
        ("531", {"PLACE": "R1", "PLACE_PROVIDER": "PR5"}),
        ("INT03", {}),
        ("382", {"LS": "C2", "PLACE": "T1", "RNE": "P"}),
    ],
)
def test_a_row_at_the_edge_of_a_rule_keeps_it(rule, cells):
    assert rule not in [each for each, _ in found(episode(**cells))]


def test_16_and_10_are_old_enough_on_the_birthday():
    supported = episode(PLACE="H5", DECOM="15/06/2017")
    custody = episode(PLACE="R5", PLACE_PROVIDER="PR3", DECOM="15/06/2017")

    assert not {"371"} & dict(found(supported, children=[child(DOB="15/06/2001")])).keys()
    assert not {"372"} & dict(found(custody, children=[child(DOB="15/06/2007")])).keys()
    assert ("371", 2) in found(supported, children=[child(DOB="16/06/2001")])
    assert ("372", 2) in found(custody, children=[child(DOB="16/06/2007")])


@pytest.mark.parametrize(
    ("rule", "line", "first", "second"),
    [
        ("142", 2, {}, NEXT),
        ("388", 2, {"DEC": "01/08/2017", "REC": "X1"}, NEXT),
        ("388", 2, {"DEC": "01/09/2017", "REC": "E4A"}, NEXT),
        ("501", 3, {"DEC": "02/09/2017", "REC": "X1"}, NEXT),
        ("431", 3, ONE, NEXT | {"RNE": "S"}),
        ("432", 3, {"DEC": "01/09/2017", "REC": "E4A"}, NEXT),
        ("433", 3, {"DEC": "31/08/2017", "REC": "X1"}, NEXT),
        ("433", 3, {}, NEXT),
        ("434", 3, ONE, NEXT | {"RNE": "L"}),
        ("434", 3, ONE, NEXT | {"RNE": "L", "LS": "E1"}),
        ("435", 3, ONE, NEXT | {"LS": "E1"}),
        ("435", 3, ONE, {"DECOM": "01/09/2017", "RNE": "T"}),
        ("436", 3, ONE, NEXT | {"RNE": "B"}),
        ("436", 3, ONE, {"DECOM": "01/09/2017", "RNE": "U", "LS": "E1"}),
        ("437", 2, {"DEC": "01/08/2017", "REC": "E2"}, NEXT | {"RNE": "S"}),
        ("437", 2, {"DEC": "01/08/2017", "REC": "E15"}, NEXT | {"RNE": "S"}),
    ],
)
def test_two_rows_that_break_a_rule_together(rule, line, first, second):
    assert (rule, line) in found(episode(**first), episode(**second))


@pytest.mark.parametrize(
    ("rule", "first", "second"),
    [
        ("142", ONE, NEXT),
        ("388", ONE, NEXT),
        ("388", {"DEC": "31/08/2017", "REC": "E4A"}, NEXT | {"RNE": "S"}),
        ("501", ONE, NEXT),
        ("431", {"DEC": "31/08/2017", "REC": "E4A"}, NEXT | {"RNE": "S"}),
        ("432", {"DEC": "31/08/2017", "REC": "E4A"}, NEXT | {"RNE": "S"}),
        ("433", ONE, NEXT),
        ("434", ONE, {"DECOM": "01/09/2017", "RNE": "L", "LS": "E1"}),
        ("435", ONE, {"DECOM": "01/09/2017", "RNE": "T", "URN": "SC000002"}),
        ("436", ONE, NEXT | {"RNE": "U", "LS": "E1"}),
        ("437", {"DEC": "31/08/2017", "REC": "E4A"}, NEXT | {"RNE": "S"}),
    ],
)
def test_two_rows_that_keep_a_rule_together(rule, first, second):
    assert rule not in [each for each, _ in found(episode(**first), episode(**second))]


def test_383_a_child_returns_from_a_temporary_placement():
    away = episode(**NEXT, PLACE="T1", DEC="08/09/2017", REC="X1")
    back = {"DECOM": "08/09/2017", "RNE": "P"}

    assert found(episode(**ONE), away, episode(**back)) == []
    assert ("383", 3) in found(episode(**ONE), away, episode(**back, PLACE="U6"))
    assert ("383", 3) in found(episode(**ONE), away, episode(**back, PL_POST="ZZ4 4DD"))
    assert ("383", 3) in found(episode(**ONE), away, episode(**back | {"RNE": "T"}))


def test_392c_names_the_postcodes_that_are_not_in_the_directory():
    known = {"ZZ1 1AA"}

    assert ("392c", 2) in found(episode(), is_postcode=known.__contains__)
    assert found(episode(PL_POST=""), is_postcode=known.__contains__) == []


def test_no_other_rule_keeps_a_row_out():
    blocking = {code for code, rule in RULES.items() if rule.severity == Severity.BLOCKING}

    assert blocking == {"101", "141", "147", "354", "356"}


def test_the_order_of_rows_in_the_file_does_not_matter():
    assert found(episode(**NEXT), episode(**ONE)) == []


def test_rows_that_cannot_be_used_take_no_part_in_a_childs_history():
    assert found(episode(**ONE), episode(**NEXT | {"DECOM": "soon"})) == [("141", 3), ("388", 2)]


@pytest.mark.parametrize(
    ("rule", "cells"),
    [
        ("503A", {"RNE": "P"}),
        ("503B", {"LS": "C1"}),
        ("503C", {"CIN": "N2"}),
        ("503D", {"PLACE": "U6"}),
        ("503E", {"PLACE_PROVIDER": "PR4"}),
        ("503F", {"URN": ""}),
    ],
)
def test_503_what_was_carried_over_is_as_in_the_last_return(rule, cells):
    open_then = episode(DECOM="01/05/2016")

    assert found(open_then, previous=[open_then]) == []
    assert found(open_then, previous=[open_then | cells]) == [(rule, 2)]


def test_502_and_562_the_first_episode_is_not_the_one_left_open():
    first, left_open = episode(DECOM="02/05/2016"), episode(DECOM="01/05/2016")

    assert found(first, previous=[left_open]) == [("562", 2), ("502", 2)]


def test_502_an_episode_of_last_year_that_had_ended_is_not_carried_over():
    ended = episode(DECOM="01/05/2016", DEC="01/06/2016", REC="E4A")

    assert found(episode(), previous=[ended]) == []


def test_noe_a_child_in_care_before_the_year_is_in_the_last_return():
    assert found(episode(DECOM="31/03/2017"), previous=[]) == [("NoE", 2)]
    assert found(episode(DECOM="01/04/2017"), previous=[]) == []


def test_without_the_return_before_nothing_is_said_about_it():
    assert found(episode(DECOM="31/03/2017")) == []


def test_102_a_birth_date_that_is_none_is_said_and_the_child_is_kept():
    parsed = parse([given("Header", child(DOB="unknown"))], YEAR)

    assert [(each.rule, each.line) for each in parsed.findings] == [("102", 2)]
    assert [each.dob for each in parsed.children] == [None]


def test_only_what_blocks_keeps_a_row_out():
    rows = [episode(LS="C9", DEC="01/05/2017"), episode(DECOM="1/4/18"), episode(DEC="x")]
    parsed = parse([given("Episodes", *rows)], YEAR)

    assert [each.line for each in parsed.episodes] == [2]
    assert parsed.blocked == {("episodes.csv", 3), ("episodes.csv", 4)}
    assert all(RULES[each.rule].severity == Severity.BLOCKING for each in parsed.findings)


@pytest.mark.parametrize(
    ("column", "code", "last_before", "first_with"),
    [("PLACE", "K3", 2024, 2025), ("PLACE", "Z11", 2025, 2026)],
)
def test_codes_that_came(column, code, last_before, first_with):
    assert code not in codes.valid(column, last_before)
    assert code in codes.valid(column, first_with)


@pytest.mark.parametrize(
    ("column", "code", "last_with"),
    [("PLACE", "H5", 2025), ("PLACE", "P2", 2025), ("PLACE", "Z1", 2025), ("LS", "D1", 2024)],
)
def test_codes_that_went(column, code, last_with):
    assert code in codes.valid(column, last_with)
    assert code not in codes.valid(column, last_with + 1)
