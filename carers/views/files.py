"""Files to take away: the template, the list as it is recorded, the rows that could not be imported."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import access
from accounts.permissions import Permission, SignedInRequest, requires
from carers import approved_list
from carers.models import ApprovedListImport, Household
from carers.queries import imports, lists, sheets
from carers.views.households import filters
from documents import tables
from documents.uploads import safe_download

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@requires(Permission.IMPORT_HOUSEHOLDS)
def template(request: SignedInRequest) -> HttpResponse:
    ending = _ending(request)
    example = [approved_list.example_row()]
    if ending == "csv":
        content = tables.write_csv(approved_list.HEADERS, example)
    else:
        content = tables.write_xlsx(approved_list.template_sheets())
    return _file(content, f"approved-list-template.{ending}", ending)


@require_safe
@requires(Permission.EXPORT_HOUSEHOLDS)
def export(request: SignedInRequest) -> HttpResponse:
    """The households of the list with its filters, in the file that importing reads."""
    ending = _ending(request)
    today = timezone.localdate()
    found = lists.households(request.user, filters(request).wanted(today=today))
    access.exported(request, record_type=Household._meta.label_lower)
    rows = sheets.export_rows(found, scope=sheets.scope_for(request.user), on=today)
    if ending == "csv":
        content = tables.write_csv(approved_list.HEADERS, rows)
    else:
        content = tables.write_xlsx([tables.Sheet("Households", approved_list.HEADERS, rows)])
    return _file(content, f"approved-list-{today.isoformat()}.{ending}", ending)


@require_safe
@requires(Permission.IMPORT_HOUSEHOLDS)
def bad_rows(request: SignedInRequest, *, import_id: UUID) -> HttpResponse:
    seen = ApprovedListImport.objects.visible_to(request.user)
    found = get_object_or_404(seen, public_id=import_id)
    if not found.bad_rows:
        raise Http404
    access.exported(request, record=found)
    headers, rows = imports.bad_rows(found)
    return _file(tables.write_csv(headers, rows), "rows-to-put-right.csv", "csv")


def _ending(request: SignedInRequest) -> str:
    """``?file=xlsx`` asks for a workbook."""
    return "xlsx" if request.GET.get("file") == "xlsx" else "csv"


def _file(content: bytes, name: str, ending: str) -> HttpResponse:
    return safe_download(content, name, CSV if ending == "csv" else XLSX)
