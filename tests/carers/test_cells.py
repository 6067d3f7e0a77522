import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carers import approved_list, cells
from carers.cells import Unexpected
from reference import vocabulary
from tests.carers import lists

TERMS = vocabulary.NEEDS


@pytest.mark.parametrize(
    "written", ["2027-03-01", "01/03/2027", "1/3/2027", "1.3.2027", "1 March 2027", "1  Mar 2027"]
)
def test_dates_are_read_as_they_are_written_in_britain(written):
    assert cells.date().read(written) == "2027-03-01"


@pytest.mark.parametrize(
    "written",
    ["2027-02-29", "31/31/2027", "1/3/27", "March 2027", "0000-00-00", "99999-01-01", "1850-01-01"],
)
def test_what_is_no_date_is_refused(written):
    with pytest.raises(Unexpected):
        cells.date().read(written)


@pytest.mark.parametrize(
    ("written", "value"),
    [("Yes", True), ("n", False), ("TRUE", True), ("0", False), ("", None), ("  ", None)],
)
def test_yes_no_and_not_recorded_are_three_answers(written, value):
    assert cells.yes_or_no().read(written) is value


@pytest.mark.parametrize(
    ("written", "pence"), [("450", 45_000), ("£1,140.50", 114_050), ("0.5", 50), ("12.05", 1205)]
)
def test_money_is_kept_in_pence(written, pence):
    assert cells.pounds(most=20_000).read(written) == pence


@pytest.mark.parametrize("written", ["4,50", "1.234", "-5", "20000.01", "lots"])
def test_what_is_no_amount_is_refused(written):
    with pytest.raises(Unexpected):
        cells.pounds(most=20_000).read(written)


@pytest.mark.parametrize(("written", "number"), [("0", 0), ("21", 21)])
def test_both_ends_of_a_range_of_numbers_are_allowed(written, number):
    assert cells.whole_number(least=0, most=21).read(written) == number


@pytest.mark.parametrize("written", ["-1", "22", "4.5", "four", "٤"])
def test_numbers_outside_the_range_are_refused(written):
    with pytest.raises(Unexpected):
        cells.whole_number(least=0, most=21).read(written)


def test_terms_are_known_by_code_and_by_name_in_any_case():
    kind = cells.many_of(TERMS)

    assert kind.read("autism;  MOB ; mobility") == ["MOB", "AUT"]
    assert kind.write(["MOB", "AUT"]) == "MOB; AUT"


def test_a_term_that_is_not_known_is_refused():
    with pytest.raises(Unexpected):
        cells.many_of(TERMS).read("AUT; left-handed")


def test_an_answer_may_carry_the_day_on_which_it_was_given():
    kind = cells.answers(TERMS, vocabulary.WILLINGNESS, dated=True)

    assert kind.read("AUT: yes 10/1/2026; Fire-setting:Talk to us first") == [
        ["AUT", "YES", "2026-01-10"],
        ["FIRE", "DISCUSS", None],
    ]


def test_the_same_thing_twice_with_different_answers_is_refused():
    kind = cells.answers(TERMS, vocabulary.WILLINGNESS, dated=True)

    assert kind.read("AUT:yes; AUT:yes") == [["AUT", "YES", None]]
    with pytest.raises(Unexpected, match="twice"):
        kind.read("AUT:yes; AUT:no")


def test_a_feature_alone_means_that_the_home_has_it():
    kind = cells.answers(vocabulary.HOME_FEATURES, approved_list.PRESENT, default="yes")

    assert kind.read("LEVEL; Hoist:no") == [["HOIST", "no"], ["LEVEL", "yes"]]


def test_a_term_whose_own_words_end_in_brackets_is_not_taken_for_a_person():
    kind = cells.dated_by_person(approved_list.CHECKS, needs_date=True)

    assert kind.read("Criminal records (DBS):2027-01-01 (Amara Okafor)") == [
        ["DBS", "2027-01-01", "Amara Okafor"]
    ]


def test_what_is_wrong_in_a_long_cell_is_named():
    with pytest.raises(Unexpected, match="“PEG:soon” was not understood: a date like"):
        cells.dated_by_person(vocabulary.SKILLS, needs_date=False).read("AUTC:2027-03-31; PEG:soon")


def test_experience_is_years_and_children():
    kind = cells.experience(TERMS)

    assert kind.read("AUT:3 years, 2 children; MOB: 1; LD:4/7") == [
        ["AUT", 3, 2],
        ["LD", 4, 7],
        ["MOB", 1, 0],
    ]


def test_people_are_read_with_what_is_known_of_them():
    value = cells.residents().read(
        "own child M 2012-05-01; Carer F 3/2/1975 (Amara Okafor); fostered ? ? until 2027-01-09 siblings A"
    )

    assert value == [
        ["CARER", "F", "1975-02-03", None, "", "Amara Okafor"],
        ["OWN_CHILD", "M", "2012-05-01", None, "", ""],
        ["FOSTERED", "", None, "2027-01-09", "A", ""],
    ]


@pytest.mark.parametrize("written", ["Amara Okafor", "carer Amara", "carer X", "lodger F"])
def test_a_person_whose_place_in_the_home_is_not_clear_is_refused(written):
    with pytest.raises(Unexpected):
        cells.residents().read(written)


def test_people_without_a_name_of_their_own_are_numbered():
    people = cells.residents().read(
        "carer F (Jo); carer M (jo); adult; carer F (Carer 9); carer (Bo)"
    )

    assert cells.person_labels(people) == ["Bo", "carer 2", "carer 3", "carer 4", "adult 1"]
    assert cells.known_people(people)["carer 1"] == "Bo"


def test_a_period_needs_a_reason_only_where_one_is_asked_for():
    assert cells.periods(needs_reason=False).read("2026-03-01") == [["2026-03-01", None, ""]]
    with pytest.raises(Unexpected, match="reason"):
        cells.periods(needs_reason=True).read("2026-03-01 until 2026-04-01")


@pytest.mark.parametrize("written", ["2026-03-01 until 2026-03-01", "2026-03-02 until 2026-03-01"])
def test_a_period_ends_after_it_starts(written):
    with pytest.raises(Unexpected, match="ends before"):
        cells.periods(needs_reason=False).read(written)


def test_named_children_carry_their_authority_and_a_limit_only_for_exemptions():
    assert cells.named_children(with_limit=True).read("Essex/C00123 up to 4 from 2025-01-06") == [
        ["essex", "C00123", "2025-01-06", None, 4]
    ]
    with pytest.raises(Unexpected):
        cells.named_children(with_limit=False).read("essex/C00123 up to 4 from 2025-01-06")
    with pytest.raises(Unexpected):
        cells.named_children(with_limit=True).read("essex/C00123 up to 3 from 2025-01-06")


@given(st.text(alphabet=r"ab \;()", max_size=12))
def test_a_semicolon_in_words_separates_nothing(words):
    cell = f"x ({cells.escape(words)}); y"

    first, second = cells.split(cell)

    assert cells.unescape(first) == f"x ({words})"
    assert second == "y"


@given(st.integers())
def test_every_cell_of_a_household_reads_back_as_it_was_written(seed):
    values = lists.household(random.Random(seed), 1, ["essex"])

    for column in approved_list.COLUMNS:
        cell = column.kind.write(values[column.key])
        assert column.kind.read(cell) == values[column.key], column.header


@given(st.sampled_from(approved_list.COLUMNS), st.text(max_size=60))
def test_no_text_whatever_breaks_a_cell(column, text):
    try:
        value = column.kind.read(text)
    except Unexpected:
        return
    assert column.kind.read(column.kind.write(value)) == value
