"""Reviews, what they decide, and an authority's own timings."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.audit import audited
from accounts.models import Authority, User
from children.models import Child


@audited
class ClockRule(models.Model):
    """A statutory timing that an authority has changed, with the local procedure that it follows.

    The timings that ship with the product are in ``placements/clocks.py``; a row here takes the place of one of them.
    """

    class Unit(models.TextChoices):
        WORKING_DAYS = "WORKING_DAYS", "working days"
        DAYS = "DAYS", "days"
        WEEKS = "WEEKS", "weeks"
        MONTHS = "MONTHS", "months"

    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="clock_rules")
    code = models.CharField(max_length=24)
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=12, choices=Unit)
    source = models.CharField(max_length=300)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "code"], name="placements_clockrule_once_per_authority"
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=1), name="placements_clockrule_at_least_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.amount} {self.get_unit_display()}"


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(child__in=Child.objects.visible_to(user))


@audited
class Review(models.Model):
    """A review of the child's case, planned or held. ``number`` counts those of this period of care, from 1."""

    class Status(models.TextChoices):
        PLANNED = "PLANNED", "Planned"
        HELD = "HELD", "Held"
        CANCELLED = "CANCELLED", "Cancelled"

    class Participation(models.TextChoices):
        """SSDA903 participation codes."""

        PN0 = "PN0", "Aged under 4"
        PN1 = "PN1", "Attended and spoke for themselves"
        PN2 = "PN2", "Attended, and an advocate spoke"
        PN3 = "PN3", "Attended and gave their views without speech"
        PN4 = "PN4", "Attended and did not give views"
        PN5 = "PN5", "Did not attend, and an advocate gave their views"
        PN6 = "PN6", "Did not attend, and gave their views another way"
        PN7 = "PN7", "Did not attend and gave no views"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="reviews")
    number = models.PositiveSmallIntegerField()
    planned_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    needed_by = models.DateField(
        null=True,
        blank=True,
        help_text="An earlier day than the law's, by which the reviewing officer asks for it",
    )
    status = models.CharField(max_length=9, choices=Status, default=Status.PLANNED)
    held_on = models.DateField(null=True, blank=True)
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    participation = models.CharField(max_length=3, choices=Participation, blank=True)
    child_said = models.TextField(blank=True)
    considerations = models.JSONField(
        default=dict,
        blank=True,
        help_text="What was said of each matter of Schedule 7, by its code",
    )
    cancelled_reason = models.TextField(blank=True)
    sequence = models.PositiveSmallIntegerField(
        default=0, help_text="Goes up when the time changes, so that calendars replace the entry"
    )
    version = models.PositiveIntegerField(default=1)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["planned_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="HELD", held_on__isnull=False) & ~Q(participation="")
                | ~Q(status="HELD") & Q(held_on__isnull=True),
                name="placements_review_held_on_a_day_with_participation",
            ),
            models.CheckConstraint(
                condition=~Q(status="CANCELLED") | ~Q(cancelled_reason=""),
                name="placements_review_cancelled_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Review {self.number}"


@audited
class Participant(models.Model):
    """Somebody asked to a review, and whether they came."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="participants")
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=60)
    attended = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.role


class ReviewDecisionQuerySet(models.QuerySet["ReviewDecision"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(review__child__in=Child.objects.visible_to(user))

    def open(self) -> Self:
        return self.filter(done_on__isnull=True)


@audited
class ReviewDecision(models.Model):
    """A decision of a review: a task with an owner and a day."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="decisions")
    words = models.TextField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="review_decisions",
    )
    owner_in_words = models.CharField(max_length=120, blank=True)
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    outcome = models.TextField(blank=True)

    objects = ReviewDecisionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | ~Q(outcome=""),
                name="placements_reviewdecision_done_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=False) | ~Q(owner_in_words=""),
                name="placements_reviewdecision_has_an_owner",
            ),
        ]

    def __str__(self) -> str:
        return self.words
