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


class OutgoingMessage(models.Model):
    """One message to one recipient. It holds ids and no personal data: words and address are made when it is sent.

    ``kind`` names the composer in ``settings.MESSAGE_KINDS``; ``subject_id`` is the id that the composer understands.
    ``key`` is unique: writing the same message twice does nothing. A claim holds until ``lease_until`` by the
    database's clock, and only the holder of ``lease_token`` may send or mark.
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
    give_up_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    message_id = models.CharField(max_length=120)
    smtp_code = models.PositiveSmallIntegerField(null=True, blank=True)
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
        ]
        indexes = [
            models.Index(
                fields=["send_after", "id"],
                condition=Q(status="QUEUED"),
                name="notifications_to_send",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="final_state_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.status <> 'QUEUED' AND OLD.status IS DISTINCT FROM NEW.status"
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"
