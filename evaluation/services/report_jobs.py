"""Asking for reports, asking again, and forgetting those that were kept long enough."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts.models import Authority, User
from accounts.moves import check_move
from evaluation.lifecycle import REPORT_MOVES, ReportStatus
from evaluation.models import ReportJob, StoredFile
from evaluation.models.reports import OVER
from reference.dates import london_today


def digest_of(kind: str, asked: Mapping[str, str], made_on: dt.date | None = None) -> str:
    """Names a question: the same for the same answers in any order. Without a day: the question of every month."""
    told = [kind, dict(asked), made_on.isoformat() if made_on else ""]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def ask_for_report(
    *,
    authority: Authority,
    kind: str,
    title: str,
    asked: Mapping[str, str],
    by: User | None,
    at: dt.datetime,
) -> ReportJob:
    """Ask for a report as of today. Whoever asks for the same on the same day gets the same one.

    One that could not be made is tried again.

    Args:
        by: ``None`` for a report of every month.
    """
    made_on = london_today(at)
    digest = digest_of(kind, asked, made_on)
    same = ReportJob.objects.filter(authority=authority, digest=digest).standing()
    if found := same.first():
        return _try_again(found) if found.status == ReportStatus.FAILED else found
    try:
        with transaction.atomic():
            return ReportJob.objects.create(
                authority=authority,
                kind=kind,
                title=title,
                asked=dict(asked),
                made_on=made_on,
                digest=digest,
                asked_by=by,
                asked_at=at,
            )
    except IntegrityError:  # somebody asked for the same in this moment
        return same.get()


@transaction.atomic
def retry_report(*, job: ReportJob, by: User, at: dt.datetime) -> ReportJob:
    """Try again what could not be made; on a later day, as of that day, which is another report.

    Raises:
        MoveNotAllowed: it is being made, or made.
    """
    check_move(REPORT_MOVES, ReportStatus(_locked(job).status), ReportStatus.WAITING)
    return _ask_same(job, by=by, at=at)


@transaction.atomic
def make_report_again(*, job: ReportJob, by: User, at: dt.datetime) -> ReportJob:
    """Make a report that is ready once more, from today's records. The old one stays as it is, beside it.

    Raises:
        MoveNotAllowed: it is not ready.
    """
    locked = _locked(job)
    check_move(REPORT_MOVES, ReportStatus(locked.status), ReportStatus.REPLACED)
    if locked.made_on == london_today(at):
        locked.status = ReportStatus.REPLACED
        locked.save(update_fields=["status"])
    return _ask_same(locked, by=by, at=at)


@transaction.atomic
def forget_old_reports(*, at: dt.datetime) -> int:
    """Delete what reports say that were asked for ``REPORTS_KEPT_DAYS`` days ago. Returns how many reports."""
    before = at - dt.timedelta(days=settings.REPORTS_KEPT_DAYS)
    over = ReportJob.objects.filter(status__in=OVER, asked_at__lt=before)
    old = list(over.select_for_update(of=("self",)))
    for job in old:
        check_move(REPORT_MOVES, ReportStatus(job.status), ReportStatus.FORGOTTEN)
        job.files.all().delete()
        job.status, job.problem = ReportStatus.FORGOTTEN, ""
        job.save(update_fields=["status", "problem"])
    StoredFile.objects.filter(uses__isnull=True).delete()
    return len(old)


def _ask_same(job: ReportJob, *, by: User, at: dt.datetime) -> ReportJob:
    return ask_for_report(
        authority=job.authority, kind=job.kind, title=job.title, asked=job.asked, by=by, at=at
    )


def _try_again(job: ReportJob) -> ReportJob:
    locked = _locked(job)
    if locked.status == ReportStatus.FAILED:
        locked.status, locked.problem, locked.attempts = ReportStatus.WAITING, "", 0
        locked.steps_done = locked.steps_total = 0
        locked.save()
    return locked


def _locked(job: ReportJob) -> ReportJob:
    found = ReportJob.objects.select_for_update(of=("self",)).select_related("authority")
    return found.get(pk=job.pk)
