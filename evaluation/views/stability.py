"""How settled children are: the page, which children each figure is made of, and what may leave."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import access
from accounts.models import Authority
from accounts.permissions import Permission, SignedInRequest, own_authority, requires
from documents import pdf
from documents.uploads import safe_download
from evaluation.forms.stability import ChooseReturn
from evaluation.models import Return
from evaluation.queries import stability as queries
from evaluation.queries import years_in_force
from evaluation.reporting.files import as_csv, as_pdf
from evaluation.reporting.shapes import Report
from evaluation.reporting.stability_children import rows, which_children
from evaluation.reporting.stability_page import stability_page
from evaluation.services.report_makers import stability_of
from evaluation.stability.report import Assessment, YearNotReturned

CHILDREN_ON_A_PAGE = 50
may_see = requires(Permission.VIEW_REPORTS)


@require_safe
@may_see
def stability(request: SignedInRequest) -> HttpResponse:
    authority = own_authority(request)
    years = years_in_force(authority)
    if not years:
        return render(request, "evaluation/stability.html", {"form": None})
    form = ChooseReturn(request.GET or None, years=years)
    found = _worked_out(authority, form.chosen)
    beside = queries.beside_each(authority, found)
    context = {
        "form": form,
        "found": found,
        "return": _returns(request).get(year=found.year),
        "page": stability_page(found, beside, queries.lives(authority, found)),
    }
    return render(request, "evaluation/stability.html", context)


@require_safe
@may_see
def stability_children(
    request: SignedInRequest, *, return_id: UUID, variant: str, figure: str
) -> HttpResponse:
    """Who is counted, of those whom the return of that year tells of. The opening is written down by return."""
    one = get_object_or_404(Return.objects.visible_to(request.user), public_id=return_id)
    authority = own_authority(request)
    if one.year not in years_in_force(authority):
        messages.info(
            request, "That return is not in force. These are the figures of those that are."
        )
        return redirect("evaluation:stability")
    found = _worked_out(authority, one.year)
    counted = found.variants.get(variant)
    if counted is None:
        raise Http404
    asked = (figure, request.GET.get("of", ""))
    beside, lives = queries.moves_beside(authority, counted), queries.lives(authority, found)
    which = which_children(found, counted, beside, lives, asked)
    if which is None:
        raise Http404
    access.opened(request, one, reason=f"Children counted: {figure}, {variant}")
    page = Paginator(rows(which.cases, found), CHILDREN_ON_A_PAGE).get_page(request.GET.get("page"))
    records = queries.desk_records(request.user, [row.child for row in page])
    context = {
        "return": one,
        "which": which,
        "counted": counted,
        "page": page,
        "children": [(row, records.get(row.child)) for row in page],
    }
    return render(request, "evaluation/stability_children.html", context)


@require_safe
@may_see
def stability_pdf(request: SignedInRequest) -> HttpResponse:
    said, year = _for_paper(request)
    try:
        content = as_pdf(said, by=request.user.name, at_once=True)
    except pdf.DocumentFailed as problem:
        messages.error(request, str(problem))
        return redirect("evaluation:stability")
    return safe_download(content, f"stability-{year}.pdf", "application/pdf")


@require_safe
@may_see
def stability_file(request: SignedInRequest) -> HttpResponse:
    said, year = _for_paper(request)
    content = as_csv(said)
    return safe_download(content, f"stability-{year}.csv", "text/csv; charset=utf-8")


def _for_paper(request: SignedInRequest) -> tuple[Report, int]:
    """What may leave the authority: small numbers are hidden, and no child is named."""
    authority = own_authority(request)
    years = years_in_force(authority)
    if not years:
        raise Http404
    year = ChooseReturn(request.GET or None, years=years).chosen
    found = _worked_out(authority, year)
    access.exported(request, record=_returns(request).get(year=year))
    return stability_of(authority, found, made_on=timezone.localdate()), year


def _worked_out(authority: Authority, year: int) -> Assessment:
    try:
        return queries.worked_out(authority, year)
    except YearNotReturned as problem:
        raise Http404 from problem


def _returns(request: SignedInRequest) -> Any:
    return Return.objects.visible_to(request.user).in_force()
