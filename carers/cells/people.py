"""The cell that says who lives in a home, and what other cells call them."""

import re
from collections.abc import Iterable, Sequence

from carers.cells.kinds import Kind
from carers.cells.reading import (
    Unexpected,
    Value,
    checked,
    day_of,
    ending_in_brackets,
    escape,
    said,
    split,
)
from reference import validators

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
        item, name = ending_in_brackets(item)
        found = _RESIDENT.fullmatch(" ".join(item.split()))
        if not found or len(name) > 120:
            raise Unexpected
        words = found["kind"].lower().removeprefix("other ")
        kind = RESIDENT_KINDS["fostered" if words == "fostered child" else words]
        sex, born, until = found["sex"], found["born"], found["until"]
        return [
            kind,
            "" if sex in {None, "?"} else sex.upper(),
            None if born in {None, "?"} else day_of(born).isoformat(),
            day_of(until).isoformat() if until else None,
            found["siblings"] or "",
            checked(name, validators.validate_plain_text),
        ]

    def parse_all(cell: str) -> Value:
        return people_in_order(said(item, parse) for item in split(cell))

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
