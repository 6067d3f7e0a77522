"""The named paths that plans start from, with their stages and milestones."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q

from accounts.audit import audited
from accounts.models import Authority, Role, User


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
