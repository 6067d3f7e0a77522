"""Work on files that are too large for a request: comparing them, and writing what was confirmed."""

from celery import shared_task
from django.utils import timezone

from accounts.logs import logger
from carers import services

log = logger(__name__)


@shared_task  # type: ignore[untyped-decorator]
def work_on_imports() -> int:
    """Bring every waiting import one step further, and return how many steps that took. Beat starts it."""
    steps = 0
    while _one_step():
        steps += 1
    return steps


@shared_task  # type: ignore[untyped-decorator]
def forget_old_imports() -> int:
    """Delete what imports have read and nobody needs any more, and return of how many. Beat starts it."""
    return services.forget_old_imports(at=timezone.now())


def _one_step() -> bool:
    try:
        return services.work_on_next(at=timezone.now()) is not None
    except services.WorkFailed as failed:
        # The records' words stay out of the log: the kind of problem and where it arose are enough.
        problem = type(failed.__cause__).__name__
        log.error("import_failed", list_import=str(failed), error=problem)
        services.give_up(list_import=failed.list_import, at=timezone.now())
        return True
