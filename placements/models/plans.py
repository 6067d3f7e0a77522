"""The care plan: seven dimensions, goals with scores, who decides day to day, and what everybody said.

The rows here are the working plan. Approving it writes a ``CarePlanVersion``, which is frozen; what has changed since
is the difference between the working plan and the last version.
"""

import uuid
from typing import Self, TypeVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.audit import audited, never_emptied
from accounts.models import User
from children.models import Child
from placements.models.stays import Placement

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


class OfStayQuerySet(models.QuerySet[Row]):
    """Rows about one stay, found through ``placement``."""

    def visible_to(self, user: User) -> Self:
        return self.filter(placement__child__in=Child.objects.visible_to(user))


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


@audited
class GoalScore(models.Model):
    """Where the child stood on a goal on a day, and who said so. The baseline is kept with the goal."""

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="scores")
    score = models.PositiveSmallIntegerField()
    on = models.DateField()
    evidence = models.TextField(blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(score__range=(0, HIGHEST_SCORE)),
                name="placements_goalscore_from_0_to_10",
            ),
            models.UniqueConstraint(fields=["goal", "on"], name="placements_goalscore_one_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.score} on {self.on}"


@audited
class Voice(models.Model):
    """What somebody said about one goal or one milestone, and whether they agree; or why they were not asked.

    It is about the whole plan when neither a goal nor a milestone is named. A later one of the same person's on the
    same subject stands in the place of an earlier one, which is kept.
    """

    class Whose(models.TextChoices):
        CHILD = "CHILD", "The child"
        PARENT = "PARENT", "A parent"
        CARER = "CARER", "The carer"
        SOCIAL_WORKER = "SOCIAL_WORKER", "The social worker"
        REVIEWING_OFFICER = "REVIEWING_OFFICER", "The reviewing officer"
        OTHER = "OTHER", "Somebody else"

    class Stance(models.TextChoices):
        AGREES = "AGREES", "Agrees"
        PARTLY = "PARTLY", "Agrees in part"
        DISAGREES = "DISAGREES", "Disagrees"
        NOT_ASKED = "NOT_ASKED", "Was not asked"

    class How(models.TextChoices):
        SAID = "SAID", "Said"
        WROTE = "WROTE", "Wrote or drew"
        AIDED = "AIDED", "With a communication aid or interpreter"
        OBSERVED = "OBSERVED", "From watching what the child does"
        ADVOCATE = "ADVOCATE", "Through an advocate"

    plan = models.ForeignKey(CarePlan, on_delete=models.CASCADE, related_name="voices")
    goal = models.ForeignKey(
        Goal, on_delete=models.CASCADE, null=True, blank=True, related_name="voices"
    )
    milestone = models.ForeignKey(
        "placements.Milestone",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="voices",
    )
    whose = models.CharField(max_length=17, choices=Whose)
    name = models.CharField(max_length=120, blank=True, help_text="Which parent, or who else")
    stance = models.CharField(max_length=9, choices=Stance)
    words = models.TextField(help_text="In their own words; or the reason why they were not asked")
    how = models.CharField(max_length=8, choices=How, blank=True)
    aid = models.CharField(
        max_length=120, blank=True, help_text="The communication aid or the interpreter's language"
    )
    gathered_on = models.DateField()
    gathered_by = models.CharField(max_length=120)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = OfPlanQuerySet["Voice"].as_manager()

    class Meta:
        ordering = ["gathered_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(goal__isnull=True) | Q(milestone__isnull=True),
                name="placements_voice_about_one_thing",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="placements_voice_in_words"),
            models.CheckConstraint(
                condition=Q(stance="NOT_ASKED", how="") | ~Q(stance="NOT_ASKED") & ~Q(how=""),
                name="placements_voice_says_how_it_was_gathered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_whose_display()}: {self.get_stance_display()}"


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


@audited
class PlacementPlan(models.Model):
    """How one stay will meet the child's needs day to day: Care Planning Regulations 2010, regulation 9, Schedule 2."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    placement = models.OneToOneField(Placement, on_delete=models.CASCADE, related_name="plan")
    day_to_day = models.TextField("day-to-day care", blank=True)
    family_time = models.TextField("contact, and reasons for any limit", blank=True)
    health = models.TextField("health and dental care, and consents", blank=True)
    education = models.TextField("school, designated teacher and support", blank=True)
    visits = models.TextField("visits by the authority, and advice between them", blank=True)
    independent_visitor = models.TextField(blank=True)
    background = models.TextField("personal history, religion, culture and language", blank=True)
    expected_end = models.TextField("how long it is to last, and how it may end", blank=True)
    prior_approvals = models.TextField("trips and nights away that need approval", blank=True)
    money = models.TextField("financial support", blank=True)
    agreed_on = models.DateField(null=True, blank=True)
    signed_by_carer_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()

    objects = OfStayQuerySet["PlacementPlan"].as_manager()

    def __str__(self) -> str:
        return f"Placement plan of {self.placement}"


@audited
class Delegation(models.Model):
    """Who decides about one area of a child's life during a stay; with a reason where the carer does not."""

    class Area(models.TextChoices):
        MEDICAL = "MEDICAL", "Medical and dental treatment"
        EDUCATION = "EDUCATION", "Education"
        LEISURE = "LEISURE", "Leisure and home life"
        NIGHTS_AWAY = "NIGHTS_AWAY", "Nights with friends, and trips"
        FAITH = "FAITH", "Faith and religious observance"
        SOCIAL_MEDIA = "SOCIAL_MEDIA", "Phones and social media"
        APPEARANCE = "APPEARANCE", "Hair, piercings and appearance"
        PHOTOGRAPHS = "PHOTOGRAPHS", "Photographs and media"
        OTHER = "OTHER", "Something else"

    class Decider(models.TextChoices):
        CARER = "CARER", "The carer"
        CARER_INFORMS = "CARER_INFORMS", "The carer, who then tells the authority"
        AUTHORITY = "AUTHORITY", "The authority"
        PARENT = "PARENT", "A parent"
        CHILD = "CHILD", "The child"

    plan = models.ForeignKey(PlacementPlan, on_delete=models.CASCADE, related_name="delegations")
    area = models.CharField(max_length=12, choices=Area)
    subject = models.CharField(
        max_length=120, help_text="What is decided, such as routine dental care"
    )
    decider = models.CharField(max_length=13, choices=Decider)
    conditions = models.TextField(blank=True)
    reason = models.TextField(blank=True, help_text="Why it is not delegated to the carer")

    class Meta:
        ordering = ["area", "subject"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "area", "subject"], name="placements_delegation_decided_once"
            ),
            models.CheckConstraint(
                condition=Q(decider__startswith="CARER") | ~Q(reason=""),
                name="placements_delegation_withheld_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject}: {self.get_decider_display()}"
