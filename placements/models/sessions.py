"""Short breaks and sessions with a coach."""

import uuid
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.audit import audited
from accounts.models import User
from children.models import Child
from placements.models.struck import Strikeable, struck_for_a_reason


class SupportSessionQuerySet(models.QuerySet["SupportSession"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(child__in=Child.objects.visible_to(user))


@audited
class SupportSession(Strikeable):
    """A short break or a session with a coach: what was planned, what was held, and what changed."""

    class Kind(models.TextChoices):
        SHORT_BREAK = "SHORT_BREAK", "Short break"
        COACH = "COACH", "Session with the coach"

    class Status(models.TextChoices):
        PLANNED = "PLANNED", "Planned"
        HELD = "HELD", "Held"
        MISSED = "MISSED", "Did not happen"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="support_sessions")
    kind = models.CharField(max_length=11, choices=Kind)
    starts_on = models.DateField()
    ends_on = models.DateField(
        null=True, blank=True, help_text="The day after the last night; blank within one day"
    )
    planned_hours = models.DecimalField(max_digits=5, decimal_places=1)
    held_hours = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    status = models.CharField(max_length=7, choices=Status, default=Status.PLANNED)
    who = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    what_changed = models.TextField(blank=True)
    reason = models.TextField(blank=True, help_text="Why it did not happen")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = SupportSessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            struck_for_a_reason("supportsession"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="placements_supportsession_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(status="HELD") | Q(held_hours__isnull=False),
                name="placements_supportsession_held_for_some_hours",
            ),
            models.CheckConstraint(
                condition=~Q(status="MISSED") | ~Q(reason=""),
                name="placements_supportsession_missed_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.starts_on}"
