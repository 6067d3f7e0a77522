"""CHANGELOG.md and the package agree about the version; SECURITY.md names tests that exist."""

import re
import tomllib

from tests.architecture.source import ROOT

CHANGES = (ROOT / "CHANGELOG.md").read_text()
VERSIONS = re.findall(r"^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d\d-\d\d$", CHANGES, re.MULTILINE)


def test_the_newest_version_is_the_packages():
    package = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]

    assert VERSIONS[0] == package


def test_versions_are_in_order_and_what_is_to_come_is_on_top():
    numbers = [tuple(map(int, version.split("."))) for version in VERSIONS]

    assert numbers == sorted(numbers, reverse=True)
    assert re.findall(r"^## (.+)$", CHANGES, re.MULTILINE)[0] == "[Unreleased]"


def test_each_version_speaks_to_staff_to_operators_and_about_data():
    for section in re.split(r"^## \[\d", CHANGES, flags=re.MULTILINE)[1:]:
        headings = re.findall(r"^### (.+)$", section, re.MULTILINE)
        assert {"For your staff", "What you must run", "What happens to your data"} <= set(headings)


def test_each_promise_of_security_names_a_test_that_exists():
    page = (ROOT / "SECURITY.md").read_text().partition("## What is promised")[2]
    named = re.findall(r"`(tests/[\w/]+\.py)`", page)

    assert len(named) > 5
    assert [name for name in named if not (ROOT / name).exists()] == []
