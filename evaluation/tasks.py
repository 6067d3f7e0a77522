"""Work that waits for nobody: ranking stored searches again, and reading returns too large for a request."""

import structlog
from celery import shared_task
from django.utils import timezone

from accounts.audit import acting_as
from evaluation import services

log = structlog.get_logger(__name__)


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
def forget_old_previews() -> int:
    """Discard returns that nobody has confirmed for long, and return how many. Beat starts it."""
    with acting_as(system="forget_old_previews"):
        return services.forget_old_previews(at=timezone.now())


def _read_one() -> bool:
    try:
        return services.read_next(at=timezone.now()) is not None
    except services.WorkFailed as failed:
        # The rows' words stay out of the log: the kind of problem and where it arose are enough.
        problem = type(failed.__cause__).__name__
        log.error("return_failed", error=problem)
        services.give_up(received=failed.received, at=timezone.now())
        return True
