"""Making a child's path personal: its stages."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import SignedInRequest
from children.forms.sections import Version
from children.models import Child
from children.views.records import find
from placements import services
from placements.forms import pathways as forms
from placements.models import Stage, StepDownPlan
from placements.views.child_forms import FormPage, conflict, form_page, saved, seen, sent
from placements.views.pathways import (
    READ_AGAIN,
    may_edit,
    of_stage,
    pathway_address,
    plan_under_way,
)
from ui import drafts

forms_allowed = require_http_methods(["GET", "HEAD", "POST"])


@forms_allowed
@may_edit
def stage_add(request: SignedInRequest, *, child_id: UUID) -> HttpResponse:
    child = find(request, child_id)
    return _form(request, child, plan_under_way(child), None)


@forms_allowed
@may_edit
def stage_change(request: SignedInRequest, *, stage_id: UUID) -> HttpResponse:
    stage, child, plan = of_stage(request, stage_id)
    return _form(request, child, plan, stage)


@require_POST
@may_edit
def stage_order(request: SignedInRequest, *, stage_id: UUID, way: str) -> HttpResponse:
    stage, child, _plan = of_stage(request, stage_id)
    version = Version(request.POST).seen()
    try:
        services.move_stage_in_order(
            stage=stage, up=way == "up", version=version, by=request.user, at=timezone.now()
        )
    except (services.ChangedMeanwhile, services.PlanClosed):
        messages.error(request, READ_AGAIN)
    return redirect(pathway_address(child))


@require_POST
@may_edit
def stage_remove(request: SignedInRequest, *, stage_id: UUID) -> HttpResponse:
    stage, child, _plan = of_stage(request, stage_id)
    version = Version(request.POST).seen()
    try:
        services.remove_stage(stage=stage, version=version, by=request.user, at=timezone.now())
    except (services.ChangedMeanwhile, services.PlanClosed):
        messages.error(request, READ_AGAIN)
    except services.CannotRemove as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"“{stage.name}” is no longer in the plan.")
    return redirect(pathway_address(child))


def _form(
    request: SignedInRequest, child: Child, plan: StepDownPlan, stage: Stage | None
) -> HttpResponse:
    today = timezone.localdate()
    writing = drafts.begin(request, "stage" if stage else "new-stage", (stage or plan).public_id)
    version = seen(request, plan.version, writing)
    form = forms.StageWords(sent(request), stage=stage, today=today)
    writing.fill(form)
    shown = FormPage(
        title=f"Change “{stage.name}”" if stage else "Add a stage",
        back=pathway_address(child),
        version=version,
        remove_url=reverse("placements:stage-remove", args=[stage.public_id]) if stage else "",
        writing=writing,
    )
    if form.is_valid():
        try:
            services.save_stage(
                plan=plan,
                stage=stage,
                values=form.cleaned_data,
                version=version,
                by=request.user,
                at=timezone.now(),
            )
        except services.PlanClosed as refused:
            form.refuse(str(refused))
        except services.ChangedMeanwhile as changed:
            now = stage and plan.stages.get(pk=stage.pk)
            theirs = forms.StageWords(None, stage=now, today=today)
            latest = changed.row.version
            return conflict(request, child, shown, theirs=theirs, yours=form, version=latest)
        else:
            return saved(request, shown)
    return form_page(request, child, form, shown)
