"""The plan of a stay, and who decides what during it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import opened
from accounts.permissions import SignedInRequest
from children.forms.sections import Version
from children.views.records import page
from placements import services
from placements.forms import placement_plans as forms
from placements.models import Delegation, Placement, PlacementPlan
from placements.views.asking import Asked, answer, may_edit, seen, sent
from ui import drafts

forms_allowed = require_http_methods(["GET", "HEAD", "POST"])
LONGEST_ID = 18  # digits that a database key has at most
READ_AGAIN = "Somebody changed this plan after you had opened it. Read it again first."


@forms_allowed
@may_edit
def stay_plan_change(request: SignedInRequest, *, placement_id: UUID) -> HttpResponse:
    placement = _placement(request, placement_id)
    plan, today = _plan_of(placement), timezone.localdate()
    writing = drafts.begin(request, "stay-plan", placement.public_id)
    form = forms.StayPlan(sent(request), row=plan, today=today)
    writing.fill(form)
    asked = Asked(
        child=placement.child,
        form=form,
        writing=writing,
        title="Placement plan",
        back=_back(placement),
        version=seen(request, writing, plan.version if plan else 0),
        hint="How this home will meet the child's needs day to day: Care Planning Regulations 2010, Schedule 2.",
    )
    return answer(
        request,
        asked,
        lambda: services.update_placement_plan(
            placement=placement,
            version=asked.version,
            by=request.user,
            at=timezone.now(),
            **form.values,
        ),
        theirs=lambda row: forms.StayPlan(None, row=row, today=today),
    )


@forms_allowed
@may_edit
def delegation_add(request: SignedInRequest, *, placement_id: UUID) -> HttpResponse:
    placement = _placement(request, placement_id)
    return _delegation(request, placement, None, suggestion=request.GET.get("about", ""))


@forms_allowed
@may_edit
def delegation_change(
    request: SignedInRequest, *, placement_id: UUID, delegation: str
) -> HttpResponse:
    placement = _placement(request, placement_id)
    return _delegation(request, placement, _row(placement, delegation))


@forms_allowed
@may_edit
def delegation_remove(
    request: SignedInRequest, *, placement_id: UUID, delegation: str
) -> HttpResponse:
    placement = _placement(request, placement_id)
    row = _row(placement, delegation)
    if request.method == "POST":
        version = Version(request.POST).seen()
        try:
            services.remove_delegation(
                delegation=row, version=version, by=request.user, at=timezone.now()
            )
        except services.ChangedMeanwhile:
            messages.error(request, READ_AGAIN)
        else:
            messages.success(request, "Removed.")
        return redirect(_back(placement))
    context = {"row": row, "version": row.plan.version, "back": _back(placement)}
    return page(request, placement.child, "placements/delegation_remove.html", context)


def _delegation(
    request: SignedInRequest, placement: Placement, row: Delegation | None, *, suggestion: str = ""
) -> HttpResponse:
    today, plan = timezone.localdate(), _plan_of(placement)
    writing = drafts.begin(request, "decision", f"{placement.public_id}:{row.pk if row else 'new'}")
    form = forms.WhoDecides(sent(request), row=row, today=today, suggestion=suggestion)
    writing.fill(form)
    remove = (
        reverse("placements:delegation-remove", args=[placement.public_id, row.pk]) if row else ""
    )
    asked = Asked(
        child=placement.child,
        form=form,
        writing=writing,
        title="Who decides",
        back=_back(placement),
        version=seen(request, writing, plan.version if plan else 0),
        remove_url=remove,
    )

    def now(changed: PlacementPlan) -> Any:
        found = changed.delegations.filter(pk=row.pk).first() if row else None
        return forms.WhoDecides(None, row=found, today=today)

    return answer(
        request,
        asked,
        lambda: services.save_delegation(
            placement=placement,
            delegation=row,
            version=asked.version if row else None,
            by=request.user,
            at=timezone.now(),
            **form.values,
        ),
        theirs=now,
    )


def _placement(request: SignedInRequest, placement_id: UUID) -> Placement:
    placements = Placement.objects.visible_to(request.user)
    placements = placements.select_related("child__social_worker", "household", "plan")
    placement = get_object_or_404(placements, public_id=placement_id)
    if request.method in {"GET", "HEAD"}:
        opened(request, placement)
    return placement


def _plan_of(placement: Placement) -> PlacementPlan | None:
    return getattr(placement, "plan", None)


def _back(placement: Placement) -> str:
    return f"{reverse('placements:plan-detail', args=[placement.child.public_id])}#stay"


def _row(placement: Placement, key: str) -> Delegation:
    """The stay's own row of that key; another stay's is not found."""
    plan = _plan_of(placement)
    if plan is None or not key.isdecimal() or len(key) > LONGEST_ID:
        raise Http404
    return get_object_or_404(plan.delegations.select_related("plan__placement"), pk=key)
