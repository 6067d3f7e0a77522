"""Visits to a child, and what the law asks for around a stay."""

from typing import Self

from django.conf import settings
from django.db import models

from accounts.audit import audited
from accounts.models import User
from children.models import Child
from placements.models.stays import Placement
from placements.models.struck import Strikeable, struck_for_a_reason


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(child__in=Child.objects.visible_to(user))


@audited
class Visit(Strikeable):
    """A visit to the child by the authority's representative: Care Planning Regulations 2010, regulation 28."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="visits")
    placement = models.ForeignKey(
        Placement, on_delete=models.CASCADE, null=True, blank=True, related_name="visits"
    )
    on = models.DateField()
    seen = models.BooleanField("the child was seen")
    seen_alone = models.BooleanField(null=True, blank=True)
    agrees_to_fewer = models.BooleanField(
        null=True,
        blank=True,
        help_text="Whether the child agrees to a visit every six months: the last answer holds",
    )
    child_said = models.TextField(blank=True)
    note = models.TextField(blank=True)
    visited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [struck_for_a_reason("visit")]

    def __str__(self) -> str:
        return f"Visit on {self.on}"


@audited
class StepTaken(models.Model):
    """Something that the law asks for around a stay, and the day on which it was done."""

    class Code(models.TextChoices):
        """As the timings of ``placements/clocks.py`` are called."""

        NOTICE_START = "NOTICE-START", "Written notice of the placement was given"
        NOTICE_END = "NOTICE-END", "Written notice of the ending was given"
        EMERGENCY = "EMERGENCY", "The stay came within the carers' approval"
        DISRUPTION = "DISRUPTION", "The meeting to learn from the ending was held"

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="steps_taken")
    code = models.CharField(max_length=12, choices=Code)
    done_on = models.DateField()
    note = models.TextField(blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["done_on", "pk"]
        verbose_name_plural = "steps taken"
        constraints = [
            models.UniqueConstraint(
                fields=["placement", "code"], name="placements_steptaken_once_per_stay"
            ),
        ]

    def __str__(self) -> str:
        return self.get_code_display()
