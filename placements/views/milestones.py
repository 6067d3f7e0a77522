"""The pages of one milestone: what it is, how it stands, and what people say about it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission, SignedInRequest, allows, requires
from children.forms.sections import Version
from children.models import Child
from children.views.records import find, page
from placements import services
from placements.forms import pathways as forms
from placements.forms.plans import WhoSaidWhat
from placements.models import Milestone, Stage, StepDownPlan
from placements.queries import pathways as queries
from placements.views.asking import Asked, answer
from placements.views.child_forms import FormPage, conflict, form_page, saved, seen, sent
from placements.views.pathways import READ_AGAIN, may_edit, may_read, of_stage, pathway_address
from ui import drafts

forms_allowed = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@may_read
def milestone_detail(request: SignedInRequest, *, milestone_id: UUID) -> HttpResponse:
    milestone, child = _found(request, milestone_id)
    is_open = milestone.stage.plan.status == StepDownPlan.Status.ACTIVE
    context = {
        **_told(milestone),
        "may_update": is_open and queries.may_update(milestone, viewer=request.user),
        "may_edit_plan": is_open and allows(request.user, Permission.EDIT_PLAN),
    }
    return page(request, child, "placements/milestone_detail.html", context)


@forms_allowed
@requires(Permission.UPDATE_MILESTONE)
def milestone_update(request: SignedInRequest, *, milestone_id: UUID) -> HttpResponse:
    """Two clicks and a sentence: the link that leads here, and the button."""
    milestone, child = _found(request, milestone_id)
    if not queries.may_update(milestone, viewer=request.user):
        raise PermissionDenied
    writing = drafts.begin(request, "milestone-update", milestone.public_id)
    form = forms.UpdateMilestone(sent(request), milestone=milestone, today=timezone.localdate())
    writing.fill(form)
    if form.is_valid():
        try:
            services.update_milestone(
                milestone=milestone, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except services.PlanClosed as refused:
            form.refuse(str(refused))
        else:
            drafts.end(by=request.user, form=writing.form, key=writing.key)
            messages.success(request, f"Updated: {milestone.words}")
            return redirect(pathway_address(child))
    context = {
        **_told(milestone), "form": form, "writing": writing, "back": pathway_address(child),
    }  # fmt: skip
    return page(request, child, "placements/milestone_update.html", context)


@forms_allowed
@may_edit
def milestone_voice(request: SignedInRequest, *, milestone_id: UUID) -> HttpResponse:
    """What somebody says about the milestone, kept with the child's care plan."""
    milestone, child = _found(request, milestone_id)
    writing = drafts.begin(request, "view", milestone.public_id)
    form = WhoSaidWhat(
        sent(request),
        user=request.user,
        today=timezone.localdate(),
        whose=request.GET.get("whose", ""),
    )
    writing.fill(form)
    asked = Asked(
        child=child,
        form=form,
        writing=writing,
        title="Record what somebody says",
        back=reverse("placements:milestone-detail", args=[milestone.public_id]),
        hint=f"About the milestone: {milestone.words}",
    )
    return answer(
        request,
        asked,
        lambda: services.record_milestone_voice(
            milestone=milestone,
            said=services.Said(**form.values),
            by=request.user,
            at=timezone.now(),
        ),
    )


@forms_allowed
@may_edit
def milestone_add(request: SignedInRequest, *, stage_id: UUID) -> HttpResponse:
    stage, child, _plan = of_stage(request, stage_id)
    return _form(request, child, stage, None)


@forms_allowed
@may_edit
def milestone_change(request: SignedInRequest, *, milestone_id: UUID) -> HttpResponse:
    milestone, child = _found(request, milestone_id)
    return _form(request, child, milestone.stage, milestone)


@require_safe
@may_edit
def stage_milestones(request: SignedInRequest, *, stage_id: UUID) -> HttpResponse:
    """Where the order of a stage's milestones is changed, one place at a time."""
    stage, child, plan = of_stage(request, stage_id)
    if plan.status != StepDownPlan.Status.ACTIVE:
        raise Http404
    context = {
        "stage": stage,
        "milestones": stage.milestones.all(),
        "version": plan.version,
        "back": pathway_address(child),
    }
    return page(request, child, "placements/stage_milestones.html", context)


@require_POST
@may_edit
def milestone_order(request: SignedInRequest, *, milestone_id: UUID, way: str) -> HttpResponse:
    """One place up or down in its stage."""
    milestone, _child = _found(request, milestone_id)
    try:
        services.move_milestone_in_order(
            milestone=milestone,
            up=way == "up",
            version=Version(request.POST).seen(),
            by=request.user,
            at=timezone.now(),
        )
    except (services.ChangedMeanwhile, services.PlanClosed):
        messages.error(request, READ_AGAIN)
    return redirect("placements:stage-milestones", stage_id=milestone.stage.public_id)


@require_POST
@may_edit
def milestone_remove(request: SignedInRequest, *, milestone_id: UUID) -> HttpResponse:
    milestone, child = _found(request, milestone_id)
    try:
        services.remove_milestone(milestone=milestone, by=request.user, at=timezone.now())
    except (services.CannotRemove, services.PlanClosed) as refused:
        messages.error(request, str(refused))
        return redirect("placements:milestone-detail", milestone_id=milestone.public_id)
    messages.success(request, f"“{milestone.words}” is no longer in the plan.")
    return redirect(pathway_address(child))


def _form(
    request: SignedInRequest, child: Child, stage: Stage, milestone: Milestone | None
) -> HttpResponse:
    writing = drafts.begin(
        request,
        "milestone" if milestone else "new-milestone",
        milestone.public_id if milestone else stage.public_id,
    )
    version = seen(request, milestone.version if milestone else 0, writing)
    who: Any = {
        "owners": queries.owners_for(child, present=milestone, viewer=request.user),
        "today": timezone.localdate(),
    }
    form = forms.MilestoneWords(sent(request), milestone=milestone, **who)
    writing.fill(form)
    shown = FormPage(
        title="Change the milestone" if milestone else f"Add a milestone to “{stage.name}”",
        back=pathway_address(child),
        version=version,
        remove_url=_removal(milestone) if milestone else "",
        writing=writing,
    )
    if form.is_valid():
        try:
            services.save_milestone(
                stage=stage,
                milestone=milestone,
                values=form.values,
                version=version,
                by=request.user,
                at=timezone.now(),
            )
        except services.PlanClosed as refused:
            form.refuse(str(refused))
        except services.ChangedMeanwhile as changed:
            theirs = forms.MilestoneWords(None, milestone=changed.row, **who)
            latest = changed.row.version
            return conflict(request, child, shown, theirs=theirs, yours=form, version=latest)
        else:
            return saved(request, shown)
    return form_page(request, child, form, shown)


def _found(request: SignedInRequest, milestone_id: UUID) -> tuple[Milestone, Child]:
    milestones = Milestone.objects.visible_to(request.user)
    milestones = milestones.select_related("stage__plan__child", "owner")
    milestone = get_object_or_404(milestones, public_id=milestone_id)
    return milestone, find(request, milestone.stage.plan.child.public_id)


def _told(milestone: Milestone) -> dict[str, object]:
    return {
        "milestone": milestone,
        "owner": queries.owner_of(milestone),
        "updates": milestone.updates.select_related("by"),
        "voices": milestone.voices.select_related("recorded_by").order_by("-gathered_on", "-pk"),
    }


def _removal(milestone: Milestone) -> str:
    return reverse("placements:milestone-remove", args=[milestone.public_id])
