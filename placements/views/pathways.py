"""A child's path: the page, the documents, and the moves on it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import exported
from accounts.permissions import Permission, SignedInRequest, allows, requires
from children.models import Child
from children.views.records import find, page
from documents import pdf
from placements import services
from placements.criteria import criteria
from placements.forms import pathways as forms
from placements.models import PathwayTemplate, Stage, StepDownPlan
from placements.queries import pathways as queries
from placements.views.child_forms import (
    FormPage,
    changed_meanwhile,
    form_page,
    saved,
    seen,
    sent,
)
from ui import drafts

may_read = requires(Permission.VIEW_CHILD)
may_edit = requires(Permission.EDIT_PLAN)
forms_allowed = require_http_methods(["GET", "HEAD", "POST"])

READ_AGAIN = "Somebody changed this plan after you had opened it. Read it again first."


@require_safe
@may_read
def pathway_detail(request: SignedInRequest, *, child_id: UUID) -> HttpResponse:
    child, today = find(request, child_id), timezone.localdate()
    plan = queries.plan_of(child)
    context = {
        "path": queries.path_of(plan, viewer=request.user, today=today) if plan else None,
        "plan": plan,
        "is_open": bool(plan and plan.status == StepDownPlan.Status.ACTIVE),
        "may_edit_plan": allows(request.user, Permission.EDIT_PLAN),
        "booked": queries.booked_stay(child),
    }
    return page(request, child, "placements/pathway_detail.html", context)


@forms_allowed
@may_edit
def pathway_start(request: SignedInRequest, *, child_id: UUID) -> HttpResponse:
    child = find(request, child_id)
    services.ensure_shipped()
    templates = list(PathwayTemplate.objects.visible_to(request.user).filter(is_retired=False))
    form = forms.StartPathway(
        sent(request), templates=templates, child=child, today=timezone.localdate()
    )
    if form.is_valid():
        try:
            services.start_pathway(
                child=child, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except services.PlanUnderWay as refused:
            form.refuse(str(refused))
        else:
            messages.success(request, "The plan has begun. Now make it the child's own.")
            return redirect("placements:pathway-detail", child_id=child.public_id)
    shown = FormPage(
        title="Start a step-down plan", back=pathway_address(child), submit="Start the plan"
    )
    return form_page(request, child, form, shown)


@forms_allowed
@may_edit
def stage_enter(request: SignedInRequest, *, stage_id: UUID) -> HttpResponse:
    """Move the child to this stage: on, with the exit criteria of the present one, or back, with a reason."""
    stage, child, plan = of_stage(request, stage_id)
    today, present = timezone.localdate(), plan.stages.filter(is_present=True).first()
    is_back = present is not None and stage.position < present.position
    asked = criteria(present.exit_criteria) if present else []
    form = (
        forms.MoveBack(sent(request), today=today)
        if is_back
        else forms.MoveOn(sent(request), asked=asked, today=today)
    )
    writing = drafts.begin(request, "stage-move", stage.public_id)
    writing.fill(form)
    version = seen(request, plan.version, writing)
    shown = FormPage(
        title=f"{'Return' if is_back else 'Move'} to “{stage.name}”",
        hint=_BACK if is_back else _ON,
        back=pathway_address(child),
        submit="Return to this stage" if is_back else "Move to this stage",
        version=version,
        writing=writing,
    )
    if form.is_valid():
        try:
            services.move_to_stage(
                plan=plan,
                to=stage,
                on=form.cleaned_data["on"],
                reason=form.cleaned_data["reason"],
                asked=form.answers,
                version=version,
                by=request.user,
                at=timezone.now(),
            )
        except services.CannotMove as refused:
            form.refuse(str(refused), field=refused.field)
        except services.PlanClosed as refused:
            form.refuse(str(refused))
        except services.ChangedMeanwhile as changed:
            return changed_meanwhile(request, child, form, shown, version=changed.row.version)
        else:
            return saved(request, shown, f"The stage is now “{stage.name}”.")
    return form_page(request, child, form, shown)


_ON = "These are the criteria of the stage that the child leaves. A child may move on with some unmet, with a reason."
_BACK = (
    "Paths are walked in both directions. More time in an earlier stage is part of the plan, "
    "and what was reached stays."
)


@forms_allowed
@may_edit
def pathway_close(request: SignedInRequest, *, child_id: UUID) -> HttpResponse:
    child = find(request, child_id)
    plan = plan_under_way(child)
    form = forms.ClosePathway(sent(request), today=timezone.localdate())
    version = seen(request, plan.version)
    shown = FormPage(
        title="Complete or stop the plan",
        back=pathway_address(child),
        submit="Close the plan",
        version=version,
    )
    if form.is_valid():
        try:
            services.close_pathway(
                plan=plan,
                version=version,
                by=request.user,
                at=timezone.now(),
                **form.cleaned_data,
            )
        except services.CannotMove as refused:
            form.refuse(str(refused), field=refused.field)
        except services.PlanClosed as refused:
            form.refuse(str(refused))
        except services.ChangedMeanwhile as changed:
            return changed_meanwhile(request, child, form, shown, version=changed.row.version)
        else:
            messages.success(request, "The plan is closed. What was written stays.")
            return redirect("placements:pathway-detail", child_id=child.public_id)
    return form_page(request, child, form, shown)


@require_safe
@may_read
def pathway_document(request: SignedInRequest, *, child_id: UUID) -> HttpResponse:
    """The whole plan as a PDF, for professionals."""
    return _document(request, child_id, "placements/pathway_document.html", "Step-down plan")


@require_safe
@may_read
def pathway_child(request: SignedInRequest, *, child_id: UUID) -> HttpResponse:
    """The path in plain words and pictures, to look at together with the child."""
    child = find(request, child_id)
    plan = _any_plan(child)
    path = queries.path_of(plan, viewer=request.user, today=timezone.localdate())
    return page(request, child, "placements/pathway_child.html", {"path": path})


@require_safe
@may_read
def pathway_child_document(request: SignedInRequest, *, child_id: UUID) -> HttpResponse:
    """The same on one page of paper."""
    return _document(request, child_id, "placements/pathway_child_document.html", "My path")


def _document(request: SignedInRequest, child_id: UUID, template: str, title: str) -> HttpResponse:
    child, today = find(request, child_id), timezone.localdate()
    plan = _any_plan(child)
    context = {
        "child": child,
        "path": queries.path_of(plan, viewer=request.user, today=today),
        "today": today,
        "authority": child.authority.name,
        "user": request.user,
    }
    try:
        document = pdf.render(template, context, title=title)
    except pdf.DocumentFailed as problem:
        messages.error(request, str(problem))
        return redirect("placements:pathway-detail", child_id=child.public_id)
    exported(request, record=child)
    name = f"{title.lower().replace(' ', '-')}-{child.reference}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(document, content_type="application/pdf", headers=headers)


def plan_under_way(child: Child) -> StepDownPlan:
    plan = queries.plan_of(child)
    if plan is None or plan.status != StepDownPlan.Status.ACTIVE:
        raise Http404
    return plan


def _any_plan(child: Child) -> StepDownPlan:
    plan = queries.plan_of(child)
    if plan is None:
        raise Http404
    return plan


def of_stage(request: SignedInRequest, stage_id: UUID) -> tuple[Stage, Child, StepDownPlan]:
    """The stage of a plan under way, with the child's record opened."""
    stages = Stage.objects.visible_to(request.user).select_related("plan__child")
    stage = get_object_or_404(stages, public_id=stage_id)
    return stage, find(request, stage.plan.child.public_id), stage.plan


def pathway_address(child: Child) -> str:
    return reverse("placements:pathway-detail", kwargs={"child_id": child.public_id})
