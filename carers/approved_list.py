"""The approved list: one row for each household, one column for each thing that rules and factors read.

``COLUMNS`` drives the template, reading, the words about a wrong cell, the export and docs/howto/import-carers.md.
A column that a file leaves out is left as it is on record; a blank cell means "not recorded".
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from carers import cells
from carers.cells import Kind, Value
from documents.tables import Sheet
from reference import vocabulary as words
from reference.vocabulary import Term

STATUSES = (
    Term("APPROVED", "Approved"),
    Term("SUSPENDED", "Suspended"),
    Term("RESIGNED", "Resigned"),
    Term("ENDED", "Ended"),
)
APPROVED_SEXES = (Term("ANY", "Any"), Term("F", "Girls"), Term("M", "Boys"))
CHECKS = (
    Term("DBS", "Criminal records (DBS)"),
    Term("REVIEW", "Annual review"),
    Term("MEDICAL", "Medical"),
    Term("SAFETY", "Health and safety of the home"),
)
PRESENT = (Term("yes", "Yes"), Term("no", "No"))

MOST_MONTHS = 216
MOST_POUNDS_A_WEEK = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """``expected`` finishes the sentence "Expected …"; ``choices`` are what a template offers in its cells."""

    key: str
    header: str
    kind: Kind
    expected: str
    example: str = ""
    is_required: bool = False
    choices: Sequence[str] = ()
    terms: Sequence[Term] = ()


YES_NO = ("yes", "no")


def _yes_no(key: str, header: str, example: str = "") -> Column:
    return Column(
        key=key,
        header=header,
        kind=cells.yes_or_no(),
        expected="yes or no",
        example=example,
        choices=YES_NO,
    )


COLUMNS: tuple[Column, ...] = (
    Column(
        key="reference",
        header="Reference",
        kind=cells.line_of_text(longest=30),
        expected="the service's own number for the household, up to 30 characters",
        example="H0042",
        is_required=True,
    ),
    Column(
        key="name",
        header="Name",
        kind=cells.line_of_text(longest=120),
        expected="what staff call the household, up to 120 characters",
        example="The Example family",
        is_required=True,
    ),
    Column(
        key="postcode",
        header="Postcode",
        kind=cells.postcode(),
        expected="the home's full postcode",
        example="SG1 1AA",
        is_required=True,
    ),
    Column(
        key="email",
        header="Email",
        kind=cells.email(),
        expected="one email address",
        example="example.family@home.example",
    ),
    Column(
        key="phone",
        header="Phone",
        kind=cells.line_of_text(longest=30),
        expected="one phone number, up to 30 characters",
        example="01632 960003",
    ),
    Column(
        key="status",
        header="Approval",
        kind=cells.one_of(STATUSES),
        expected="Approved, Suspended, Resigned or Ended",
        example="Approved",
        choices=[term.label for term in STATUSES],
        terms=STATUSES,
    ),
    Column(
        key="terms_from",
        header="Terms from",
        kind=cells.date(),
        expected="the first day of these terms of approval; a new date begins new terms and ends the old ones",
        example="2024-05-01",
    ),
    Column(
        key="terms_until",
        header="Terms until",
        kind=cells.date(),
        expected="the first day on which these terms no longer hold, after “Terms from”",
    ),
    Column(
        key="min_age",
        header="Youngest age",
        kind=cells.whole_number(least=0, most=21),
        expected="a whole number of years from 0 to 21",
        example="4",
    ),
    Column(
        key="max_age",
        header="Oldest age",
        kind=cells.whole_number(least=0, most=21),
        expected="a whole number of years from 0 to 21, not below “Youngest age”",
        example="11",
    ),
    Column(
        key="sex",
        header="Girls or boys",
        kind=cells.one_of(APPROVED_SEXES),
        expected="Any, Girls or Boys",
        example="Any",
        choices=[term.label for term in APPROVED_SEXES],
        terms=APPROVED_SEXES,
    ),
    Column(
        key="kinds",
        header="Kinds of placement",
        kind=cells.many_of(words.PLACEMENT_KINDS),
        expected="kinds of placement, separated by semicolons",
        example="SHORT; LONG",
        terms=words.PLACEMENT_KINDS,
    ),
    Column(
        key="places",
        header="Places",
        kind=cells.whole_number(least=1, most=12),
        expected="a whole number from 1 to 12",
        example="2",
    ),
    _yes_no("named_only", "Named children only", "no"),
    Column(
        key="named_approvals",
        header="Approved for named children",
        kind=cells.named_children(with_limit=False),
        expected="an authority's code, a slash and its reference for the child, then the day from which, and until "
        "which where it ends; separated by semicolons",
        example="essex/C00123 from 2025-01-06 until 2027-01-06",
    ),
    Column(
        key="exemptions",
        header="Exemptions from the usual limit",
        kind=cells.named_children(with_limit=True),
        expected="as for named children, with “up to” and how many children may live there, 4 or more",
        example="essex/C00123 up to 4 from 2025-01-06",
    ),
    Column(
        key="residents",
        header="Who lives there",
        kind=cells.residents(),
        expected="carer, adult, own child or fostered; then F, M or ?; the date of birth or ?; for a fostered child "
        "“until” the day the place is free and “siblings” with a word that siblings share; the name in brackets",
        example="carer F 1975-02-03 (Amara Okafor); own child M 2012-05-01; fostered F 2016-09-30 until 2027-01-09",
    ),
    Column(
        key="skills",
        header="Training",
        kind=cells.dated_by_person(words.SKILLS, needs_date=False),
        expected="skills, each with a colon and the last day on which its certificate is valid, and in brackets who "
        "holds it where that is recorded; separated by semicolons",
        example="AUTC:2027-03-31 (Amara Okafor); PEG",
        terms=words.SKILLS,
    ),
    Column(
        key="experience",
        header="Experience",
        kind=cells.experience(words.NEEDS),
        expected="needs, each with years of experience and how many children with that need; separated by semicolons",
        example="AUT:3 years, 2 children; MOB:1 years, 1 children",
        terms=words.NEEDS,
    ),
    Column(
        key="willingness",
        header="Willingness",
        kind=cells.answers(words.NEEDS, words.WILLINGNESS, dated=True),
        expected="needs, each with yes, discuss or no, and the day on which the carers said so; separated by "
        "semicolons",
        example="AUT:yes 2026-01-10; FIRE:no",
        terms=words.NEEDS,
    ),
    Column(
        key="features",
        header="Home",
        kind=cells.answers(words.HOME_FEATURES, PRESENT, default="yes"),
        expected="features of the home, each with yes or no; a feature left out is not recorded; separated by "
        "semicolons",
        example="LEVEL:yes; HOIST:no",
        terms=words.HOME_FEATURES,
    ),
    _yes_no("has_dogs", "Dogs", "no"),
    _yes_no("has_cats", "Cats", "yes"),
    _yes_no("has_other_pets", "Other pets"),
    _yes_no("has_smoker", "Somebody smokes", "no"),
    _yes_no("has_carer_at_home", "A carer at home in the day", "yes"),
    Column(
        key="languages",
        header="Languages",
        kind=cells.many_of(words.LANGUAGES),
        expected="languages spoken there, separated by semicolons",
        example="en; yo",
        terms=words.LANGUAGES,
    ),
    Column(
        key="faith",
        header="Faith",
        kind=cells.one_of(words.FAITHS),
        expected="one faith",
        example="CHRI",
        choices=[term.code for term in words.FAITHS],
        terms=words.FAITHS,
    ),
    Column(
        key="ethnicities",
        header="Ethnicity",
        kind=cells.many_of(words.ETHNICITIES),
        expected="the carers' ethnicities, separated by semicolons",
        example="BAFR",
        terms=words.ETHNICITIES,
    ),
    Column(
        key="commitment_months",
        header="Longest stay in months",
        kind=cells.whole_number(least=0, most=MOST_MONTHS),
        expected=f"a whole number from 0 to {MOST_MONTHS}",
        example="24",
    ),
    _yes_no("offers_permanence", "Until grown up", "no"),
    Column(
        key="cost_band",
        header="Cost band",
        kind=cells.one_of(words.COST_BANDS),
        expected="a letter from A to E",
        example="B",
        choices=[term.code for term in words.COST_BANDS],
        terms=words.COST_BANDS,
    ),
    Column(
        key="weekly_fee_pence",
        header="Weekly fee in pounds",
        kind=cells.pounds(most=MOST_POUNDS_A_WEEK),
        expected=f"an amount up to {MOST_POUNDS_A_WEEK:,}, with pence after a point",
        example="480.00",
    ),
    Column(
        key="unavailable",
        header="Not available",
        kind=cells.periods(needs_reason=False),
        expected="the first day, “until” the first day of being available again where that is known, and a reason in "
        "brackets; separated by semicolons",
        example="2026-08-01 until 2026-08-15 (holiday)",
    ),
    Column(
        key="holds",
        header="On hold",
        kind=cells.periods(needs_reason=True),
        expected="as for “Not available”; the reason is needed",
        example="2026-02-01 until 2026-03-01 (building work)",
    ),
    Column(
        key="checks",
        header="Checks due",
        kind=cells.dated_by_person(CHECKS, needs_date=True),
        expected="checks, each with a colon and the day on which it is due again, and in brackets whose it is where "
        "that is recorded; separated by semicolons",
        example="DBS:2027-05-01 (Amara Okafor); REVIEW:2026-09-01",
        terms=CHECKS,
    ),
    Column(
        key="last_confirmed_on",
        header="Last confirmed",
        kind=cells.date(),
        expected="the day on which the carers last confirmed what is recorded",
        example="2026-01-10",
    ),
    Column(
        key="must_not_email_reason",
        header="Do not email because",
        kind=cells.line_of_text(longest=200),
        expected="the reason for not emailing the household, up to 200 characters; blank where it may be emailed",
    ),
    Column(
        key="about",
        header="About",
        kind=cells.text(longest=4000),
        expected="the carers in a few sentences, up to 4,000 characters",
        example="Amara and her son live by the river. She was a nurse on a children's ward.",
    ),
)

BY_KEY: Mapping[str, Column] = {column.key: column for column in COLUMNS}
HEADERS: tuple[str, ...] = tuple(column.header for column in COLUMNS)
# What no household can be without.
REQUIRED = tuple(column for column in COLUMNS if column.is_required)
TERMS_KEYS = (
    "status", "terms_from", "terms_until", "min_age", "max_age", "sex", "kinds", "places", "named_only",
)  # fmt: skip

# The list of bad rows that people download has these in front; a file may be sent back with them.
LINE_HEADER, WRONG_HEADER = "Line", "What is wrong"
IGNORED_HEADERS = frozenset({LINE_HEADER.casefold(), WRONG_HEADER.casefold()})

_BY_HEADER = {column.header.casefold(): column for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class Heading:
    """What a file's headings say: the columns that are known, those that are not, and those that are not there."""

    columns: Mapping[str, Column]
    unknown: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def has_reference(self) -> bool:
        """Without it no row can be told from another; every other column may be left out."""
        return BY_KEY["reference"] in self.columns.values()


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell that cannot be used: its column's header, what it holds, and what was expected there."""

    header: str
    value: str
    expected: str


@dataclass(frozen=True, slots=True)
class Parsed:
    values: Mapping[str, Value]
    problems: tuple[Problem, ...]


def read_heading(headers: Iterable[str]) -> Heading:
    """Tell the columns by their headings, in any order, capitals or small letters."""
    columns, unknown = {}, []
    for header in headers:
        column = _BY_HEADER.get(" ".join(header.split()).casefold())
        if column:
            columns[header] = column
        elif header.casefold() not in IGNORED_HEADERS:
            unknown.append(header)
    missing = tuple(column.header for column in COLUMNS if column not in columns.values())
    return Heading(columns, tuple(unknown), missing)


def parse_row(row: Mapping[str, str], heading: Heading) -> Parsed:
    """The values of a row's known columns, by key, without those that have a problem."""
    values: dict[str, Value] = {}
    problems = []
    for header, column in heading.columns.items():
        cell = row.get(header, "")
        try:
            value = column.kind.read(cell)
            if column.is_required and not value:
                raise cells.Unexpected("It is blank")
        except cells.Unexpected as wrong:
            problems.append(wrong_cell(column, cell, str(wrong)))
        else:
            values[column.key] = value
    return Parsed(values, tuple(problems))


def wrong_cell(column: Column, cell: str, why: str = "") -> Problem:
    expected = f"Expected {column.expected}"
    return Problem(column.header, cell, f"{why}. {expected}" if why else expected)


def as_text(key: str, value: Value) -> str:
    return BY_KEY[key].kind.write(value)


def in_words(key: str, value: Value) -> str:
    return BY_KEY[key].kind.say(value)


def as_row(values: Mapping[str, Value]) -> list[str]:
    """A row of the file, with a cell for each of ``COLUMNS``."""
    return [column.kind.write(values.get(column.key, column.kind.empty)) for column in COLUMNS]


def example_row() -> list[str]:
    return [column.example for column in COLUMNS]


def template_sheets() -> list[Sheet]:
    """A workbook to fill in: an example, with what each column expects beside it, and the codes with their words."""
    lists = [column for column in COLUMNS if len(column.terms) > len(column.choices)]
    codes = [[column.header, term.code, term.label] for column in lists for term in column.terms]
    explained = [[column.header, column.expected, column.example] for column in COLUMNS]
    return [
        Sheet(
            "Households",
            HEADERS,
            [example_row()],
            choices={column.header: column.choices for column in COLUMNS if column.choices},
            hints={column.header: f"Write {column.expected}" for column in COLUMNS},
        ),
        Sheet("What to write", ["Column", "Write", "Example"], explained),
        Sheet("Codes", ["Column", "Code", "Words"], codes),
    ]
