import pathlib

import pytest

from carers import approved_list
from carers.models import ApprovalTerms, StatutoryCheck
from carers.queries import profiles
from tests.carers import lists

HOW_TO = pathlib.Path(__file__).parents[2] / "docs" / "howto" / "import-carers.md"


def parse(row, headers=None):
    return approved_list.parse_row(row, approved_list.read_heading(headers or row))


def test_the_templates_example_is_a_row_that_can_be_read():
    parsed = parse(lists.example())

    assert parsed.problems == ()
    written = dict(zip(approved_list.HEADERS, approved_list.as_row(parsed.values), strict=True))
    assert parse(written) == parsed


def test_headings_are_known_in_any_order_and_case():
    heading = approved_list.read_heading(["PLACES", "reference", "Shoe size", "What is wrong"])

    assert [column.key for column in heading.columns.values()] == ["places", "reference"]
    assert heading.unknown == ("Shoe size",)
    assert "Name" in heading.missing


def test_a_column_that_is_not_known_is_never_read():
    parsed = parse(lists.example() | {"Version": "7", "service": "another"})

    assert set(parsed.values) == {column.key for column in approved_list.COLUMNS}


@pytest.mark.parametrize("column", approved_list.COLUMNS, ids=lambda column: column.key)
def test_a_wrong_cell_says_its_column_its_value_and_what_was_expected(column):
    wrong = "\x00" * 5_000

    (problem,) = parse(lists.example(**{column.key: wrong})).problems

    assert (problem.header, problem.value) == (column.header, wrong)
    assert f"Expected {column.expected}" in problem.expected


@pytest.mark.parametrize("column", approved_list.REQUIRED, ids=lambda column: column.key)
def test_a_blank_where_something_is_needed_is_a_problem(column):
    (problem,) = parse(lists.example(**{column.key: " "})).problems

    assert problem.expected.startswith("It is blank. Expected")


def test_every_column_is_written_and_read_by_the_records():
    from_parts = {part.key for part in profiles.PARTS}
    own = {*profiles.PLAIN, "last_confirmed_on", "must_not_email_reason"}

    assert own | from_parts | set(approved_list.TERMS_KEYS) == set(approved_list.BY_KEY)


def test_the_lists_own_terms_are_those_of_the_records():
    def pairs(terms):
        return [(term.code, term.label) for term in terms]

    assert pairs(approved_list.STATUSES) == ApprovalTerms.Status.choices
    assert pairs(approved_list.APPROVED_SEXES) == ApprovalTerms.Sex.choices
    assert pairs(approved_list.CHECKS) == StatutoryCheck.Kind.choices


def test_the_how_to_explains_every_column():
    words = HOW_TO.read_text()

    missing = [
        column.header for column in approved_list.COLUMNS if f"| {column.header} |" not in words
    ]

    assert missing == []
