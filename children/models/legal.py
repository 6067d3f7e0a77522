"""The legal ground on which a child is looked after."""

import datetime as dt

from django.db import models

from accounts.audit import audited
from accounts.periods import covering, no_overlap, not_empty
from children.models.child import Child


class LegalStatusCode(models.TextChoices):
    """SSDA903 codes."""

    C1 = "C1", "Interim care order"
    C2 = "C2", "Full care order"
    D1 = "D1", "Freeing order granted"
    E1 = "E1", "Placement order granted"
    V2 = "V2", "Single period of accommodation under section 20"
    V3 = "V3", "Accommodated under an agreed series of short breaks: individual episodes"
    V4 = "V4", "Accommodated under an agreed series of short breaks: agreements"
    J1 = "J1", "Remanded to local authority accommodation or youth detention"
    J2 = "J2", "Detained in local authority accommodation under PACE"
    J3 = "J3", "Sentenced to a youth rehabilitation order with residence or fostering"
    L1 = "L1", "Under police protection in local authority accommodation"
    L2 = "L2", "Emergency protection order"
    L3 = "L3", "Under a child assessment order in local authority accommodation"


@audited
class LegalStatus(models.Model):
    """The legal ground on which the child is looked after, ``[starts_on, ends_on)``."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="legal_statuses")
    code = models.CharField(max_length=2, choices=LegalStatusCode)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["starts_on"]
        verbose_name_plural = "legal statuses"
        constraints = [
            models.CheckConstraint(
                condition=not_empty(), name="children_legalstatus_ends_after_it_starts"
            ),
            no_overlap(name="children_legalstatus_one_at_a_time", keys=("child_id",)),
        ]

    def __str__(self) -> str:
        return self.get_code_display()


def legal_status_on(child: Child, day: dt.date) -> LegalStatus | None:
    return child.legal_statuses.filter(covering(day)).first()
