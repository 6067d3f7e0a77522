"""Plans for all the children who wait at a desk: what they were made from, what they advise, and what people fixed."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.audit import audited_without
from accounts.models import Authority, Role, User
from brokerage.lifecycle import DeskPlanStatus


class DeskPlanQuerySet(models.QuerySet["DeskPlan"]):
    def visible_to(self, user: User) -> Self:
        """The desk's own."""
        if user.role in {Role.BROKER, Role.MANAGER}:
            return self.filter(authority_id=user.authority_id)
        return self.none()


@audited_without("inputs")  # large, and named by its digest
class DeskPlan(models.Model):
    """One plan over every waiting referral of an authority. Advice for a meeting: nothing follows from it by itself.

    ``locks`` is what people fixed before it was made. ``inputs`` is the whole problem as the matching core keeps it,
    ``digest`` says which; from it the same plan can be made again. ``record`` is what the plan says, by referral.
    Worth and bound are in points (``brokerage.matching.allocation.value``).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="desk_plans")
    status = models.CharField(
        max_length=7, choices=DeskPlanStatus, default=DeskPlanStatus.WAITING, db_index=True
    )
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    follows = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="followed_by"
    )
    locks = models.JSONField(default=dict)
    done_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True, help_text="Why it could not be made")

    digest = models.CharField(max_length=64, blank=True)
    inputs = models.BinaryField(default=bytes)
    record = models.JSONField(default=dict)
    children_waiting = models.PositiveIntegerField(default=0)
    children_placed = models.PositiveIntegerField(default=0)
    worth = models.FloatField(default=0)
    bound = models.FloatField(default=0)
    is_proved = models.BooleanField(default=False)
    milliseconds = models.PositiveIntegerField(default=0, help_text="Of the solver")

    objects = DeskPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status=DeskPlanStatus.WAITING, done_at__isnull=True)
                | (~Q(status=DeskPlanStatus.WAITING) & Q(done_at__isnull=False)),
                name="brokerage_deskplan_over_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(children_placed__lte=models.F("children_waiting")),
                name="brokerage_deskplan_places_only_who_waits",
            ),
            models.CheckConstraint(
                condition=Q(worth__lte=models.F("bound")),
                name="brokerage_deskplan_worth_within_its_bound",
            ),
        ]

    def __str__(self) -> str:
        return f"Desk plan {self.public_id}"

    def get_absolute_url(self) -> str:
        return reverse("brokerage:desk-plan", kwargs={"plan_id": self.public_id})

    @property
    def gap(self) -> float:
        """How much better, as a share, a plan might be that the time did not allow to find."""
        return (self.bound - self.worth) / self.worth if self.worth else 0.0
