"""Holding a return against the desk's record, and resolving what the two say differently."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import access
from accounts.moves import MoveNotAllowed
from accounts.permissions import Permission, SignedInRequest, requires
from evaluation import queries, services
from evaluation.forms import MatchReturn, ResolveDisagreement
from evaluation.lifecycle import DisagreementStatus
from evaluation.models import Disagreement, Return
from evaluation.reporting.disagreements import desk_says, return_says
from evaluation.services import Matched
from ui.dates import count

ON_A_PAGE = 50


@requires(Permission.IMPORT_RETURNS)
def return_match(request: SignedInRequest, *, return_id: UUID) -> HttpResponse:
    seen = Return.objects.visible_to(request.user).select_related("authority")
    found = get_object_or_404(seen, public_id=return_id)
    access.opened(request, found)
    if queries.latest_return(found.authority) != found:
        return _is_not_the_latest(request, found)
    form = MatchReturn(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            done = services.match(one=found, add=form.adds, by=request.user, at=timezone.now())
        except services.NotTheLatest:
            return _is_not_the_latest(request, found)
        messages.success(request, _in_words(done))
        return redirect("evaluation:disagreement-list")
    context = {"form": form, "return": found, "plan": services.takeover(found)}
    return render(request, "evaluation/return_match.html", context)


@require_safe
@requires(Permission.IMPORT_RETURNS)
def disagreement_list(request: SignedInRequest) -> HttpResponse:
    """Those to resolve; with ``?resolved=yes`` the others, the latest first."""
    seen = Disagreement.objects.visible_to(request.user)
    seen = seen.select_related("child", "for_return", "placement", "resolved_by")
    is_resolved = request.GET.get("resolved") == "yes"
    shown = seen.exclude(status=DisagreementStatus.OPEN) if is_resolved else seen.open()
    if is_resolved:
        shown = shown.order_by("-resolved_at", "-pk")
    page = Paginator(shown, ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [(one, desk_says(one), return_says(one)) for one in page]
    counts = {"open": seen.open().count(), "resolved": seen.exclude(status="OPEN").count()}
    context = {"page": page, "rows": rows, "is_resolved": is_resolved, "counts": counts}
    return render(request, "evaluation/disagreement_list.html", context)


@requires(Permission.IMPORT_RETURNS)
def disagreement_resolve(request: SignedInRequest, *, disagreement_id: UUID) -> HttpResponse:
    seen = Disagreement.objects.visible_to(request.user)
    seen = seen.select_related("child", "for_return", "placement", "resolved_by")
    one = get_object_or_404(seen, public_id=disagreement_id)
    access.opened(request, one)
    said = {"desk": desk_says(one), "return_says": return_says(one)}
    data = request.POST if request.method == "POST" else None
    form = ResolveDisagreement(data, **said, can_take=services.can_be_taken(one))
    if form.is_valid():
        how, note = form.decided()
        try:
            services.resolve(
                disagreement=one, how=how, note=note, by=request.user, at=timezone.now()
            )
        except services.CannotTake as problem:
            form.add_error("how", str(problem))
        except MoveNotAllowed:
            messages.info(request, "Somebody has resolved this already.")
            return redirect(one)
        else:
            messages.success(request, f"{one.get_about_display()} is resolved.")
            return redirect("evaluation:disagreement-list")
    context = {"form": form, "one": one, **said}
    return render(request, "evaluation/disagreement_resolve.html", context)


def _is_not_the_latest(request: SignedInRequest, found: Return) -> HttpResponse:
    messages.info(request, "Only the latest return that is imported is held against the desk.")
    return redirect(found)


def _in_words(done: Matched) -> str:
    children = "1 child" if done.children == 1 else f"{done.children:,} children"
    added = f"{children}, {count(done.stays, 'stay')} and {count(done.statuses, 'period')} of legal status were added. "
    found = f"{count(done.disagreements, 'new disagreement')} found."
    return (added if done.children or done.stays or done.statuses else "") + found
