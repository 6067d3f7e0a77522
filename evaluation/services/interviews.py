"""The workbook of interviews: writing one down, marking quotes, the coding frame, and forgetting."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import Authority, User
from evaluation.models import Code, CodeDefinition, Coding, Interview, Quote
from evaluation.quoting import stands_in


class InterviewChanged(Exception):
    """Somebody changed it after this person had opened it."""


class ConsentWithdrawn(Exception):
    """Nothing more may be written down of what this person said."""

    def __init__(self) -> None:
        super().__init__("Consent was withdrawn, and the notes are gone.")


class NotInTheNotes(Exception):
    """Words that are no quote of the notes."""

    def __init__(self, words: str) -> None:
        self.words = words
        super().__init__(f"These words do not stand in the notes: “{words}”")


class NameTaken(Exception):
    """The authority's workbook has that pseudonym, or that code, already."""


@transaction.atomic
def write_interview(*, authority: Authority, by: User, at: dt.datetime, **values: Any) -> Interview:
    """Keep an interview. ``values`` are the model's own fields, with what consent was given.

    Raises:
        NameTaken: another interview has the pseudonym.
    """
    interview = Interview(authority=authority, written_by=by, written_at=at, **values)
    _save(interview)
    return interview


@transaction.atomic
def change_interview(
    *, interview: Interview, version: int, by: User, at: dt.datetime, **values: Any
) -> Interview:
    """Put an interview right. What its notes were is kept nowhere.

    Args:
        version: of the interview that the person opened.

    Raises:
        InterviewChanged: it was changed since.
        ConsentWithdrawn: there is nothing left to change.
        NotInTheNotes: a quote no longer stands in the notes; it has to be taken out first.
        NameTaken: another interview has the pseudonym.
    """
    kept = _with_consent(interview)
    if kept.version != version:
        raise InterviewChanged
    for name, value in values.items():
        setattr(kept, name, value)
    for quote in kept.quotes.all():
        _check_stands(quote.words, kept.notes)
    kept.version += 1
    kept.written_by, kept.written_at = by, at
    _save(kept)
    return kept


@transaction.atomic
def withdraw_consent(*, interview: Interview, by: User, at: dt.datetime) -> None:
    """Forget what somebody said: notes and quotes go for good. That there was an interview stays.

    A second time changes nothing.
    """
    kept = Interview.objects.select_for_update().get(pk=interview.pk)
    if kept.withdrawn_at:
        return
    kept.quotes.all().delete()
    kept.notes, kept.withdrawn_at, kept.may_be_quoted = "", at, False
    kept.version += 1
    kept.written_by, kept.written_at = by, at
    kept.save()


@transaction.atomic
def mark_quote(
    *, interview: Interview, words: str, codes: Iterable[Code], by: User, at: dt.datetime
) -> Quote:
    """Keep words of the notes with their codes, each by its definition of this moment.

    Raises:
        ConsentWithdrawn: there are no notes to quote.
        NotInTheNotes: they do not stand there.
    """
    kept = _with_consent(interview)
    _check_stands(words, kept.notes)
    quote = Quote.objects.create(
        interview=kept, words=" ".join(words.split()), marked_by=by, marked_at=at
    )
    Coding.objects.bulk_create(
        Coding(quote=quote, definition=in_force(code), by=by, at=at) for code in codes
    )
    return quote


@transaction.atomic
def take_out_quote(*, quote: Quote, by: User, at: dt.datetime) -> None:
    """Forget one quote with its codes; it still stands in the notes."""
    quote.delete()


@transaction.atomic
def add_code(
    *, authority: Authority, theme: str, name: str, words: str, by: User, at: dt.datetime
) -> Code:
    """A new code with its first definition.

    Raises:
        NameTaken: the frame has a code of that name.
    """
    code = Code(authority=authority, theme=theme, name=name)
    _save(code)
    CodeDefinition.objects.create(code=code, number=1, words=words, by=by, at=at)
    return code


@transaction.atomic
def change_code(
    *,
    code: Code,
    version: int,
    theme: str,
    name: str,
    words: str,
    is_retired: bool,
    by: User,
    at: dt.datetime,
) -> Code:
    """Change a code. Another definition is added to those before it; quotes keep the one they were coded by.

    Raises:
        InterviewChanged: the code was changed since the person opened it.
        NameTaken: the frame has another code of that name.
    """
    kept = Code.objects.select_for_update().get(pk=code.pk)
    if kept.version != version:
        raise InterviewChanged
    kept.theme, kept.name, kept.is_retired = theme, name, is_retired
    kept.version += 1
    _save(kept)
    latest = in_force(kept)
    if latest.words != words:
        CodeDefinition.objects.create(
            code=kept, number=latest.number + 1, words=words, by=by, at=at
        )
    return kept


def in_force(code: Code) -> CodeDefinition:
    """The latest definition; each code has one."""
    return code.definitions.order_by("-number")[:1].get()


def _check_stands(words: str, notes: str) -> None:
    if not stands_in(words, notes):
        raise NotInTheNotes(words)


def _with_consent(interview: Interview) -> Interview:
    kept = Interview.objects.select_for_update().get(pk=interview.pk)
    if kept.withdrawn_at:
        raise ConsentWithdrawn
    return kept


UNIQUE: Sequence[str] = (
    "evaluation_interview_one_of_each_pseudonym",
    "evaluation_code_one_of_each_name",
)


def _save(record: Interview | Code) -> None:
    try:
        with transaction.atomic():
            record.save()
    except IntegrityError as problem:
        if any(name in str(problem) for name in UNIQUE):
            raise NameTaken from problem
        raise
