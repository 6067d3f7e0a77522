"""Handing a return out: what will be in it, and its files."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import access
from accounts.models import Authority
from accounts.permissions import Permission, SignedInRequest, own_authority, requires
from documents.uploads import safe_download
from evaluation import queries
from evaluation.forms import ChooseReturnYear
from evaluation.matches import writing
from evaluation.models import Return
from reference.dates import london_today


@require_safe
@requires(Permission.IMPORT_RETURNS)
def return_export(request: SignedInRequest) -> HttpResponse:
    authority = own_authority(request)
    form = _choice(request, authority)
    exported = queries.exported(authority, form.chosen)
    context = {
        "form": form,
        "year": form.chosen,
        "year_before": form.chosen - 1,
        "files": [(kind, len(rows)) for kind, rows in exported.rows.items()],
        "blanks": writing.blanks(exported),
    }
    return render(request, "evaluation/return_export.html", context)


@require_safe
@requires(Permission.IMPORT_RETURNS)
def return_export_file(request: SignedInRequest) -> HttpResponse:
    authority = own_authority(request)
    year = _choice(request, authority).chosen
    access.exported(request, record_type=Return._meta.label_lower)
    content = writing.archive(queries.exported(authority, year))
    return safe_download(content, f"ssda903-{authority.code}-{year}.zip", "application/zip")


def _choice(request: SignedInRequest, authority: Authority) -> ChooseReturnYear:
    years = queries.years_to_export(authority, today=london_today(timezone.now()))
    return ChooseReturnYear(request.GET or None, years=years)
