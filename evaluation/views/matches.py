"""Holding a return against the desk's record, and resolving what the two say differently."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts import access
from accounts.moves import MoveNotAllowed
from accounts.permissions import Permission, SignedInRequest, requires
from evaluation import queries, services
from evaluation.forms import MatchReturn, ResolveDisagreement
from evaluation.lifecycle import DisagreementStatus, MatchStatus
from evaluation.matches.counts import Found, Matched
from evaluation.models import Disagreement, Return, ReturnMatch
from evaluation.reporting.disagreements import desk_says, return_says
from ui.dates import count

# What a request compares itself; larger returns are left to the worker.
EPISODES_MATCHED_AT_ONCE = 2_000
UNFIT_SHOWN = 100
ON_A_PAGE = 50


@requires(Permission.IMPORT_RETURNS)
def return_match(request: SignedInRequest, *, return_id: UUID) -> HttpResponse:
    """A large return is compared before anything of it can be added: the worker counts what there would be to add."""
    found = _visible(request, return_id)
    access.opened(request, found)
    if queries.latest_return(found.authority) != found:
        return _is_not_the_latest(request, found)
    job = queries.latest_matching(found)
    if job and job.status != MatchStatus.DONE:
        return render(request, "evaluation/return_match_at_work.html", _at_work(found, job))
    is_large = queries.episodes_to_match(found) > EPISODES_MATCHED_AT_ONCE
    form = MatchReturn(
        request.POST if request.method == "POST" else None, may_add=job is not None or not is_large
    )
    if form.is_valid():
        ask = _leave_to_the_worker if is_large else _match_at_once
        return ask(request, found, add=form.adds)
    plan = _plan(found, job, is_large=is_large)
    context = {"form": form, "return": found, "job": job, "plan": plan, "unfit_shown": UNFIT_SHOWN}
    if job:
        context["done"] = _in_words(Matched.from_json(job.done))
    return render(request, "evaluation/return_match.html", context)


@require_safe
@requires(Permission.IMPORT_RETURNS)
def return_match_progress(request: SignedInRequest, *, return_id: UUID) -> HttpResponse:
    """The part of the page that asks for itself again; once the work is over, the whole page is loaded."""
    found = _visible(request, return_id)
    job = queries.latest_matching(found)
    context = {"return": found, "job": job}
    response = render(request, "evaluation/_return_match_progress.html", context)
    if job is None or not job.is_unfinished:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@requires(Permission.IMPORT_RETURNS)
def return_match_retry(request: SignedInRequest, *, return_id: UUID) -> HttpResponse:
    found = _visible(request, return_id)
    job = queries.latest_matching(found)
    try:
        if job:
            services.retry_match(job=job, by=request.user, at=timezone.now())
    except MoveNotAllowed:
        messages.info(request, "Somebody has dealt with this already.")
    return redirect("evaluation:return-match", found.public_id)


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


def _visible(request: SignedInRequest, return_id: UUID) -> Return:
    seen = Return.objects.visible_to(request.user).select_related("authority")
    return get_object_or_404(seen, public_id=return_id)


def _match_at_once(request: SignedInRequest, found: Return, *, add: bool) -> HttpResponse:
    try:
        done = services.match(one=found, add=add, by=request.user, at=timezone.now())
    except services.NotTheLatest:
        return _is_not_the_latest(request, found)
    messages.success(request, _in_words(done))
    return redirect("evaluation:disagreement-list")


def _leave_to_the_worker(request: SignedInRequest, found: Return, *, add: bool) -> HttpResponse:
    return redirect(services.ask_to_match(one=found, add=add, by=request.user, at=timezone.now()))


def _plan(found: Return, job: ReturnMatch | None, *, is_large: bool) -> Found | None:
    """What there is to add: as it is now, or of a large return as the worker saw it; None before it did."""
    if not is_large:
        return services.takeover(found).found
    return Found.from_json(job.found) if job else None


def _at_work(found: Return, job: ReturnMatch) -> dict[str, Any]:
    done = _in_words(Matched.from_json(job.done)) if job.children_done else ""
    return {"return": found, "job": job, "done": done}


def _is_not_the_latest(request: SignedInRequest, found: Return) -> HttpResponse:
    messages.info(request, "Only the latest return that is imported is held against the desk.")
    return redirect(found)


def _in_words(done: Matched) -> str:
    children = "1 child" if done.children == 1 else f"{done.children:,} children"
    added = f"{children}, {count(done.stays, 'stay')} and {count(done.statuses, 'period')} of legal status were added. "
    found = f"{count(done.disagreements, 'new disagreement')} found."
    return (added if done.children or done.stays or done.statuses else "") + found
