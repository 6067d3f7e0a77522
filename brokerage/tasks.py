"""What happens by itself: rounds close, columns are kept for new processes, and plans that are asked for are made."""

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from accounts.audit import acting_as
from accounts.logs import logger
from brokerage.lifecycle import RoundStatus
from brokerage.models import Round
from brokerage.services import desk_plans, kept_columns, rounds

log = logger(__name__)


@shared_task  # type: ignore[untyped-decorator]
def close_due_rounds() -> int:
    """Close each round whose time to answer is up. One that is held by somebody is left for the next time."""
    now, closed = timezone.now(), 0
    for due in Round.objects.filter(status=RoundStatus.OPEN, reply_by__lte=now):
        try:
            with acting_as(system="rounds"):
                rounds.close_round(round_=due, by=None, at=now)
        except OperationalError:
            continue
        closed += 1
    return closed


@shared_task  # type: ignore[untyped-decorator]
def keep_columns() -> int:
    """Store the columns of the authorities that search, and remove the start of the log of changes."""
    now = timezone.now()
    with acting_as(system="columns"):
        kept_columns.cut_log(at=now)
        return kept_columns.keep_all(at=now)


@shared_task  # type: ignore[untyped-decorator]
def make_desk_plans() -> int:
    """Make every plan that waits, and return how many there were. Beat starts it."""
    made = 0
    while _next_plan():
        made += 1
    return made


def _next_plan() -> bool:
    try:
        return desk_plans.work_on_next(at=timezone.now()) is not None
    except desk_plans.PlanFailed as failed:
        # The records' words stay out of the log: the kind of problem is enough.
        problem = type(failed.__cause__).__name__
        log.error("desk_plan_failed", error=problem)
        desk_plans.give_up(plan=failed.plan, at=timezone.now())
        return True
