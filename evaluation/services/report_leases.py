"""Whose turn it is to make a report.

Every statement is a transaction of its own, so that others see how far the work has come, and so that no transaction
waits idle while a PDF is made.
"""

import datetime as dt
from hashlib import sha256

from django.db import transaction

from accounts.audit import acting_as
from accounts.moves import check_move
from evaluation.lifecycle import REPORT_MOVES, ReportStatus
from evaluation.models import ReportFile, ReportJob, StoredFile
from evaluation.services import leases
from evaluation.services.leases import LEASE, LeaseLost
from notifications.database import ClockTimestamp

TRIED_TOO_OFTEN = (
    "It was tried three times, and each time the worker that made it was stopped. Ask for less in it, or tell "
    "support."
)


Lease = leases.Lease[ReportJob]


def tell(lease: Lease, *, done: int, total: int, doing: str) -> None:
    """Say how far it has come, and keep it.

    Raises:
        LeaseLost: another worker has it by now.
    """
    ours = ReportJob.objects.filter(pk=lease.job.pk, lease_token=lease.token)
    if not ours.update(
        steps_done=done,
        steps_total=total,
        doing=doing,
        lease_until=ClockTimestamp() + LEASE,
    ):
        raise LeaseLost


@transaction.atomic
def take_next() -> Lease | None:
    """Take the report that has waited longest; ``None`` when none waits.

    One whose worker was killed is taken up again. Whoever takes it the fourth time would be killed as well: it fails.
    """
    job = leases.next_of(ReportJob.objects.free().select_related("authority"))
    if job is None:
        return None
    with acting_as(system="reports", user=job.asked_by_id, authority=job.authority_id):
        check_move(REPORT_MOVES, ReportStatus(job.status), ReportStatus.AT_WORK)
        job.status = ReportStatus.AT_WORK
        lease = leases.take(job)
        job.save()
        return lease


@transaction.atomic
def give_back_made(
    lease: Lease, contents: dict[str, bytes], *, period: str, at: dt.datetime
) -> ReportJob:
    """Keep what was made, by format.

    Raises:
        LeaseLost: as above. Nothing is kept.
    """
    job = _ours(lease)
    for name, content in contents.items():
        ReportFile.objects.create(job=job, format=name, file=store(content, at=at))
    job.period, job.made_at = period, at
    return _end(job, ReportStatus.READY)


@transaction.atomic
def give_back_failed(lease: Lease, *, problem: str) -> ReportJob:
    """End it with words that say why.

    Raises:
        LeaseLost: as above.
    """
    job = _ours(lease)
    job.problem = problem
    return _end(job, ReportStatus.FAILED)


def store(content: bytes, *, at: dt.datetime) -> StoredFile:
    """Keep bytes under the name that they give themselves; the same bytes are there once."""
    # Locked, so that it is not forgotten before the report that it is for refers to it.
    kept, _ = StoredFile.objects.select_for_update(no_key=True).get_or_create(
        sha256=sha256(content).hexdigest(),
        defaults={"content": content, "size_bytes": len(content), "stored_at": at},
    )
    return kept


def _ours(lease: Lease) -> ReportJob:
    return leases.still_ours(ReportJob.objects.select_related("authority"), lease)


def _end(job: ReportJob, status: ReportStatus) -> ReportJob:
    check_move(REPORT_MOVES, ReportStatus(job.status), status)
    job.status, job.doing = status, ""
    leases.let_go(job)
    job.save()
    return job
