"""The report about the desk's work, and the figures that a manager enters for it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission, SignedInRequest, allows, own_authority, requires
from evaluation import queries
from evaluation.forms import AskProcess
from evaluation.forms import process as forms
from evaluation.models import DeskStart, EnteredFigure
from evaluation.services import process as services
from evaluation.services import process_report
from evaluation.services.making import Making

may_enter = requires(Permission.ENTER_FIGURES)
forms_allowed = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@requires(Permission.VIEW_REPORTS)
def process(request: SignedInRequest) -> HttpResponse:
    """The report of the years in the address, or of this financial year and the one before."""
    authority, today = own_authority(request), timezone.localdate()
    this_year = queries.year_of(today)
    usual = {"first": str(this_year - 1), "last": str(this_year)}
    form = AskProcess(request.GET or None, initial=usual)
    form.as_filter()
    asked = form.asked() if form.is_valid() else usual
    making = Making(authority=authority, asked=asked, made_on=today, progress=_at_once)
    # Who may check referrals sees every one of the desk's; a reviewing officer does not.
    sees_all = allows(request.user, Permission.CHECK_REFERRAL)
    make = process_report.make_exact if sees_all else process_report.make_at_once
    context = {
        "form": form,
        "report": make(making),
        "may_enter": allows(request.user, Permission.ENTER_FIGURES),
    }
    return render(request, "evaluation/process.html", context)


@require_safe
@may_enter
def process_figures(request: SignedInRequest) -> HttpResponse:
    seen = EnteredFigure.objects.visible_to(request.user).select_related("entered_by")
    starts = DeskStart.objects.visible_to(request.user).select_related("entered_by")
    context = {"figures": seen, "start": starts.first()}
    return render(request, "evaluation/process_figures.html", context)


@forms_allowed
@may_enter
def process_start(request: SignedInRequest) -> HttpResponse:
    authority = own_authority(request)
    start = DeskStart.objects.visible_to(request.user).first()
    form = forms.EnterStart(_sent(request), today=timezone.localdate(), start=start)
    if form.is_valid():
        services.set_desk_start(
            authority=authority, by=request.user, at=timezone.now(), **form.cleaned_data
        )
        messages.success(request, "The day is saved.")
        return redirect("evaluation:process-figures")
    context = {"form": form, "title": "When the desk began"}
    return render(request, "evaluation/process_enter.html", context)


@forms_allowed
@may_enter
def process_figure_add(request: SignedInRequest) -> HttpResponse:
    authority = own_authority(request)
    form = forms.EnterFigure(_sent(request), today=timezone.localdate())
    if form.is_valid():
        services.enter_figure(
            authority=authority, by=request.user, at=timezone.now(), **form.cleaned_data
        )
        messages.success(request, "The figure is added.")
        return redirect("evaluation:process-figures")
    context = {"form": form, "title": "Add a figure"}
    return render(request, "evaluation/process_enter.html", context)


@require_POST
@may_enter
def process_figure_remove(request: SignedInRequest, *, figure_id: UUID) -> HttpResponse:
    seen = EnteredFigure.objects.visible_to(request.user)
    figure = get_object_or_404(seen, public_id=figure_id)
    services.take_out_figure(figure=figure, by=request.user, at=timezone.now())
    messages.success(request, "The figure is taken out.")
    return redirect("evaluation:process-figures")


def _at_once(done: int, steps: int) -> None:
    """The report is made while the page is: nobody waits for news of it."""


def _sent(request: SignedInRequest) -> Any:
    return request.POST if request.method == "POST" else None
