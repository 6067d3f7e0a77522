"""What the pages about messages show."""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import Count, Max, Min, Q

from accounts.models import User
from notifications.composing import About, UnknownKind, composer_for
from notifications.models import OutgoingMessage, OutgoingMessageQuerySet, Sender, Sending

Status = OutgoingMessage.Status

LATE = dt.timedelta(minutes=2)
UNSEEN = dt.timedelta(seconds=60)
UNNAMED = About("")


@dataclass(frozen=True, slots=True)
class Totals:
    queued: int
    sent: int
    failed: int
    cancelled: int
    unwritten: int
    oldest: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Health:
    """Whether messages leave. ``problems`` holds a sentence for each thing that somebody should look at."""

    waiting: int
    failed: int
    oldest: dt.datetime | None
    seen_at: dt.datetime | None
    paused_at: dt.datetime | None
    paused_because: str
    doorbell: bool
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One message as staff see it."""

    message: OutgoingMessage
    kind: str
    about: About

    @property
    def what(self) -> str:
        """Tells its button from the others'."""
        return f"to {self.about.who or self.message.public_id}"


@dataclass(frozen=True, slots=True)
class Choice:
    """A list of messages to look at, by what became of them."""

    label: str
    count: int
    url: str
    current: bool


def choices(totals: Totals, *, chosen: OutgoingMessage.Status, url: str) -> list[Choice]:
    counted = {
        Status.FAILED: totals.failed,
        Status.QUEUED: totals.queued,
        Status.SENT: totals.sent,
        Status.CANCELLED: totals.cancelled,
    }
    return [
        Choice(str(status.label), count, f"{url}?status={status.value}", status == chosen)
        for status, count in counted.items()
    ]


def totals(messages: OutgoingMessageQuerySet, *, at: dt.datetime) -> Totals:
    return Totals(
        **messages.aggregate(
            queued=Count("pk", filter=Q(status=Status.QUEUED)),
            sent=Count("pk", filter=Q(status=Status.SENT)),
            failed=Count("pk", filter=Q(status=Status.FAILED)),
            cancelled=Count("pk", filter=Q(status=Status.CANCELLED)),
            unwritten=Count(
                "pk", filter=Q(status=Status.FAILED, smtp_code=None) & ~Q(error_class="")
            ),
            oldest=_oldest(at),
        )
    )


def health(*, at: dt.datetime, doorbell: bool) -> Health:
    """How the whole installation's outbox is, whoever the messages belong to: numbers and times only."""
    found = OutgoingMessage.objects.aggregate(
        waiting=Count("pk", filter=Q(status=Status.QUEUED)),
        failed=Count("pk", filter=Q(status=Status.FAILED)),
        oldest=_oldest(at),
    )
    seen_at = Sender.objects.aggregate(latest=Max("seen_at"))["latest"]
    sending = Sending.objects.filter(pk=Sending.ONLY).first() or Sending()
    return Health(
        waiting=found["waiting"],
        failed=found["failed"],
        oldest=found["oldest"],
        seen_at=seen_at,
        paused_at=sending.paused_at,
        paused_because=sending.paused_because,
        doorbell=doorbell,
        problems=tuple(_problems(sending, found["oldest"], seen_at, at=at, doorbell=doorbell)),
    )


def lines(messages: Collection[OutgoingMessage], *, viewer: User) -> list[Line]:
    """Messages in words, asking each kind's composer once about all of its own."""
    kinds = {message.kind for message in messages}
    labels: dict[str, str] = {}
    about: dict[int, About] = {}
    for kind in kinds:
        try:
            composer = composer_for(kind)
        except UnknownKind:
            continue  # a kind of an earlier version: its messages are still there
        labels[kind] = composer.label
        about |= composer.about([one for one in messages if one.kind == kind], viewer=viewer)
    return [
        Line(message, labels.get(message.kind, message.kind), about.get(message.pk, UNNAMED))
        for message in messages
    ]


def _problems(
    sending: Sending,
    oldest: dt.datetime | None,
    seen_at: dt.datetime | None,
    *,
    at: dt.datetime,
    doorbell: bool,
) -> Iterator[str]:
    if sending.paused_at:
        yield f"Sending is paused. {sending.paused_because}"
    if seen_at is None or at - seen_at > UNSEEN:
        yield "No worker has been seen for a minute, so nothing is being sent."
    elif oldest and at - oldest > LATE:
        yield "The oldest message has been waiting for more than two minutes."
    if not doorbell:
        yield "Queue degraded: the worker cannot be told at once, so messages leave some seconds later."


def _oldest(at: dt.datetime) -> Min:
    """When the oldest message was queued that should have left by now."""
    due = Q(send_after__lte=at) | Q(attempts__gt=0)
    return Min("queued_at", filter=Q(status=Status.QUEUED) & due)
