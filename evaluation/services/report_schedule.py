"""Reports of every month: asked for on its first day, and told of by email once they are there."""

import datetime as dt
from collections.abc import Sequence

from django.db import IntegrityError, transaction

from accounts.audit import acting_as
from accounts.models import Membership, Role, User
from evaluation.lifecycle import ReportStatus
from evaluation.models import ReportJob, ReportNotice, ReportSchedule
from evaluation.services.report_jobs import ask_for_report, digest_of
from notifications import services as notifications
from reference.dates import london_midnight, london_today

READY, FAILED = "report-ready", "report-failed"
KINDS = {ReportStatus.READY: READY, ReportStatus.FAILED: FAILED}
MORNING = dt.timedelta(hours=8)
OF_NO_USE_AFTER = dt.timedelta(days=14)


@transaction.atomic
def make_monthly(*, job: ReportJob, by: User, at: dt.datetime) -> ReportSchedule:
    """Make a report like this one every month, from next month on. One that is made already stays as it is."""
    digest = digest_of(job.kind, job.asked)
    running = ReportSchedule.objects.filter(authority=job.authority, digest=digest).running()
    if found := running.first():
        return found
    try:
        with transaction.atomic():
            return ReportSchedule.objects.create(
                authority=job.authority,
                kind=job.kind,
                title=job.title,
                asked=job.asked,
                digest=digest,
                set_by=by,
                set_at=at,
                ordered_for=_month(at),
            )
    except IntegrityError:  # somebody did the same in this moment
        return running.get()


@transaction.atomic
def stop_schedule(*, schedule: ReportSchedule, by: User, at: dt.datetime) -> None:
    """Make it no more. Stopping it twice does nothing."""
    running = ReportSchedule.objects.running().select_for_update(of=("self",))
    if found := running.filter(pk=schedule.pk).first():
        found.stopped_by, found.stopped_at = by, at
        found.save()


def order_due_reports(*, at: dt.datetime) -> int:
    """Ask for this month's report of each schedule that has not, and return how many. Run again, it asks for none."""
    ordered = 0
    due = ReportSchedule.objects.running().filter(ordered_for__lt=_month(at))
    for pk in list(due.values_list("pk", flat=True)):
        ordered += _order(pk, at=at)
    return ordered


@transaction.atomic
def _order(pk: int, *, at: dt.datetime) -> bool:
    due = ReportSchedule.objects.running().filter(pk=pk, ordered_for__lt=_month(at))
    free = due.select_for_update(skip_locked=True, of=("self",)).select_related("authority")
    schedule = free.first()
    if schedule is None:
        return False
    with acting_as(system="reports", authority=schedule.authority_id):
        asked = ask_for_report(
            authority=schedule.authority,
            kind=schedule.kind,
            title=schedule.title,
            asked=schedule.asked,
            by=None,
            at=at,
        )
        # Locked, so that a worker that ends it in this moment either sees the schedule or is seen.
        schedule.job = ReportJob.objects.select_for_update(of=("self",)).get(pk=asked.pk)
        schedule.ordered_for = _month(at)
        schedule.save()
        tell_of_month(job=schedule.job, at=at)
    return True


@transaction.atomic
def tell_of_month(*, job: ReportJob, at: dt.datetime) -> int:
    """Queue emails to managers where a schedule asked for the report and it is over. Returns how many are new."""
    kind = KINDS.get(ReportStatus(job.status))
    if kind is None or not job.schedules.exists():
        return 0
    notices = _notices(job)
    return notifications.enqueue_many(
        kind=kind,
        subjects={f"{kind}:{each.job_id}:{each.membership_id}": each.pk for each in notices},
        authority_id=job.authority_id,
        by=None,
        at=at,
        send_after=_morning(at),
        give_up_at=at + OF_NO_USE_AFTER,
    )


def _notices(job: ReportJob) -> Sequence[ReportNotice]:
    managers = Membership.objects.filter(
        authority=job.authority_id, role=Role.MANAGER, user__is_active=True
    )
    new = [ReportNotice(job=job, membership=each) for each in managers]
    ReportNotice.objects.bulk_create(new, ignore_conflicts=True)
    return list(job.notices.all())


def _month(at: dt.datetime) -> dt.date:
    return london_today(at).replace(day=1)


def _morning(at: dt.datetime) -> dt.datetime | None:
    """Nobody is written to in the night: eight hours after midnight, or at once when that has passed."""
    morning = london_midnight(london_today(at)) + MORNING
    return morning if at < morning else None
