"""A round asks every chosen household at once; each gets a personal link, and answers at most once."""

import datetime as dt
import uuid
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.audit import audited
from accounts.models import User
from brokerage.lifecycle import RoundStatus
from brokerage.models.referrals import Referral
from brokerage.models.searches import Search
from carers.models import Household


class LeftOut(models.TextChoices):
    """Why a suggested household is not asked."""

    NOT_CHOSEN = "NOT_CHOSEN", "Not chosen this time"
    ALREADY_ASKED = "ALREADY_ASKED", "Has answered about this referral already"
    NOT_APPROVED = "NOT_APPROVED", "Their approval has ended or is suspended"
    NO_AGREEMENT = "NO_AGREEMENT", "There is no agreement with their fostering service now"
    MUST_NOT_EMAIL = "MUST_NOT_EMAIL", "They asked not to be emailed"
    NO_ADDRESS = "NO_ADDRESS", "No email address is recorded"
    BAD_ADDRESS = "BAD_ADDRESS", "Their email address cannot be used"
    TOO_MANY = "TOO_MANY", "They have been asked as often as you allow for now"


class RoundQuerySet(models.QuerySet["Round"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(referral__in=Referral.objects.visible_to(user))


@audited
class Round(models.Model):
    """One broadcast to chosen households. Only one is open for a referral at a time."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=9, choices=RoundStatus, default=RoundStatus.OPEN)
    search = models.ForeignKey(Search, on_delete=models.PROTECT, null=True, related_name="rounds")
    profile = models.TextField(help_text="The anonymous profile as it was when the round was sent")
    note = models.TextField(blank=True, help_text="A few words from the desk to the carers")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reply_by = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    close_reason = models.CharField(max_length=200, blank=True)
    left_out = models.JSONField(
        default=list, help_text="Households suggested but not asked: their ids and why"
    )
    idempotency_key = models.UUIDField(unique=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "number"], name="brokerage_round_numbered_once"
            ),
            models.UniqueConstraint(
                fields=["referral"],
                condition=Q(status=RoundStatus.OPEN),
                name="brokerage_round_one_open_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(status=RoundStatus.OPEN, closed_at__isnull=True)
                | (~Q(status=RoundStatus.OPEN) & Q(closed_at__isnull=False)),
                name="brokerage_round_closed_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Round {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("brokerage:round-detail", kwargs={"round_id": self.public_id})

    def is_open(self, *, at: dt.datetime) -> bool:
        """Whether carers may still answer; ``reply_by`` itself is too late."""
        return self.status == RoundStatus.OPEN and at < self.reply_by


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user: User) -> Self:
        """The desk's, for its own referrals; a supervising social worker's, for their own service's households."""
        if user.service_id:
            return self.filter(household__service_id=user.service_id)
        return self.filter(round__in=Round.objects.visible_to(user))


@audited
class Invitation(models.Model):
    """One household asked in one round, with its personal link.

    Only the SHA-256 of the link's token is kept; ``link_number`` goes up with every new link, and the links before it
    lead nowhere. ``confirmed_at`` is when somebody typed the home postcode rightly;
    five wrong tries lock the link.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="invitations")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="invitations")
    rank = models.PositiveIntegerField(
        null=True, blank=True, help_text="Its place on the list when asked"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    link_number = models.PositiveSmallIntegerField(default=1)
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    locked_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    invited_at = models.DateTimeField()

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["rank", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "household"], name="brokerage_invitation_once_per_round"
            ),
        ]

    def __str__(self) -> str:
        return f"Invitation {self.public_id}"


@audited
class Answer(models.Model):
    """A household's answer to a round: an expression of interest, never an acceptance. Its history is in the audit."""

    class Choice(models.TextChoices):
        INTERESTED = "INTERESTED", "Interested"
        TALK = "TALK", "Need to talk"
        NOT_NOW = "NOT_NOW", "Not this time"

    class Reason(models.TextChoices):
        NO_ROOM = "NO_ROOM", "We have no room"
        NOT_AVAILABLE = "NOT_AVAILABLE", "We are away or taking a break"
        NEEDS = "NEEDS", "The child's needs are more than we can meet"
        OTHERS = "OTHERS", "It would not suit others in our home"
        DISTANCE = "DISTANCE", "Too far from school or family"
        DATES = "DATES", "The dates do not suit"
        LENGTH = "LENGTH", "Too long or too short a stay"
        INFORMATION = "INFORMATION", "Not enough information"
        OTHER = "OTHER", "Another reason"

    class Via(models.TextChoices):
        LINK = "LINK", "Personal link"
        PHONE = "PHONE", "Telephone, recorded by staff"

    invitation = models.OneToOneField(Invitation, on_delete=models.CASCADE, related_name="answer")
    choice = models.CharField(max_length=10, choices=Choice)
    reasons = ArrayField(models.CharField(max_length=13, choices=Reason), default=list, blank=True)
    conditions = models.TextField(
        blank=True, help_text="What the carers would need, in their words"
    )
    via = models.CharField(max_length=5, choices=Via, default=Via.LINK)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    first_at = models.DateTimeField()
    at = models.DateTimeField()
    changes = models.PositiveSmallIntegerField(default=0)
    doubt = models.CharField(
        max_length=200, blank=True, help_text="Why staff should ring to make sure, if they should"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(via="LINK", recorded_by__isnull=True)
                | Q(via="PHONE", recorded_by__isnull=False),
                name="brokerage_answer_by_phone_is_recorded_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return self.get_choice_display()
