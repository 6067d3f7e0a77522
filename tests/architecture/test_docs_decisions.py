"""docs/adr: each decision is recorded in the same shape, and docs/README.md lists every one."""

import re

import pytest

from tests.architecture.source import ROOT

RECORDS = sorted((ROOT / "docs" / "adr").glob("*.md"))
HEADINGS = ["Context", "Options", "Decision", "Consequences", "How we will know it is kept"]
A_RECORD = pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
NAMED_FILE = re.compile(r"`((?:tests|benchmarks|docs|scripts)/[\w/.-]+\.\w+)`")


@A_RECORD
def test_a_record_has_its_headings_in_order(path):
    assert re.findall(r"^## (.+)$", path.read_text(), re.MULTILINE) == HEADINGS


@A_RECORD
def test_a_record_has_a_date_and_a_status(path):
    line = path.read_text().splitlines()[2]

    assert re.fullmatch(
        r"Date: \d{4}-\d\d-\d\d\. Status: (accepted|replaced by record \d{4})\.", line
    )


@A_RECORD
def test_what_a_record_says_it_is_kept_by_exists(path):
    named = NAMED_FILE.findall(path.read_text().partition(f"## {HEADINGS[-1]}")[2])

    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_index_lists_every_record_by_its_heading():
    index = (ROOT / "docs" / "README.md").read_text()
    lines = [f"- [{path.read_text().splitlines()[0][2:]}](adr/{path.name})" for path in RECORDS]

    assert [line for line in lines if line not in index] == []


def test_numbers_leave_no_gap():
    numbers = [int(path.stem[:4]) for path in RECORDS]

    assert numbers == list(range(1, len(numbers) + 1))
