"""docs/matching.md says what the code does."""

import re
from pathlib import Path

import pytest

from brokerage.matching.factors import FACTORS
from brokerage.matching.rules import RULES, Standing

PAGE = (Path(__file__).parents[2] / "docs" / "matching.md").read_text()
ROWS = {line.split("|")[1].strip(): line for line in PAGE.splitlines() if line.startswith("| ")}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_has_its_row_with_its_remedy_and_how_far_its_source_is_verified(rule):
    row = ROWS[rule.code]
    remedy = row.split("|")[4].strip()

    assert (remedy == "none") == (rule.remedy is None)
    if rule.source.standing is Standing.TO_CHECK:
        assert "to be checked" in row or "the same" in row


@pytest.mark.parametrize("factor", FACTORS, ids=lambda factor: factor.code)
def test_every_factor_has_its_row_with_its_weight(factor):
    _, _, label, weight, *_ = (cell.strip() for cell in ROWS[factor.code].split("|"))

    assert label.lower() == factor.label.lower().replace("the child's own", "the child's")
    assert float(weight) == factor.starting_weight


def test_the_page_names_no_rule_that_does_not_exist():
    assert set(re.findall(r"\b[A-Z]{3}-\d\b", PAGE)) == {rule.code for rule in RULES}
