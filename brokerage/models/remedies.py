"""What would let a near miss be asked after all: on what terms, and which remedies were accepted for whom."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.audit import audited
from accounts.models import Authority, User
from brokerage.models.referrals import Referral
from brokerage.remedy_kinds import WAITING, Approval
from carers.models import Household


class RemedyTermsQuerySet(models.QuerySet["RemedyTerms"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(authority=user.authority)


@audited
class RemedyTerms(models.Model):
    """An authority's own words, usual lead time and approver for one remedy of one rule.

    Where an authority has no row the shipped terms hold (``brokerage.remedies``). ``lead_days`` are calendar days from
    the acceptance until the remedy is in place; ``approver`` says in words who approves it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="remedy_terms")
    rule = models.CharField(max_length=5)
    remedy = models.CharField(max_length=20)
    words = models.CharField(max_length=200)
    lead_days = models.PositiveSmallIntegerField()
    approval = models.CharField(max_length=8, choices=Approval)
    approver = models.CharField(max_length=120)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField()

    objects = RemedyTermsQuerySet.as_manager()

    class Meta:
        ordering = ["rule", "remedy"]
        verbose_name_plural = "remedy terms"
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "rule", "remedy"],
                name="brokerage_remedyterms_one_for_each_remedy",
            ),
            models.CheckConstraint(
                condition=Q(lead_days__lte=730), name="brokerage_remedyterms_within_two_years"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.remedy}"


class AcceptedRemedyQuerySet(models.QuerySet["AcceptedRemedy"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(referral__in=Referral.objects.visible_to(user))

    def standing(self) -> Self:
        """Those that nobody withdrew."""
        return self.filter(withdrawn_at__isnull=True)


@audited
class AcceptedRemedy(models.Model):
    """A remedy that somebody with the right accepted for one household and one referral; its rule counts as met.

    ``covers`` holds, in the rule's own words, what stood in the way then: at booking it covers nothing else.
    ``approver`` and ``approved_on`` say who approved it, where that is somebody beside the person who recorded it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    referral = models.ForeignKey(
        Referral, on_delete=models.CASCADE, related_name="accepted_remedies"
    )
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=5)
    remedy = models.CharField(max_length=20)
    covers = models.JSONField()
    words = models.CharField(max_length=200)
    owner = models.CharField(max_length=120)
    due_on = models.DateField()
    approver = models.CharField(max_length=120, blank=True)
    approved_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_reason = models.TextField(blank=True)

    objects = AcceptedRemedyQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name_plural = "accepted remedies"
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "household", "rule"],
                condition=Q(withdrawn_at__isnull=True),
                name="brokerage_acceptedremedy_one_standing_for_a_rule",
            ),
            models.CheckConstraint(
                condition=~Q(remedy__in=WAITING), name="brokerage_acceptedremedy_is_not_a_date"
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(owner=""),
                name="brokerage_acceptedremedy_has_a_reason_and_an_owner",
            ),
            models.CheckConstraint(
                condition=Q(
                    withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_reason=""
                )
                | Q(
                    withdrawn_at__isnull=False,
                    withdrawn_by__isnull=False,
                    withdrawn_at__gte=F("at"),
                )
                & ~Q(withdrawn_reason=""),
                name="brokerage_acceptedremedy_withdrawn_by_somebody_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.remedy}"
