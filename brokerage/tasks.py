"""What happens by itself, as time goes by."""

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from accounts.audit import acting_as
from brokerage.lifecycle import RoundStatus
from brokerage.models import Round
from brokerage.services import kept_columns, rounds


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
