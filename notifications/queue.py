"""The worker's side of the outbox: claim, renew, mark. Every statement is a transaction of its own.

All times are the database's, so that a worker whose clock jumps does no harm. ``at`` replaces the database's clock
where a test, or somebody who replays a day, needs another "now" for what is due; leases never follow it.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from notifications.database import ClockTimestamp
from notifications.models import OutgoingMessage, Sender, Sending

Status = OutgoingMessage.Status

SENDERS_LOCK = 5_310_001  # an advisory lock's number, ours alone in this database
FORGET_SENDERS_AFTER = dt.timedelta(days=1)
COPIED = "This database was restored or copied, and the original may be sending the same messages."

CLAIM = """
    UPDATE notifications_outgoingmessage
    SET lease_token = %(token)s, lease_until = clock_timestamp() + %(lease)s, in_flight = false
    WHERE id = ANY(ARRAY(
        SELECT id FROM notifications_outgoingmessage
        WHERE status = 'QUEUED'
            AND send_after <= (SELECT coalesce(%(at)s, clock_timestamp()))
            AND (lease_until IS NULL OR lease_until < clock_timestamp())
        ORDER BY send_after, public_id
        LIMIT %(limit)s
        FOR UPDATE SKIP LOCKED
    ))
    RETURNING id, (SELECT coalesce(%(at)s, clock_timestamp()))
"""
RENEW = """
    UPDATE notifications_outgoingmessage
    SET lease_until = clock_timestamp() + %(lease)s, in_flight = true, attempts = attempts + 1,
        first_tried_at = coalesce(first_tried_at, %(at)s, clock_timestamp())
    WHERE id = ANY(%(ids)s) AND lease_token = %(token)s AND status = 'QUEUED'
        AND NOT EXISTS (SELECT FROM notifications_sending WHERE paused_at IS NOT NULL)
    RETURNING id, attempts, first_tried_at
"""
MARK_SENT = """
    UPDATE notifications_outgoingmessage AS message
    SET status = 'SENT', sent_at = coalesce(%(at)s, clock_timestamp()), smtp_code = 250,
        problem = '', error_class = '', lease_token = NULL, lease_until = NULL, in_flight = false
    FROM unnest(%(ids)s::bigint[], %(tokens)s::uuid[]) AS ours (id, token)
    WHERE message.id = ours.id AND message.lease_token = ours.token AND message.status = 'QUEUED'
"""
RESERVE = """
    UPDATE notifications_sending
    SET next_at = greatest(next_at, clock_timestamp()) + %(number)s * %(spacing)s
    RETURNING extract(epoch FROM next_at - %(number)s * %(spacing)s - clock_timestamp())::float8
"""
DATABASE = """
    SELECT system_identifier || ' ' || (SELECT oid FROM pg_database WHERE datname = current_database())
    FROM pg_control_system()
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """Messages that are ours until the lease ends.

    Attributes:
        at: when they were claimed.
        first_in: seconds to wait before the first may leave; each of the others leaves ``spacing`` later.
    """

    token: uuid.UUID
    at: dt.datetime
    messages: list[OutgoingMessage]
    first_in: float


@dataclass(frozen=True, slots=True)
class Attempt:
    number: int
    first_tried_at: dt.datetime


@transaction.atomic
def start_sending(name: str, *, most: int, lease: dt.timedelta) -> bool:
    """Take one of the ``most`` places for processes that send at once. False if all are taken.

    A process that has not said for the length of a lease that it is there has lost its place, so one that was killed
    or is frozen blocks nobody.
    """
    with connection.cursor() as cursor:
        # Two that come at the same moment would both see the last place free.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SENDERS_LOCK])
    now = ClockTimestamp()
    Sender.objects.filter(seen_at__lt=now - FORGET_SENDERS_AFTER).delete()
    others = Sender.objects.exclude(name=name).filter(busy=True, seen_at__gt=now - lease)
    free = others.count() < most
    Sender.objects.update_or_create(name=name, defaults={"seen_at": now, "busy": free})
    return free


def stop_sending(name: str) -> None:
    Sender.objects.filter(name=name).update(seen_at=ClockTimestamp(), busy=False)


@transaction.atomic
def may_send(*, at: dt.datetime | None) -> bool:
    """False while sending is paused. Pauses it when this is not the database that it was allowed in."""
    with connection.cursor() as cursor:
        cursor.execute(DATABASE)
        (database,) = cursor.fetchone()
    Sending.objects.get_or_create(pk=Sending.ONLY)
    sending = Sending.objects.select_for_update().get(pk=Sending.ONLY)
    if sending.paused_at is None and sending.database != database:
        copied = sending.database != ""
        Sending.objects.update(
            database=database,
            paused_at=_now(at) if copied else None,
            paused_because=COPIED if copied else "",
        )
        return not copied
    return sending.paused_at is None


def claim(
    *, limit: int, lease: dt.timedelta, spacing: dt.timedelta, at: dt.datetime | None
) -> Claim | None:
    """Take up to ``limit`` due messages, and their turns under the rate limit. None if nothing is due."""
    token = uuid.uuid4()
    with connection.cursor() as cursor:
        words: dict[str, Any] = {"token": token, "lease": lease, "at": at, "limit": limit}
        cursor.execute(CLAIM, words)
        claimed = dict(cursor.fetchall())
        if not claimed:
            return None
        words = {"number": len(claimed), "spacing": spacing}
        cursor.execute(RESERVE, words)
        (first_in,) = cursor.fetchone() or (0,)
    found = OutgoingMessage.objects.filter(pk__in=claimed).select_related("authority")
    messages = list(found.order_by("send_after", "public_id"))
    return Claim(token, next(iter(claimed.values())), messages, max(first_in, 0))


def renew(
    messages: Collection[OutgoingMessage],
    *,
    token: uuid.UUID,
    lease: dt.timedelta,
    at: dt.datetime | None,
) -> dict[int, Attempt]:
    """Prolong claims just before sending and count the attempt, by primary key.

    A message that is missing from the answer is not ours any more: do not send it.
    """
    ids = [message.pk for message in messages]
    words: dict[str, Any] = {"ids": ids, "token": token, "lease": lease, "at": at}
    with connection.cursor() as cursor:
        cursor.execute(RENEW, words)
        return {pk: Attempt(*attempt) for pk, *attempt in cursor.fetchall()}


def prolong(tokens: Collection[uuid.UUID], *, lease: dt.timedelta, sender: str) -> None:
    """Say that we are still there, and keep what we hold."""
    OutgoingMessage.objects.filter(lease_token__in=tokens, status=Status.QUEUED).update(
        lease_until=ClockTimestamp() + lease
    )
    Sender.objects.filter(name=sender).update(seen_at=ClockTimestamp())


def mark_sent(tokens: Mapping[int, uuid.UUID], *, at: dt.datetime | None) -> int:
    """Record that the mail server took messages, given by primary key with the token of their claim.

    Returns how many were still ours to mark.
    """
    words: dict[str, Any] = {"ids": list(tokens), "tokens": list(tokens.values()), "at": at}
    with connection.cursor() as cursor:
        cursor.execute(MARK_SENT, words)
        marked: int = cursor.rowcount
        return marked


def mark_unsent(
    message: OutgoingMessage,
    *,
    token: uuid.UUID,
    status: OutgoingMessage.Status,
    problem: str,
    code: int | None = None,
    error_class: str = "",
) -> bool:
    """End a message as FAILED or CANCELLED."""
    return _settle(
        message,
        token,
        status=status,
        problem=problem[:200],
        smtp_code=code,
        error_class=error_class[:80],
    )


def mark_again(
    message: OutgoingMessage,
    *,
    token: uuid.UUID,
    send_after: dt.datetime,
    problem: str,
    code: int | None = None,
    error_class: str = "",
) -> bool:
    """Put a message back, to be tried again."""
    return _settle(
        message,
        token,
        send_after=send_after,
        problem=problem[:200],
        smtp_code=code,
        error_class=error_class[:80],
    )


def release(token: uuid.UUID) -> None:
    """Give back what was claimed and not tried."""
    OutgoingMessage.objects.filter(lease_token=token, status=Status.QUEUED, in_flight=False).update(
        lease_token=None, lease_until=None
    )


def how_many_cannot_be_written(kind: str) -> int:
    """Messages of a kind that failed before a mail server was asked."""
    return (
        OutgoingMessage.objects.failed()
        .filter(kind=kind, smtp_code__isnull=True)
        .exclude(error_class="")
        .count()
    )


def _settle(message: OutgoingMessage, token: uuid.UUID, **values: object) -> bool:
    ours = OutgoingMessage.objects.filter(pk=message.pk, lease_token=token, status=Status.QUEUED)
    freed = {"lease_token": None, "lease_until": None, "in_flight": False}
    return bool(ours.update(**freed, **values))


def _now(at: dt.datetime | None) -> dt.datetime | ClockTimestamp:
    return at or ClockTimestamp()
