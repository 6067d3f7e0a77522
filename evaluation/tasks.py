"""Work that waits for nobody: ranking stored searches again, reading and comparing large returns, making reports."""

from celery import shared_task
from django.utils import timezone

from accounts.audit import acting_as
from accounts.logs import logger
from evaluation import services
from evaluation.kinds import MAKERS

log = logger(__name__)


@shared_task  # type: ignore[untyped-decorator]
def replay_searches() -> int:
    """Rank one portion of stored searches again, and return how many. Beat starts it."""
    return services.replay_portion(at=timezone.now())


@shared_task  # type: ignore[untyped-decorator]
def read_returns() -> int:
    """Read every return that waits for it, and return how many. Beat starts it."""
    steps = 0
    while _read_one():
        steps += 1
    return steps


@shared_task  # type: ignore[untyped-decorator]
def match_returns() -> bool:
    """Hold the large return that has waited longest against the desk; whether there was one. Beat starts it."""
    try:
        return services.match_next(at=timezone.now()) is not None
    except services.MatchFailed as failed:
        log.error("match_failed", error=type(failed.__cause__).__name__)
        services.give_up_match(turn=failed.turn, at=timezone.now())
        return True


@shared_task  # type: ignore[untyped-decorator]
def forget_old_previews() -> int:
    """Discard returns that nobody has confirmed for long, and return how many. Beat starts it."""
    with acting_as(system="forget_old_previews"):
        return services.forget_old_previews(at=timezone.now())


@shared_task  # type: ignore[untyped-decorator]
def make_reports() -> bool:
    """Make the report that has waited longest, and return whether there was one. Beat starts it.

    One at a time: where a worker has only one process, what else waits has its turn in between.
    """
    try:
        return services.make_next(makers=MAKERS, at=timezone.now()) is not None
    except services.ReportFailed as failed:
        problem = type(failed.__cause__).__name__
        log.error("report_failed", kind=failed.lease.job.kind, error=problem)
        services.give_up_report(lease=failed.lease, at=timezone.now())
        return True


@shared_task  # type: ignore[untyped-decorator]
def order_due_reports() -> int:
    """Ask for the reports of the month, and return how many; run again, it asks for none. Beat starts it."""
    return services.order_due_reports(at=timezone.now())


@shared_task  # type: ignore[untyped-decorator]
def forget_old_reports() -> int:
    """Delete what old reports say, and return of how many. Beat starts it."""
    with acting_as(system="forget_old_reports"):
        return services.forget_old_reports(at=timezone.now())


def _read_one() -> bool:
    try:
        return services.read_next(at=timezone.now()) is not None
    except services.WorkFailed as failed:
        # The rows' words stay out of the log: the kind of problem and where it arose are enough.
        problem = type(failed.__cause__).__name__
        log.error("return_failed", error=problem)
        services.give_up(received=failed.received, at=timezone.now())
        return True
