"""Bringing an approved list in: send the file, look at what it would do, let it be done."""

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
from accounts.permissions import Permission, SignedInRequest, requires
from carers import services
from carers.forms.lists import SendList
from carers.lifecycle import ImportStatus
from carers.models import ApprovedListImport, ImportRow
from carers.queries import imports, lists

# What a request does itself; larger files are left to the worker.
BYTES_READ_AT_ONCE = 512 * 1024
ROWS_WRITTEN_AT_ONCE = 1_000

ROWS_ON_A_PAGE = 50
IMPORTS_SHOWN = 20
AT_WORK = {ImportStatus.WAITING, ImportStatus.CONFIRMED}


@require_safe
@requires(Permission.IMPORT_HOUSEHOLDS)
def import_list(request: SignedInRequest) -> HttpResponse:
    seen = ApprovedListImport.objects.visible_to(request.user).select_related(
        "service", "uploaded_by"
    )
    return render(request, "carers/import_list.html", {"imports": seen[:IMPORTS_SHOWN]})


@requires(Permission.IMPORT_HOUSEHOLDS)
def import_add(request: SignedInRequest) -> HttpResponse:
    posted = request.method == "POST"
    form = SendList(
        request.POST if posted else None,
        request.FILES if posted else None,
        services=lists.services_to_import(request.user, on=timezone.localdate()),
    )
    if form.is_valid():
        file = form.cleaned_data["file"]
        received = services.receive(
            service=form.cleaned_data["service"],
            file=file,
            name=file.name,
            by=request.user,
            at=timezone.now(),
        )
        if file.size <= BYTES_READ_AT_ONCE:
            services.compare_file(list_import=received, at=timezone.now())
        return redirect(received)
    return render(request, "carers/import_add.html", {"form": form})


@require_safe
@requires(Permission.IMPORT_HOUSEHOLDS)
def import_detail(request: SignedInRequest, *, import_id: UUID) -> HttpResponse:
    found = _visible(request, import_id)
    access.opened(request, found)
    if found.status in AT_WORK:
        return render(request, "carers/import_at_work.html", _progress(found))
    tabs = imports.tabs(found, request.GET.get("show", ""))
    shown = next((tab.outcome for tab in tabs if tab.is_current), "")
    rows = Paginator(imports.rows(found, shown), ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "list_import": found,
        "tabs": tabs,
        "shown": shown,
        "page": rows,
        "new_rows": imports.new_in_words(rows) if shown == ImportRow.Outcome.NEW else [],
    }
    return render(request, "carers/import_detail.html", context)


@require_safe
@requires(Permission.IMPORT_HOUSEHOLDS)
def import_progress(request: SignedInRequest, *, import_id: UUID) -> HttpResponse:
    """The part of the page that asks for itself again; once the work is over, the whole page is loaded."""
    found = _visible(request, import_id)
    response = render(request, "carers/_import_progress.html", _progress(found))
    if found.status not in AT_WORK:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@requires(Permission.IMPORT_HOUSEHOLDS)
def import_confirm(request: SignedInRequest, *, import_id: UUID) -> HttpResponse:
    found = _visible(request, import_id)
    try:
        confirmed = services.confirm(list_import=found, by=request.user, at=timezone.now())
        if confirmed.rows_to_write <= ROWS_WRITTEN_AT_ONCE:
            services.write(list_import=confirmed, at=timezone.now())
    except MoveNotAllowed:
        messages.info(request, "Somebody has dealt with this import already.")
    except services.NotYourService as refused:
        messages.error(request, str(refused))
    return redirect(found)


@require_POST
@requires(Permission.IMPORT_HOUSEHOLDS)
def import_again(request: SignedInRequest, *, import_id: UUID) -> HttpResponse:
    found = _visible(request, import_id)
    try:
        waiting = services.compare_again(list_import=found, by=request.user, at=timezone.now())
        if waiting.file.size_bytes <= BYTES_READ_AT_ONCE:
            services.compare_file(list_import=waiting, at=timezone.now())
    except MoveNotAllowed:
        messages.info(request, "This import is over. Send the file again.")
    return redirect(found)


@require_POST
@requires(Permission.IMPORT_HOUSEHOLDS)
def import_discard(request: SignedInRequest, *, import_id: UUID) -> HttpResponse:
    found = _visible(request, import_id)
    try:
        services.discard(list_import=found, by=request.user, at=timezone.now())
    except MoveNotAllowed:
        messages.info(request, "Somebody has dealt with this import already.")
        return redirect(found)
    messages.success(request, "The file is forgotten. Nothing was imported.")
    return redirect("carers:import-list")


def _visible(request: SignedInRequest, import_id: UUID) -> ApprovedListImport:
    seen = ApprovedListImport.objects.visible_to(request.user)
    related = ("service", "uploaded_by", "confirmed_by", "file")
    return get_object_or_404(seen.select_related(*related), public_id=import_id)


def _progress(found: ApprovedListImport) -> dict[str, Any]:
    file = getattr(found, "file", None)
    return {
        "list_import": found,
        "done": file.rows_done if file else 0,
        "total": file.rows_total if file else 0,
        "at_work": found.status in AT_WORK,
    }
