"""Bringing a statutory return in: send its files, read what was found, put it in force."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts import access
from accounts.moves import MoveNotAllowed
from accounts.permissions import Permission, SignedInRequest, own_authority, requires
from documents import tables
from documents.uploads import safe_download
from evaluation import queries, services
from evaluation.forms import SendReturn
from evaluation.lifecycle import ReturnStatus
from evaluation.models import Return
from evaluation.returns.archives import unpacked_bytes

# What a request reads itself; larger returns are left to the worker.
BYTES_READ_AT_ONCE = 256 * 1024
FINDINGS_ON_A_PAGE = 50
RETURNS_SHOWN = 50
FINDING_HEADINGS = ["Rule", "Severity", "File", "Line", "Child", "What was found"]


@require_safe
@requires(Permission.IMPORT_RETURNS)
def return_list(request: SignedInRequest) -> HttpResponse:
    seen = Return.objects.visible_to(request.user).select_related("received_by")
    return render(request, "evaluation/return_list.html", {"returns": seen[:RETURNS_SHOWN]})


@requires(Permission.IMPORT_RETURNS)
def return_add(request: SignedInRequest) -> HttpResponse:
    authority = own_authority(request)
    posted = request.method == "POST"
    form = SendReturn(request.POST if posted else None, request.FILES if posted else None)
    if form.is_valid():
        files = form.contents()
        received = services.receive(
            authority=authority, files=files, by=request.user, at=timezone.now()
        )
        if unpacked_bytes(files) <= BYTES_READ_AT_ONCE:
            services.read_received(received=received, at=timezone.now())
        return redirect(received)
    return render(request, "evaluation/return_add.html", {"form": form})


@require_safe
@requires(Permission.IMPORT_RETURNS)
def return_detail(request: SignedInRequest, *, return_id: UUID) -> HttpResponse:
    found = _visible(request, return_id)
    access.opened(request, found)
    if found.status == ReturnStatus.WAITING:
        return render(request, "evaluation/return_at_work.html", _progress(found))
    rules = queries.findings_by_rule(found)
    asked = request.GET.get("rule", "")
    shown = next((each.rule for each in rules if each.rule.code == asked), None)
    findings = queries.findings(found, shown.code) if shown else found.findings.none()
    context = {
        "return": found,
        "files": found.files.all(),
        "rules": rules,
        "shown": shown,
        "sent_together": queries.sent_together(found),
        "may_be_matched": queries.latest_return(found.authority) == found,
        "page": Paginator(findings, FINDINGS_ON_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "evaluation/return_detail.html", context)


@require_safe
@requires(Permission.IMPORT_RETURNS)
def return_progress(request: SignedInRequest, *, return_id: UUID) -> HttpResponse:
    """The part of the page that asks for itself again; once the files are read, the whole page is loaded."""
    found = _visible(request, return_id)
    response = render(request, "evaluation/_return_progress.html", _progress(found))
    if found.status != ReturnStatus.WAITING:
        response["HX-Refresh"] = "true"
    return response


@require_safe
@requires(Permission.IMPORT_RETURNS)
def return_findings_file(request: SignedInRequest, *, return_id: UUID) -> HttpResponse:
    found = _visible(request, return_id)
    access.exported(request, record_type=Return._meta.label_lower)
    content = tables.write_csv(FINDING_HEADINGS, queries.finding_lines(found))
    return safe_download(content, f"findings-{found.year or 'none'}.csv", "text/csv; charset=utf-8")


@require_POST
@requires(Permission.IMPORT_RETURNS)
def return_confirm(request: SignedInRequest, *, return_id: UUID) -> HttpResponse:
    found = _visible(request, return_id)
    try:
        in_force = services.confirm(received=found, by=request.user, at=timezone.now())
    except MoveNotAllowed:
        messages.info(request, "Somebody has dealt with this return already.")
        return redirect(found)
    if in_force != found:
        messages.info(request, "This return says what is imported already. Nothing changed.")
    return redirect(in_force)


@require_POST
@requires(Permission.IMPORT_RETURNS)
def return_discard(request: SignedInRequest, *, return_id: UUID) -> HttpResponse:
    found = _visible(request, return_id)
    try:
        services.discard(received=found, by=request.user, at=timezone.now())
    except MoveNotAllowed:
        messages.info(request, "Somebody has dealt with this return already.")
        return redirect(found)
    messages.success(request, "The files are forgotten. Nothing was imported.")
    return redirect("evaluation:return-list")


def _visible(request: SignedInRequest, return_id: UUID) -> Return:
    seen = Return.objects.visible_to(request.user)
    related = ("authority", "received_by", "imported_by", "compared_with")
    return get_object_or_404(seen.select_related(*related), public_id=return_id)


def _progress(found: Return) -> dict[str, Any]:
    return {"return": found, "at_work": found.status == ReturnStatus.WAITING}
