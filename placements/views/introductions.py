"""The introductions of a stay that is booked."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.moves import MoveNotAllowed
from accounts.permissions import Permission, SignedInRequest, allows, requires
from children.views.records import find, page
from placements import services
from placements.forms import introductions as forms
from placements.lifecycle import PlacementStatus
from placements.models import IntroductionStep, Placement
from placements.queries import introductions as queries
from placements.views.child_forms import (
    FormPage,
    changed_meanwhile,
    conflict,
    form_page,
    saved,
    seen,
    sent,
)
from ui import drafts

forms_allowed = require_http_methods(["GET", "HEAD", "POST"])
may_edit = requires(Permission.EDIT_PLAN)
REFUSALS = (
    MoveNotAllowed,
    services.NotBooked,
    services.WrongDay,
    services.NoPlaceFree,
    services.ChildHasAnotherHome,
)


@require_safe
@requires(Permission.VIEW_PLACEMENT)
def introduction_list(request: SignedInRequest, *, placement_id: UUID) -> HttpResponse:
    placement = _placement(request, placement_id)
    child = find(request, placement.child.public_id)
    is_booked = placement.status == PlacementStatus.BOOKED
    lines, today = queries.step_lines(placement), timezone.localdate()
    may_plan = is_booked and allows(request.user, Permission.EDIT_PLAN)
    context = {
        "placement": placement,
        "lines": lines,
        "may_plan": may_plan,
        "proposal": queries.offered(placement, today=today) if may_plan and not lines else [],
        "kinds": dict(IntroductionStep.Kind.choices),
    }
    return page(request, child, "placements/introduction_list.html", context)


@require_POST
@may_edit
def introduction_begin(request: SignedInRequest, *, placement_id: UUID) -> HttpResponse:
    """Take the plan that is offered."""
    placement = _placement(request, placement_id)
    steps = queries.proposal(placement, today=timezone.localdate())
    try:
        services.plan_introductions(
            placement=placement, steps=steps, by=request.user, at=timezone.now()
        )
    except services.NotBooked as refused:
        messages.error(request, str(refused))
    return redirect("placements:introduction-list", placement_id=placement.public_id)


@forms_allowed
@may_edit
def introduction_add(request: SignedInRequest, *, placement_id: UUID) -> HttpResponse:
    return _form(request, _placement(request, placement_id), None)


@forms_allowed
@may_edit
def introduction_change(request: SignedInRequest, *, introduction_id: UUID) -> HttpResponse:
    step = _step(request, introduction_id)
    return _form(request, step.placement, step)


@forms_allowed
@requires(Permission.UPDATE_MILESTONE)
def introduction_record(request: SignedInRequest, *, introduction_id: UUID) -> HttpResponse:
    """How it went, for each of them."""
    step = _step(request, introduction_id)
    child, today = find(request, step.placement.child.public_id), timezone.localdate()
    writing = drafts.begin(request, "introduction-record", step.public_id)
    version = seen(request, step.version, writing)
    form = forms.RecordStep(sent(request), step=step, today=today)
    writing.fill(form)
    shown = FormPage(
        title=f"How it went: {step.get_kind_display().lower()}",
        back=_address(step.placement),
        version=version,
        writing=writing,
    )
    if form.is_valid():
        try:
            services.record_step(
                step=step, version=version, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except services.WrongDay as refused:
            form.refuse(str(refused))
        except services.ChangedMeanwhile as changed:
            theirs = forms.RecordStep(None, step=changed.row, today=today)
            latest = changed.row.version
            return conflict(request, child, shown, theirs=theirs, yours=form, version=latest)
        else:
            return saved(request, shown)
    return form_page(request, child, form, shown)


@forms_allowed
@may_edit
def introduction_shift(request: SignedInRequest, *, introduction_id: UUID) -> HttpResponse:
    """Another pace: this step and those after it, and the day of the move with them."""
    step = _step(request, introduction_id)
    child = find(request, step.placement.child.public_id)
    form = forms.ShiftSteps(sent(request), today=timezone.localdate())
    writing = drafts.begin(request, "introduction-pace", step.public_id)
    version = seen(request, step.version, writing)
    writing.fill(form)
    shown = FormPage(
        title="Change the pace",
        hint="This step and every later one that is planned move together. Introductions go at the child's pace.",
        back=_address(step.placement),
        submit="Change the pace",
        version=version,
        writing=writing,
    )
    if form.is_valid():
        try:
            services.shift_steps(
                step=step,
                days=form.by_days,
                reason=form.cleaned_data["reason"],
                moves_too=form.cleaned_data["moves_too"],
                version=version,
                by=request.user,
                at=timezone.now(),
            )
        except REFUSALS as refused:
            form.refuse(str(refused))
        except services.ChangedMeanwhile as changed:
            return changed_meanwhile(request, child, form, shown, version=changed.row.version)
        else:
            return saved(request, shown, "The pace is changed.")
    return form_page(request, child, form, shown)


def _form(
    request: SignedInRequest, placement: Placement, step: IntroductionStep | None
) -> HttpResponse:
    child, today = find(request, placement.child.public_id), timezone.localdate()
    writing = drafts.begin(
        request, "introduction" if step else "new-introduction", (step or placement).public_id
    )
    version = seen(request, step.version if step else 0, writing)
    form = forms.StepWords(sent(request), step=step, today=today)
    writing.fill(form)
    shown = FormPage(
        title="Change this step" if step else "Add a step",
        back=_address(placement),
        version=version,
        writing=writing,
    )
    if form.is_valid():
        try:
            services.save_step(
                placement=placement,
                step=step,
                values=form.values,
                version=version,
                by=request.user,
                at=timezone.now(),
            )
        except services.NotBooked as refused:
            form.refuse(str(refused))
        except services.ChangedMeanwhile as changed:
            theirs = forms.StepWords(None, step=changed.row, today=today)
            latest = changed.row.version
            return conflict(request, child, shown, theirs=theirs, yours=form, version=latest)
        else:
            return saved(request, shown)
    return form_page(request, child, form, shown)


def _placement(request: SignedInRequest, placement_id: UUID) -> Placement:
    placements = Placement.objects.visible_to(request.user).select_related("child", "household")
    return get_object_or_404(placements, public_id=placement_id)


def _step(request: SignedInRequest, introduction_id: UUID) -> IntroductionStep:
    steps = IntroductionStep.objects.visible_to(request.user)
    steps = steps.select_related("placement__child", "placement__household")
    return get_object_or_404(steps, public_id=introduction_id)


def _address(placement: Placement) -> str:
    return reverse("placements:introduction-list", kwargs={"placement_id": placement.public_id})
