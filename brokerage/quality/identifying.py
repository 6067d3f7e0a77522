"""What in a text would tell a stranger who a child is: names, schools, addresses, postcodes, birthdays, numbers.

Pure functions. It finds what is written the way people write it, not what somebody hides on purpose; a person still
reads the profile before it is sent.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from brokerage.quality import names as listed


class Kind(StrEnum):
    NAME = "a name"
    SCHOOL = "a school"
    ADDRESS = "an address"
    POSTCODE = "a postcode"
    BIRTHDAY = "a date of birth"
    PHONE = "a telephone number"
    EMAIL = "an email address"
    NUMBER = "a reference number"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Everything known about who the children are. ``names`` may be whole names; each part is looked for."""

    names: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()
    postcodes: tuple[str, ...] = ()
    birth_dates: tuple[dt.date, ...] = ()
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Detail:
    """``is_certain`` is false where the words may mean something else: a street in a song, Will he or Will."""

    kind: Kind
    found: str
    start: int
    is_certain: bool = True


def find_identifying(text: str, identity: Identity) -> list[Detail]:
    """What would identify the child, in the order of the text; overlapping finds count once, the surest first.

    ``start`` counts characters of the text in its composed form (NFC).
    """
    text = _composed(text)
    found = [detail for finder in _FINDERS for detail in finder(text, identity)]
    found.sort(key=lambda d: (not d.is_certain, d.start, -len(d.found)))
    kept: list[Detail] = []
    for detail in found:
        if not any(_overlap(detail, other) for other in kept):
            kept.append(detail)
    return sorted(kept, key=lambda detail: detail.start)


def _overlap(a: Detail, b: Detail) -> bool:
    return a.start < b.start + len(b.found) and b.start < a.start + len(a.found)


# As word processors and phones write them.
APOSTROPHES = "\u2019\u2018\u02bc`\u00b4"
HYPHENS = "\u2010\u2011\u2013"


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Lower case without accents, one character for each, so that places in it are places in ``text``."""
    return "".join(_fold_character(character) for character in text)


def _fold_character(character: str) -> str:
    if character in APOSTROPHES:
        return "'"
    if character in HYPHENS:
        return "-"
    base = unicodedata.normalize("NFKD", character)[0]
    lower = base.lower()
    return lower if len(lower) == 1 else character


# Names


def _names(text: str, identity: Identity) -> Iterator[Detail]:
    folded = fold(text)
    for name in name_parts(identity.names):
        for start in _whole(folded, fold(name)):
            certain = _is_this_name(text, name, start)
            if certain is not None:
                yield Detail(Kind.NAME, text[start : start + len(name)], start, certain)


_NAME = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")


def name_parts(names: Iterable[str]) -> list[str]:
    """The parts of names that are worth looking for: no titles, no "Mum", no initials."""
    parts: dict[str, str] = {}
    for name in names:
        for word in re.findall(
            r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*", unicodedata.normalize("NFC", name)
        ):
            for part in {word, *re.split(r"-", word)}:
                if len(part) >= listed.SHORTEST_NAME and fold(part) not in listed.NOT_NAMES:
                    parts.setdefault(fold(part), part)
    return sorted(parts.values(), key=len, reverse=True)


def _is_this_name(text: str, name: str, start: int) -> bool | None:
    """True or False for how sure it is that the word is the name; ``None`` when it is not.

    A name that is also a word (Will, Rose, Hunter) must be written with a capital; at the start of a sentence, where
    every word has one, what follows decides, and it is never sure. Any other name counts in any case, but
    for the shortest.
    """
    is_word = fold(name) in listed.ALSO_WORDS
    has_capital = text[start].isupper()
    if not is_word and len(name) > listed.SHORTEST_NAME:
        return True
    if not has_capital:
        return None
    if not is_word:
        return True
    if not _starts_sentence(text, start):
        return fold(name) not in listed.CAPITALS_ANYWHERE
    return False if _reads_as_a_person(text[start + len(name) :]) else None


def _starts_sentence(text: str, start: int) -> bool:
    before = text[:start].rstrip(_OPENING)
    return not before or before[-1] in ".!?:\n"


# What may stand between the end of one sentence and the first word of the next: spaces, quotes, bullets, dashes.
_OPENING = " \t\"'(*-\u201c\u2018\u2022\u2013"


def _reads_as_a_person(following: str) -> bool:
    """What comes after is a verb of the third person, an "and", or a possessive."""
    match = re.match(r"(['\u2019]s\b)|[ ,]+([a-z]+)", following)
    if match is None:
        return False
    word = match[2] or ""
    return bool(match[1]) or word in listed.AFTER_A_NAME


# Schools


def _schools(text: str, identity: Identity) -> Iterator[Detail]:
    folded = fold(text)
    for school in map(_composed, identity.schools):
        own = own_part(school)
        for start in _whole(folded, fold(school)):
            yield Detail(Kind.SCHOOL, text[start : start + len(school)], start)
        for start in _whole(folded, fold(own)) if own and not _is_everyday(own) else ():
            if text[start].isupper():
                yield Detail(Kind.SCHOOL, text[start : start + len(own)], start)
    for match in _ANY_SCHOOL.finditer(text):
        first = match[0].split()[0].lower()
        if first not in listed.BEFORE_ANY_SCHOOL and not _only_school_words(match[0]):
            yield Detail(Kind.SCHOOL, match[0], match.start())


def own_part(school: str) -> str:
    """The part of a school's name that is its own: "St Mary's" of "St Mary's C of E Primary School"."""
    words = _composed(school).split()
    own: list[str] = []
    for word in words:
        if fold(word).strip(".,") in listed.SCHOOL_WORDS:
            if own:
                break
            continue
        own.append(word)
    return " ".join(own).strip(".,")


def _is_everyday(own: str) -> bool:
    words = fold(own).split()
    return len(words) == 1 and (words[0] in listed.EVERYDAY_PLACES or words[0] in listed.ALSO_WORDS)


def _only_school_words(name: str) -> bool:
    return all(fold(word) in listed.SCHOOL_WORDS for word in name.split())


_CAPITALISED = r"[A-Z][\w'\u2019.-]*"
_ANY_SCHOOL = re.compile(
    rf"\b(?:{_CAPITALISED}[ ]){{1,5}}(?:School|Academy|College|Nursery|Preschool|Pre-school|Kindergarten)\b"
)


# Addresses and postcodes

_STREETS = "Street|Road|Avenue|Lane|Crescent|Close|Drive|Terrace|Grove|Mews"
_WITH_A_NUMBER = (
    f"{_STREETS}|Way|Court|Gardens|Place|Hill|Rise|Walk|Row|Square|Green|Park|View|House|St|Rd|Ave"
)
_NUMBERED = re.compile(
    rf"\b\d{{1,4}}[A-Za-z]?,?[ ]+(?:{_CAPITALISED}[ ]){{1,3}}(?:{_WITH_A_NUMBER})\b"
)
_STREET = re.compile(rf"\b(?:{_CAPITALISED}[ ]){{1,2}}(?:{_STREETS})\b")
_FLAT = re.compile(r"\b(?:Flat|Apartment|Apt)\.?[ ]+\d{1,4}[A-Za-z]?\b", re.IGNORECASE)
_POSTCODE = re.compile(
    r"(?<![A-Za-z0-9])[A-Za-z]{1,2}[0-9][A-Za-z0-9]?[ \t]{0,2}[0-9][ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{2}(?![A-Za-z0-9])"
)


def _addresses(text: str, identity: Identity) -> Iterator[Detail]:
    for pattern in (_NUMBERED, _FLAT):
        for match in pattern.finditer(text):
            yield Detail(Kind.ADDRESS, match[0], match.start())
    for match in _STREET.finditer(text):
        if match[0].split()[0].lower() not in listed.BEFORE_ANY_SCHOOL:
            yield Detail(Kind.ADDRESS, match[0], match.start(), is_certain=False)


def _postcodes(text: str, identity: Identity) -> Iterator[Detail]:
    for match in _POSTCODE.finditer(text):
        yield Detail(Kind.POSTCODE, match[0], match.start())
    for postcode in identity.postcodes:
        area = postcode.split()[0] if " " in postcode else postcode[:-3]
        for match in (
            re.finditer(rf"(?<![A-Za-z0-9]){re.escape(area)}(?![A-Za-z0-9])", text) if area else ()
        ):
            yield Detail(Kind.POSTCODE, match[0], match.start())


# Dates of birth

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_MONTH = "|".join(f"{name}|{name[:3]}" for name in _MONTHS) + "|sept"
_ANY_DATE = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?(?:[ ]of)?[ ](?:{_MONTH})(?:\.?,?[ ]\d{{4}})?"
    rf"|(?:{_MONTH})[ ]\d{{1,2}}(?:st|nd|rd|th)?(?:,?[ ]\d{{4}})?"
    r"|\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})"
)
_DATE = re.compile(rf"(?<!\w){_ANY_DATE}(?!\w)", re.IGNORECASE)
_BORN = re.compile(
    r"\b(?:born(?:[ ]on)?|birthday(?:[ ]is)?(?:[ ]on)?|date[ ]of[ ]birth|DOB|D\.O\.B\.?):?[ ]+"
    rf"(?:the[ ])?({_ANY_DATE})(?!\w)",
    re.IGNORECASE,
)


def _birthdays(text: str, identity: Identity) -> Iterator[Detail]:
    for match in _BORN.finditer(text):
        yield Detail(Kind.BIRTHDAY, match[1], match.start(1))
    for match in _DATE.finditer(text):
        if any(_is_day(match[0], born) for born in identity.birth_dates):
            yield Detail(Kind.BIRTHDAY, match[0], match.start())


def _is_day(written: str, born: dt.date) -> bool:
    """The written date is the birthday; one without a year counts too."""
    digits = [int(number) for number in re.findall(r"\d+", written)]
    month = re.search(
        r"[a-z]{3,}", re.sub(r"\d(?:st|nd|rd|th)", "", written.lower()).replace("of", "")
    )
    if month:
        if _MONTHS[born.month - 1][:3] != month[0][:3] or digits[0] != born.day:
            return False
        return len(digits) == 1 or digits[1] == born.year
    if re.match(r"\d{4}-", written):
        return digits == [born.year, born.month, born.day]
    return digits[:2] == [born.day, born.month] and digits[2] in {born.year, born.year % 100}


# Numbers

_PHONE = re.compile(r"(?<![\w+])(?:\+44|0044|\(?0)(?:[ ()-]{0,2}\d){9,10}(?!\w)")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_TEN_DIGITS = re.compile(r"(?<![\w-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\w-])")


def _numbers(text: str, identity: Identity) -> Iterator[Detail]:
    for match in _PHONE.finditer(text):
        yield Detail(Kind.PHONE, match[0], match.start())
    for match in _EMAIL.finditer(text):
        yield Detail(Kind.EMAIL, match[0], match.start())
    for match in _TEN_DIGITS.finditer(text):
        if _is_nhs_number(match[0]):
            yield Detail(Kind.NUMBER, match[0], match.start())
    folded = fold(text)
    for reference in map(_composed, identity.references):
        for start in _whole(folded, fold(reference)):
            yield Detail(Kind.NUMBER, text[start : start + len(reference)], start)


def _is_nhs_number(written: str) -> bool:
    """The last digit checks the other nine, modulo 11 (NHS Data Model and Dictionary: NHS NUMBER)."""
    digits = [int(character) for character in written if character.isdigit()]
    check = 11 - sum(d * (10 - i) for i, d in enumerate(digits[:9])) % 11
    return digits[9] == check % 11 and check != 10


def _whole(folded: str, word: str) -> Iterator[int]:
    """Where ``word`` stands whole in the folded text; a possessive 's may follow."""
    if not word:
        return
    pattern = re.compile(rf"(?<![\w-]){re.escape(word)}(?!\w|-\w|'(?!s\b|\W|$))")
    yield from (match.start() for match in pattern.finditer(folded))


_FINDERS: tuple[Callable[[str, Identity], Iterator[Detail]], ...] = (
    _names,
    _schools,
    _addresses,
    _postcodes,
    _birthdays,
    _numbers,
)
