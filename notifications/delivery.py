"""Sending what is due.

One thread claims, composes and marks, and is the only one that uses the database; up to ``OUTBOX_CONNECTIONS`` others
talk to the mail server. No transaction is open while they do. Each message is claimed with a lease and a token,
renewed with the token just before it is handed over, and marked with the token after: whoever lost the claim in
between sends and marks nothing.
"""

import concurrent.futures
import datetime as dt
import os
import socket
import threading
import time
import uuid
from collections.abc import Callable, Collection
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TypeVar

from django.conf import settings
from django.db import connection

from accounts.logs import logger
from notifications import queue, retries
from notifications.models import OutgoingMessage
from notifications.smtp import Outcome, Post, Result
from notifications.writing import DATABASE_AWAY, Unwritten, name_of, place_of, write_all

Status = OutgoingMessage.Status
Found = TypeVar("Found")

MINUTE = 60  # seconds
PATIENCE = 0.02  # seconds
GLANCE = 0.25  # seconds between looks at whether to stop
CLAIM_AT_MOST = 50  # messages
CLAIM_SECONDS = 10  # no more than leave in this time under the rate limit
UNREACHABLE = 3  # messages in a row without a conversation, and this run ends
CUT_AFTER = 120  # seconds that one message may take
RECONNECT_FOR = 30  # seconds that a run waits for a database that went away
ALERT_FROM = 3  # messages of one kind that cannot be written
GAVE_UP = "It was tried for hours. The last answer: "

log = logger(__name__)


@dataclass(slots=True)
class Tally:
    """What one run did: numbers of messages."""

    sent: int = 0
    again: int = 0
    failed: int = 0
    withheld: int = 0
    lost: int = 0

    def __str__(self) -> str:
        return (
            f"{self.sent} sent, {self.again} to be tried again, {self.failed} failed, "
            f"{self.withheld} withheld"
        )


def send_due(
    *,
    at: dt.datetime | None = None,
    stop: Callable[[], bool] = lambda: False,
    connections: int | None = None,
    seconds: float | None = None,
) -> Tally:
    """Send what is due until nothing is, ``stop`` says so, or ``seconds`` have passed.

    ``at`` replaces the database's clock for what is due and what composers are told, so that a test can send a fixed
    day's messages. Safe to call from any number of processes at once; all but ``OUTBOX_SENDERS`` return at once.
    """
    tally = Tally()
    name = f"{socket.gethostname()}:{os.getpid()}:{threading.get_native_id()}"
    lease = dt.timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
    if not _persist(lambda: queue.start_sending(name, most=settings.OUTBOX_SENDERS, lease=lease)):
        return tally
    try:
        if _persist(lambda: queue.may_send(at=at)):
            _Run(name, at, stop, tally, lease).go(
                connections or settings.OUTBOX_CONNECTIONS,
                time.monotonic() + (seconds or settings.OUTBOX_RUN_SECONDS),
            )
    finally:
        _persist(lambda: queue.stop_sending(name))
    return tally


class _Run:
    def __init__(
        self,
        name: str,
        at: dt.datetime | None,
        stop: Callable[[], bool],
        tally: Tally,
        lease: dt.timedelta,
    ) -> None:
        self.name, self.at, self.tally, self.stop, self.lease = name, at, tally, stop, lease
        rate = settings.OUTBOX_PER_MINUTE
        self.spacing = dt.timedelta(minutes=1) / rate if rate else dt.timedelta()
        self.limit = max(
            1, min(CLAIM_AT_MOST, (rate or MINUTE * CLAIM_AT_MOST) * CLAIM_SECONDS // MINUTE)
        )
        self.flights: dict[Future[Outcome], _Flight] = {}
        self.waiting: _Claimed | None = None
        self.unreachable = 0
        self.said_at = time.monotonic()

    def go(self, connections: int, until: float) -> None:
        with Post(connections=connections) as post:
            while not self.stopping and time.monotonic() < until:
                claim = _persist(self._claim)
                if claim:
                    self._send_all(_Claimed(claim, time.monotonic()), post)
                elif self.flights:
                    self._collect(post)
                else:
                    break
            while self.flights:
                self._collect(post)

    @property
    def stopping(self) -> bool:
        return self.stop() or self.unreachable >= UNREACHABLE

    def _claim(self) -> queue.Claim | None:
        return queue.claim(limit=self.limit, lease=self.lease, spacing=self.spacing, at=self.at)

    def _send_all(self, claimed: "_Claimed", post: Post) -> None:
        self.waiting = claimed
        flights = [_Flight(message, claimed) for message in claimed.claim.messages]
        turn = claimed.since + claimed.claim.first_in
        while flights:
            number = self._wait_for(turn, post)
            if not number:
                _persist(lambda: queue.release(claimed.claim.token))
                break
            group, flights = flights[:number], flights[number:]
            self._send(group, post)
            turn += self.spacing.total_seconds() * number
        self.waiting = None

    def _wait_for(self, turn: float, post: Post) -> int:
        """Wait for free connections and for the rate limit; return how many may leave now. 0: stop.

        A moment's patience lets several leave together, which costs the database as much as one.
        """
        start = max(turn, time.monotonic() + PATIENCE)
        while not self.stopping:
            free, now = post.connections - len(self.flights), time.monotonic()
            several = now >= turn and 2 * free >= post.connections
            if several or (free and now >= start):
                spacing = self.spacing.total_seconds()
                return min(free, 1 + int((now - turn) / spacing)) if spacing else free
            self._collect(post, until=turn if now < turn else start if free else None)
        return 0

    def _send(self, group: "list[_Flight]", post: Post) -> None:
        messages = [flight.message for flight in group]
        written = _persist(lambda: write_all(messages, at=self._now(group[0])))
        ready = []
        for flight, email in zip(group, written, strict=True):
            if isinstance(email, Unwritten):
                self._unwritten(flight, email)
            else:
                ready.append((flight, email))
        renewed = _persist(lambda: self._renew([flight for flight, _ in ready]))
        for flight, email in ready:
            flight.attempt = renewed.get(flight.message.pk)
            if flight.attempt:
                self.flights[post.send(email)] = flight
            else:
                self.tally.lost += 1

    def _renew(self, group: "list[_Flight]") -> dict[int, queue.Attempt]:
        if not group:
            return {}
        messages = [flight.message for flight in group]
        return queue.renew(messages, token=group[0].token, lease=self.lease, at=self.at)

    def _unwritten(self, flight: "_Flight", why: Unwritten) -> None:
        error_class = name_of(why.error) if why.error else ""
        if why.status is None:
            self._again(flight, Outcome(Result.AGAIN, None, why.problem, error_class))
            return
        self._end(flight, why.status, why.problem, error_class)
        if why.error:
            self._warn(flight, why.error)

    def _collect(self, post: Post, *, until: float | None = None) -> None:
        """Mark what the mail server has answered; wait for an answer, but not beyond ``until`` and not for long."""
        left = GLANCE if until is None else max(0.0, min(GLANCE, until - time.monotonic()))
        if not self.flights:
            time.sleep(left)
            return
        done, _ = concurrent.futures.wait(
            self.flights, timeout=left, return_when=concurrent.futures.FIRST_COMPLETED
        )
        self._settle([(self.flights.pop(future), future.result()) for future in done])
        self._say_that_we_are_here()
        post.cut_longer_than(CUT_AFTER)

    def _settle(self, answered: "list[tuple[_Flight, Outcome]]") -> None:
        sent = []
        for flight, outcome in answered:
            self.unreachable = 0 if outcome.reached else self.unreachable + 1
            match outcome.result:
                case Result.SENT:
                    sent.append(flight)
                case Result.AGAIN:
                    self._again(flight, outcome)
                case Result.NEVER:
                    self._end(
                        flight, Status.FAILED, outcome.problem, outcome.error_class, outcome.code
                    )
        if sent:
            self._sent(sent)

    def _sent(self, flights: "Collection[_Flight]") -> None:
        tokens = {flight.message.pk: flight.token for flight in flights}
        ours = _persist(lambda: queue.mark_sent(tokens, at=self.at))
        self.tally.sent += ours
        self.tally.lost += len(flights) - ours

    def _again(self, flight: "_Flight", outcome: Outcome) -> None:
        """Put a message back until its next try, or give it up when that would be too late."""
        now = self._now(flight)
        tried = flight.attempt or queue.Attempt(1, now)
        next_try = now + retries.wait_after(tried.number, outcome.code)
        last_try = retries.last_try(
            first_tried_at=tried.first_tried_at, give_up_at=flight.message.give_up_at
        )
        if next_try > last_try:
            words = GAVE_UP + outcome.problem
            self._end(flight, Status.FAILED, words, outcome.error_class, outcome.code)
            return
        self.tally.again += _persist(
            lambda: queue.mark_again(
                flight.message,
                token=flight.token,
                send_after=next_try,
                problem=outcome.problem,
                code=outcome.code,
                error_class=outcome.error_class,
            )
        )

    def _end(
        self,
        flight: "_Flight",
        status: OutgoingMessage.Status,
        problem: str,
        error_class: str = "",
        code: int | None = None,
    ) -> None:
        ours = _persist(
            lambda: queue.mark_unsent(
                flight.message,
                token=flight.token,
                status=status,
                problem=problem,
                code=code,
                error_class=error_class,
            )
        )
        if status == Status.CANCELLED:
            self.tally.withheld += ours
        else:
            self.tally.failed += ours

    def _warn(self, flight: "_Flight", problem: Exception) -> None:
        """Log where a message could not be written, and raise the alarm when it is not the only one."""
        kind = flight.message.kind
        log.error("message_not_written", kind=kind, error=name_of(problem), where=place_of(problem))
        failed = _persist(lambda: queue.how_many_cannot_be_written(kind))
        if failed >= ALERT_FROM:
            log.critical("messages_cannot_be_written", kind=kind, count=failed)

    def _say_that_we_are_here(self) -> None:
        if time.monotonic() - self.said_at < self.lease.total_seconds() / 4:
            return
        held = {flight.token for flight in self.flights.values()}
        held |= {self.waiting.claim.token} if self.waiting else set()
        _persist(lambda: queue.prolong(held, lease=self.lease, sender=self.name))
        self.said_at = time.monotonic()

    def _now(self, flight: "_Flight") -> dt.datetime:
        elapsed = dt.timedelta(seconds=time.monotonic() - flight.claimed.since)
        return self.at or flight.claimed.claim.at + elapsed


@dataclass(frozen=True, slots=True)
class _Claimed:
    claim: queue.Claim
    since: float


@dataclass(slots=True, eq=False)
class _Flight:
    message: OutgoingMessage
    claimed: _Claimed
    attempt: queue.Attempt | None = None

    @property
    def token(self) -> uuid.UUID:
        return self.claimed.claim.token


def _persist(work: Callable[[], Found]) -> Found:
    """Do a piece of database work, again on a new connection for a while when the database goes away."""
    until = time.monotonic() + RECONNECT_FOR
    while True:
        try:
            return work()
        except DATABASE_AWAY as problem:
            if connection.in_atomic_block or time.monotonic() > until:
                raise
            log.warning("database_away", error=name_of(problem))
            connection.close()
            time.sleep(GLANCE)
