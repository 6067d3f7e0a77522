"""Cells that hold a list of items, each with more than a code."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from carers.cells.kinds import Kind
from carers.cells.reading import (
    Unexpected,
    Value,
    checked,
    code_of,
    codes_of,
    day_of,
    ending_in_a_day,
    ending_in_brackets,
    escape,
    number,
    period_in_words,
    period_of,
    said,
    split,
    unescape,
)
from reference import validators
from reference.vocabulary import Term


def items(
    parse_item: Callable[[str], list[Value]],
    format_item: Callable[[list[Value]], str],
    *,
    once: Callable[[list[Value]], Any] | None = None,
) -> Kind:
    """A list of items; ``once`` gives what may be there only once. Equal items are one where it is given."""

    def parse(cell: str) -> Value:
        found = [said(item, parse_item) for item in split(cell)]
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


def answers(
    terms: Sequence[Term], replies: Sequence[Term], *, default: str = "", dated: bool = False
) -> Kind:
    """``AUT:yes; FIRE:no``, with the day of the answer after it where ``dated``. Values: [code, reply(, day)]."""
    codes, known = codes_of(terms), codes_of(replies)
    words = {term.code: term.label.lower() for term in replies}

    def parse(item: str) -> list[Value]:
        code, reply, day = item, default, None
        if ":" in item:
            code, _, reply = (part.strip() for part in item.partition(":"))
            if dated and (with_day := ending_in_a_day(reply)):
                reply, day = with_day
        found = [code_of(code, codes), code_of(reply, known)]
        return [*found, day] if dated else found

    def write(item: list[Value]) -> str:
        day = f" {item[2]}" if dated and item[2] else ""
        return f"{item[0]}:{words[item[1]]}{day}"

    return items(parse, write, once=lambda item: item[0])


def dated_by_person(terms: Sequence[Term], *, needs_date: bool) -> Kind:
    """``PFA:2027-03-31 (Amara Okafor)``. Values: [code, day or None, person or ""]."""
    codes = codes_of(terms)
    # Terms are looked for by name, the longest first, because their own words may end in brackets.
    names = "|".join(re.escape(name) for name in sorted(codes, key=len, reverse=True))
    pattern = re.compile(rf"({names}) ?(?:: ?([^(]+))?(?:\((.+)\))?", re.I | re.DOTALL)

    def parse(item: str) -> list[Value]:
        found = pattern.fullmatch(item)
        if not found:
            raise Unexpected
        if needs_date and not found[2]:
            raise Unexpected("A date is missing")
        day = day_of(found[2]).isoformat() if found[2] else None
        return [code_of(found[1], codes), day, unescape(found[3] or "").strip()]

    def write(item: list[Value]) -> str:
        code, day, person = item
        return str(code) + (f":{day}" if day else "") + (f" ({escape(person)})" if person else "")

    return items(parse, write, once=lambda item: (item[0], item[2]))


def experience(terms: Sequence[Term]) -> Kind:
    """``AUT:3 years, 2 children``. Values: [code, years, children]."""
    codes = codes_of(terms)
    amounts = re.compile(
        r"(\d{1,2}) ?(?:years?|yrs?|y)?(?: ?[,/] ?(\d{1,3}) ?(?:children|child|c)?)?",
        re.ASCII | re.I,
    )

    def parse(item: str) -> list[Value]:
        code, _, told = (part.strip() for part in item.partition(":"))
        found = amounts.fullmatch(told)
        if not found:
            raise Unexpected
        return [code_of(code, codes), int(found[1]), int(found[2] or 0)]

    def write(item: list[Value]) -> str:
        return f"{item[0]}:{item[1]} years, {item[2]} children"

    return items(parse, write, once=lambda item: item[0])


def periods(*, needs_reason: bool) -> Kind:
    """``2026-03-01 until 2026-04-01 (holiday)``. Values: [first day, day after the last or None, reason]."""

    def parse(item: str) -> list[Value]:
        item, reason = ending_in_brackets(item)
        if needs_reason and not reason:
            raise Unexpected("A reason in brackets is missing")
        if len(reason) > 200:
            raise Unexpected("The reason has more than 200 characters")
        return [*period_of(item), checked(reason, validators.validate_plain_text)]

    def write(item: list[Value]) -> str:
        return period_in_words(item[0], item[1]) + (f" ({escape(item[2])})" if item[2] else "")

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
        value = [found["authority"].lower(), child, *period_of(found["period"])]
        if not with_limit:
            return value
        return [*value, number(found["most"], least=4, most=12)]

    def write(item: list[Value]) -> str:
        limit = f" up to {item[4]}" if with_limit else ""
        return f"{item[0]}/{escape(item[1])}{limit} from {period_in_words(item[2], item[3])}"

    return items(parse, write, once=lambda item: tuple(item[:3]))
