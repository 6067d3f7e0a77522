"""What if: trying a search with something changed, and homes for siblings who cannot stay together."""

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import opened
from accounts.permissions import Permission, SignedInRequest, requires
from brokerage.forms.trials import TryIt, day_in
from brokerage.matching.trials import Asked, unchanged
from brokerage.models import Search
from brokerage.queries import splits as split_queries
from brokerage.queries import trials as queries
from brokerage.services import trials as services
from brokerage.services.searches import ranking_of
from brokerage.views.search_frame import find_search, search_page


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SEARCH)
def search_trial(request: SignedInRequest, *, search_id: UUID) -> HttpResponse:
    """Shows what a change would do. Nothing is kept but by the button ``record``.

    Answers are posted, since an address with a child's needs in it would stay in logs. ``?day=`` and ``?rule=`` begin
    with another day of the move or a rule set aside.
    """
    search = find_search(request, search_id)
    opened(request, search.referral)
    form, begun = _form(request, search)
    trial = _tried(search, form, begun)
    if trial and "record" in request.POST:
        try:
            kept = services.record(search, trial, by=request.user, at=timezone.now())
        except services.CannotTry as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The trial is kept. It is not the referral's list.")
            return redirect("brokerage:search-detail", search_id=kept.public_id)
    context: dict[str, object] = {
        "form": form,
        "trial": trial,
        "shown": queries.shown(trial.base, trial.ranking, viewer=request.user) if trial else None,
        "search": search,
    }
    if request.htmx:  # type: ignore[attr-defined]  # django-htmx puts it there
        return render(request, "brokerage/_trial_effect.html", context)
    context |= {
        "trials": queries.trials_of(search.referral),
        "way": queries.way_to_change(search.referral, viewer=request.user),
    }
    return search_page(request, search.referral, "brokerage/search_trial.html", context, search)


def _tried(search: Search, form: TryIt, begun: Asked | None) -> services.Trial | None:
    """The trial of the answers, or of what the address begins with; none where nothing is asked or it cannot be."""
    asked = form.asked() if form.is_valid() else None if form.is_bound else begun
    if asked is None:
        return None
    try:
        return services.try_out(search, asked, joined=form.joined() if form.is_bound else ())
    except services.CannotTry as problem:
        if form.is_bound:
            form.add_error(None, str(problem))
        return None


def _form(request: SignedInRequest, search: Search) -> tuple[TryIt, Asked | None]:
    """The form, and what the address begins with if it changes something."""
    base = ranking_of(search)
    start = begun = unchanged(base.request, base.weights)
    rules = queries.rules_to_set_aside(search)
    if day := day_in(request.GET.get("day", "")):
        begun = replace(begun, starts_on=day)
    if request.GET.get("rule") in {rule.code for rule in rules}:
        begun = replace(begun, relaxed=frozenset({request.GET["rule"]}))
    child_ids = base.request.child_ids
    form = TryIt(
        request.POST if request.method == "POST" else None,
        base=base.request,
        asked=begun,
        rules=rules,
        group=queries.group_of(search, child_ids),
        joinable=queries.joinable(search, child_ids),
    )
    return form, None if begun == start else begun


@require_safe
@requires(Permission.SEARCH)
def search_splits(request: SignedInRequest, *, search_id: UUID) -> HttpResponse:
    """Where brothers and sisters would live if no one home takes them all."""
    search = find_search(request, search_id)
    opened(request, search.referral)
    shown = split_queries.splits_shown(search, ranking_of(search), viewer=request.user)
    return search_page(
        request, search.referral, "brokerage/search_splits.html", {"shown": shown}, search
    )
