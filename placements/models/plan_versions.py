"""A care plan is sent for approval, and approved: frozen as a version."""

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.audit import audited, never_emptied
from placements.models.plans import CarePlan, OfPlanQuerySet


@audited
class ApprovalAsked(models.Model):
    """Somebody sent the plan as it stood to those who may approve it. ``fingerprint`` is of what it said then."""

    plan = models.ForeignKey(CarePlan, on_delete=models.CASCADE, related_name="approvals_asked")
    fingerprint = models.CharField(max_length=64)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()

    objects = OfPlanQuerySet["ApprovalAsked"].as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name_plural = "approvals asked"
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "fingerprint"], name="placements_approvalasked_once_as_it_stands"
            ),
        ]

    def __str__(self) -> str:
        return f"Asked on {self.asked_at:%Y-%m-%d}"


class CarePlanVersion(models.Model):
    """The plan as it was approved, whole and frozen. ``content`` is what both prints are made from."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(CarePlan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(help_text="From 1")
    content = models.JSONField()
    reason = models.TextField(help_text="Why the plan was made, or changed")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField()

    objects = OfPlanQuerySet["CarePlanVersion"].as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"], name="placements_careplanversion_one_of_each_number"
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="placements_careplanversion_has_a_reason"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied(),
        ]

    def __str__(self) -> str:
        return f"Version {self.number}"
