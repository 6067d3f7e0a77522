"""Recording a visit, and what the law asks for around a stay."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import opened
from accounts.permissions import Permission, SignedInRequest, requires
from children.views.records import find as find_child
from placements import services
from placements.forms import visits as forms
from placements.models import Placement, StepTaken
from placements.views.changes import form_page, sent

forms_allowed = require_http_methods(["GET", "HEAD", "POST"])
may_record = requires(Permission.RECORD_VISIT)


@forms_allowed
@may_record
def visit_add(request: SignedInRequest, *, child_id: UUID) -> HttpResponse:
    child = find_child(request, child_id)
    form = forms.RecordVisit(sent(request), today=timezone.localdate())
    back = reverse("placements:child-reviews", args=[child.public_id])
    if form.is_valid():
        try:
            services.record_visit(child=child, by=request.user, at=timezone.now(), **form.values)
        except services.WrongVisitDay as refused:
            form.refuse(str(refused), field="on")
        else:
            messages.success(request, "The visit is recorded.")
            return redirect(back)
    return form_page(request, child, form, title="Record a visit", back=back)


@forms_allowed
@may_record
def step_record(request: SignedInRequest, *, placement_id: UUID, step: str) -> HttpResponse:
    stays = Placement.objects.visible_to(request.user).select_related("child__social_worker")
    placement = get_object_or_404(stays, public_id=placement_id)
    if step not in StepTaken.Code.values:
        raise Http404
    opened(request, placement)
    form = forms.RecordStep(sent(request), today=timezone.localdate())
    back = reverse("placements:child-reviews", args=[placement.child.public_id])
    if form.is_valid():
        try:
            services.record_step_taken(
                placement=placement, code=step, by=request.user, at=timezone.now(), **form.values
            )
        except services.WrongVisitDay as refused:
            form.refuse(str(refused), field="done_on")
        else:
            messages.success(request, "It is recorded.")
            return redirect(back)
    title = StepTaken.Code(step).label
    return form_page(request, placement.child, form, title=title, back=back)
