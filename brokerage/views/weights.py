"""The pages of an authority's weights: versions, the draft with its effect, and its approval."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission, SignedInRequest, requires
from brokerage.forms.weights import ApproveWeights, DraftWeights
from brokerage.models import WeightSet
from brokerage.queries import weight_effect
from brokerage.queries import weights as queries
from brokerage.services import searches
from brokerage.services import weights as services

may_see = requires(Permission.SEARCH)


@require_safe
@may_see
def weight_list(request: SignedInRequest) -> HttpResponse:
    versions = queries.versions(request.user, at=timezone.now())
    return render(request, "brokerage/weight_list.html", {"versions": versions})


@require_http_methods(["GET", "HEAD", "POST"])
@may_see
def weight_draft(request: SignedInRequest) -> HttpResponse:
    """Draft the next version, from the draft that there is or else from what is in force."""
    versions = queries.versions(request.user, at=timezone.now())
    draft = versions.drafts[0] if versions.drafts else None
    form = DraftWeights(
        request.POST if request.method == "POST" else None,
        weights=draft.weights if draft else versions.weights,
        initial={"reason": draft.reason if draft else ""},
    )
    authority = request.user.authority
    if authority and form.is_valid():
        saved = services.draft_weights(
            authority=authority,
            weights=form.weights,
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=timezone.now(),
        )
        return redirect("brokerage:weight-detail", weightset_id=saved.public_id)
    return render(request, "brokerage/weight_draft.html", {"form": form, "draft": draft})


@require_safe
@may_see
def weight_detail(request: SignedInRequest, *, weightset_id: UUID) -> HttpResponse:
    """One version. A draft is shown with what it would have done to the last real searches."""
    found = _find(request, weightset_id)
    before, weights_before = queries.weights_before(found)
    context: dict[str, object] = {
        "found": found,
        "rows": queries.in_words(found.weights),
        "before": before,
        "differences": queries.differences(weights_before, found.weights),
    }
    if found.approved_at is None:
        context |= {
            "effect": weight_effect.effect(request.user, searches.as_weights(found)),
            "why_not": services.why_not_approve(found, by=request.user),
        }
    return render(request, "brokerage/weight_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.APPROVE_WEIGHTS)
def weight_approve(request: SignedInRequest, *, weightset_id: UUID) -> HttpResponse:
    draft = _find(request, weightset_id)
    if draft.approved_at:
        return redirect("brokerage:weight-detail", weightset_id=weightset_id)
    data = request.POST if request.method == "POST" else None
    form = ApproveWeights(data, seen_at=draft.created_at)
    if form.is_valid():
        try:
            services.approve_weights(
                weight_set=draft, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except (services.NotYours, services.DraftChanged) as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, f"{draft} are in force. Searches use them from now on.")
        return redirect("brokerage:weight-detail", weightset_id=weightset_id)
    before, weights_before = queries.weights_before(draft)
    differences = queries.differences(weights_before, draft.weights)
    context = {"draft": draft, "form": form, "before": before, "differences": differences}
    return render(request, "brokerage/weight_approve.html", context)


@require_POST
@may_see
def weight_discard(request: SignedInRequest, *, weightset_id: UUID) -> HttpResponse:
    try:
        services.discard_draft(weight_set=_find(request, weightset_id))
    except services.DraftChanged as problem:
        messages.error(request, str(problem))
    return redirect("brokerage:weight-list")


def _find(request: SignedInRequest, weightset_id: UUID) -> WeightSet:
    mine = WeightSet.objects.visible_to(request.user).select_related("created_by", "approved_by")
    found: WeightSet = get_object_or_404(mine, public_id=weightset_id)
    return found
