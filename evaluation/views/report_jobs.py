"""Asking for a report, seeing how far it is, reading it, and taking it away."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts import access
from accounts.moves import MoveNotAllowed
from accounts.permissions import Permission, SignedInRequest, own_authority, requires
from documents.uploads import safe_download
from evaluation import queries, services
from evaluation.kinds import KIND_BY_CODE, KINDS, Kind
from evaluation.models import ReportFile, ReportJob, ReportSchedule
from evaluation.reporting.stored import from_json

REPORTS_SHOWN = 50
Format = ReportFile.Format
CONTENT_TYPES: Mapping[str, str] = {
    Format.PDF: "application/pdf",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
}
DONE_MEANWHILE = "Somebody has dealt with this report already."
may_see = requires(Permission.VIEW_REPORTS)


@require_safe
@may_see
def report_list(request: SignedInRequest) -> HttpResponse:
    schedules = ReportSchedule.objects.visible_to(request.user).running()
    context = {
        "kinds": KINDS,
        "jobs": queries.jobs_of(request.user)[:REPORTS_SHOWN],
        "schedules": [(each, _in_words(request, each)) for each in schedules],
    }
    return render(request, "evaluation/report_list.html", context)


@may_see
def report_ask(request: SignedInRequest) -> HttpResponse:
    """The address names the kind: ``?kind=stability``."""
    kind = KIND_BY_CODE.get(request.GET.get("kind", "").upper())
    if kind is None:
        return redirect("evaluation:report-list")
    answers = request.POST if request.method == "POST" else None
    authority = own_authority(request)
    form: Any = kind.ask(answers, authority=authority, today=timezone.localdate())
    if form.is_valid():
        job = services.ask_for_report(
            authority=authority,
            kind=kind.code,
            title=kind.title,
            asked=form.asked(),
            by=request.user,
            at=timezone.now(),
        )
        return redirect(job)
    return render(request, "evaluation/report_ask.html", {"kind": kind, "form": form})


@require_safe
@may_see
def report_detail(request: SignedInRequest, *, reportjob_id: UUID) -> HttpResponse:
    job = _visible(request, reportjob_id)
    access.opened(request, job)
    context = {"job": job, "asked": _in_words(request, job)}
    if content := queries.content_of(job, Format.JSON):
        sizes = queries.sizes_of(job)
        files = [(each, sizes[each]) for each in Format if each in CONTENT_TYPES]
        context |= {"report": from_json(content), "files": files}
        return render(request, "evaluation/report_detail.html", context)
    return render(request, "evaluation/report_at_work.html", context)


@require_safe
@may_see
def report_progress(request: SignedInRequest, *, reportjob_id: UUID) -> HttpResponse:
    """The part of the page that asks for itself again; once the work is over, the whole page is loaded."""
    job = _visible(request, reportjob_id)
    response = render(request, "evaluation/_report_progress.html", {"job": job})
    if not job.is_unfinished:
        response["HX-Refresh"] = "true"
    return response


@require_safe
@may_see
def report_file(
    request: SignedInRequest, *, reportjob_id: UUID, report_format: str
) -> HttpResponse:
    job = _visible(request, reportjob_id)
    content_type = CONTENT_TYPES.get(report_format.upper(), "")
    content = queries.content_of(job, report_format.upper()) if content_type else None
    if content is None:
        raise Http404
    access.exported(request, record=job)
    name = f"{job.kind.lower()}-{job.made_on:%Y-%m-%d}.{report_format}"
    return safe_download(content, name, content_type)


@require_POST
@may_see
def report_retry(request: SignedInRequest, *, reportjob_id: UUID) -> HttpResponse:
    job = _visible(request, reportjob_id)
    try:
        return redirect(services.retry_report(job=job, by=request.user, at=timezone.now()))
    except MoveNotAllowed:
        messages.info(request, DONE_MEANWHILE)
        return redirect(job)


@require_POST
@may_see
def report_again(request: SignedInRequest, *, reportjob_id: UUID) -> HttpResponse:
    job = _visible(request, reportjob_id)
    try:
        return redirect(services.make_report_again(job=job, by=request.user, at=timezone.now()))
    except MoveNotAllowed:
        messages.info(request, DONE_MEANWHILE)
        return redirect(job)


@require_POST
@may_see
def report_monthly(request: SignedInRequest, *, reportjob_id: UUID) -> HttpResponse:
    job = _visible(request, reportjob_id)
    services.make_monthly(job=job, by=request.user, at=timezone.now())
    messages.success(
        request,
        "This report is made on the first day of every month. Managers are sent a link to it by email.",
    )
    return redirect("evaluation:report-list")


@require_POST
@may_see
def reportschedule_stop(request: SignedInRequest, *, reportschedule_id: UUID) -> HttpResponse:
    seen = ReportSchedule.objects.visible_to(request.user)
    schedule = get_object_or_404(seen, public_id=reportschedule_id)
    services.stop_schedule(schedule=schedule, by=request.user, at=timezone.now())
    messages.success(request, "The report is no longer made every month.")
    return redirect("evaluation:report-list")


def _visible(request: SignedInRequest, reportjob_id: UUID) -> ReportJob:
    seen = ReportJob.objects.visible_to(request.user).select_related("authority", "asked_by")
    return get_object_or_404(seen, public_id=reportjob_id)


def _in_words(
    request: SignedInRequest, record: ReportJob | ReportSchedule
) -> list[tuple[str, str]]:
    kind: Kind | None = KIND_BY_CODE.get(record.kind)
    if kind is None:
        return []
    return kind.in_words(record.asked, authority=own_authority(request), today=timezone.localdate())
