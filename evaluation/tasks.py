"""Work that waits for nobody: ranking stored searches again for the reports."""

from celery import shared_task
from django.utils import timezone

from evaluation import services


@shared_task  # type: ignore[untyped-decorator]
def replay_searches() -> int:
    """Rank one portion of stored searches again, and return how many. Beat starts it."""
    return services.replay_portion(at=timezone.now())
