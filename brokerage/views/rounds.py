"""Asking carers, and following their answers."""

import datetime as dt
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import opened
from accounts.moves import MoveNotAllowed
from accounts.permissions import Permission, SignedInRequest, requires
from brokerage.forms import rounds as forms
from brokerage.lifecycle import LOOKING
from brokerage.messages import rounds as emails
from brokerage.models import Answer, Invitation, Referral, Round, Search
from brokerage.queries import round_draft as draft
from brokerage.queries import rounds as queries
from brokerage.queries.referral_quality import identity_of
from brokerage.queries.replies import facts_for_carers
from brokerage.services import rounds as services
from brokerage.views.referrals import find, page

STOP_POLLING = 286
may_ask = requires(Permission.ASK_CARERS)
NO_OTHER_ROUND = "Carers are being asked already. Close this round before you ask others."
REFUSALS = (
    services.NothingToRead,
    services.NobodyToAsk,
    services.ReplyByHasPassed,
    MoveNotAllowed,
)
WHY_NOT: dict[type[Exception], str] = {
    services.NothingToRead: "Write what carers will read before you ask them.",
    services.NobodyToAsk: "None of these carers can be asked now.",
    services.ReplyByHasPassed: "Answers must be due in the future.",
}


@require_http_methods(["GET", "HEAD", "POST"])
@may_ask
def round_new(request: SignedInRequest, *, referral_id: UUID) -> HttpResponse:
    """``?household=…`` for each to ask, with ``search=…`` that they come from; without, what the last search suggests.

    The page is the confirmation: it asks as many carers as its button says. Where that changes between seeing and
    sending, the page is shown again instead.
    """
    referral, now = find(request, referral_id), timezone.now()
    if running := queries.running_round(referral):
        if str(running.idempotency_key) != request.POST.get("key"):
            messages.info(request, NO_OTHER_ROUND)
        return redirect(running)
    if referral.status not in LOOKING:
        messages.info(request, f"This is {referral.get_status_display().lower()}: nobody is asked.")
        return redirect(referral)
    selection = forms.Selection(request.POST if request.method == "POST" else request.GET)
    search = _search(request, referral, selection)
    to = _recipients(request, referral, selection, search, at=now)
    children = draft.children_to_place(referral)
    form = forms.AskCarers(
        request.POST if "key" in request.POST else None,
        identity=identity_of(children),
        reply_by=draft.usual_reply_by(referral, at=now),
        now=now,
    )
    has_changed = form.is_bound and request.POST.get("seen") != to.seen
    if form.is_valid() and to.asked and not has_changed:
        return _send(request, referral, form, to, search)
    context = {
        "form": form,
        "to": to,
        "search": search,
        "has_changed": has_changed,
        "offered": ",".join(str(household.public_id) for household in to.offered),
        "email": emails.preview(referral.authority, reply_by=form.reply_by),
        "facts": facts_for_carers(referral, at=now, children=children),
    }
    return page(request, referral, "brokerage/round_new.html", context, children)


@require_safe
@may_ask
def round_detail(request: SignedInRequest, *, round_id: UUID) -> HttpResponse:
    """The tracker. Asked again by the page itself, it answers with the part that changes, or with nothing new."""
    round_ = _round(request, round_id)
    tracker = queries.Tracker(
        round_, show=request.GET.get("show", ""), page=request.GET.get("page")
    )
    if "HX-Request" in request.headers:
        if request.GET.get("seen") == tracker.version and tracker.is_open:
            return HttpResponse(status=204)
        context = {"tracker": tracker, "round": round_, "is_update": True}
        status = 200 if tracker.is_open else STOP_POLLING
        return render(request, "brokerage/_round_tracker.html", context, status=status)
    opened(request, round_.referral)
    context = {"tracker": tracker, "round": round_, "left_out": queries.left_out_lines(round_)}
    return page(request, round_.referral, "brokerage/round_detail.html", context)


@require_POST
@may_ask
def round_close(request: SignedInRequest, *, round_id: UUID) -> HttpResponse:
    round_ = services.close_round(
        round_=_round(request, round_id), by=request.user, at=timezone.now()
    )
    messages.success(request, "The round is closed. Links to it now say so.")
    return redirect(round_)


@require_POST
@may_ask
def round_remind(request: SignedInRequest, *, round_id: UUID) -> HttpResponse:
    round_ = _round(request, round_id)
    try:
        number = services.remind(round_=round_, by=request.user, at=timezone.now())
    except services.RoundIsOver:
        messages.info(request, "This round takes no more answers.")
    else:
        words = f"{number} reminded." if number else "They have all been reminded today."
        messages.success(request, words)
    return redirect(round_)


@require_POST
@may_ask
def invitation_resend(request: SignedInRequest, *, invitation_id: UUID) -> HttpResponse:
    invitation = _invitation(request, invitation_id)
    try:
        services.resend_invitation(invitation=invitation, by=request.user, at=timezone.now())
    except services.RoundIsOver:
        messages.info(request, "This round takes no more answers.")
    else:
        name = invitation.household.name
        messages.success(request, f"A new link is on its way to {name}. The old one is dead.")
    return redirect(invitation.round)


@require_http_methods(["GET", "HEAD", "POST"])
@may_ask
def invitation_answer(request: SignedInRequest, *, invitation_id: UUID) -> HttpResponse:
    """Write down what carers said on the telephone."""
    invitation = _invitation(request, invitation_id)
    if request.method == "GET":
        opened(request, invitation.household)
    form = forms.RecordAnswer(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.record_phone_answer(
                invitation=invitation,
                choice=Answer.Choice(form.cleaned_data["choice"]),
                reasons=form.cleaned_data["reasons"],
                conditions=form.cleaned_data["conditions"],
                by=request.user,
                at=timezone.now(),
            )
        except services.RoundIsOver:
            form.add_error(None, "This round takes no more answers.")
        else:
            messages.success(request, f"The answer of {invitation.household.name} is recorded.")
            return redirect(invitation.round)
    context = {"form": form, "invitation": invitation}
    return page(request, invitation.round.referral, "brokerage/round_answer.html", context)


def _recipients(
    request: SignedInRequest,
    referral: Referral,
    selection: forms.Selection,
    search: Search | None,
    *,
    at: dt.datetime,
) -> draft.Recipients:
    """Those selected; on coming from a search without selecting, those that it suggests."""
    chosen = selection.households
    if search and not chosen and "key" not in request.POST:
        chosen = draft.suggestion(search)
    return draft.recipients(
        referral, chosen=chosen, offered=selection.offered, viewer=request.user, at=at
    )


def _send(
    request: SignedInRequest,
    referral: Referral,
    form: forms.AskCarers,
    to: draft.Recipients,
    search: Search | None,
) -> HttpResponse:
    try:
        round_ = services.open_round(
            referral_id=referral.pk,
            household_ids=[household.pk for household in to.asked],
            reply_by=form.reply_by,
            note=form.cleaned_data["note"],
            left_out={household.pk: reason for household, reason in to.left_out},
            search=search,
            idempotency_key=form.cleaned_data["key"],
            by=request.user,
            at=timezone.now(),
        )
    except services.RoundIsOpen as problem:
        messages.info(request, NO_OTHER_ROUND)
        return redirect(problem.round)
    except REFUSALS as problem:
        messages.info(request, WHY_NOT.get(type(problem), str(problem)))
        return redirect(referral)
    number = round_.invitations.count()
    messages.success(request, f"{number} carer{'' if number == 1 else 's'} will be emailed now.")
    return redirect(round_)


def _search(
    request: SignedInRequest, referral: Referral, selection: forms.Selection
) -> Search | None:
    """The search that the households come from; where nothing is selected, the latest."""
    searches = Search.objects.visible_to(request.user).filter(referral=referral)
    searches = searches.only("public_id", "referral_id")
    if selection.search:
        return searches.filter(public_id=selection.search).first()
    return None if selection.households else searches.filter(is_trial=False).first()


def _round(request: SignedInRequest, round_id: UUID) -> Round:
    rounds = Round.objects.visible_to(request.user)
    rounds = rounds.select_related("referral__authority", "opened_by")
    return get_object_or_404(rounds, public_id=round_id)


def _invitation(request: SignedInRequest, invitation_id: UUID) -> Invitation:
    invitations = Invitation.objects.visible_to(request.user)
    invitations = invitations.select_related("household", "round__referral__authority", "answer")
    return get_object_or_404(invitations, public_id=invitation_id)


@require_safe
@may_ask
def reply_list(request: SignedInRequest, *, referral_id: UUID) -> HttpResponse:
    """The rounds of a referral; where there is only one, that one."""
    referral = find(request, referral_id)
    rounds = list(referral.rounds.select_related("opened_by").order_by("-number"))
    if len(rounds) == 1:
        return redirect(rounds[0])
    trackers = [queries.Tracker(round_) for round_ in rounds]
    context = {"trackers": trackers, "ask_url": _ask_url(referral)}
    return page(request, referral, "brokerage/reply_list.html", context)


def _ask_url(referral: Referral) -> str:
    if referral.status not in LOOKING:
        return ""
    return reverse("brokerage:round-new", kwargs={"referral_id": referral.public_id})


@require_safe
@requires(Permission.VIEW_INVITATIONS)
def service_invitations(request: SignedInRequest) -> HttpResponse:
    """What the service's own households were asked, for their supervising social workers: the profile, and no more."""
    context = queries.for_service(request.user, page=request.GET.get("page"))
    return render(request, "brokerage/round_service.html", context)
