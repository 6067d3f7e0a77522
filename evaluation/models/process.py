"""What a manager enters by hand about the desk's work: when it began, and figures that no record here gives."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.audit import audited
from accounts.models import Authority, User
from evaluation.process.change import Measure


class DeskStartQuerySet(models.QuerySet["DeskStart"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(authority_id=user.authority_id) if user.authority_id else self.none()


class EnteredFigureQuerySet(models.QuerySet["EnteredFigure"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(authority_id=user.authority_id) if user.authority_id else self.none()


@audited
class DeskStart(models.Model):
    """The day on which an authority's desk began its work. ``began_on`` itself belongs to the time after."""

    authority = models.OneToOneField(Authority, on_delete=models.CASCADE, related_name="desk_start")
    began_on = models.DateField()
    source = models.CharField(max_length=200, help_text="Where that is written down")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField()

    objects = DeskStartQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(source=""), name="evaluation_deskstart_has_a_source"
            ),
        ]

    def __str__(self) -> str:
        return f"Began on {self.began_on}"


@audited
class EnteredFigure(models.Model):
    """One figure for the days ``[starts_on, ends_on]``, both included, in the unit of its measure; with its source."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    authority = models.ForeignKey(
        Authority, on_delete=models.CASCADE, related_name="entered_figures"
    )
    measure = models.CharField(
        max_length=10, choices=[(each.value, each.label) for each in Measure]
    )
    value = models.DecimalField(max_digits=8, decimal_places=2)
    starts_on = models.DateField()
    ends_on = models.DateField()
    source = models.CharField(max_length=200, help_text="Who counted it, how, and where it is")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField()

    objects = EnteredFigureQuerySet.as_manager()

    class Meta:
        ordering = ["measure", "starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(value__gte=0), name="evaluation_enteredfigure_not_below_nought"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="evaluation_enteredfigure_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(source=""), name="evaluation_enteredfigure_has_a_source"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_measure_display()}: {self.value}"

    @property
    def amount(self) -> str:
        """The value without noughts at its end."""
        return f"{self.value.normalize():f}"

    @property
    def unit(self) -> str:
        return Measure(self.measure).unit

    @property
    def in_words(self) -> str:
        """Tells it from every other figure, read out."""
        return f"{self.get_measure_display()}, {self.starts_on} to {self.ends_on}, {self.source}"
