"""A child in care: who they are and who works with them."""

import datetime as dt
import uuid
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.audit import audited
from accounts.models import Authority, Role, User
from reference import vocabulary
from reference.dates import age_on

# Roles that see the children allocated to them; brokers and managers see their whole authority's.
CASEWORKERS = {Role.SOCIAL_WORKER, Role.REVIEWING_OFFICER, Role.COACH}


class ChildQuerySet(models.QuerySet["Child"]):
    def visible_to(self, user: User) -> Self:
        """Never beyond one's own authority; caseworkers see the children allocated to them."""
        if user.role in CASEWORKERS:
            mine = Q(social_worker=user) | Q(reviewing_officer=user) | Q(coach=user)
            return self.filter(mine, authority_id=user.authority_id)
        if user.role in {Role.BROKER, Role.MANAGER}:
            return self.filter(authority_id=user.authority_id)
        return self.none()


@audited
class Child(models.Model):
    """A child for whom an authority is responsible.

    ``version`` goes up with every change to the record, so that a form filled in from an older one is noticed.
    """

    class Sex(models.TextChoices):
        FEMALE = "F", "Female"
        MALE = "M", "Male"

    class Plan(models.TextChoices):
        HOME = "HOME", "Return home"
        KINSHIP = "KINSHIP", "Family and friends"
        FOSTER = "FOSTER", "Foster care"
        LONG_TERM = "LONG_TERM", "Long-term foster care"
        ADOPTION = "ADOPTION", "Adoption"
        RESIDENTIAL = "RESIDENTIAL", "Residential care"
        INDEPENDENCE = "INDEPENDENCE", "Living independently"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="children")
    reference = models.CharField(max_length=20)
    first_name = models.CharField(max_length=60)
    last_name = models.CharField(max_length=60)
    preferred_name = models.CharField(max_length=60, blank=True)
    birth_date = models.DateField()
    sex = models.CharField(max_length=1, choices=Sex)
    gender_identity = models.CharField(
        max_length=60,
        blank=True,
        help_text="In the child's own words, if it differs from their sex",
    )
    ethnicity = models.CharField(
        max_length=4, choices=vocabulary.choices(vocabulary.ETHNICITIES), blank=True
    )
    faith = models.CharField(
        max_length=4, choices=vocabulary.choices(vocabulary.FAITHS), blank=True
    )
    languages = ArrayField(
        models.CharField(max_length=3, choices=vocabulary.choices(vocabulary.LANGUAGES)),
        default=list,
        blank=True,
        help_text="Languages that the child speaks or signs, first language first",
    )
    identity_notes = models.TextField(
        blank=True, help_text="What matters to the child about who they are, in their view first"
    )
    is_seeking_asylum = models.BooleanField("seeking asylum alone", default=False)

    home_postcode = models.CharField(max_length=8, blank=True)
    home_easting = models.IntegerField(null=True, blank=True)
    home_northing = models.IntegerField(null=True, blank=True)
    school_name = models.CharField(max_length=120, blank=True)
    school_postcode = models.CharField(max_length=8, blank=True)
    school_easting = models.IntegerField(null=True, blank=True)
    school_northing = models.IntegerField(null=True, blank=True)
    has_education_plan = models.BooleanField(
        "has an education, health and care plan", null=True, blank=True
    )

    strengths = models.TextField(blank=True)
    interests = models.TextField(blank=True)
    communication = models.TextField(
        blank=True, help_text="How the child understands and is understood"
    )
    health_summary = models.TextField(blank=True)
    strengths_reviewed_on = models.DateField(null=True, blank=True)
    health_reviewed_on = models.DateField(null=True, blank=True)
    needs_reviewed_on = models.DateField(null=True, blank=True)
    risks_reviewed_on = models.DateField(null=True, blank=True)
    no_known_risks = models.BooleanField(default=False)

    looked_after_from = models.DateField(null=True, blank=True)
    permanence_plan = models.CharField(max_length=12, choices=Plan, blank=True)
    social_worker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children_as_social_worker",
    )
    reviewing_officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children_as_reviewing_officer",
    )
    coach = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children_as_coach",
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = ChildQuerySet.as_manager()

    class Meta:
        ordering = ["last_name", "first_name", "pk"]
        verbose_name_plural = "children"
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "reference"],
                name="children_child_reference_once_per_authority",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("children:child-detail", kwargs={"child_id": self.public_id})

    @property
    def name(self) -> str:
        return f"{self.preferred_name or self.first_name} {self.last_name}"

    def age_years(self, *, on: dt.date) -> int:
        return age_on(self.birth_date, on)
