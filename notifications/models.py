"""The outbox: messages written in the transaction of what they tell of, and sent later."""

import uuid
from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Authority, User


class OutgoingMessageQuerySet(models.QuerySet["OutgoingMessage"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(authority_id=user.authority_id) if user.authority_id else self.none()

    def queued(self) -> Self:
        return self.filter(status=OutgoingMessage.Status.QUEUED)

    def failed(self) -> Self:
        return self.filter(status=OutgoingMessage.Status.FAILED)


class OutgoingMessage(models.Model):
    """One message to one recipient. It holds ids and no personal data: words and address are made when it is sent.

    ``kind`` names the composer in ``settings.MESSAGE_KINDS``; ``subject_id`` is the id that the composer understands.
    ``key`` is unique: writing the same message twice does nothing. A claim holds until ``lease_until`` by the
    database's clock, and only the holder of ``lease_token`` may send or mark. ``message_id`` is fixed when the message
    is written, so that a second copy after a crash can be recognised as one.
    """

    class Status(models.TextChoices):
        QUEUED = "QUEUED", "Waiting to be sent"
        SENT = "SENT", "Sent"
        FAILED = "FAILED", "Could not be sent"
        CANCELLED = "CANCELLED", "Not sent"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, null=True, related_name="+")
    queued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    batch = models.UUIDField(null=True, blank=True, db_index=True, help_text="Messages sent as one")
    status = models.CharField(max_length=9, choices=Status, default=Status.QUEUED)
    queued_at = models.DateTimeField()
    send_after = models.DateTimeField()
    give_up_at = models.DateTimeField(
        null=True, blank=True, help_text="After this moment it is of no use and is not sent"
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    first_tried_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    in_flight = models.BooleanField(
        default=False, help_text="Handed to the mail server, whose answer is awaited"
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    message_id = models.CharField(max_length=200)
    smtp_code = models.PositiveSmallIntegerField(null=True, blank=True)
    error_class = models.CharField(
        max_length=80, blank=True, help_text="The kind of the last error, never its words"
    )
    problem = models.CharField(
        max_length=200, blank=True, help_text="Why it failed or was not sent, in words for staff"
    )

    objects = OutgoingMessageQuerySet.as_manager()

    class Meta:
        ordering = ["queued_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="SENT", sent_at__isnull=False)
                | (~Q(status="SENT") & Q(sent_at__isnull=True)),
                name="notifications_outgoingmessage_sent_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["QUEUED", "SENT"]) | ~Q(problem=""),
                name="notifications_outgoingmessage_unsent_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(lease_token__isnull=True, lease_until__isnull=True)
                | Q(status="QUEUED", lease_token__isnull=False, lease_until__isnull=False),
                name="notifications_outgoingmessage_claimed_while_queued",
            ),
        ]
        indexes = [
            # The public id is random: messages of one round leave in an order that favours nobody.
            models.Index(
                fields=["send_after", "public_id"],
                condition=Q(status="QUEUED"),
                name="notifications_to_send",
            ),
            models.Index(
                fields=["authority", "status", "-queued_at"], name="notifications_by_status"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="final_state_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.status <> 'QUEUED' AND OLD.status IS DISTINCT FROM NEW.status"
                    " AND NOT (OLD.status = 'FAILED' AND NEW.status = 'QUEUED')"
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


class Sending(models.Model):
    """Whether messages leave at all, and when the next one may. One row.

    ``database`` says which database the row was written in. A row that finds itself in another one was restored or
    copied there, and sends nothing until somebody confirms that it should.
    """

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    database = models.CharField(max_length=60, blank=True)
    next_at = models.DateTimeField(
        null=True, blank=True, help_text="When the rate limit allows another message"
    )
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    paused_because = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="notifications_sending_is_one_row"),
            models.CheckConstraint(
                condition=Q(paused_at__isnull=True, paused_because="")
                | (Q(paused_at__isnull=False) & ~Q(paused_because="")),
                name="notifications_sending_paused_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return "Sending paused" if self.paused_at else "Sending"


class Sender(models.Model):
    """A process that sends, and when it last said that it is there (by the database's clock)."""

    name = models.CharField(max_length=120, unique=True)
    seen_at = models.DateTimeField()
    busy = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class DemoMessageQuerySet(models.QuerySet["DemoMessage"]):
    def visible_to(self, user: User) -> Self:
        if not user.authority_id:
            return self.none()
        return self.filter(message__authority_id=user.authority_id)


class DemoMessage(models.Model):
    """An email of a demonstration, kept to be read instead of being sent. A real installation keeps none."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    message = models.OneToOneField(
        OutgoingMessage, on_delete=models.CASCADE, related_name="demo_message"
    )
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    kept_at = models.DateTimeField()

    objects = DemoMessageQuerySet.as_manager()

    class Meta:
        ordering = ["-kept_at", "-pk"]

    def __str__(self) -> str:
        return str(self.public_id)
