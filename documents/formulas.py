"""Cells that a spreadsheet program would run as formulas."""

import re

# Before a formula's sign, programs skip spaces, controls, byte-order marks and characters without
# width. They take full-width signs for plain ones, and some take "%0A" and its like for line ends.
_BEFORE_A_SIGN = (
    r"(?:[\s\x00-\x1f\x7f\ufeff\u200b-\u200f\u2060\u00ad\u202a-\u202e\u2066-\u2069]|%0[9ad])*"
)
_FORMULA = re.compile(rf"[\t\r\n]|{_BEFORE_A_SIGN}[=+\-@\uff1d\uff0b\uff0d\uff20]", re.IGNORECASE)
_PREFIXED = re.compile(r"'+")
_NUMBER = re.compile(r"[+-]?[0-9][0-9 ().,/-]*", re.ASCII)


def is_formula(text: str) -> bool:
    """True for text that a spreadsheet program may run when it opens a CSV file."""
    return _FORMULA.match(text) is not None


def is_suspicious(text: str) -> bool:
    """True for text like a formula that is neither a number nor a phone number."""
    return is_formula(text) and _NUMBER.fullmatch(text.strip()) is None


def guard(text: str) -> str:
    """Put an apostrophe before text that would run. ``unguard`` takes exactly that one off again.

    Text that has apostrophes before a formula already gets one more, so that nothing is lost.
    """
    return f"'{text}" if is_formula(_without_apostrophes(text)) else text


def unguard(text: str) -> str:
    return text[1:] if text.startswith("'") and is_formula(_without_apostrophes(text)) else text


def _without_apostrophes(text: str) -> str:
    return _PREFIXED.sub("", text, count=1) if text.startswith("'") else text
