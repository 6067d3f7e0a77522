"""What would make it work: near misses, accepting a remedy for one, and the authority's terms of remedies."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import opened
from accounts.models import Authority
from accounts.permissions import Permission, SignedInRequest, allows, requires
from brokerage.forms import remedies as forms
from brokerage.matching.rules import RULE_BY_CODE
from brokerage.models import AcceptedRemedy, Search
from brokerage.queries import near_misses as queries
from brokerage.queries import remedies as remedy_queries
from brokerage.remedies import SHIPPED, Terms
from brokerage.remedy_kinds import WAITING, Approval
from brokerage.services import remedies as services
from brokerage.services.searches import CannotSearch, NotConsidered, ranking_of
from brokerage.views.search_frame import find_search, search_page
from carers.models import Household

forms_allowed = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@requires(Permission.SEARCH)
def search_near_misses(request: SignedInRequest, *, search_id: UUID) -> HttpResponse:
    """``?rule=SKL-1`` shows those of one rule."""
    search = find_search(request, search_id)
    opened(request, search.referral)
    ranking = ranking_of(search)
    found = queries.near_misses(
        search,
        ranking,
        viewer=request.user,
        today=timezone.localdate(),
        code=request.GET.get("rule", ""),
        page=request.GET.get("page"),
    )
    context = {
        "found": found,
        "accepted": queries.accepted(search, ranking),
        "may_accept": allows(request.user, Permission.DECIDE) and not search.is_trial,
        "may_change_terms": allows(request.user, Permission.APPROVE_WEIGHTS),
    }
    return search_page(
        request, search.referral, "brokerage/search_near_misses.html", context, search
    )


@forms_allowed
@requires(Permission.DECIDE)
def remedy_accept(
    request: SignedInRequest, *, search_id: UUID, household_id: UUID, rule: str
) -> HttpResponse:
    """Accepts the remedy that would help one household with the one rule that it fails."""
    search = find_search(request, search_id)
    households = Household.objects.visible_to(request.user).select_related("service")
    household = get_object_or_404(households, public_id=household_id)
    if rule not in RULE_BY_CODE:
        raise Http404
    opened(request, household)
    try:
        near_miss = services.near_miss(
            referral=search.referral, household=household, rule=rule, at=timezone.now()
        )
    except (services.NotRemediable, CannotSearch, NotConsidered) as problem:
        messages.error(request, str(problem) or "This household can no longer be looked at.")
        return redirect("brokerage:search-near-misses", search_id=search.public_id)
    return _accept(request, search, household, near_miss)


def _accept(
    request: SignedInRequest, search: Search, household: Household, line: Any
) -> HttpResponse:
    terms = remedy_queries.terms_of(search.referral.authority)[line.code, line.remedy.code]
    moves_on = search.referral.starts_on(today=timezone.localdate())
    form = forms.AcceptRemedy(
        request.POST if request.method == "POST" else None, terms=terms, moves_on=moves_on
    )
    if form.is_valid():
        try:
            services.accept(
                referral=search.referral,
                household=household,
                rule=line.code,
                acceptance=services.Acceptance(**form.cleaned_data),
                by=request.user,
                at=timezone.now(),
            )
        except services.WrongDay as problem:
            form.add_error(problem.field, str(problem))
        except (services.NotRemediable, services.NotYourRemedy) as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"Accepted. {household.name} is on the list, with a remedy.")
            return redirect("brokerage:search-latest", referral_id=search.referral.public_id)
    context = {
        "form": form,
        "household": household,
        "line": line,
        "terms": terms,
        "moves_on": moves_on,
        "may_accept": services.may_accept(terms, request.user),
    }
    return search_page(request, search.referral, "brokerage/remedy_accept.html", context, search)


@forms_allowed
@requires(Permission.DECIDE)
def remedy_withdraw(request: SignedInRequest, *, remedy_id: UUID) -> HttpResponse:
    found = AcceptedRemedy.objects.visible_to(request.user)
    found = found.select_related("referral__authority", "household", "by")
    accepted = get_object_or_404(found, public_id=remedy_id)
    referral = accepted.referral
    opened(request, referral)
    form = forms.WithdrawRemedy(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.withdraw(
                accepted=accepted,
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except services.NotRemediable as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The remedy is taken back, and the list is made again.")
            return redirect("brokerage:search-latest", referral_id=referral.public_id)
    context = {"form": form, "accepted": accepted, "rule": RULE_BY_CODE[accepted.rule]}
    return search_page(request, referral, "brokerage/remedy_withdraw.html", context)


@require_safe
@requires(Permission.SEARCH)
def remedy_terms(request: SignedInRequest) -> HttpResponse:
    """On what terms this authority accepts remedies."""
    context = {
        "listed": remedy_queries.terms_listed(_authority(request)),
        "may_change": allows(request.user, Permission.APPROVE_WEIGHTS),
    }
    return render(request, "brokerage/remedy_terms.html", context)


@forms_allowed
@requires(Permission.APPROVE_WEIGHTS)
def remedy_terms_change(request: SignedInRequest) -> HttpResponse:
    """``?rule=SKL-1&remedy=TRAINING`` says which; without a remedy that can be accepted, back to all of them."""
    authority = _authority(request)
    rule, remedy = request.GET.get("rule", ""), request.GET.get("remedy", "")
    if (rule, remedy) not in SHIPPED or remedy in WAITING:
        return redirect("brokerage:remedy-terms")
    now = remedy_queries.terms_of(authority)[rule, remedy]
    names = ("words", "lead_days", "approval", "approver")
    form = forms.SetTerms(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(now, name) for name in names},
    )
    if form.is_valid():
        answers = form.cleaned_data | {"approval": Approval(form.cleaned_data["approval"])}
        services.set_terms(
            authority=authority,
            terms=Terms(rule=rule, remedy=remedy, **answers),
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, "The terms are saved. What was accepted before stays as it was.")
        return redirect("brokerage:remedy-terms")
    context = {"form": form, "rule": RULE_BY_CODE[rule], "shipped": SHIPPED[rule, remedy]}
    return render(request, "brokerage/remedy_terms_change.html", context)


def _authority(request: SignedInRequest) -> Authority:
    if request.user.authority is None:
        raise Http404
    return request.user.authority
