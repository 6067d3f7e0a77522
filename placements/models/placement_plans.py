"""The plan of a stay: how it meets the child's needs day to day, and who decides what."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q

from accounts.audit import audited
from accounts.models import User
from children.models import Child
from placements.models.plans import Row
from placements.models.stays import Placement


class OfStayQuerySet(models.QuerySet[Row]):
    """Rows about one stay, found through ``placement``."""

    def visible_to(self, user: User) -> Self:
        return self.filter(placement__child__in=Child.objects.visible_to(user))


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
