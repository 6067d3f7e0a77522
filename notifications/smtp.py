"""Talking to the mail server, and what its answers mean."""

import contextlib
import queue
import smtplib
import socket
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from enum import Enum, auto
from types import TracebackType
from typing import Any, Self

from django.core.mail import EmailMessage, get_connection

PER_CONNECTION = 100  # messages; servers end longer conversations themselves
IDLE = 5  # seconds after which a kept connection is asked whether it still lives


class Result(Enum):
    SENT = auto()
    AGAIN = auto()
    NEVER = auto()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt.

    Attributes:
        problem: a sentence for staff, without the address or the server's own words, which may hold it.
        reached: False when no conversation came about, so that the next message would fare the same.
    """

    result: Result
    code: int | None = None
    problem: str = ""
    error_class: str = ""
    reached: bool = True


SENT = Outcome(Result.SENT)

REFUSED_FOR_GOOD = {
    550: "The mail server says that this address does not exist or takes no mail.",
    551: "The mail server says that this address has moved.",
    552: "The mailbox is full, or takes no message of this size.",
    553: "The mail server does not accept this address.",
    554: "The mail server refused the message.",
}


def outcome_of(problem: BaseException) -> Outcome:
    """Tell what an attempt that raised ``problem`` means for its message."""
    name = type(problem).__name__
    match problem:
        case smtplib.SMTPRecipientsRefused():
            return _answered(_code_of(problem), name)
        case smtplib.SMTPSenderRefused(smtp_code=552) | smtplib.SMTPDataError():
            return _answered(problem.smtp_code, name)
        case smtplib.SMTPServerDisconnected() | TimeoutError():
            words = "The mail server did not answer, or ended the conversation."
            return Outcome(Result.AGAIN, None, words, name)
        case smtplib.SMTPResponseException():
            # It refuses us, not the recipient: somebody will mend that, and then the message goes.
            words = f"The mail server refuses our messages at present (code {problem.smtp_code})."
            return Outcome(Result.AGAIN, problem.smtp_code, words, name, reached=False)
        case OSError():
            return Outcome(
                Result.AGAIN, None, "The mail server cannot be reached.", name, reached=False
            )
        case _:
            return Outcome(Result.NEVER, None, "The message could not be put together.", name)


def _answered(code: int, name: str) -> Outcome:
    if code < 500:
        words = f"The mail server asked us to try again later (code {code})."
        return Outcome(Result.AGAIN, code, words, name)
    words = REFUSED_FOR_GOOD.get(code, "The mail server refused the message.")
    return Outcome(Result.NEVER, code, f"{words} (code {code})", name)


def _code_of(problem: smtplib.SMTPRecipientsRefused) -> int:
    codes: list[int] = [code for code, _ in problem.recipients.values()]
    return min(codes, default=451)


class Line:
    """One kept connection to the mail server."""

    def __init__(self) -> None:
        self._backend: Any = get_connection()
        self._sent = 0
        self._used_at = 0.0

    def send(self, email: EmailMessage) -> Outcome:
        """Send one message, with nothing said by exception: whatever happens is an outcome."""
        try:
            self._ready()
        except Exception as problem:
            self.close()
            found = outcome_of(problem)
            return Outcome(
                Result.AGAIN, found.code, found.problem, found.error_class, reached=False
            )
        try:
            self._backend.send_messages([email])
        except Exception as problem:
            found = outcome_of(problem)
            if found.result is not Result.NEVER:
                self.close()
            return found
        self._sent += 1
        self._used_at = time.monotonic()
        return SENT

    def close(self) -> None:
        self._sent = 0
        with contextlib.suppress(Exception):
            self._backend.close()

    def cut(self) -> None:
        """End the conversation from another thread: whoever waits for the server's answer gets an error."""
        talking = getattr(self._backend, "connection", None)
        if talking is not None and talking.sock is not None:
            with contextlib.suppress(OSError):
                talking.sock.shutdown(socket.SHUT_RDWR)

    def _ready(self) -> None:
        if self._sent >= PER_CONNECTION:
            self.close()
        talking = getattr(self._backend, "connection", None)
        if talking is not None and time.monotonic() - self._used_at > IDLE and not _alive(talking):
            self.close()
        self._backend.open()


def _alive(talking: smtplib.SMTP) -> bool:
    try:
        return bool(talking.noop()[0] == 250)
    except (smtplib.SMTPException, OSError):
        return False


class Post:
    """Up to so many kept connections, each in a thread that knows nothing of the database.

    With one connection there is no thread: the message is sent before :meth:`send` returns.
    """

    def __init__(self, *, connections: int) -> None:
        self._lines = [Line() for _ in range(connections)]
        self._free: queue.LifoQueue[Line] = queue.LifoQueue()
        for line in self._lines:
            self._free.put(line)
        self._busy: dict[Line, float] = {}
        self._lock = threading.Lock()
        self._threads = (
            ThreadPoolExecutor(connections, thread_name_prefix="smtp") if connections > 1 else None
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._threads:
            self._threads.shutdown(wait=True)
        for line in self._lines:
            line.close()

    @property
    def connections(self) -> int:
        return len(self._lines)

    def send(self, email: EmailMessage) -> "Future[Outcome]":
        if self._threads:
            return self._threads.submit(self._send, email)
        done: Future[Outcome] = Future()
        done.set_result(self._send(email))
        return done

    def cut_longer_than(self, seconds: float) -> None:
        """End conversations about one message that have lasted longer: a server may drip for ever."""
        with self._lock:
            for line, since in self._busy.items():
                if time.monotonic() - since > seconds:
                    line.cut()

    def _send(self, email: EmailMessage) -> Outcome:
        line = self._free.get()
        with self._lock:
            self._busy[line] = time.monotonic()
        try:
            return line.send(email)
        finally:
            with self._lock:
                del self._busy[line]
            self._free.put(line)
