"""Approving a care plan, and its versions: on the page, for professionals on paper, and for the child."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import exported, opened
from accounts.permissions import Permission, SignedInRequest, requires
from children.views.records import find, page
from documents import pdf
from documents.uploads import safe_download
from placements import services
from placements.forms import plans as forms
from placements.models import CarePlan, CarePlanVersion
from placements.queries import childs_page, differences, reading
from placements.queries import plans as queries

may_read = requires(Permission.VIEW_CHILD)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.APPROVE_PLAN)
def plan_approve(request: SignedInRequest, *, child_id: UUID) -> HttpResponse:
    """What changed and what is missing, and the button that freezes the plan."""
    child = find(request, child_id)
    plan = CarePlan.objects.visible_to(request.user).filter(child=child).first()
    if plan is None:
        raise Http404
    today = timezone.localdate()
    working = queries.working(plan, today=today)
    form = forms.Approve(
        request.POST if request.method == "POST" else None,
        fingerprint=working.fingerprint,
        today=today,
    )
    if form.is_valid():
        try:
            version = services.approve_plan(
                plan=plan, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except services.CannotSave as refused:
            form.refuse(str(refused))
        else:
            messages.success(request, f"Version {version.number} of the plan is approved.")
            return redirect("placements:version-detail", careplanversion_id=version.public_id)
    context = {"working": working, "shown": working.shown, "form": form}
    return page(request, child, "placements/plan_approve.html", context)


@require_POST
@requires(Permission.EDIT_PLAN)
def plan_ask(request: SignedInRequest, *, child_id: UUID) -> HttpResponse:
    """Send the plan, as the person read it, to those who may approve it."""
    child = find(request, child_id)
    plan = get_object_or_404(CarePlan.objects.visible_to(request.user), child=child)
    form = forms.AskForApproval(request.POST)
    try:
        services.ask_for_approval(
            plan=plan, fingerprint=form.seen, by=request.user, at=timezone.now()
        )
    except services.CannotSave as refused:
        messages.error(request, f"{refused}.")
    else:
        messages.success(request, "The plan is sent to the managers.")
    return redirect("placements:plan-detail", child_id=child.public_id)


@require_safe
@may_read
def version_detail(request: SignedInRequest, *, careplanversion_id: UUID) -> HttpResponse:
    """A version as it was approved, and what it changed."""
    version = _version(request, careplanversion_id)
    opened(request, version)
    before = version.plan.versions.filter(number=version.number - 1).first()
    context = {
        "version": version,
        "shown": reading.read(version.content),
        "before": before,
        "changes": differences.difference(before.content, version.content) if before else [],
        "back": reverse("placements:plan-detail", args=[version.plan.child.public_id]),
    }
    return page(request, version.plan.child, "placements/version_detail.html", context)


@require_safe
@may_read
def version_pdf(request: SignedInRequest, *, careplanversion_id: UUID) -> HttpResponse:
    version = _version(request, careplanversion_id)
    shown = reading.read(version.content)
    title = f"Care plan of {shown.reference}, version {version.number}"
    return _download(request, version, "placements/version_pdf.html", {"shown": shown}, title=title)


@require_safe
@may_read
def version_child_pdf(request: SignedInRequest, *, careplanversion_id: UUID) -> HttpResponse:
    version = _version(request, careplanversion_id)
    shown = reading.read(version.content)
    drawn = childs_page.draw(shown)
    return _download(
        request, version, "placements/version_child_pdf.html", {"drawn": drawn}, title="My plan"
    )


def _download(
    request: SignedInRequest,
    version: CarePlanVersion,
    template: str,
    context: dict[str, object],
    *,
    title: str,
) -> HttpResponse:
    """The version on paper, noted as taken away; or the page again, saying that it could not be made."""
    child = version.plan.child
    told = {"version": version, "authority": child.authority.name, "today": timezone.localdate()}
    try:
        content = pdf.render(template, {**context, **told}, title=title)
    except pdf.DocumentFailed as failed:
        messages.error(request, str(failed))
        return redirect("placements:version-detail", careplanversion_id=version.public_id)
    exported(request, record=version)
    name = f"{title.lower().replace(' ', '-').replace(',', '')}.pdf"
    return safe_download(content, name, "application/pdf")


def _version(request: SignedInRequest, version_id: UUID) -> CarePlanVersion:
    versions = CarePlanVersion.objects.visible_to(request.user)
    versions = versions.select_related(
        "plan__child__social_worker", "plan__child__authority", "approved_by"
    )
    version: CarePlanVersion = get_object_or_404(versions, public_id=version_id)
    return version
