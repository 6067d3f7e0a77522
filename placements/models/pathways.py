"""The way from residential care to family living: templates, a child's own path, readiness and introductions."""

import datetime as dt
import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from accounts.audit import audited
from accounts.models import Authority, Role, User
from accounts.periods import not_empty
from children.models import Child
from placements.models.plans import OfChildQuerySet
from placements.models.stays import Placement

WEEK = dt.timedelta(days=7)
QUIET_AFTER = dt.timedelta(days=28)  # an open milestone of which nobody has written for so long


class PathwayTemplateQuerySet(models.QuerySet["PathwayTemplate"]):
    def visible_to(self, user: User) -> Self:
        """Those that ship with the product, and those of the person's own authority."""
        return self.filter(Q(authority=None) | Q(authority=user.authority))


@audited
class PathwayTemplate(models.Model):
    """A named path that plans start from. With no authority it ships with the product.

    A template in use is never changed under a plan: a plan takes a copy.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    authority = models.ForeignKey(
        Authority, on_delete=models.CASCADE, null=True, blank=True, related_name="pathway_templates"
    )
    name = models.CharField(max_length=120)
    about = models.TextField(help_text="For whom it is, and what it leads to")
    sources = models.TextField(
        help_text="What is taken from a published framework, and what is ours"
    )
    is_retired = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = PathwayTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "name"],
                nulls_distinct=False,
                name="placements_pathwaytemplate_one_of_each_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TemplateStageQuerySet(models.QuerySet["TemplateStage"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(template__in=PathwayTemplate.objects.visible_to(user))


class TemplateMilestoneQuerySet(models.QuerySet["TemplateMilestone"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(stage__template__in=PathwayTemplate.objects.visible_to(user))


@audited
class TemplateStage(models.Model):
    """A stage of a template. A criterion that is taken from a framework ends with its name in square brackets."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    template = models.ForeignKey(PathwayTemplate, on_delete=models.CASCADE, related_name="stages")
    position = models.PositiveSmallIntegerField(help_text="From 1")
    name = models.CharField(max_length=60)
    purpose = models.TextField()
    child_words = models.CharField(
        max_length=200, help_text="What this stage is, said to the child"
    )
    entry_criteria = models.TextField(help_text="One a line")
    exit_criteria = models.TextField(help_text="One a line")
    usual_weeks = models.PositiveSmallIntegerField(null=True, blank=True)
    source = models.CharField(max_length=200, blank=True, help_text="Blank where the stage is ours")
    leads_to_search = models.BooleanField(
        default=False, help_text="A family is looked for when a child is ready to leave this stage"
    )

    objects = TemplateStageQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["template", "position"],
                name="placements_templatestage_one_at_each_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return self.name


@audited
class TemplateMilestone(models.Model):
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    stage = models.ForeignKey(TemplateStage, on_delete=models.CASCADE, related_name="milestones")
    position = models.PositiveSmallIntegerField(help_text="From 1")
    words = models.CharField(max_length=200)
    child_words = models.CharField(max_length=200, blank=True)
    owner_role = models.CharField(max_length=20, choices=Role)
    due_after_weeks = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="From the day on which the stage is entered"
    )
    measure = models.CharField(max_length=200, blank=True, help_text="How one would see it")

    objects = TemplateMilestoneQuerySet.as_manager()

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.words


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


class ReadinessDomain(models.TextChoices):
    """Neutral domains, put together from published step-down frameworks. A design of ours, not evidence."""

    STABILITY = "STABILITY", "Settled day to day, and safe"
    RELATIONSHIPS = "RELATIONSHIPS", "Relationships and family time"
    SELF_CARE = "SELF_CARE", "Looking after oneself"
    EDUCATION = "EDUCATION", "School or college"
    CHILD_WISH = "CHILD_WISH", "The child wants to live in a family"
    PARENT_VIEW = "PARENT_VIEW", "Parents' view of a move"
    HEALTH = "HEALTH", "Health and therapy can go on"
    CARER = "CARER", "A carer is found, or can be"
    SUPPORT = "SUPPORT", "Support is in place"
    CONTINGENCY = "CONTINGENCY", "There is a plan if it goes wrong"


class ReadinessViewQuerySet(models.QuerySet["ReadinessView"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(child__in=Child.objects.visible_to(user))


@audited
class ReadinessView(models.Model):
    """One person's judgement of one domain on a day. Judgements stand side by side and are never averaged."""

    class Whose(models.TextChoices):
        SOCIAL_WORKER = "SOCIAL_WORKER", "Social worker"
        REVIEWING_OFFICER = "REVIEWING_OFFICER", "Reviewing officer"
        PARENT = "PARENT", "Parent"
        CHILD = "CHILD", "Child"

    class Judgement(models.TextChoices):
        READY = "READY", "Ready"
        NEARLY = "NEARLY", "Nearly"
        NOT_YET = "NOT_YET", "Not yet"
        CANNOT_SAY = "CANNOT_SAY", "Cannot say"

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="readiness")
    domain = models.CharField(max_length=13, choices=ReadinessDomain)
    whose = models.CharField(max_length=17, choices=Whose)
    judgement = models.CharField(max_length=10, choices=Judgement)
    words = models.TextField()
    on = models.DateField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = ReadinessViewQuerySet.as_manager()

    class Meta:
        ordering = ["domain", "whose", "on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(words=""), name="placements_readinessview_in_words"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_whose_display()}: {self.get_judgement_display()}"


@audited
class RadarSetAside(models.Model):
    """Somebody looked at a child on the radar and decided that now is not the time, and when to look again."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="set_aside")
    reason = models.TextField()
    look_again_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = OfChildQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""), name="placements_radarsetaside_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child} until {self.look_again_on}"


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
