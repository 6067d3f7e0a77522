"""Whose turn it is to do a piece of work: a worker takes it for a while, and has to be heard of to keep it.

Leases follow the database's clock, which all workers share.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import QuerySet

from evaluation.models.leases import Leased
from notifications.database import ClockTimestamp

# Longer than the longest step takes, which is a PDF (documents.pdf.LONG): a worker is heard of before each.
LEASE = dt.timedelta(seconds=240)
MOST_ATTEMPTS = 3

Work = TypeVar("Work", bound=Leased)


class LeaseLost(Exception):
    """Another worker has it by now: this one was not heard of for too long."""


@dataclass(frozen=True, slots=True)
class Lease(Generic[Work]):
    """Work that is ours while we are heard of."""

    job: Work
    token: uuid.UUID


def next_of(free: QuerySet[Work]) -> Work | None:
    """The piece that has waited longest, locked; those that another worker looks at in this moment are passed over."""
    locked = free.select_for_update(skip_locked=True, of=("self",))
    return locked.order_by("asked_at", "pk").first()


def take(job: Work) -> Lease[Work]:
    """Mark a locked piece of work as ours. The caller saves it."""
    job.attempts, job.lease_token = job.attempts + 1, uuid.uuid4()
    hold(job)
    return Lease(job, job.lease_token)


def hold(job: Leased) -> None:
    """We were heard of. The caller saves it."""
    job.lease_until = ClockTimestamp() + LEASE


def let_go(job: Leased) -> None:
    """It is nobody's any more. The caller saves it."""
    job.lease_token = job.lease_until = None


def still_ours(jobs: QuerySet[Work], lease: Lease[Work]) -> Work:
    """Lock what we have, as it is now.

    Raises:
        LeaseLost: we no longer have it.
    """
    locked = jobs.select_for_update(of=("self",)).filter(pk=lease.job.pk, lease_token=lease.token)
    if found := locked.first():
        return found
    raise LeaseLost
