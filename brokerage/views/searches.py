"""The pages of a search: the ranked list, who was ruled out, one household's reasons, and a few side by side."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import opened
from accounts.permissions import Permission, SignedInRequest, allows, requires
from brokerage.forms.searches import FindHousehold
from brokerage.lifecycle import LOOKING, ReferralStatus
from brokerage.matching.rules import RULE_BY_CODE
from brokerage.models import Referral, Search
from brokerage.queries import search_households as household_queries
from brokerage.queries import search_ruled_out as ruled_out_queries
from brokerage.queries import searches as queries
from brokerage.queries import trials as trial_queries
from brokerage.queries.search_outside import why_not_considered
from brokerage.services import searches as services
from brokerage.views import ticks
from brokerage.views.search_frame import find_search, search_page
from carers.models import Household

HOUSEHOLDS_ON_A_PAGE = 25
SHORTLIST_FORM = "shortlist"
may_search = requires(Permission.SEARCH)


@require_safe
@may_search
def search_latest(request: SignedInRequest, *, referral_id: UUID) -> HttpResponse:
    """The referral's list as it was made last, or the button that makes it. A GET never searches."""
    referral = get_object_or_404(
        Referral.objects.visible_to(request.user).select_related("authority"),
        public_id=referral_id,
    )
    opened(request, referral)
    search = queries.latest_search(referral)
    if search:
        return _list(request, search)
    may_run = ReferralStatus(referral.status) in LOOKING
    return search_page(request, referral, "brokerage/search_none.html", {"may_run": may_run})


@require_POST
@may_search
def search_run(request: SignedInRequest, *, referral_id: UUID) -> HttpResponse:
    referral = get_object_or_404(Referral.objects.visible_to(request.user), public_id=referral_id)
    try:
        services.run_search(referral_id=referral.public_id, by=request.user, at=timezone.now())
    except services.CannotSearch as problem:
        messages.error(request, str(problem))
    return redirect("brokerage:search-latest", referral_id=referral.public_id)


@require_safe
@may_search
def search_detail(request: SignedInRequest, *, search_id: UUID) -> HttpResponse:
    """One search's list, as it was."""
    search = find_search(request, search_id)
    opened(request, search.referral)
    return _list(request, search, trials=trial_queries.trials_of(search.referral))


@require_POST
@may_search
def search_choose(request: SignedInRequest, *, search_id: UUID) -> HttpResponse:
    """Keeps what is ticked, and goes on: to another ``page`` of the list, to ``compare``, or to ``ask``.

    Asking repeats the POST there, since an address cannot hold every household of a long list.
    """
    search = find_search(request, search_id)
    ranks = ticks.keep(request, search)
    if "ask" in request.POST and ranks and queries.asks_for_the_same(search):
        ask_url = queries.url_of_round(search.referral)
        return redirect(ask_url, preserve_request=True)
    if "compare" in request.POST and ranks:
        return _compare(request, search, ranks)
    if "ask" in request.POST:
        messages.info(request, "Select the carers to ask.")
    elif "compare" in request.POST:
        messages.info(request, "Select two to four carers to compare.")
    return back_to_list(request, search)


@require_http_methods(["GET", "HEAD", "POST"])
@may_search
def search_ruled_out(request: SignedInRequest, *, search_id: UUID) -> HttpResponse:
    """``?rule=PLC-1`` lists whom that rule ruled out. A POST looks a household up by name and writes nothing."""
    search = find_search(request, search_id)
    opened(request, search.referral)
    form = FindHousehold(request.POST if request.method == "POST" else None)
    found = None
    if form.is_valid():
        households = form.found(Household.objects.visible_to(request.user))
        outcomes = ruled_out_queries.outcomes(search)
        found = [(household, outcomes.in_words(household.pk)) for household in households]
    context = {
        "counts": ruled_out_queries.rule_counts(search),
        "nobody": ruled_out_queries.rules_nobody_failed(search),
        "ruled_out": search.considered - search.eligible,
        "form": form,
        "found": found,
        **_failing(request, search),
    }
    return search_page(request, search.referral, "brokerage/search_ruled_out.html", context, search)


@require_safe
@may_search
def search_household(
    request: SignedInRequest, *, search_id: UUID, household_id: UUID
) -> HttpResponse:
    """Why one household is where it is on the list, or is not on it."""
    search = find_search(request, search_id)
    household = get_object_or_404(
        Household.objects.visible_to(request.user).select_related("service"),
        public_id=household_id,
    )
    opened(request, household)
    try:
        explanation = services.household_explanation(search, household)
    except services.NotConsidered:
        explanation = None
    shortlisted = queries.shortlisted_households(search.referral)
    context: dict[str, object] = {
        "household": household,
        "explanation": explanation,
        "is_shortlisted": household.pk in shortlisted,
        "may_shortlist": _may_shortlist(request, search),
    }
    if explanation:
        context |= household_queries.household_shown(explanation)
    else:
        context["outside"] = why_not_considered(search, household)
    return search_page(request, search.referral, "brokerage/search_household.html", context, search)


@require_safe
@may_search
def search_compare(request: SignedInRequest, *, search_id: UUID) -> HttpResponse:
    """``?household=…`` for each to compare, the first four of them; ``&differences=1`` leaves out what is the same."""
    search = find_search(request, search_id)
    chosen = _chosen(request, search)
    shown = chosen[: household_queries.MOST_COMPARED]
    for household in shown:
        opened(request, household)
    if not shown:
        messages.info(request, "Select two to four carers to compare.")
        return redirect("brokerage:search-detail", search_id=search.public_id)
    try:
        explanations = services.household_explanations(search, shown)
    except services.NotConsidered as problem:
        raise Http404 from problem
    may_shortlist = _may_shortlist(request, search)
    comparison = household_queries.comparison(
        search,
        shown,
        explanations,
        shortlist_form=SHORTLIST_FORM if may_shortlist else "",
    )
    only_differences = "differences" in request.GET
    context = {
        "comparison": comparison.only_differences() if only_differences else comparison,
        "only_differences": only_differences,
        "shortlist_form": SHORTLIST_FORM if may_shortlist else "",
        "households": shown,
        "left_out": len(chosen) - len(shown),
        "round_url": queries.url_of_round(search.referral),
    }
    return search_page(request, search.referral, "brokerage/search_compare.html", context, search)


def back_to_list(request: SignedInRequest, search: Search) -> HttpResponse:
    """The page of the list that was asked for, or the one that the form stood on."""
    number = request.POST.get("page") or request.POST.get("this_page", "")
    query = {"page": number} if number.isdigit() and number != "1" else {}
    if search == queries.latest_search(search.referral):
        referral_id = search.referral.public_id
        url = reverse("brokerage:search-latest", kwargs={"referral_id": referral_id}, query=query)
    else:
        url = reverse(
            "brokerage:search-detail", kwargs={"search_id": search.public_id}, query=query
        )
    return redirect(url)


def _compare(request: SignedInRequest, search: Search, ranks: Sequence[int]) -> HttpResponse:
    best = ranks[: household_queries.MOST_COMPARED]
    if len(ranks) > len(best):
        messages.info(
            request, f"Four are compared at a time: the best of the {len(ranks)} you have selected."
        )
    query = {"household": queries.households_at(search, best)}
    ids = {"search_id": search.public_id}
    return redirect(reverse("brokerage:search-compare", kwargs=ids, query=query))


def _may_shortlist(request: SignedInRequest, search: Search) -> bool:
    status = ReferralStatus(search.referral.status)
    return status in LOOKING and allows(request.user, Permission.DECIDE)


def _list(
    request: SignedInRequest, search: Search, *, trials: Iterable[Search] = ()
) -> HttpResponse:
    ranked = queries.ranked_list(
        search,
        page=request.GET.get("page"),
        now=timezone.now(),
        ticks=ticks.kept(request, search),
    )
    context = {
        "ranked": ranked,
        "trials": trials,
        "may_shortlist": _may_shortlist(request, search),
        "round_url": queries.url_of_round(search.referral) if ranked.may_ask else "",
    }
    return search_page(request, search.referral, "brokerage/search_detail.html", context, search)


def _failing(request: SignedInRequest, search: Search) -> dict[str, object]:
    """The households that the rule in the address ruled out, in pages, each with its words; nothing without a rule."""
    code = request.GET.get("rule", "")
    if code not in RULE_BY_CODE:
        return {}
    ids = ruled_out_queries.outcomes(search).failing(code)
    page = Paginator(ids, HOUSEHOLDS_ON_A_PAGE).get_page(request.GET.get("page"))
    visible = Household.objects.visible_to(request.user).select_related("service")
    known = visible.in_bulk(list(page.object_list))
    shown = [known[key] for key in page.object_list if key in known]
    explanations = services.household_explanations(search, shown)
    rows = ruled_out_queries.failing_rows(zip(shown, explanations, strict=True), code)
    return {"rule": RULE_BY_CODE[code], "page": page, "rows": rows}


def _chosen(request: SignedInRequest, search: Search) -> list[Household]:
    """The households in the address that this person may see, each once, in its order."""
    asked: dict[UUID, None] = {}
    for value in request.GET.getlist("household"):
        try:
            asked[UUID(value)] = None
        except ValueError:
            continue
    visible = Household.objects.visible_to(request.user).select_related("service")
    marked = queries.with_shortlist(visible, search.referral_id)
    known = {household.public_id: household for household in marked.filter(public_id__in=asked)}
    return [known[public_id] for public_id in asked if public_id in known]
