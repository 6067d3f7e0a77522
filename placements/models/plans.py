"""The care plan: seven dimensions, and goals with scores.

The rows here are the working plan. Approving it writes a ``CarePlanVersion``, which is frozen; what has changed since
is the difference between the working plan and the last version.
"""

import uuid
from typing import Self, TypeVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.audit import audited
from accounts.models import User
from children.models import Child
from placements.models.stays import Placement
from placements.models.struck import NOT_STRUCK, Strikeable, struck_for_a_reason

Row = TypeVar("Row", bound=models.Model)

HIGHEST_SCORE = 10
STEPS = HIGHEST_SCORE + 1


class OfChildQuerySet(models.QuerySet[Row]):
    """Rows of a child's record, found through ``child``."""

    def visible_to(self, user: User) -> Self:
        return self.filter(child__in=Child.objects.visible_to(user))


class OfPlanQuerySet(models.QuerySet[Row]):
    """Rows of a care plan, found through ``plan``."""

    def visible_to(self, user: User) -> Self:
        return self.filter(plan__child__in=Child.objects.visible_to(user))


class Dimension(models.TextChoices):
    """The developmental needs that a care plan covers: Care Planning Regulations 2010, regulation 5."""

    HEALTH = "HEALTH", "Health"
    EDUCATION = "EDUCATION", "Education and training"
    EMOTIONAL = "EMOTIONAL", "Emotional and behavioural development"
    IDENTITY = "IDENTITY", "Identity"
    FAMILY = "FAMILY", "Family and social relationships"
    PRESENTATION = "PRESENTATION", "Social presentation"
    SELF_CARE = "SELF_CARE", "Self-care skills"


@audited
class CarePlan(models.Model):
    """One child's care plan as it stands. ``version`` goes up with each change of its own fields."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.OneToOneField(Child, on_delete=models.CASCADE, related_name="care_plan")
    aim = models.TextField(
        blank=True, help_text="What this plan is for, in words the child would use"
    )
    contingency = models.TextField(blank=True, help_text="What happens if this plan does not work")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    updated_at = models.DateTimeField()

    objects = OfChildQuerySet["CarePlan"].as_manager()

    def __str__(self) -> str:
        return f"Care plan of {self.child}"


@audited
class PlanDimension(models.Model):
    """What one dimension of the plan says: how things are, what is needed, and what will be done."""

    plan = models.ForeignKey(CarePlan, on_delete=models.CASCADE, related_name="dimensions")
    dimension = models.CharField(max_length=12, choices=Dimension)
    now = models.TextField("how things are now", blank=True)
    arrangements = models.TextField("what will be done, by whom", blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()

    objects = OfPlanQuerySet["PlanDimension"].as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "dimension"], name="placements_plandimension_once_per_plan"
            ),
        ]

    def __str__(self) -> str:
        return self.get_dimension_display()


@audited
class Goal(models.Model):
    """An outcome in one dimension, on a scale from 0 to 10 whose steps mean something for this child.

    ``steps`` holds 11 descriptions, of 0 first; some may be blank, but never those of 0 and 10.
    """

    class Status(models.TextChoices):
        OPEN = "OPEN", "Working towards it"
        MET = "MET", "Met"
        DROPPED = "DROPPED", "No longer wanted"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(CarePlan, on_delete=models.CASCADE, related_name="goals")
    placement = models.ForeignKey(
        Placement,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="goals",
        help_text="The stay at whose start it was agreed with the authority",
    )
    dimension = models.CharField(max_length=12, choices=Dimension)
    words = models.TextField(help_text="The outcome, as something one could see")
    steps = ArrayField(models.CharField(max_length=200, blank=True), size=STEPS)
    baseline = models.PositiveSmallIntegerField()
    baseline_on = models.DateField()
    target = models.PositiveSmallIntegerField()
    target_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=7, choices=Status, default=Status.OPEN)
    status_reason = models.TextField(blank=True)
    closed_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = OfPlanQuerySet["Goal"].as_manager()

    class Meta:
        ordering = ["dimension", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(baseline__range=(0, HIGHEST_SCORE), target__range=(0, HIGHEST_SCORE)),
                name="placements_goal_scores_from_0_to_10",
            ),
            models.CheckConstraint(
                condition=Q(steps__len=STEPS), name="placements_goal_describes_11_steps"
            ),
            models.CheckConstraint(
                condition=Q(status="OPEN", closed_on__isnull=True)
                | ~Q(status="OPEN") & Q(closed_on__isnull=False),
                name="placements_goal_closed_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(status="DROPPED") | ~Q(status_reason=""),
                name="placements_goal_dropped_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.words


class GoalScoreQuerySet(models.QuerySet["GoalScore"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(goal__plan__child__in=Child.objects.visible_to(user))


@audited
class GoalScore(Strikeable):
    """Where the child stood on a goal on a day, and who said so. The baseline is kept with the goal."""

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="scores")
    score = models.PositiveSmallIntegerField()
    on = models.DateField()
    evidence = models.TextField(blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = GoalScoreQuerySet.as_manager()

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(score__range=(0, HIGHEST_SCORE)),
                name="placements_goalscore_from_0_to_10",
            ),
            models.UniqueConstraint(
                fields=["goal", "on"], condition=NOT_STRUCK, name="placements_goalscore_one_a_day"
            ),
            struck_for_a_reason("goalscore"),
        ]

    def __str__(self) -> str:
        return f"{self.score} on {self.on}"
