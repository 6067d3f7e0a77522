"""Asking composers for emails and looking them over, so that one that cannot be written stops no other."""

import datetime as dt
import traceback
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.mail import EmailMultiAlternatives
from django.db import InterfaceError, OperationalError, connection, transaction

from accounts.audit import acting_as
from notifications.checks import Unsendable, check
from notifications.composing import Composed, Withheld, composer_for
from notifications.models import OutgoingMessage

Status = OutgoingMessage.Status
DATABASE_AWAY = (OperationalError, InterfaceError)
HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}

TOO_LATE = "It could not be sent before it was of no more use."
NOT_WRITTEN = "The message could not be written."
NOT_PREPARED = "The database was too busy to prepare the message."


@dataclass(frozen=True, slots=True)
class Unwritten:
    """Why there is no email: ``status`` is what becomes of the message, None to try again later.

    ``error`` is set when something is wrong with the program rather than with the matter.
    """

    status: OutgoingMessage.Status | None
    problem: str
    error: Exception | None = None


Written = EmailMultiAlternatives | Unwritten


def write_all(messages: Sequence[OutgoingMessage], *, at: dt.datetime) -> list[Written]:
    """Return the email of each message, or why there is none, in the same order.

    Raises:
        OperationalError, InterfaceError: the database went away.
    """
    answers: list[_Answer] = []
    while len(answers) < len(messages):
        answers += _ask(messages[len(answers) :], at=at)
    return [_look_over(message, answer) for message, answer in zip(messages, answers, strict=True)]


def email_of(message: OutgoingMessage, composed: Composed) -> EmailMultiAlternatives:
    email = EmailMultiAlternatives(
        composed.subject,
        composed.text,
        to=[composed.to],
        reply_to=[composed.reply_to] if composed.reply_to else None,
        headers=HEADERS | {"Message-ID": message.message_id},
    )
    if composed.html:
        email.attach_alternative(composed.html, "text/html")
    return email


def name_of(problem: BaseException) -> str:
    return type(problem).__name__


def place_of(problem: BaseException) -> str:
    """The line that raised, because an exception's own words may hold somebody's data."""
    frames = traceback.extract_tb(problem.__traceback__)
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""


_Answer = Composed | Withheld | Unwritten


def _ask(messages: Sequence[OutgoingMessage], *, at: dt.datetime) -> list[_Answer]:
    """Ask for emails in one transaction, up to and including the first whose composer fails."""
    answers: list[_Answer] = []
    try:
        with acting_as(system="outbox"), transaction.atomic():
            for message in messages:
                answers.append(_compose(message, at=at))  # noqa: PERF401  # kept when one fails
    except DATABASE_AWAY as problem:
        if not connection.in_atomic_block and not _usable():
            raise
        answers.append(Unwritten(None, NOT_PREPARED, problem))
    except Exception as problem:
        answers.append(Unwritten(Status.FAILED, NOT_WRITTEN, problem))
    return answers[: len(messages)]


def _compose(message: OutgoingMessage, *, at: dt.datetime) -> _Answer:
    if message.give_up_at and at >= message.give_up_at:
        return Unwritten(Status.FAILED, TOO_LATE)
    return composer_for(message.kind).compose(message, at=at)


def _look_over(message: OutgoingMessage, answer: _Answer) -> Written:
    match answer:
        case Unwritten():
            return answer
        case Withheld():
            return Unwritten(Status.CANCELLED, answer.reason)
    try:
        check(answer)
        return email_of(message, answer)
    except Unsendable as problem:
        return Unwritten(Status.FAILED, f"{NOT_WRITTEN} {problem}", problem)
    except Exception as problem:
        return Unwritten(Status.FAILED, NOT_WRITTEN, problem)


def _usable() -> bool:
    return connection.connection is not None and connection.is_usable()
