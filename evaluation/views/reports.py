"""Reports for those who answer for the service."""

import json
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import access
from accounts.permissions import Permission, SignedInRequest, allows, own_authority, requires
from brokerage.matching.factors import FACTOR_BY_CODE
from brokerage.matching.rules import RULE_BY_CODE
from brokerage.models import Search
from documents import pdf
from documents.uploads import safe_download
from evaluation import queries, transparency
from evaluation.evidence.figures import figures
from evaluation.forms import ChooseYears
from evaluation.reporting import Report, report
from evaluation.reporting.files import as_csv, as_pdf

FILE_NAME = "matching-evidence"
may_see = requires(Permission.VIEW_REPORTS)
took = partial(access.exported, record_type=Search._meta.label_lower)


@require_safe
@may_see
def reports(request: SignedInRequest) -> HttpResponse:
    context = {
        "may_see_weights": allows(request.user, Permission.SEARCH),
        "may_import_returns": allows(request.user, Permission.IMPORT_RETURNS),
        "may_run_interviews": allows(request.user, Permission.RUN_INTERVIEWS),
    }
    return render(request, "evaluation/reports.html", context)


@require_safe
@may_see
def matching_evidence(request: SignedInRequest) -> HttpResponse:
    form, found = _asked_for(request)
    context = {"form": form, "report": found, "query": request.GET.urlencode()}
    return render(request, "evaluation/matching_evidence.html", context)


@require_safe
@may_see
def matching_evidence_pdf(request: SignedInRequest) -> HttpResponse:
    _, found = _asked_for(request)
    took(request)
    try:
        content = as_pdf(found, by=request.user.name, at_once=True)
    except pdf.DocumentFailed as problem:
        messages.error(request, str(problem))
        return redirect("evaluation:matching-evidence")
    return safe_download(content, f"{FILE_NAME}.pdf", "application/pdf")


@require_safe
@may_see
def matching_evidence_file(request: SignedInRequest) -> HttpResponse:
    _, found = _asked_for(request)
    took(request)
    content = as_csv(found)
    return safe_download(content, f"{FILE_NAME}.csv", "text/csv; charset=utf-8")


@require_safe
@may_see
def transparency_record(request: SignedInRequest) -> HttpResponse:
    context = {"record": transparency.record()}
    return render(request, "evaluation/transparency_record.html", context)


@require_safe
@may_see
def transparency_record_file(request: SignedInRequest) -> HttpResponse:
    content = json.dumps(transparency.as_json(transparency.record()), indent=2).encode()
    return safe_download(content, "transparency-record.json", "application/json")


def _asked_for(request: SignedInRequest) -> tuple[ChooseYears, Report]:
    """The report of one's own authority for the years in the address."""
    authority = own_authority(request)
    today = timezone.localdate()
    years = queries.years_with_searches(authority, today=today)
    form = ChooseYears(request.GET or None, years=years)
    chosen = form.chosen
    found = figures(
        queries.evidence(authority, chosen),
        rules=tuple(RULE_BY_CODE),
        factors=tuple(FACTOR_BY_CODE),
    )
    said = report(found, authority=authority.name, period=str(chosen), made_on=today)
    return form, said
