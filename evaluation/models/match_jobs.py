"""Returns that are too large to be held against the desk while somebody waits."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.audit import audited_without
from accounts.models import User
from evaluation.lifecycle import MatchStatus
from evaluation.models.leases import Leased, LeasedQuerySet
from evaluation.models.returns import Return


class ReturnMatchQuerySet(LeasedQuerySet["ReturnMatch"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(for_return__in=Return.objects.visible_to(user))


@audited_without(
    "children_done", "children_total", "found", "done", "attempts", "lease_token", "lease_until"
)
class ReturnMatch(Leased):
    """That somebody asked to hold a large return against the desk, how far it has come, and what came of it.

    The return's children are gone through in portions. What a portion did is written with it, in one transaction: a
    worker that is killed leaves nothing half done, and the next one goes on behind it.

    Args:
        adds: what the desk does not have is added, not only compared.
        found: an ``evaluation.matches.counts.Found``, of the children gone through.
        done: an ``evaluation.matches.counts.Matched``, the same.
        attempts: how often a worker took it since it last went on; those who were killed count as well.
    """

    for_return = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="matchings")
    adds = models.BooleanField()
    status = models.CharField(max_length=7, choices=MatchStatus, default=MatchStatus.WAITING)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    children_done = models.PositiveIntegerField(default=0)
    children_total = models.PositiveIntegerField(default=0)
    found = models.JSONField(default=dict)
    done = models.JSONField(default=dict)
    problem = models.TextField(blank=True, help_text="Why it could not be compared")

    objects = ReturnMatchQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name_plural = "return matches"
        constraints = [
            *Leased.Meta.constraints,
            models.UniqueConstraint(
                fields=["for_return"],
                condition=Q(status__in=["WAITING", "AT_WORK"]),
                name="evaluation_returnmatch_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["DONE", "FAILED"], ended_at__isnull=False)
                | (~Q(status__in=["DONE", "FAILED"]) & Q(ended_at__isnull=True)),
                name="evaluation_returnmatch_ended_at_a_time",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["asked_at"],
                condition=Q(status__in=["WAITING", "AT_WORK"]),
                name="evaluation_returnmatch_to_do",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.for_return} beside the desk"

    def get_absolute_url(self) -> str:
        return reverse("evaluation:return-match", args=[self.for_return.public_id])
