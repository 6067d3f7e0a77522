"""Where an administrator copies and edits the paths that plans start from."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Authority
from accounts.permissions import Permission, SignedInRequest, requires
from children.forms.sections import Version
from placements import services
from placements.criteria import criteria
from placements.forms import templates as forms
from placements.models import PathwayTemplate, TemplateMilestone, TemplateStage
from placements.views.child_forms import FormPage, seen, sent
from ui import conflicts

may_edit = requires(Permission.EDIT_PATHWAY_TEMPLATES)
forms_allowed = require_http_methods(["GET", "HEAD", "POST"])
READ_AGAIN = "Somebody changed this path after you had opened it. Read it again first."
REFUSED = (services.TemplateNotEditable, services.NameTaken)


@require_safe
@may_edit
def template_list(request: SignedInRequest) -> HttpResponse:
    services.ensure_shipped()
    templates = PathwayTemplate.objects.visible_to(request.user).prefetch_related("stages")
    return render(request, "placements/template_list.html", {"templates": templates})


@require_safe
@may_edit
def template_detail(request: SignedInRequest, *, template_id: UUID) -> HttpResponse:
    template = _template(request, template_id)
    stages = [
        {
            "stage": stage,
            "entry": criteria(stage.entry_criteria),
            "exit": criteria(stage.exit_criteria),
        }
        for stage in template.stages.prefetch_related("milestones")
    ]
    return render(
        request, "placements/template_detail.html", {"template": template, "stages": stages}
    )


@require_POST
@may_edit
def template_copy(request: SignedInRequest, *, template_id: UUID) -> HttpResponse:
    template = _template(request, template_id)
    copied = services.copy_template(
        template=template, authority=_authority(request), by=request.user, at=timezone.now()
    )
    messages.success(request, "This copy is your authority's own. Change what should be different.")
    return redirect(_address(copied))


@forms_allowed
@may_edit
def template_change(request: SignedInRequest, *, template_id: UUID) -> HttpResponse:
    template = _template(request, template_id)
    today = timezone.localdate()
    form = forms.TemplateWords(sent(request), template=template, today=today)
    return _saved_or_shown(
        request,
        template,
        form,
        title=f"Change “{template.name}”",
        write=lambda version: services.change_template(
            template=template,
            values=form.cleaned_data,
            version=version,
            by=request.user,
            at=timezone.now(),
        ),
        theirs=lambda now: forms.TemplateWords(None, template=now, today=today),
    )


@forms_allowed
@may_edit
def template_stage_add(request: SignedInRequest, *, template_id: UUID) -> HttpResponse:
    return _stage_form(request, _template(request, template_id), None)


@forms_allowed
@may_edit
def template_stage_change(request: SignedInRequest, *, template_stage_id: UUID) -> HttpResponse:
    stage = _stage(request, template_stage_id)
    return _stage_form(request, stage.template, stage)


@require_POST
@may_edit
def template_stage_order(
    request: SignedInRequest, *, template_stage_id: UUID, way: str
) -> HttpResponse:
    stage = _stage(request, template_stage_id)
    return _done(
        request,
        stage.template,
        lambda version: services.move_template_stage(
            stage=stage, up=way == "up", version=version, by=request.user, at=timezone.now()
        ),
    )


@require_POST
@may_edit
def template_stage_remove(request: SignedInRequest, *, template_stage_id: UUID) -> HttpResponse:
    stage = _stage(request, template_stage_id)
    return _done(
        request,
        stage.template,
        lambda version: services.remove_template_stage(
            stage=stage, version=version, by=request.user, at=timezone.now()
        ),
    )


@forms_allowed
@may_edit
def template_milestone_add(request: SignedInRequest, *, template_stage_id: UUID) -> HttpResponse:
    return _milestone_form(request, _stage(request, template_stage_id), None)


@forms_allowed
@may_edit
def template_milestone_change(
    request: SignedInRequest, *, template_milestone_id: UUID
) -> HttpResponse:
    milestone = _milestone(request, template_milestone_id)
    return _milestone_form(request, milestone.stage, milestone)


@require_POST
@may_edit
def template_milestone_remove(
    request: SignedInRequest, *, template_milestone_id: UUID
) -> HttpResponse:
    milestone = _milestone(request, template_milestone_id)
    return _done(
        request,
        milestone.stage.template,
        lambda version: services.remove_template_milestone(
            milestone=milestone, version=version, by=request.user, at=timezone.now()
        ),
    )


def _stage_form(
    request: SignedInRequest, template: PathwayTemplate, stage: TemplateStage | None
) -> HttpResponse:
    today = timezone.localdate()
    form = forms.TemplateStageWords(sent(request), stage=stage, today=today)
    removal = stage and reverse("placements:template-stage-remove", args=[stage.public_id])
    return _saved_or_shown(
        request,
        template,
        form,
        title=f"Change “{stage.name}”" if stage else "Add a stage",
        write=lambda version: services.save_template_stage(
            template=template,
            stage=stage,
            values=form.cleaned_data,
            version=version,
            by=request.user,
            at=timezone.now(),
        ),
        theirs=lambda now: forms.TemplateStageWords(
            None, stage=stage and now.stages.filter(pk=stage.pk).first(), today=today
        ),
        remove_url=removal or "",
    )


def _milestone_form(
    request: SignedInRequest, stage: TemplateStage, milestone: TemplateMilestone | None
) -> HttpResponse:
    today = timezone.localdate()
    form = forms.TemplateMilestoneWords(sent(request), milestone=milestone, today=today)
    removal = milestone and reverse(
        "placements:template-milestone-remove", args=[milestone.public_id]
    )
    return _saved_or_shown(
        request,
        stage.template,
        form,
        title="Change the milestone" if milestone else f"Add a milestone to “{stage.name}”",
        write=lambda version: services.save_template_milestone(
            stage=stage,
            milestone=milestone,
            values=form.cleaned_data,
            version=version,
            by=request.user,
            at=timezone.now(),
        ),
        theirs=lambda _now: forms.TemplateMilestoneWords(
            None,
            milestone=milestone and stage.milestones.filter(pk=milestone.pk).first(),
            today=today,
        ),
        remove_url=removal or "",
    )


def _saved_or_shown(
    request: SignedInRequest,
    template: PathwayTemplate,
    form: Any,
    *,
    title: str,
    write: Any,
    theirs: Any,
    remove_url: str = "",
) -> HttpResponse:
    """Save what is valid and go back to the template; 409 with both texts where somebody else was quicker."""
    version = seen(request, template.version)
    shown = FormPage(title=title, back=_address(template), version=version, remove_url=remove_url)
    context: dict[str, Any] = {"form": form, "shown": shown, "template": template}
    if form.is_valid():
        try:
            write(version)
        except REFUSED as refused:
            form.refuse(str(refused))
        except services.ChangedMeanwhile as changed:
            compared = conflicts.compare(title, theirs=theirs(changed.row), yours=form)
            context |= {"comparison": compared, "version": changed.row.version}
            return render(request, "placements/template_form.html", context, status=409)
        else:
            messages.success(request, "Saved. Plans that have begun stay as they are.")
            return redirect(_address(template))
    return render(request, "placements/template_form.html", context)


def _done(request: SignedInRequest, template: PathwayTemplate, service: Any) -> HttpResponse:
    try:
        service(Version(request.POST).seen())
    except services.ChangedMeanwhile:
        messages.error(request, READ_AGAIN)
    except services.TemplateNotEditable as refused:
        messages.error(request, str(refused))
    return redirect(_address(template))


def _template(request: SignedInRequest, template_id: UUID) -> PathwayTemplate:
    templates = PathwayTemplate.objects.visible_to(request.user)
    return get_object_or_404(templates, public_id=template_id)


def _stage(request: SignedInRequest, template_stage_id: UUID) -> TemplateStage:
    stages = TemplateStage.objects.visible_to(request.user).select_related("template")
    return get_object_or_404(stages, public_id=template_stage_id)


def _milestone(request: SignedInRequest, template_milestone_id: UUID) -> TemplateMilestone:
    milestones = TemplateMilestone.objects.visible_to(request.user)
    milestones = milestones.select_related("stage__template")
    return get_object_or_404(milestones, public_id=template_milestone_id)


def _authority(request: SignedInRequest) -> Authority:
    authority = request.user.authority
    if authority is None:
        raise TypeError("an administrator acts for an authority")
    return authority


def _address(template: PathwayTemplate) -> str:
    return reverse("placements:template-detail", kwargs={"template_id": template.public_id})
