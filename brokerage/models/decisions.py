"""Choosing a home: the shortlist, everyone's views, the decision with its reasons, and the approvals it needs."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.audit import audited
from accounts.models import Office, User
from brokerage.lifecycle import DecisionStatus
from brokerage.models.referrals import Referral
from carers.models import Household


@audited
class ShortlistEntry(models.Model):
    """A household that the desk is seriously considering."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="shortlist")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["added_at", "pk"]
        verbose_name_plural = "shortlist entries"
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "household"], name="brokerage_shortlistentry_once_per_household"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household} for {self.referral}"


@audited
class MatchView(models.Model):
    """What somebody whose view counts thinks of a home for the child; or why they have not been asked."""

    class Whose(models.TextChoices):
        CHILD = "CHILD", "The child"
        PARENTS = "PARENTS", "Parents and those with parental responsibility"
        SOCIAL_WORKER = "SOCIAL_WORKER", "The child's social worker"
        SUPERVISING = "SUPERVISING", "The carers' supervising social worker"

    class View(models.TextChoices):
        FOR = "FOR", "In favour"
        MIXED = "MIXED", "In two minds"
        AGAINST = "AGAINST", "Against"
        NOT_ASKED = "NOT_ASKED", "Not asked"

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="views")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    whose = models.CharField(max_length=13, choices=Whose)
    view = models.CharField(max_length=9, choices=View)
    words = models.TextField(help_text="In their own words; or the reason why they were not asked")
    gathered_on = models.DateField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["whose"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "household", "whose"], name="brokerage_matchview_one_each"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="brokerage_matchview_in_words"),
        ]

    def __str__(self) -> str:
        return f"{self.get_whose_display()}: {self.get_view_display()}"


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(referral__in=Referral.objects.visible_to(user))


@audited
class Decision(models.Model):
    """A named person chose a household, for reasons, on a day. It is booked once every approval is given.

    ``checklist`` holds the section 22C options passed over and the five tests, each with its reason.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="decisions")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=9, choices=DecisionStatus, default=DecisionStatus.PROPOSED)
    starts_on = models.DateField()
    planned_end_on = models.DateField(null=True, blank=True)
    setting = models.CharField(max_length=2)
    purpose = models.CharField(max_length=12)
    reason = models.TextField()
    why_not_others = models.TextField(blank=True)
    checklist = models.JSONField(default=dict)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField()
    closed_reason = models.TextField(blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-decided_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="brokerage_decision_has_a_reason"),
            models.UniqueConstraint(
                fields=["referral"],
                condition=~Q(status=DecisionStatus.SET_ASIDE),
                name="brokerage_decision_one_stands_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(status=DecisionStatus.SET_ASIDE) | ~Q(closed_reason=""),
                name="brokerage_decision_set_aside_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Decision {self.public_id}"

    @property
    def is_open(self) -> bool:
        return self.status == DecisionStatus.PROPOSED


@audited
class RequiredApproval(models.Model):
    """An approval that the law or local procedure asks for before this placement may be booked."""

    class Kind(models.TextChoices):
        OUT_OF_AREA = "OUT_OF_AREA", "Outside the authority's area"
        AT_A_DISTANCE = (
            "AT_A_DISTANCE",
            "At a distance: outside the area and not in a bordering one",
        )
        OUTSIDE_TERMS = "OUTSIDE_TERMS", "Emergency placement outside the terms of approval"
        SCHOOLING = "SCHOOLING", "Disrupts schooling in key stage 4"
        OVER_LIMIT = "OVER_LIMIT", "Over the usual fostering limit, with an exemption"

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="approvals")
    kind = models.CharField(max_length=13, choices=Kind)
    office = models.CharField(max_length=20, choices=Office)
    source = models.CharField(max_length=200)
    is_given = models.BooleanField(null=True, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    given_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "kind"], name="brokerage_requiredapproval_one_of_each_kind"
            ),
            models.CheckConstraint(
                condition=Q(is_given__isnull=True, given_by__isnull=True, given_at__isnull=True)
                | (
                    Q(is_given__isnull=False, given_by__isnull=False, given_at__isnull=False)
                    & ~Q(reason="")
                ),
                name="brokerage_requiredapproval_given_by_someone_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


@audited
class ClearedCheck(models.Model):
    """A fact that nobody had recorded, looked into before booking."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="cleared_checks")
    rule = models.CharField(max_length=8)
    found = models.TextField(help_text="What was found out, and from whom")
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    cleared_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "rule"], name="brokerage_clearedcheck_once_per_rule"
            ),
        ]

    def __str__(self) -> str:
        return self.rule
