"""A child's own way from residential care to family living: its stages, and the moves between them."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.audit import audited
from accounts.models import User
from children.models import Child
from placements.models.pathway_templates import PathwayTemplate


class StepDownPlanQuerySet(models.QuerySet["StepDownPlan"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(child__in=Child.objects.visible_to(user))

    def under_way(self) -> Self:
        return self.filter(status="ACTIVE")

    def ready_for_search(self) -> Self:
        """Those under way in a stage that a child leaves for a family that has to be found.

        It says that the plan is at that point, and not that the child is ready: that is for people to judge.
        """
        stages = Stage.objects.filter(is_present=True, leads_to_search=True)
        return self.under_way().filter(pk__in=stages.values("plan"))


@audited
class StepDownPlan(models.Model):
    """One child's own path. ``goes_to`` is the kind of home that it leads to."""

    class Status(models.TextChoices):
        ACTIVE = "ACTIVE", "Under way"
        COMPLETED = "COMPLETED", "Completed"
        STOPPED = "STOPPED", "Stopped"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="step_down_plans")
    template = models.ForeignKey(
        PathwayTemplate, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=120)
    goes_to = models.CharField(max_length=12, choices=Child.Plan)
    status = models.CharField(max_length=9, choices=Status, default=Status.ACTIVE)
    started_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    closed_reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    updated_at = models.DateTimeField()

    objects = StepDownPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-started_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["child"],
                condition=Q(status="ACTIVE"),
                name="placements_stepdownplan_one_under_way",
            ),
            models.CheckConstraint(
                condition=Q(status="ACTIVE", closed_on__isnull=True)
                | ~Q(status="ACTIVE") & Q(closed_on__isnull=False),
                name="placements_stepdownplan_closed_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(status="STOPPED") | ~Q(closed_reason=""),
                name="placements_stepdownplan_stopped_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.child}"


class StageQuerySet(models.QuerySet["Stage"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(plan__child__in=Child.objects.visible_to(user))


@audited
class Stage(models.Model):
    """A stage of a child's own path. The one entered and not left is the present one."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(StepDownPlan, on_delete=models.CASCADE, related_name="stages")
    position = models.PositiveSmallIntegerField(help_text="From 1")
    name = models.CharField(max_length=60)
    purpose = models.TextField()
    child_words = models.CharField(max_length=200, blank=True)
    entry_criteria = models.TextField(blank=True, help_text="One a line")
    exit_criteria = models.TextField(blank=True, help_text="One a line")
    usual_weeks = models.PositiveSmallIntegerField(null=True, blank=True)
    leads_to_search = models.BooleanField(
        default=False, help_text="A family is looked for when a child is ready to leave this stage"
    )
    is_present = models.BooleanField(default=False)

    objects = StageQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "position"],
                name="placements_stage_one_at_each_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(is_present=True),
                name="placements_stage_one_is_present",
            ),
        ]

    def __str__(self) -> str:
        return self.name


@audited
class StageMove(models.Model):
    """The child moved to a stage. Moving back is normal; it needs its reason like any change of plan.

    ``criteria`` maps each exit criterion that was asked for to ``[met, words]``.
    """

    plan = models.ForeignKey(StepDownPlan, on_delete=models.CASCADE, related_name="moves")
    from_stage = models.ForeignKey(
        Stage, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    to_stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="arrivals")
    on = models.DateField()
    reason = models.TextField(blank=True)
    criteria = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"To {self.to_stage} on {self.on}"
