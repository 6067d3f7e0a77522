"""The answers of a referral in words, for pages that show them all."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from brokerage import questions
from brokerage.models import Condition, Exclusion, Referral
from brokerage.queries.referral_sections import Filled
from brokerage.sections import AskedOfHome, Excluded, Section, is_answer
from carers.models import Household
from children.models import Wish
from reference import vocabulary
from ui.dates import in_words

TERMS = {
    Condition.Kind.FEATURE: vocabulary.labels(vocabulary.HOME_FEATURES),
    Condition.Kind.SKILL: vocabulary.labels(vocabulary.SKILLS),
    Condition.Kind.HOUSEHOLD: vocabulary.labels(vocabulary.HOUSEHOLD_CONDITIONS),
}
LASTS = {
    "MONTHS": "For some months or years",
    "GROWN_UP": "Until they are grown up",
    "NOT_KNOWN": "Not known yet",
}
MATTERS = {
    "matters_language": "language",
    "matters_faith": "faith",
    "matters_ethnicity": "ethnicity and culture",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """One question. ``anchor`` is its id on a page; ``is_missing`` where it holds the referral up."""

    question: str
    words: str
    anchor: str
    is_missing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredSection:
    """``facts`` are what the children's records say beside it; ``change_url`` is empty for those who only read."""

    section: Section
    filled: Filled
    rows: Sequence[AnswerRow]
    facts: Sequence[tuple[str, str]] = ()
    change_url: str = ""


def answered_sections(
    filled: Mapping[str, Filled],
    *,
    facts: Mapping[str, Sequence[tuple[str, str]]] | None = None,
    change_urls: Mapping[str, str] | None = None,
) -> list[AnsweredSection]:
    """Every section, with its answered questions and those that are needed."""
    return [
        AnsweredSection(
            section=one.section,
            filled=one,
            rows=_rows(one),
            facts=(facts or {}).get(code, ()),
            change_url=(change_urls or {}).get(code, ""),
        )
        for code, one in filled.items()
    ]


def anchor(section: str, question: str) -> str:
    """Where a question's answer stands on the page that shows all answers."""
    return f"answer-{section}-{question}"


def _rows(filled: Filled) -> list[AnswerRow]:
    code = filled.section.code
    names = [name for (section, name) in questions.WORDS if section == code]
    missing = {names[0] for names in filled.missing}
    rows = [(name, in_plain_words(code, name, filled.answers)) for name in names]
    return [
        AnswerRow(
            question=questions.WORDS[code, name],
            words=words,
            anchor=anchor(code, name),
            is_missing=name in missing,
        )
        for name, words in rows
        if words or name in missing
    ]


def in_plain_words(code: str, name: str, answers: Mapping[str, Any]) -> str:
    """An answer as a reader wants it; empty where there is none."""
    if name == "matters":
        return ", ".join(
            words for column, words in MATTERS.items() if answers.get(column)
        ).capitalize()
    value = answers.get(name)
    if not is_answer(value):
        return ""
    say = _SAY.get((code, name))
    return say(value) if say else str(value)


@dataclass(frozen=True, slots=True)
class Difference:
    """A question that two people have answered differently."""

    question: str
    theirs: str
    yours: str


def differences(code: str, theirs: Mapping[str, Any], yours: Mapping[str, Any]) -> list[Difference]:
    """What differs between a section as somebody saved it and as somebody else has written it."""
    names = [name for (section, name) in questions.WORDS if section == code]
    pairs = [
        (name, in_plain_words(code, name, theirs), in_plain_words(code, name, yours))
        for name in names
    ]
    return [
        Difference(questions.WORDS[code, name], their_words, your_words)
        for name, their_words, your_words in pairs
        if their_words != your_words
    ]


def condition_in_words(asked: AskedOfHome) -> str:
    """ "Essential: within 5 miles of school (SG1 1AA)"."""
    weight = "Essential" if asked.is_essential else "It would help"
    if asked.kind == Condition.Kind.DISTANCE:
        place = Condition.Place(asked.code).label.lower()
        what = f"within {_number(asked.amount)} miles of {place} ({asked.postcode})"
    else:
        what = TERMS[Condition.Kind(asked.kind)].get(asked.code, asked.code).lower()
        what += f": {_number(asked.amount)} years" if asked.amount is not None else ""
    return f"{weight}: {what}{f'. {asked.note}' if asked.note else ''}"


def _number(amount: Any) -> str:
    return f"{amount:f}".removesuffix(".0")


def _conditions(rows: Sequence[AskedOfHome]) -> str:
    return "\n".join(condition_in_words(row) for row in rows)


def _exclusions(rows: Sequence[Excluded]) -> str:
    ids = [row.household for row in rows if row.household]
    homes = Household.objects.filter(public_id__in=ids) if ids else ()
    names = {home.public_id: home.name for home in homes}
    return "\n".join(_excluded(row, names) for row in rows)


def _excluded(row: Excluded, homes: Mapping[Any, str]) -> str:
    what = row.person or row.area or homes.get(row.household, "")
    return f"{Exclusion.Kind(row.kind).label}: {what}. {row.reason}"


def _day(value: Any) -> str:
    return in_words(value if isinstance(value, dt.date) else dt.date.fromisoformat(value))


def _yes_or_no(value: Any) -> str:
    return "Yes" if value else "No"


_SAY: dict[tuple[str, str], Callable[[Any], str]] = {
    ("referrer", "authorised_on"): _day,
    ("request", "reason"): lambda value: str(Referral.Reason(value).label),
    ("request", "kind"): lambda value: vocabulary.labels(vocabulary.PLACEMENT_KINDS)[value],
    ("request", "urgency"): lambda value: str(Referral.Urgency(value).label),
    ("request", "needed_by"): _day,
    ("request", "lasts"): lambda value: LASTS.get(value, value),
    ("wishes", "gathered_how"): lambda value: str(Wish.Source(value).label),
    ("wishes", "gathered_on"): _day,
    ("education", "keeps_school_place"): _yes_or_no,
    ("plan", "permanence_route"): lambda value: str(Referral.Route(value).label),
    ("home", "conditions"): _conditions,
    ("safety", "exclusions"): _exclusions,
}
