"""The step-down radar: who could be ready to leave residential care, the evidence, and setting a child aside."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import opened
from accounts.permissions import Permission, SignedInRequest, allows, requires
from children.models import CASEWORKERS, Child
from children.queries import records
from placements import radar as core
from placements.forms import radar as forms
from placements.queries import radar as queries
from placements.queries import radar_lists as lists
from placements.queries import radar_places as places
from placements.services import radar as services

ROWS_ON_A_PAGE = 25
may_look = requires(Permission.VIEW_RADAR)
may_set_aside = requires(Permission.SET_ASIDE)


@require_safe
@may_look
def radar(request: SignedInRequest) -> HttpResponse:
    """``manage.py stepdown_radar`` lists the same children in the same order."""
    children = Child.objects.visible_to(request.user)
    found = queries.listed(children, today=timezone.localdate())
    form = forms.FilterRadar(request.GET, workers=lists.workers(found))
    shown = form.wanted().of(found)
    context = {
        "form": form,
        "counts": lists.counts(found.entries),
        "page": Paginator(shown.entries, ROWS_ON_A_PAGE).get_page(request.GET.get("page")),
        "aside": shown.aside,
        "is_filtered": any(form.cleaned_data.values()),
        "are_mine": request.user.role in CASEWORKERS,
        "may_refer": allows(request.user, Permission.WRITE_REFERRAL),
        "may_set_aside": allows(request.user, Permission.SET_ASIDE),
    }
    return render(request, "placements/radar_list.html", context)


@require_safe
@may_look
def radar_child(request: SignedInRequest, *, child_id: UUID) -> HttpResponse:
    """One child's evidence for and against a move now; for a child who is not on the radar, why not."""
    child = _child(request, child_id)
    opened(request, child)
    today = timezone.localdate()
    found = queries.listed(Child.objects.visible_to(request.user).filter(pk=child.pk), today=today)
    entry = next(queries.everybody(found), None)
    context = {
        "entry": entry,
        "why_not": "" if entry else queries.why_not(child, today=today),
        "sides": places.sides(entry) if entry else [],
        "missing": places.missing(entry) if entry else [],
        "add_incident": places.where_to_add(child, core.Kind.INCIDENTS),
        "may_refer": allows(request.user, Permission.WRITE_REFERRAL),
        "may_set_aside": allows(request.user, Permission.SET_ASIDE),
    }
    return _page(request, child, "placements/radar_child.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@may_set_aside
def radar_set_aside(request: SignedInRequest, *, child_id: UUID) -> HttpResponse:
    child = _child(request, child_id)
    if request.method in {"GET", "HEAD"}:
        opened(request, child)
    form = forms.SetAside(
        request.POST if request.method == "POST" else None, today=timezone.localdate()
    )
    if form.is_valid():
        services.set_aside(child=child, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, f"{child.name} is set aside until the day to look again.")
        return redirect("placements:radar")
    return _page(request, child, "placements/radar_set_aside.html", {"form": form})


@require_POST
@may_set_aside
def radar_bring_back(request: SignedInRequest, *, child_id: UUID) -> HttpResponse:
    child = _child(request, child_id)
    if services.bring_back(child=child, by=request.user, at=timezone.now()):
        messages.success(request, f"{child.name} is back on the radar.")
    return redirect("placements:radar")


def _child(request: SignedInRequest, child_id: UUID) -> Child:
    children = Child.objects.visible_to(request.user).select_related("social_worker")
    return get_object_or_404(children, public_id=child_id)


def _page(
    request: SignedInRequest, child: Child, template: str, context: Mapping[str, object]
) -> HttpResponse:
    frame = records.frame(child, viewer=request.user)
    return render(request, template, {"child": child, "frame": frame, **context})
