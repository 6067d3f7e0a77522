"""What happens by itself as days go by: people are told what is due and what is overdue."""

from celery import shared_task
from django.utils import timezone

from accounts.audit import acting_as
from accounts.models import Authority
from placements import reminders


@shared_task  # type: ignore[untyped-decorator]
def remind_of_clocks() -> int:
    """Queue today's emails about clocks; run again, it queues nothing twice."""
    now, queued = timezone.now(), 0
    for authority in Authority.objects.all():
        with acting_as(system="clocks"):
            queued += reminders.remind(authority=authority, at=now)
    return queued
