"""What cells are made of: how words, codes, numbers and days are told, and how what is wrong is said."""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import ValidationError

from reference.vocabulary import Term

# What JSON can hold: text, a whole number, true or false, a list of them; None or an empty list or text: not recorded.
Value = Any

EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2100, 12, 31)
_YES = {"yes", "y", "true", "1"}
_NO = {"no", "n", "false", "0"}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_NUMERIC = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", re.ASCII)
_IN_WORDS = re.compile(r"(\d{1,2}) ([A-Za-z]{3,9}) (\d{4})", re.ASCII)
_SEPARATOR = re.compile(r"(?<!\\)(?:\\\\)*;|\n")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


class Unexpected(ValueError):
    """The cell does not hold what its column expects. Its words, where it has any, say more."""


def tidy(text: str) -> str:
    """Without spaces at the ends, and with plain line ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def split(cell: str) -> list[str]:
    r"""The items between the semicolons and line ends. ``\;`` is a semicolon that separates nothing."""
    found, start = [], 0
    for mark in _SEPARATOR.finditer(cell):
        found.append(cell[start : mark.end() - 1])
        start = mark.end()
    found.append(cell[start:])
    return [item.strip() for item in found if item.strip()]


def escape(words: str) -> str:
    return words.replace("\\", "\\\\").replace(";", "\\;")


def unescape(words: str) -> str:
    return _ESCAPED.sub(r"\1", words)


def said(item: str, parse: Callable[[str], list[Value]]) -> list[Value]:
    """The item's value; what is wrong with it names it, because a cell may hold many."""
    try:
        return parse(item)
    except Unexpected as problem:
        words = f"“{item[:60]}” was not understood"
        raise Unexpected(
            f"{words}: {_with_small_letter(str(problem))}" if str(problem) else words
        ) from None


def _with_small_letter(words: str) -> str:
    return words[:1].lower() + words[1:]


def codes_of(terms: Sequence[Term]) -> dict[str, str]:
    return {name.casefold(): term.code for term in terms for name in (term.label, term.code)}


def code_of(words: str, codes: dict[str, str]) -> str:
    try:
        return codes[" ".join(words.split()).casefold()]
    except KeyError:
        raise Unexpected from None


def number(cell: str, *, least: int, most: int) -> int:
    if not re.fullmatch(r"\d{1,9}", cell, re.ASCII) or not least <= int(cell) <= most:
        raise Unexpected
    return int(cell)


def yes_or_no_of(cell: str) -> bool:
    word = cell.casefold()
    if word not in _YES | _NO:
        raise Unexpected
    return word in _YES


def day_of(cell: str) -> dt.date:
    """2027-03-31, 31/03/2027 or 31 March 2027. The day comes first, as in Britain."""
    cell = " ".join(cell.split())
    try:
        if found := _ISO.fullmatch(cell):
            day = dt.date(int(found[1]), int(found[2]), int(found[3]))
        elif found := _NUMERIC.fullmatch(cell):
            day = dt.date(int(found[3]), int(found[2]), int(found[1]))
        elif found := _IN_WORDS.fullmatch(cell):
            day = dt.date(int(found[3]), _MONTHS.index(found[2][:3].lower()) + 1, int(found[1]))
        else:
            raise Unexpected("A date like 2027-03-31 or 31/03/2027 was expected")
    except ValueError as problem:
        words = str(problem) if isinstance(problem, Unexpected) else "There is no such date"
        raise Unexpected(words) from None
    if not EARLIEST <= day <= LATEST:
        raise Unexpected("The year is too far away")
    return day


def period_of(words: str) -> list[Value]:
    start, _, end = (part.strip() for part in words.partition(" until "))
    starts_on, ends_on = day_of(start), day_of(end) if end else None
    if ends_on and ends_on <= starts_on:
        raise Unexpected("It ends before it starts")
    return [starts_on.isoformat(), ends_on.isoformat() if ends_on else None]


def period_in_words(starts_on: str, ends_on: str | None) -> str:
    return f"{starts_on} until {ends_on}" if ends_on else starts_on


def ending_in_a_day(words: str) -> tuple[str, str] | None:
    head, _, tail = words.strip().rpartition(" ")
    return (head, day_of(tail).isoformat()) if head and tail[:1].isdigit() else None


def ending_in_brackets(item: str) -> tuple[str, str]:
    """What stands before the first bracket, and the words inside the first and the last."""
    head, bracket, inside = item.partition("(")
    if not bracket or not inside.endswith(")"):
        return item.strip(), ""
    return head.strip(), unescape(inside[:-1]).strip()


def checked(words: str, validate: Callable[[str], None]) -> str:
    try:
        validate(words)
    except ValidationError as problem:
        raise Unexpected(" ".join(problem.messages)) from None
    return words
