"""docs/tests.md lists every fault, and every test that is named after one."""

from scripts import faults
from scripts.faults import Fault


def test_every_fault_has_a_test_or_a_reason_and_every_test_a_fault():
    assert list(faults.problems(faults.catalogue(), faults.shown())) == []


def test_the_page_is_in_step_with_the_tests():
    page = faults.written(faults.catalogue(), faults.shown())

    assert faults.PAGE.read_text() == page, "make docs writes it anew"


def test_a_fault_without_a_test_and_a_test_without_a_fault_are_noticed():
    sections = {"Access": [Fault("A01", "A page"), Fault("A08", "No reason", "there is none.")]}

    assert list(faults.problems(sections, {"Z99": ["tests/test_z.py"]})) == [
        "Z99 is in the name of a test, and not in docs/faults.toml",
        "A01 has no test of its name, and docs/faults.toml does not say why",
    ]


def test_ids_are_read_from_the_names_of_tests():
    assert faults.NAMED.findall("def test_r04_r05_without_redis():\n") == ["r04_r05_"]
    assert faults.NAMED.findall("def test_rows_of_a01():\n") == []
    assert "tests/architecture/test_docs_faults.py" not in str(faults.shown())


def test_ids_are_unique():
    ids = [fault.id for section in faults.catalogue().values() for fault in section]

    assert len(ids) == len(set(ids))
