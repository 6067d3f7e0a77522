"""Searches and the weights they used: enough to say again, later, why each home was where it was on the list."""

import uuid
from typing import TYPE_CHECKING, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.audit import audited
from accounts.models import Authority, User
from brokerage.models.referrals import Referral
from carers.models import Household

if TYPE_CHECKING:
    from brokerage.matching.columns import Columns


class WeightSetQuerySet(models.QuerySet["WeightSet"]):
    def visible_to(self, user: User) -> Self:
        """One's own authority's; the starting set is nobody's record and is shown by name only."""
        return self.filter(authority_id=user.authority_id) if user.authority_id else self.none()

    def drafts(self) -> Self:
        return self.filter(approved_at__isnull=True)

    def approved(self) -> Self:
        return self.filter(approved_at__isnull=False)


@audited
class WeightSet(models.Model):
    """A named, versioned set of factor weights. With no authority it is the starting set that all may use.

    ``reason`` says why it was drafted, ``approval_reason`` why it came into force. ``created_at`` and ``created_by``
    are those of the draft's last change. The starting set and what was approved never change: searches name them.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    authority = models.ForeignKey(
        Authority, on_delete=models.CASCADE, null=True, blank=True, related_name="weight_sets"
    )
    name = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField(default=1)
    weights = models.JSONField()
    reason = models.TextField(blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approval_reason = models.TextField(blank=True)

    objects = WeightSetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "name", "version"],
                nulls_distinct=False,
                name="brokerage_weightset_one_of_each_version",
            ),
            models.UniqueConstraint(
                fields=["authority"],
                condition=Q(approved_at__isnull=True),
                name="brokerage_weightset_one_draft_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True, approval_reason="")
                | (
                    Q(approved_at__isnull=False, approved_by__isnull=False) & ~Q(approval_reason="")
                ),
                name="brokerage_weightset_approved_by_someone_for_a_reason",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="in_use_never_changes",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__approved_at__isnull=False)
                | pgtrigger.Q(old__authority__isnull=True),
                func="""
                    RAISE EXCEPTION 'These weights are in use, and never change.'
                        USING ERRCODE = 'check_violation',
                              CONSTRAINT = 'brokerage_weightset_in_use_never_changes';
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"


class ColumnsSnapshot(models.Model):
    """What was recorded about every household when a search ran, kept once for all searches that saw the same.

    With a ``base``, ``data`` has only the households that were different there, and ``removed_ids`` those that were
    gone. A base has none itself.
    """

    digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
    households = models.PositiveIntegerField()
    data = models.BinaryField()
    base = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    removed_ids = ArrayField(models.BigIntegerField(), default=list)

    def __str__(self) -> str:
        return self.digest[:12]

    def seen(self) -> "Columns":
        """The columns, to the last bit as the search saw them."""
        # It brings numpy, which every process loading the models would wait for and few need.
        from brokerage.matching import storage

        kept = storage.from_bytes(bytes(self.data))
        if self.base is None:
            return kept
        base = storage.from_bytes(bytes(self.base.data))
        return storage.settled(storage.patched(base, kept, self.removed_ids))


class SearchQuerySet(models.QuerySet["Search"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(referral__in=Referral.objects.visible_to(user))


class Search(models.Model):
    """One ranking of every household for a referral: inputs, weights, counts and results. Never edited.

    ``ruled_out`` maps a rule's code to how many households failed it and how many failed only it. ``outcome`` is the
    core's own record of the whole result, from which any household's place can be told without ranking again. A trial
    departs from ``base``, on the facts that it kept; ``changes`` holds what was tried, and says it in ``words``.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="searches")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    weight_set = models.ForeignKey(
        WeightSet, on_delete=models.PROTECT, null=True, related_name="searches"
    )
    weights = models.JSONField()
    request = models.JSONField()
    snapshot = models.ForeignKey(ColumnsSnapshot, on_delete=models.PROTECT, related_name="searches")
    considered = models.PositiveIntegerField()
    eligible = models.PositiveIntegerField()
    ruled_out = models.JSONField(default=dict)
    outcome = models.BinaryField()
    is_trial = models.BooleanField(default=False)
    base = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="trials"
    )
    changes = models.JSONField(default=dict, blank=True)

    objects = SearchQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name_plural = "searches"
        constraints = [
            models.CheckConstraint(
                condition=Q(base__isnull=True) | Q(is_trial=True),
                name="brokerage_search_only_a_trial_departs_from_another",
            ),
        ]

    def __str__(self) -> str:
        return f"Search {self.public_id}"


class SearchResult(models.Model):
    """A household's place on the list, from 1. Only the top of the list is kept as rows."""

    search = models.ForeignKey(Search, on_delete=models.CASCADE, related_name="results")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    rank = models.PositiveIntegerField()
    score = models.DecimalField(max_digits=5, decimal_places=2)
    known_share = models.DecimalField(max_digits=4, decimal_places=3)
    reasons = models.JSONField(default=dict)

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["search", "household"], name="brokerage_searchresult_one_place_each"
            ),
            models.CheckConstraint(
                condition=Q(score__range=(0, 100)), name="brokerage_searchresult_score_out_of_100"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rank}"
