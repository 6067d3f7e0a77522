"""Work that a worker takes for a while: what every kind of it has in common."""

from typing import Self, TypeVar

from django.db import models
from django.db.models import Q

from notifications.database import ClockTimestamp

WAITING, AT_WORK, FAILED = "WAITING", "AT_WORK", "FAILED"

Work = TypeVar("Work", bound="Leased")


class LeasedQuerySet(models.QuerySet[Work]):
    def unfinished(self) -> Self:
        return self.filter(status__in=[WAITING, AT_WORK])

    def free(self) -> Self:
        """Those that a worker may take: nobody has, or whoever did has not been heard of for the length of a lease."""
        lost = Q(status=AT_WORK, lease_until__lt=ClockTimestamp())
        return self.filter(Q(status=WAITING) | lost)


class Leased(models.Model):
    """A subclass has a ``status``, with WAITING, AT_WORK and FAILED among its states, and says in ``problem`` why.

    Args:
        attempts: how often a worker took it; those who were killed count as well.
        lease_until: until when, by the database's clock, the worker with ``lease_token`` has it.
    """

    status: str
    problem: str
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(status=AT_WORK, lease_token__isnull=False, lease_until__isnull=False)
                | (~Q(status=AT_WORK) & Q(lease_token__isnull=True, lease_until__isnull=True)),
                name="evaluation_%(class)s_leased_while_at_work",
            ),
            models.CheckConstraint(
                condition=(Q(status=FAILED) & ~Q(problem="")) | (~Q(status=FAILED) & Q(problem="")),
                name="evaluation_%(class)s_says_why_it_failed",
            ),
        ]  # fmt: skip

    @property
    def is_unfinished(self) -> bool:
        return self.status in {WAITING, AT_WORK}
