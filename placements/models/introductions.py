"""How a child and the home that is booked get to know each other."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q

from accounts.audit import audited
from accounts.models import User
from accounts.periods import not_empty
from children.models import Child
from placements.models.stays import Placement


class IntroductionStepQuerySet(models.QuerySet["IntroductionStep"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(placement__child__in=Child.objects.visible_to(user))


@audited
class IntroductionStep(models.Model):
    """One planned meeting between a child and the home that is booked, and how it went for each of them."""

    class Kind(models.TextChoices):
        BOOK = "BOOK", "The carers' book or film"
        CALL = "CALL", "A call"
        MEETING = "MEETING", "Meeting where the child lives"
        ACTIVITY = "ACTIVITY", "Activity day"
        VISIT = "VISIT", "Visit to the carers' home"
        TEA = "TEA", "Tea at the carers' home"
        DAY = "DAY", "A whole day"
        OVERNIGHT = "OVERNIGHT", "An overnight stay"
        WEEKEND = "WEEKEND", "A weekend"

    class Status(models.TextChoices):
        PLANNED = "PLANNED", "Planned"
        HELD = "HELD", "Held"
        CALLED_OFF = "CALLED_OFF", "Called off"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="introductions")
    kind = models.CharField(max_length=9, choices=Kind)
    planned_on = models.DateField()
    until = models.DateField(null=True, blank=True, help_text="The day after the last night")
    about = models.TextField(blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.PLANNED)
    child_said = models.TextField(blank=True)
    carer_said = models.TextField(blank=True)
    home_said = models.TextField("what the present home said", blank=True)
    reason = models.TextField(blank=True, help_text="Why it was called off, or moved")
    version = models.PositiveIntegerField(default=1)

    objects = IntroductionStepQuerySet.as_manager()

    class Meta:
        ordering = ["planned_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=not_empty(starts="planned_on", ends="until"),
                name="placements_introductionstep_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(status="CALLED_OFF") | ~Q(reason=""),
                name="placements_introductionstep_called_off_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.planned_on}"
