"""The milestones of a stage, and what is written about them."""

import datetime as dt
import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from accounts.audit import audited
from accounts.models import User
from children.models import Child
from placements.models.pathways import Stage, StageMove

WEEK = dt.timedelta(days=7)
QUIET_AFTER = dt.timedelta(days=28)  # an open milestone of which nobody has written for so long


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(stage__plan__child__in=Child.objects.visible_to(user))

    def wanting_an_update(self, *, today: dt.date) -> Self:
        """Open ones of the present stage of a plan under way that somebody should say something about now.

        Either the milestone is due within a week, or overdue, and nobody has written this week; or nobody has for
        four weeks, counted from the day on which the stage was entered where nobody ever has.
        """
        entered = (
            StageMove.objects.filter(to_stage=OuterRef("stage")).order_by("-at", "-pk").values("on")
        )
        written = (
            MilestoneUpdate.objects.filter(milestone=OuterRef("pk"))
            .order_by("-on", "-pk")
            .values("on")
        )
        found = self.filter(
            status="OPEN", stage__is_present=True, stage__plan__status="ACTIVE"
        ).annotate(
            last_written_on=Subquery(written[:1]),
            quiet_since=Coalesce(
                Subquery(written[:1]), Subquery(entered[:1]), F("stage__plan__started_on")
            ),
        )
        week_ago = today - WEEK
        due = Q(due_on__lte=today + WEEK) & (
            Q(last_written_on=None) | Q(last_written_on__lte=week_ago)
        )
        return found.filter(due | Q(quiet_since__lte=today - QUIET_AFTER))


@audited
class Milestone(models.Model):
    class Status(models.TextChoices):
        OPEN = "OPEN", "Not met yet"
        MET = "MET", "Met"
        DROPPED = "DROPPED", "No longer wanted"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="milestones")
    position = models.PositiveSmallIntegerField(help_text="From 1")
    words = models.CharField(max_length=200)
    child_words = models.CharField(max_length=200, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="milestones",
    )
    owner_in_words = models.CharField(
        max_length=120, blank=True, help_text="Where the owner has no account: the home, a parent"
    )
    due_on = models.DateField(null=True, blank=True)
    measure = models.CharField(max_length=200, blank=True, help_text="How one would see it")
    status = models.CharField(max_length=7, choices=Status, default=Status.OPEN)
    status_on = models.DateField(null=True, blank=True)
    reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="DROPPED") | ~Q(reason=""),
                name="placements_milestone_dropped_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=False) | ~Q(owner_in_words=""),
                name="placements_milestone_has_an_owner",
            ),
        ]

    def __str__(self) -> str:
        return self.words


@audited
class MilestoneUpdate(models.Model):
    """One update of a milestone: how it stands, and a sentence of evidence."""

    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="updates")
    status = models.CharField(max_length=7, choices=Milestone.Status)
    words = models.TextField()
    on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(words=""), name="placements_milestoneupdate_in_words"
            ),
        ]

    def __str__(self) -> str:
        return self.words
