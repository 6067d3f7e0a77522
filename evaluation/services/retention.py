"""Forgetting returns that somebody sent and nobody confirmed."""

import datetime as dt

from django.conf import settings
from django.db import transaction

from evaluation.lifecycle import ReturnStatus
from evaluation.models import Return
from evaluation.services.returns import discard


@transaction.atomic
def forget_old_previews(*, at: dt.datetime) -> int:
    """Discard what was read ``IMPORT_ROWS_KEPT_DAYS`` days ago and is still unconfirmed. Returns how many."""
    before = at - dt.timedelta(days=settings.IMPORT_ROWS_KEPT_DAYS)
    old = Return.objects.filter(status=ReturnStatus.READY, received_at__lt=before)
    for received in old:
        discard(received=received, by=None, at=at)
    return len(old)
