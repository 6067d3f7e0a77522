"""Housekeeping of drafts."""

from celery import shared_task
from django.utils import timezone

from ui import drafts


@shared_task  # type: ignore[untyped-decorator]
def discard_old_drafts() -> int:
    """Remove drafts that were left lying, and return how many. Beat starts it once an hour."""
    return drafts.discard_old(at=timezone.now())
