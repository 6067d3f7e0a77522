"""The Measures tab of a child, and the forms that record a measure or put one right."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import opened
from accounts.permissions import Permission, SignedInRequest, allows, requires
from children.models import Child
from children.queries import records
from placements import sdq
from placements.forms import measures as forms
from placements.models import NOT_STRUCK, Attendance, Belonging, Incident, StrengthsScore
from placements.queries import measures as queries
from placements.services import measures as services
from ui import conflicts

may_record = requires(Permission.RECORD_MEASURE)
LONGEST_ID = 18  # digits that a database key has at most
forms_allowed = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class Kind:
    model: type[services.Measure]
    form: type[forms.MeasureForm]
    title: str
    saved: str


KINDS = {
    "sdq": Kind(StrengthsScore, forms.SdqForm, "SDQ scores", "The scores are recorded."),
    "incident": Kind(Incident, forms.IncidentForm, "Incident", "The incident is recorded."),
    "attendance": Kind(
        Attendance, forms.AttendanceForm, "School attendance", "The attendance is recorded."
    ),
    "belonging": Kind(Belonging, forms.BelongingForm, "Belonging", "The answer is recorded."),
}


@require_safe
@requires(Permission.VIEW_CHILD)
def child_measures(request: SignedInRequest, *, child_id: UUID) -> HttpResponse:
    child = _child(request, child_id)
    opened(request, child)
    may_record = allows(request.user, Permission.RECORD_MEASURE)
    found = queries.measures_of(child, today=timezone.localdate())
    context = {
        "struck": found.struck if may_record else [],
        "measures": found,
        "bands_source": sdq.BANDS_SOURCE,
        "due_source": sdq.DUE_SOURCE,
        "may_record": may_record,
    }
    return _page(request, child, "placements/measures_child.html", context)


@forms_allowed
@may_record
def measure_add(request: SignedInRequest, *, child_id: UUID, measure: str) -> HttpResponse:
    child, kind = _child(request, child_id), _kind(measure)
    form = kind.form(_sent(request), today=timezone.localdate())
    if form.is_valid():
        try:
            services.record_measure(
                model=kind.model, child=child, by=request.user, at=timezone.now(), **form.values
            )
        except services.MeasuredAlready as problem:
            form.add_error("on", str(problem))
        else:
            messages.success(request, kind.saved)
            return redirect(_back(child))
    return _form_page(request, child, {"form": form, "title": f"Add: {kind.title}"})


@forms_allowed
@may_record
def measure_change(
    request: SignedInRequest, *, child_id: UUID, measure: str, measure_id: str
) -> HttpResponse:
    """409 with both versions for somebody whose page is older than the latest change."""
    child, kind = _child(request, child_id), _kind(measure)
    item = _item(request, child, kind, measure_id)
    today = timezone.localdate()
    form = kind.form(_sent(request), today=today, item=item)
    context = {"form": form, "title": f"Change: {kind.title}", "seen": services.mark(item)}
    if form.is_valid():
        try:
            services.change_measure(
                measure=item,
                seen=request.POST.get("seen", ""),
                by=request.user,
                at=timezone.now(),
                **form.values,
            )
        except services.MeasuredAlready as problem:
            form.add_error("on", str(problem))
        except services.MeasureChanged:
            theirs = kind.form(None, today=today, item=item)
            compared = conflicts.compare(kind.title, theirs=theirs, yours=form)
            return _form_page(request, child, {**context, "comparison": compared}, status=409)
        else:
            messages.success(request, "The change is saved.")
            return redirect(_back(child))
    elif form.is_bound:
        context["seen"] = request.POST.get("seen", "")
    return _form_page(request, child, context)


def _sent(request: SignedInRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _kind(measure: str) -> Kind:
    if measure not in KINDS:
        raise Http404
    return KINDS[measure]


def _item(request: SignedInRequest, child: Child, kind: Kind, measure_id: str) -> Any:
    if not measure_id.isdecimal() or len(measure_id) > LONGEST_ID:
        raise Http404
    mine: Any = kind.model.objects.visible_to(request.user).filter(NOT_STRUCK)
    return get_object_or_404(mine, child=child, pk=measure_id)


def _child(request: SignedInRequest, child_id: UUID) -> Child:
    children = Child.objects.visible_to(request.user).select_related("social_worker")
    return get_object_or_404(children, public_id=child_id)


def _back(child: Child) -> str:
    return reverse("placements:child-measures", kwargs={"child_id": child.public_id})


def _form_page(
    request: SignedInRequest, child: Child, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    if request.method in {"GET", "HEAD"}:
        opened(request, child)
    context = {**context, "back": _back(child)}
    return _page(request, child, "placements/measures_form.html", context, status=status)


def _page(
    request: SignedInRequest,
    child: Child,
    template: str,
    context: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    frame = records.frame(child, viewer=request.user)
    return render(request, template, {"child": child, "frame": frame, **context}, status=status)
