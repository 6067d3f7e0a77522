"""Letting go of what an import has read, once nobody needs it any more: it is carers' data, held a second time."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce

from accounts.audit import acting_as
from carers.lifecycle import ImportStatus
from carers.models import ApprovedListImport, ImportRow
from carers.services.imports import discard

OVER = (ImportStatus.DONE, ImportStatus.UNREADABLE)
LEFT_LYING = (ImportStatus.READY, ImportStatus.STALE)


@transaction.atomic
def forget_old_imports(*, at: dt.datetime) -> int:
    """Delete the rows of imports that ended ``IMPORT_ROWS_KEPT_DAYS`` ago, and discard previews as old as that.

    What was written stays in the households' own records, and the import itself with its numbers. Returns how many
    imports were concerned; those that somebody is at work on are left for the next time.
    """
    before = at - dt.timedelta(days=settings.IMPORT_ROWS_KEPT_DAYS)
    touched = ApprovedListImport.objects.annotate(
        touched_at=Coalesce("done_at", "compared_at", "uploaded_at")
    )
    free = touched.filter(touched_at__lt=before).select_for_update(skip_locked=True, of=("self",))
    has_rows = Exists(ImportRow.objects.filter(for_import=OuterRef("pk")))
    over = list(free.filter(has_rows, status__in=OVER).order_by("pk"))
    ImportRow.objects.filter(for_import__in=over).delete()
    lying = list(free.filter(status__in=LEFT_LYING).order_by("pk"))
    with acting_as(system="retention"):
        for list_import in lying:
            discard(list_import=list_import, by=None, at=at)
    return len(over) + len(lying)
