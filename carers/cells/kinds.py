"""Kinds of cells: those that hold one thing, and those that hold several codes."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from carers.cells.reading import (
    Unexpected,
    Value,
    checked,
    code_of,
    codes_of,
    day_of,
    number,
    split,
    tidy,
    yes_or_no_of,
)
from reference import postcodes, validators
from reference.vocabulary import Term, labels


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of cell. ``empty`` is the value of a blank cell, which means "not recorded".

    ``words`` says a value to people where ``format`` would write codes.
    """

    parse: Callable[[str], Value]
    format: Callable[[Value], str]
    empty: Value = None
    words: Callable[[Value], str] | None = None

    def read(self, text: str) -> Value:
        text = tidy(text)
        return self.parse(text) if text else self.empty

    def write(self, value: Value) -> str:
        return "" if value is None or value in ("", []) else self.format(value)

    def say(self, value: Value) -> str:
        return self.words(value) if value and self.words else self.write(value)


def text(*, longest: int) -> Kind:
    def parse(cell: str) -> Value:
        if len(cell) > longest:
            raise Unexpected(f"It has {len(cell)} characters; {longest} at most")
        return checked(cell, validators.validate_plain_text)

    return Kind(parse, str, empty="")


def line_of_text(*, longest: int) -> Kind:
    """Text whose line ends and repeated spaces do not matter."""
    inner = text(longest=longest)
    return Kind(lambda cell: inner.parse(" ".join(cell.split())), str, empty="")


def email() -> Kind:
    return Kind(lambda cell: checked(cell, validators.validate_single_email), str, empty="")


def postcode() -> Kind:
    def parse(cell: str) -> Value:
        try:
            return postcodes.normalise(cell)
        except postcodes.NotAPostcode as problem:
            raise Unexpected(str(problem)) from None

    return Kind(parse, str, empty="")


def whole_number(*, least: int, most: int) -> Kind:
    return Kind(lambda cell: number(cell, least=least, most=most), str)


def pounds(*, most: int) -> Kind:
    """Money, kept in pence. Pounds may have a sign, commas and two decimal places."""

    def parse(cell: str) -> Value:
        found = re.fullmatch(r"£? ?(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?", cell, re.ASCII)
        if not found:
            raise Unexpected
        pence = int(found[1].replace(",", "")) * 100 + int((found[2] or "0").ljust(2, "0"))
        if pence > most * 100:
            raise Unexpected
        return pence

    return Kind(parse, lambda pence: f"{pence // 100}.{pence % 100:02}")


def yes_or_no() -> Kind:
    return Kind(yes_or_no_of, lambda value: "yes" if value else "no")


def date() -> Kind:
    return Kind(lambda cell: day_of(cell).isoformat(), str)


def one_of(terms: Sequence[Term], *, empty: Value = "") -> Kind:
    """A code, or its words. Written as the code, because words may be put better in a later version."""
    codes, names = codes_of(terms), labels(terms)
    return Kind(lambda cell: code_of(cell, codes), str, empty=empty, words=names.__getitem__)


def many_of(terms: Sequence[Term]) -> Kind:
    codes = codes_of(terms)
    order = {term.code: position for position, term in enumerate(terms)}

    def parse(cell: str) -> Value:
        return sorted({code_of(item, codes) for item in split(cell)}, key=order.__getitem__)

    names = labels(terms)
    return Kind(
        parse, "; ".join, empty=[], words=lambda found: "; ".join(names[code] for code in found)
    )
