"""Choosing a home: the shortlist, what everyone says, the decision, its approvals, and the booking."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from accounts.moves import MoveNotAllowed
from accounts.permissions import Permission, SignedInRequest, requires
from brokerage import decision_board
from brokerage.forms import decisions as forms
from brokerage.forms.rounds import Selection
from brokerage.models import Decision, MatchView, Referral, Search
from brokerage.queries.searches import listing
from brokerage.services import bookings, searches, shortlist, suitability
from brokerage.services import decisions as services
from brokerage.views import ticks
from brokerage.views.referrals import find, forms_allowed, page
from brokerage.views.searches import back_to_list
from carers.models import Household
from placements import services as placements

REFUSALS = (
    MoveNotAllowed,
    suitability.NotSuitable,
    bookings.NotReady,
    suitability.TooLongForAnEmergency,
    placements.NoPlaceFree,
    placements.ChildHasAnotherHome,
    searches.CannotSearch,
    searches.NotConsidered,
)


@require_safe
@requires(Permission.RECORD_VIEWS)
def decision_detail(request: SignedInRequest, *, referral_id: UUID) -> HttpResponse:
    referral = find(request, referral_id)
    board = decision_board.board(referral, viewer=request.user, at=timezone.now())
    return page(request, referral, "brokerage/decision_detail.html", {"board": board})


@require_POST
@requires(Permission.DECIDE)
def shortlist_change(request: SignedInRequest, *, referral_id: UUID) -> HttpResponse:
    """Puts the posted ``household`` on the shortlist, or with ``remove`` takes it off; then goes ``back`` to a page.

    The ranked list posts it as ``shortlist``, with everything that is ticked as ``household``, and is gone back to.
    """
    referral = find(request, referral_id)
    back = _back_from_shortlist(request, referral)
    wanted = request.POST.get("shortlist") or request.POST.get("household")
    if not wanted:
        messages.error(request, "Choose a home to put on the shortlist.")
        return back
    household = _household(request, wanted)
    act = shortlist.remove_from_shortlist if "remove" in request.POST else _add
    try:
        act(referral=referral, household=household, by=request.user, at=timezone.now())
    except shortlist.NotLooking as problem:
        messages.error(request, str(problem))
    else:
        where = "off" if "remove" in request.POST else "on"
        messages.success(request, f"{household.name} is {where} the shortlist.")
    return back


def _back_from_shortlist(request: SignedInRequest, referral: Referral) -> HttpResponse:
    """To the list with what is ticked there, to the page of this site that the form names, or to the decision."""
    if "shortlist" in request.POST:
        search_id = Selection(request.POST).search
        searches_seen = Search.objects.visible_to(request.user).filter(referral=referral)
        search = get_object_or_404(listing(searches_seen), public_id=search_id)
        ticks.keep(request, search)
        return back_to_list(request, search)
    back = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return redirect("brokerage:decision-detail", referral_id=referral.public_id)


def _add(**what: Any) -> None:
    shortlist.add_to_shortlist(note="", **what)


@forms_allowed
@requires(Permission.RECORD_VIEWS)
def view_record(
    request: SignedInRequest, *, referral_id: UUID, household_id: UUID, whose: str
) -> HttpResponse:
    referral = find(request, referral_id)
    household = _shortlisted(referral, household_id)
    labels = dict(MatchView.Whose.choices)
    if whose not in labels:
        raise Http404
    today = timezone.localdate()
    last = referral.views.filter(household=household, whose=whose).first()
    initial = (
        {"view": last.view, "words": last.words, "gathered_on": last.gathered_on} if last else {}
    )
    form = forms.RecordView(
        request.POST if request.method == "POST" else None,
        initial={"gathered_on": today} | initial,
        today=today,
    )
    if form.is_valid():
        try:
            shortlist.record_view(
                referral=referral,
                household=household,
                whose=whose,
                by=request.user,
                at=timezone.now(),
                **form.cleaned_data,
            )
        except shortlist.NotLooking as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "Saved.")
            return redirect("brokerage:decision-detail", referral_id=referral_id)
    context = {"form": form, "household": household, "whose": labels[whose]}
    return page(request, referral, "brokerage/view_record.html", context)


@forms_allowed
@requires(Permission.DECIDE)
def decision_new(
    request: SignedInRequest, *, referral_id: UUID, household_id: UUID
) -> HttpResponse:
    referral = find(request, referral_id)
    household = _shortlisted(referral, household_id)
    form = forms.Decide(
        request.POST if request.method == "POST" else None,
        initial={"starts_on": referral.starts_on(today=timezone.localdate())},
    )
    if form.is_valid():
        names = ("starts_on", "planned_end_on", "setting", "purpose", "reason", "why_not_others")
        answers = {name: form.cleaned_data[name] for name in names}
        choice = services.Choice(checklist=form.checklist, **answers)
        try:
            services.decide(
                referral=referral,
                household=household,
                choice=choice,
                by=request.user,
                at=timezone.now(),
            )
        except REFUSALS as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The decision is recorded.")
            return redirect("brokerage:decision-detail", referral_id=referral_id)
    context = {"form": form, "household": household}
    return page(request, referral, "brokerage/decision_new.html", context)


@forms_allowed
@requires(Permission.APPROVE)
def approval_answer(request: SignedInRequest, *, decision_id: UUID, kind: str) -> HttpResponse:
    decision = _decision(request, decision_id)
    approval = get_object_or_404(decision.approvals, kind=kind)
    form = forms.AnswerApproval(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.answer_approval(
                approval=approval,
                is_given=form.cleaned_data["is_given"] == forms.YES,
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except (services.NotYours, services.DecisionClosed) as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "Saved.")
            return _back(decision)
    context = {"form": form, "approval": approval, "decision": decision}
    return page(request, decision.referral, "brokerage/approval_answer.html", context)


@forms_allowed
@requires(Permission.DECIDE)
def check_clear(request: SignedInRequest, *, decision_id: UUID, rule: str) -> HttpResponse:
    decision = _decision(request, decision_id)
    lines = {line.code: line for line in suitability.unknowns(decision, at=timezone.now())}
    if rule not in lines:
        messages.info(request, "That is recorded, or no longer needs to be.")
        return _back(decision)
    form = forms.WriteReason(
        request.POST if request.method == "POST" else None,
        question="What did you find out, and from whom?",
        button="Save",
    )
    if form.is_valid():
        try:
            services.clear_check(
                decision=decision,
                rule=rule,
                found=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except services.DecisionClosed as problem:
            form.add_error(None, str(problem))
        else:
            return _back(decision)
    context = {"form": form, "line": lines[rule], "decision": decision}
    return page(request, decision.referral, "brokerage/check_clear.html", context)


@require_POST
@requires(Permission.DECIDE)
def decision_book(request: SignedInRequest, *, decision_id: UUID) -> HttpResponse:
    decision = _decision(request, decision_id)
    try:
        bookings.book(decision=decision, by=request.user, at=timezone.now())
    except REFUSALS as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "The placement is booked. Everyone who answered is told.")
    return _back(decision)


@forms_allowed
@requires(Permission.DECIDE)
def decision_set_aside(request: SignedInRequest, *, decision_id: UUID) -> HttpResponse:
    """Gives up a decision; where it is booked, the booking too."""
    decision = _decision(request, decision_id)
    is_booked = decision.status == "BOOKED"
    form = forms.WriteReason(
        request.POST if request.method == "POST" else None,
        question="Why is the booking cancelled?"
        if is_booked
        else "Why is this home not chosen after all?",
        button="Cancel the booking" if is_booked else "Set the decision aside",
        warning=is_booked,
    )
    if form.is_valid():
        what = {"reason": form.cleaned_data["reason"], "by": request.user, "at": timezone.now()}
        try:
            if is_booked:
                bookings.cancel_booking(referral=decision.referral, **what)
            else:
                services.set_aside(decision=decision, **what)
        except MoveNotAllowed as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "Done. The desk can go on looking.")
            return _back(decision)
    context = {"form": form, "decision": decision, "is_booked": is_booked}
    return page(request, decision.referral, "brokerage/decision_set_aside.html", context)


def _back(decision: Decision) -> HttpResponse:
    return redirect("brokerage:decision-detail", referral_id=decision.referral.public_id)


def _decision(request: SignedInRequest, decision_id: UUID) -> Decision:
    decisions = Decision.objects.visible_to(request.user)
    decisions = decisions.select_related("household", "referral__authority")
    return get_object_or_404(decisions, public_id=decision_id)


def _shortlisted(referral: Referral, household_id: UUID) -> Household:
    entry = referral.shortlist.select_related("household__service")
    return get_object_or_404(entry, household__public_id=household_id).household


def _household(request: SignedInRequest, household_id: str) -> Household:
    try:
        public_id = UUID(household_id)
    except ValueError:
        raise Http404 from None
    return get_object_or_404(Household.objects.visible_to(request.user), public_id=public_id)
