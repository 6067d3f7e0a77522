"""What things cost an authority, by version, and the results that were published with all that they assume."""

import uuid
from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.audit import never_emptied
from accounts.models import Authority, User
from children.models import Child
from evaluation.value.kinds import ITEM_BY_CODE, ITEMS
from evaluation.value.prices import Confidence, Price


class UnitCostVersionQuerySet(models.QuerySet["UnitCostVersion"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(authority_id=user.authority_id) if user.authority_id else self.none()


class UnitCostVersion(models.Model):
    """One authority's table of unit costs. It never changes: putting a figure right makes the next version.

    Before the first, the starting values of ``evaluation/value/starting.py`` are used.

    Args:
        changed: the code of the one row that differs from the version before.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="unit_cost_versions"
    )
    number = models.PositiveIntegerField(help_text="From 1")
    changed = models.CharField(max_length=20)
    why = models.TextField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    objects = UnitCostVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "number"], name="evaluation_unitcostversion_one_of_each_number"
            ),
            models.CheckConstraint(
                condition=~Q(why=""), name="evaluation_unitcostversion_made_for_a_reason"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied(),
        ]

    def __str__(self) -> str:
        return f"Unit costs, version {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("evaluation:costs-version", kwargs={"unitcostversion_id": self.public_id})

    @property
    def changed_label(self) -> str:
        return ITEM_BY_CODE[self.changed].label


class UnitCost(models.Model):
    """One row of a version. Without ``pence`` nobody has entered what it costs."""

    version = models.ForeignKey(UnitCostVersion, on_delete=models.PROTECT, related_name="rows")
    code = models.CharField(max_length=20, choices=[(each.code, each.label) for each in ITEMS])
    pence = models.PositiveIntegerField(null=True, blank=True)
    low_pence = models.PositiveIntegerField(null=True, blank=True)
    high_pence = models.PositiveIntegerField(null=True, blank=True)
    price_year = models.CharField(max_length=7, blank=True, help_text="2023-24, or 2021")
    source = models.TextField(blank=True)
    source_url = models.URLField(blank=True)
    confidence = models.CharField(
        max_length=6, choices=[(each, each.capitalize()) for each in Confidence]
    )
    is_local = models.BooleanField(help_text="The authority's own figure, not one for the country")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "code"], name="evaluation_unitcost_once_in_a_version"
            ),
            models.CheckConstraint(
                condition=Q(low_pence__isnull=True) | Q(low_pence__lte=F("pence")),
                name="evaluation_unitcost_low_is_not_above_it",
            ),
            models.CheckConstraint(
                condition=Q(high_pence__isnull=True) | Q(high_pence__gte=F("pence")),
                name="evaluation_unitcost_high_is_not_below_it",
            ),
            models.CheckConstraint(
                condition=Q(pence__isnull=True, low_pence__isnull=True, high_pence__isnull=True)
                | Q(pence__isnull=False) & ~Q(source="") & ~Q(price_year=""),
                name="evaluation_unitcost_known_with_its_source_and_year",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied(),
        ]

    def __str__(self) -> str:
        return ITEM_BY_CODE[self.code].label

    def as_price(self) -> Price:
        return Price(
            code=self.code,
            pence=self.pence,
            low_pence=self.low_pence,
            high_pence=self.high_pence,
            price_year=self.price_year,
            source=self.source,
            source_url=self.source_url,
            confidence=Confidence(self.confidence),
            is_local=self.is_local,
        )


class PublishedResultQuerySet(models.QuerySet["PublishedResult"]):
    def visible_to(self, user: User) -> Self:
        """Of one's own authority; what is about one child, for those who may see the child."""
        if not user.authority_id:
            return self.none()
        seen = Q(child__isnull=True) | Q(child__in=Child.objects.visible_to(user))
        return self.filter(seen, authority_id=user.authority_id)


class PublishedResult(models.Model):
    """A comparison of costs as somebody stood by it: its figures, and all that they assume. It never changes.

    Args:
        child: whom it is about; none for a cohort.
        asked: the answers of the form. prices: the unit costs in use, whole. figures: see ``evaluation.value.figures``.
        unit_costs: the version of the table; none where the starting values were in use.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="published_results"
    )
    child = models.ForeignKey(
        Child, on_delete=models.PROTECT, null=True, related_name="published_results"
    )
    title = models.CharField(max_length=120)
    note = models.TextField()
    asked = models.JSONField()
    prices = models.JSONField()
    figures = models.JSONField()
    unit_costs = models.ForeignKey(
        UnitCostVersion, on_delete=models.PROTECT, null=True, related_name="+"
    )
    looked_on = models.DateField(help_text="The day up to which it looks at most")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    objects = PublishedResultQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(note=""),
                name="evaluation_publishedresult_says_what_and_why",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied(),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("evaluation:costs-published", kwargs={"publishedresult_id": self.public_id})
