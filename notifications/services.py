"""Writing to the outbox, in the transaction of whatever the messages tell of."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from accounts.models import User
from notifications import doorbell
from notifications.composing import composer_for
from notifications.database import ClockTimestamp, clock
from notifications.models import OutgoingMessage, Sending

Status = OutgoingMessage.Status

# In SQL because a round may have ten thousand of them: four times as fast as bulk_create, and it counts what is new.
ENQUEUE = """
    INSERT INTO notifications_outgoingmessage (
        public_id, message_id, key, subject_id, kind, authority_id, queued_by_id, batch, queued_at,
        send_after, give_up_at, status, attempts, in_flight, error_class, problem
    )
    SELECT
        id, '<' || id || '@' || %(domain)s || '>', key, subject_id, %(kind)s, %(authority)s, %(by)s,
        %(batch)s::uuid, %(at)s, %(send_after)s, %(give_up_at)s::timestamptz, 'QUEUED', 0, false, '', ''
    FROM (
        SELECT gen_random_uuid() AS id, new.*
        FROM unnest(%(keys)s::text[], %(subject_ids)s::bigint[]) AS new (key, subject_id)
    ) AS message
    ON CONFLICT (key) DO NOTHING
"""


def enqueue(
    *,
    kind: str,
    subject_id: int,
    key: str,
    authority_id: int | None,
    by: User | None,
    at: dt.datetime,
    batch: uuid.UUID | None = None,
    send_after: dt.datetime | None = None,
    give_up_at: dt.datetime | None = None,
) -> bool:
    """Queue one message; see :func:`enqueue_many`. True if it is new, False if its key was there."""
    return bool(
        enqueue_many(
            kind=kind,
            subjects={key: subject_id},
            authority_id=authority_id,
            by=by,
            at=at,
            batch=batch,
            send_after=send_after,
            give_up_at=give_up_at,
        )
    )


@transaction.atomic
def enqueue_many(
    *,
    kind: str,
    subjects: Mapping[str, int],
    authority_id: int | None,
    by: User | None,
    at: dt.datetime,
    batch: uuid.UUID | None = None,
    send_after: dt.datetime | None = None,
    give_up_at: dt.datetime | None = None,
) -> int:
    """Queue a message for each entry of ``subjects`` (key to subject id), and return how many are new.

    They are sent if and when the caller's transaction commits. A key that exists, in whatever state, is left as it is.
    Without ``send_after`` they leave at once; after ``give_up_at`` they do not leave any more.

    Raises:
        UnknownKind: nobody composes this kind.
    """
    composer_for(kind)
    # A web server whose clock is ahead delays nothing: the database's clock decides what is due.
    words: dict[str, Any] = {
        "keys": list(subjects),
        "subject_ids": list(subjects.values()),
        "kind": kind,
        "authority": authority_id,
        "by": by and by.pk,
        "batch": batch,
        "at": at,
        "send_after": send_after or min(at, clock()),
        "give_up_at": give_up_at,
        "domain": urlsplit(settings.SITE_URL).hostname,
    }
    with connection.cursor() as cursor:
        cursor.execute(ENQUEUE, words)
        written: int = cursor.rowcount
    if written and (send_after is None or send_after <= at):
        doorbell.ring_after_commit()
    return written


@transaction.atomic
def cancel(
    *,
    problem: str,
    at: dt.datetime,
    batch: uuid.UUID | None = None,
    keys: Collection[str] | None = None,
    kind: str | None = None,
    subject_ids: Collection[int] | None = None,
) -> int:
    """Cancel what is still queued, and return how many messages that was.

    Name them by ``batch``, by ``keys``, by ``kind``, by ``kind`` and ``subject_ids``, or by several at once: all that
    is given must hold. One that the mail server is being given right now is left alone: it ends as sent, or its
    composer is asked again before another attempt. ``problem`` is a sentence for staff that says why.

    Raises:
        ValueError: nothing says which messages are meant.
    """
    if batch is None and keys is None and kind is None:
        raise ValueError("Say which messages: by batch, keys or kind.")
    which = Q() if batch is None else Q(batch=batch)
    which &= Q() if keys is None else Q(key__in=keys)
    which &= Q() if kind is None else Q(kind=kind)
    which &= Q() if subject_ids is None else Q(subject_id__in=subject_ids)
    leaving = Q(in_flight=True, lease_until__gt=ClockTimestamp())
    return (
        OutgoingMessage.objects.queued()
        .filter(which & ~leaving)
        .update(
            status=Status.CANCELLED,
            problem=problem,
            lease_token=None,
            lease_until=None,
            in_flight=False,
        )
    )


@transaction.atomic
def retry_failed(
    *, by: User, at: dt.datetime, public_ids: Collection[uuid.UUID] | None = None
) -> int:
    """Queue again what failed in the authority of ``by``, and return how many messages that was.

    All of them, or those of ``public_ids``. A message keeps its key and Message-ID, and starts counting attempts anew.
    """
    failed = OutgoingMessage.objects.visible_to(by).failed()
    if public_ids is not None:
        failed = failed.filter(public_id__in=public_ids)
    failed = failed.filter(Q(give_up_at__isnull=True) | Q(give_up_at__gt=at))
    number = failed.update(
        status=Status.QUEUED,
        queued_by=by,
        queued_at=at,
        send_after=min(at, clock()),
        attempts=0,
        first_tried_at=None,
        problem="",
        error_class="",
        smtp_code=None,
    )
    if number:
        doorbell.ring_after_commit()
    return number


@transaction.atomic
def pause_sending(*, because: str, by: User | None, at: dt.datetime) -> bool:
    """Send nothing more until :func:`resume_sending`. False if sending was paused already, for its own reason."""
    Sending.objects.get_or_create(pk=Sending.ONLY)
    return bool(
        Sending.objects.filter(paused_at__isnull=True).update(
            paused_at=at, paused_by=by, paused_because=because
        )
    )


@transaction.atomic
def resume_sending(*, by: User | None, at: dt.datetime) -> bool:
    """Send again, from this database from now on. False if sending was not paused."""
    resumed = Sending.objects.filter(paused_at__isnull=False).update(
        paused_at=None, paused_by=None, paused_because="", database=""
    )
    if resumed:
        doorbell.ring_after_commit()
    return bool(resumed)
