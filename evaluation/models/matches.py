"""What the desk took over from statutory returns, and where the two disagree."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.audit import audited
from accounts.models import User
from children.models import Child, LegalStatus
from evaluation.lifecycle import DisagreementStatus
from evaluation.models.returns import Return
from placements.models import Placement


class FromReturnQuerySet(models.QuerySet["FromReturn"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(child__in=Child.objects.visible_to(user))


@audited
class FromReturn(models.Model):
    """That a record of the desk was written from a return: the child, or one stay, or one legal status of the child."""

    for_return = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="taken_over")
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="+")
    placement = models.OneToOneField(
        Placement, on_delete=models.CASCADE, null=True, related_name="from_return"
    )
    legal_status = models.OneToOneField(
        LegalStatus, on_delete=models.CASCADE, null=True, related_name="from_return"
    )
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    taken_at = models.DateTimeField()

    objects = FromReturnQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "records from returns"
        constraints = [
            models.CheckConstraint(
                condition=Q(placement__isnull=True) | Q(legal_status__isnull=True),
                name="evaluation_fromreturn_is_one_record",
            ),
            models.UniqueConstraint(
                fields=["child"],
                condition=Q(placement__isnull=True, legal_status__isnull=True),
                name="evaluation_fromreturn_once_for_each_child",
            ),
        ]

    def __str__(self) -> str:
        return f"From {self.for_return}"


class DisagreementQuerySet(models.QuerySet["Disagreement"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(child__in=Child.objects.visible_to(user))

    def open(self) -> Self:
        return self.filter(status=DisagreementStatus.OPEN)


@audited
class Disagreement(models.Model):
    """What the desk's own record says of a child, and what a return says instead, until a person has resolved it.

    Both values stay as they were when it was found. The same one is never found twice.

    Args:
        on: the day of which it speaks, for what is not the same every day; for a stay, its first day on the desk.
        desk_value: a code, a postcode or an ISO day, as the desk recorded it; blank where it has none.
        desk_as_of: when the desk's record was last changed, or the stay was booked.
        return_value: the same, from line ``line`` of the return's Header or Episodes; blank where it has none.
    """

    class About(models.TextChoices):
        BIRTH_DATE = "BIRTH_DATE", "Date of birth"
        SEX = "SEX", "Sex"
        ETHNICITY = "ETHNICITY", "Ethnicity"
        LEGAL_STATUS = "LEGAL_STATUS", "Legal status"
        SETTING = "SETTING", "Kind of placement"
        POSTCODE = "POSTCODE", "Placement's postcode"
        STARTED = "STARTED", "Day on which the stay began"
        ENDED = "ENDED", "Day on which the stay ended"
        STAY = "STAY", "Whether the child lived there"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="+")
    about = models.CharField(max_length=12, choices=About)
    on = models.DateField(null=True)
    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, null=True, related_name="+")
    desk_value = models.CharField(max_length=20, blank=True)
    desk_as_of = models.DateTimeField()
    for_return = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="disagreements")
    return_value = models.CharField(max_length=20, blank=True)
    line = models.PositiveIntegerField(null=True)
    found_at = models.DateTimeField()
    status = models.CharField(
        max_length=5, choices=DisagreementStatus, default=DisagreementStatus.OPEN
    )
    note = models.TextField(blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True)

    objects = DisagreementQuerySet.as_manager()

    class Meta:
        ordering = ["child", "about", "on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["child", "about", "on", "desk_value", "return_value"],
                nulls_distinct=False,
                name="evaluation_disagreement_found_once",
            ),
            models.CheckConstraint(
                condition=~Q(desk_value=F("return_value")),
                name="evaluation_disagreement_between_different_values",
            ),
            models.CheckConstraint(
                condition=Q(status="OPEN", resolved_at__isnull=True, resolved_by__isnull=True)
                | ~Q(status="OPEN") & Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="evaluation_disagreement_resolved_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status="NOTED") | ~Q(note=""),
                name="evaluation_disagreement_noted_in_words",
            ),
        ]

    def __str__(self) -> str:
        return self.get_about_display()

    def get_absolute_url(self) -> str:
        return reverse("evaluation:disagreement-resolve", args=[self.public_id])
