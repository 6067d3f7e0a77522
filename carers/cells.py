"""How the cells of an approved list are read and written: text in, a value that JSON can hold out, and back.

Each kind of cell is a pair of functions. ``parse`` takes the cell's text, never blank, and raises ``Unexpected`` when
it is not what the column expects. ``format`` writes a value so that ``parse`` gives the same value back.
A list's values are in a fixed order, so that two cells that say the same are equal.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from reference import postcodes, validators
from reference.vocabulary import Term, labels

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


def tidy(text: str) -> str:
    """Without spaces at the ends, and with plain line ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


# One thing in a cell


def text(*, longest: int) -> Kind:
    def parse(cell: str) -> Value:
        if len(cell) > longest:
            raise Unexpected(f"It has {len(cell)} characters; {longest} at most")
        return _checked(cell, validators.validate_plain_text)

    return Kind(parse, str, empty="")


def line_of_text(*, longest: int) -> Kind:
    """Text whose line ends and repeated spaces do not matter."""
    inner = text(longest=longest)
    return Kind(lambda cell: inner.parse(" ".join(cell.split())), str, empty="")


def email() -> Kind:
    return Kind(lambda cell: _checked(cell, validators.validate_single_email), str, empty="")


def postcode() -> Kind:
    def parse(cell: str) -> Value:
        try:
            return postcodes.normalise(cell)
        except postcodes.NotAPostcode as problem:
            raise Unexpected(str(problem)) from None

    return Kind(parse, str, empty="")


def whole_number(*, least: int, most: int) -> Kind:
    return Kind(lambda cell: _number(cell, least=least, most=most), str)


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
    return Kind(_yes_or_no, lambda value: "yes" if value else "no")


def date() -> Kind:
    return Kind(lambda cell: _date(cell).isoformat(), str)


def one_of(terms: Sequence[Term], *, empty: Value = "") -> Kind:
    """A code, or its words. Written as the code, because words may be put better in a later version."""
    codes, names = _codes(terms), labels(terms)
    return Kind(lambda cell: _code(cell, codes), str, empty=empty, words=names.__getitem__)


# Several things in a cell, separated by semicolons


def many_of(terms: Sequence[Term]) -> Kind:
    codes = _codes(terms)
    order = {term.code: position for position, term in enumerate(terms)}

    def parse(cell: str) -> Value:
        return sorted({_code(item, codes) for item in split(cell)}, key=order.__getitem__)

    names = labels(terms)
    return Kind(
        parse, "; ".join, empty=[], words=lambda found: "; ".join(names[code] for code in found)
    )


def items(
    parse_item: Callable[[str], list[Value]],
    format_item: Callable[[list[Value]], str],
    *,
    once: Callable[[list[Value]], Any] | None = None,
) -> Kind:
    """A list of items; ``once`` gives what may be there only once. Equal items are one where it is given."""

    def parse(cell: str) -> Value:
        found = [_said(item, parse_item) for item in split(cell)]
        if once is not None:
            found = [item for n, item in enumerate(found) if item not in found[:n]]
            keys = [once(item) for item in found]
            if len(set(keys)) < len(keys):
                raise Unexpected("The same thing is there twice, with different answers")
        return in_order(found)

    return Kind(parse, lambda values: "; ".join(map(format_item, values)), empty=[])


def in_order(values: Iterable[list[Value]]) -> list[list[Value]]:
    """The order in which every list of items is kept. What is not recorded comes first."""
    return sorted(values, key=lambda item: [(part is not None, part or "") for part in item])


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


# Items


def answers(
    terms: Sequence[Term], replies: Sequence[Term], *, default: str = "", dated: bool = False
) -> Kind:
    """``AUT:yes; FIRE:no``, with the day of the answer after it where ``dated``. Values: [code, reply(, day)]."""
    codes, known = _codes(terms), _codes(replies)
    words = {term.code: term.label.lower() for term in replies}

    def parse(item: str) -> list[Value]:
        code, reply, day = item, default, None
        if ":" in item:
            code, _, reply = (part.strip() for part in item.partition(":"))
            if dated and (with_day := _ending_in_a_day(reply)):
                reply, day = with_day
        found = [_code(code, codes), _code(reply, known)]
        return [*found, day] if dated else found

    def write(item: list[Value]) -> str:
        day = f" {item[2]}" if dated and item[2] else ""
        return f"{item[0]}:{words[item[1]]}{day}"

    return items(parse, write, once=lambda item: item[0])


def dated_by_person(terms: Sequence[Term], *, needs_date: bool) -> Kind:
    """``PFA:2027-03-31 (Amara Okafor)``. Values: [code, day or None, person or ""]."""
    codes = _codes(terms)
    # Terms are looked for by name, the longest first, because their own words may end in brackets.
    names = "|".join(re.escape(name) for name in sorted(codes, key=len, reverse=True))
    pattern = re.compile(rf"({names}) ?(?:: ?([^(]+))?(?:\((.+)\))?", re.I | re.DOTALL)

    def parse(item: str) -> list[Value]:
        found = pattern.fullmatch(item)
        if not found:
            raise Unexpected
        if needs_date and not found[2]:
            raise Unexpected("A date is missing")
        day = _date(found[2]).isoformat() if found[2] else None
        return [_code(found[1], codes), day, unescape(found[3] or "").strip()]

    def write(item: list[Value]) -> str:
        code, day, person = item
        return str(code) + (f":{day}" if day else "") + (f" ({escape(person)})" if person else "")

    return items(parse, write, once=lambda item: (item[0], item[2]))


def experience(terms: Sequence[Term]) -> Kind:
    """``AUT:3 years, 2 children``. Values: [code, years, children]."""
    codes = _codes(terms)
    amounts = re.compile(
        r"(\d{1,2}) ?(?:years?|yrs?|y)?(?: ?[,/] ?(\d{1,3}) ?(?:children|child|c)?)?",
        re.ASCII | re.I,
    )

    def parse(item: str) -> list[Value]:
        code, _, told = (part.strip() for part in item.partition(":"))
        found = amounts.fullmatch(told)
        if not found:
            raise Unexpected
        return [_code(code, codes), int(found[1]), int(found[2] or 0)]

    def write(item: list[Value]) -> str:
        return f"{item[0]}:{item[1]} years, {item[2]} children"

    return items(parse, write, once=lambda item: item[0])


def periods(*, needs_reason: bool) -> Kind:
    """``2026-03-01 until 2026-04-01 (holiday)``. Values: [first day, day after the last or None, reason]."""

    def parse(item: str) -> list[Value]:
        item, reason = _ending_in_brackets(item)
        if needs_reason and not reason:
            raise Unexpected("A reason in brackets is missing")
        if len(reason) > 200:
            raise Unexpected("The reason has more than 200 characters")
        return [*_period(item), _checked(reason, validators.validate_plain_text)]

    def write(item: list[Value]) -> str:
        return _period_in_words(item[0], item[1]) + (f" ({escape(item[2])})" if item[2] else "")

    return items(parse, write)


_NAMED_CHILD = re.compile(
    r"(?P<authority>[\w-]{1,50})/(?P<child>.{1,40}?)(?: up to (?P<most>\d{1,2}))? from (?P<period>.+)",
    re.ASCII | re.I,
)


def named_children(*, with_limit: bool) -> Kind:
    """``essex/C00123 from 2026-01-01``; with a limit, ``essex/C00123 up to 4 from 2026-01-01``.

    Values: [authority, child's reference, first day, day after the last or None(, most children)].
    """

    def parse(item: str) -> list[Value]:
        found = _NAMED_CHILD.fullmatch(item)
        if not found or bool(found["most"]) is not with_limit:
            raise Unexpected
        child = unescape(found["child"])
        if len(child) > 20:
            raise Unexpected
        value = [found["authority"].lower(), child, *_period(found["period"])]
        if not with_limit:
            return value
        return [*value, _number(found["most"], least=4, most=12)]

    def write(item: list[Value]) -> str:
        limit = f" up to {item[4]}" if with_limit else ""
        return f"{item[0]}/{escape(item[1])}{limit} from {_period_in_words(item[2], item[3])}"

    return items(parse, write, once=lambda item: tuple(item[:3]))


_RESIDENT = re.compile(
    r"(?P<kind>own child|fostered child|fostered|other adult|carer|adult)"
    r"(?: (?P<sex>[FM?]))?(?: (?P<born>\?|[\d/.-]{8,10}))?"
    r"(?: until (?P<until>[\d/.-]{8,10}))?(?: siblings (?P<siblings>\w{1,20}))?",
    re.I,
)
RESIDENT_KINDS = {
    "carer": "CARER",
    "adult": "ADULT",
    "own child": "OWN_CHILD",
    "fostered": "FOSTERED",
}
_KIND_WORDS = {code: words for words, code in RESIDENT_KINDS.items()}
_KIND_ORDER = {code: position for position, code in enumerate(_KIND_WORDS)}


def residents() -> Kind:
    """``carer F 1975-02-03 (Amara Okafor); own child M 2012-05-01; fostered F ? until 2027-01-09 siblings A``.

    Values: [kind, sex, born or None, place free from or None, sibling group, name].
    """

    def parse(item: str) -> list[Value]:
        item, name = _ending_in_brackets(item)
        found = _RESIDENT.fullmatch(" ".join(item.split()))
        if not found or len(name) > 120:
            raise Unexpected
        words = found["kind"].lower().removeprefix("other ")
        kind = RESIDENT_KINDS["fostered" if words == "fostered child" else words]
        sex, born, until = found["sex"], found["born"], found["until"]
        return [
            kind,
            "" if sex in {None, "?"} else sex.upper(),
            None if born in {None, "?"} else _date(born).isoformat(),
            _date(until).isoformat() if until else None,
            found["siblings"] or "",
            _checked(name, validators.validate_plain_text),
        ]

    def parse_all(cell: str) -> Value:
        return people_in_order(_said(item, parse) for item in split(cell))

    return Kind(parse_all, lambda people: "; ".join(map(_resident_in_words, people)), empty=[])


def people_in_order(people: Iterable[list[Value]]) -> list[list[Value]]:
    return sorted(people, key=person_place)


def person_place(person: list[Value]) -> tuple[Value, ...]:
    """Sorts people: carers first, and the oldest first; those whose age is not recorded before them."""
    kind, sex, born, until, siblings, name = person
    return _KIND_ORDER[kind], born or "", sex, until or "", siblings, name


def person_labels(people: Sequence[list[Value]]) -> list[str]:
    """What other cells call each person, in the same order: the name, or "carer 2" where there is no such one."""
    names = [person[5].casefold() for person in people]
    return [
        person[5] if name and names.count(name) == 1 and not _is_label(name) else label
        for person, name, label in zip(people, names, _numbered(people), strict=True)
    ]


def known_people(people: Sequence[list[Value]]) -> dict[str, str]:
    """Each person's label by what a cell may call them, in small letters: their number works beside their name."""
    called = person_labels(people)
    by_number = dict(zip(_numbered(people), called, strict=True))
    return by_number | {label.casefold(): label for label in called}


def _numbered(people: Sequence[list[Value]]) -> list[str]:
    counts = dict.fromkeys(_KIND_WORDS, 0)
    numbered = []
    for person in people:
        counts[person[0]] += 1
        numbered.append(f"{_KIND_WORDS[person[0]]} {counts[person[0]]}")
    return numbered


def _is_label(name: str) -> bool:
    return name.casefold().rstrip("0123456789 ") in RESIDENT_KINDS


def _resident_in_words(person: list[Value]) -> str:
    kind, sex, born, until, siblings, name = person
    told = [_KIND_WORDS[kind], sex or "?", born or "?"]
    if until:
        told.append(f"until {until}")
    if siblings:
        told.append(f"siblings {siblings}")
    if name:
        told.append(f"({escape(name)})")
    return " ".join(told)


# Parts of items


def _said(item: str, parse: Callable[[str], list[Value]]) -> list[Value]:
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


def _codes(terms: Sequence[Term]) -> dict[str, str]:
    return {name.casefold(): term.code for term in terms for name in (term.label, term.code)}


def _code(words: str, codes: dict[str, str]) -> str:
    try:
        return codes[" ".join(words.split()).casefold()]
    except KeyError:
        raise Unexpected from None


def _number(cell: str, *, least: int, most: int) -> int:
    if not re.fullmatch(r"\d{1,9}", cell, re.ASCII) or not least <= int(cell) <= most:
        raise Unexpected
    return int(cell)


def _yes_or_no(cell: str) -> bool:
    word = cell.casefold()
    if word not in _YES | _NO:
        raise Unexpected
    return word in _YES


def _date(cell: str) -> dt.date:
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


def _period(words: str) -> list[Value]:
    start, _, end = (part.strip() for part in words.partition(" until "))
    starts_on, ends_on = _date(start), _date(end) if end else None
    if ends_on and ends_on <= starts_on:
        raise Unexpected("It ends before it starts")
    return [starts_on.isoformat(), ends_on.isoformat() if ends_on else None]


def _period_in_words(starts_on: str, ends_on: str | None) -> str:
    return f"{starts_on} until {ends_on}" if ends_on else starts_on


def _ending_in_a_day(words: str) -> tuple[str, str] | None:
    head, _, tail = words.strip().rpartition(" ")
    return (head, _date(tail).isoformat()) if head and tail[:1].isdigit() else None


def _ending_in_brackets(item: str) -> tuple[str, str]:
    """What stands before the first bracket, and the words inside the first and the last."""
    head, bracket, inside = item.partition("(")
    if not bracket or not inside.endswith(")"):
        return item.strip(), ""
    return head.strip(), unescape(inside[:-1]).strip()


def _checked(words: str, validate: Callable[[str], None]) -> str:
    try:
        validate(words)
    except ValidationError as problem:
        raise Unexpected(" ".join(problem.messages)) from None
    return words
