"""The pages behind a carer's personal link: no account, a phone, no script.

A GET records nothing. The link's token is exchanged for a mark in the visitor's session and is gone from the address
before anything is shown.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods, require_safe

from brokerage import reply_links, visitors
from brokerage.forms import replies as forms
from brokerage.models import Answer, Invitation
from brokerage.queries import replies as queries
from brokerage.queries.replies import LinkState
from brokerage.services import replies as services

IN_SESSION = "carer_link"
CONFIRMED = "carer_link_confirmed"
PAGES = {
    LinkState.LOCKED: ("brokerage/reply_locked.html", 403),
    LinkState.ENDED: ("brokerage/reply_ended.html", 410),
    LinkState.NO_LONGER_NEEDED: ("brokerage/reply_not_needed.html", 410),
}
View = Callable[..., HttpResponse]


def carers_page(view: View) -> Callable[..., HttpResponseBase]:
    """Refuse staff, who have pages of their own, and keep the page out of caches and search engines."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            response = render(request, "brokerage/reply_staff.html", status=403)
        else:
            response = view(request, **kwargs)
        patch_cache_control(response, no_store=True, private=True)
        response["X-Robots-Tag"] = "noindex, nofollow"
        # With "no-referrer" browsers send "Origin: null" with a form, which is refused as another site's.
        response.setdefault("Referrer-Policy", "same-origin")
        return response

    return guarded


@login_not_required
@require_safe
@carers_page
def reply_open(request: HttpRequest, *, token: str) -> HttpResponse:
    """Programs that only look (HEAD, prefetch) are told the same, and leave no mark in a session."""
    source = visitors.source_of(request)
    if visitors.is_guessing(source):
        return _unknown(request, status=429)
    invitation = queries.invitation_behind(reply_links.stored(token))
    if invitation is None:
        visitors.note_guess(source)
        return _unknown(request)
    if "prefetch" in _purpose(request):
        return HttpResponse(status=403)
    if request.method == "GET":
        request.session.cycle_key()
        request.session[IN_SESSION] = invitation.token_hash
        request.session[CONFIRMED] = False
    response = redirect("brokerage:reply-detail")
    response["Referrer-Policy"] = "no-referrer"
    return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@carers_page
def reply_detail(request: HttpRequest) -> HttpResponse:
    """First the home postcode, then what the desk asks and the three answers."""
    invitation = _invitation(request)
    if invitation is None:
        return _unknown(request)
    state = queries.state_of(invitation, at=timezone.now())
    if state is not LinkState.OPEN:
        return _page(request, invitation, *PAGES[state])
    if not request.session.get(CONFIRMED):
        return _ask_for_postcode(request, invitation)
    return _ask_for_answer(request, invitation)


@login_not_required
@require_safe
@carers_page
def reply_thanks(request: HttpRequest) -> HttpResponse:
    invitation = _invitation(request)
    answered = invitation is not None and hasattr(invitation, "answer")
    if invitation is None or not request.session.get(CONFIRMED) or not answered:
        return _unknown(request)
    is_open = queries.state_of(invitation, at=timezone.now()) is LinkState.OPEN
    return _page(request, invitation, "brokerage/reply_thanks.html", 200, is_open=is_open)


def _ask_for_postcode(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    form = forms.ConfirmPostcode(request.POST if request.method == "POST" else None)
    if form.is_valid():
        outcome = services.confirm_postcode(
            invitation=invitation, typed=form.cleaned_data["postcode"], at=timezone.now()
        )
        if outcome is services.Confirmation.RIGHT:
            request.session[CONFIRMED] = True
            visitors.note_link(visitors.source_of(request), invitation.token_hash)
            return redirect("brokerage:reply-detail")
        if outcome is services.Confirmation.LOCKED:
            return _page(request, invitation, *PAGES[LinkState.LOCKED])
        form.add_error("postcode", "This is not the home postcode that we have for you")
    return _page(request, invitation, "brokerage/reply_postcode.html", 200, form=form)


def _ask_for_answer(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    now, answered = timezone.now(), getattr(invitation, "answer", None)
    form = forms.GiveAnswer(
        request.POST if request.method == "POST" else None, initial=_initial(answered)
    )
    if form.is_valid():
        try:
            services.answer(
                invitation=invitation,
                given=services.Given(
                    choice=Answer.Choice(form.cleaned_data["choice"]),
                    reasons=tuple(form.cleaned_data["reasons"]),
                    conditions=form.cleaned_data["conditions"],
                ),
                from_shared_place=visitors.is_shared(visitors.source_of(request)),
                at=now,
            )
        except services.AnswersAreClosed:
            return _page(request, invitation, *PAGES[LinkState.ENDED])
        except services.LinkIsLocked:
            return _page(request, invitation, *PAGES[LinkState.LOCKED])
        return redirect("brokerage:reply-thanks")
    facts = queries.facts_for_carers(invitation.round.referral, at=now)
    context = {"form": form, "facts": facts, "answered": answered}
    return _page(request, invitation, "brokerage/reply_detail.html", 200, **context)


def _initial(answered: Answer | None) -> dict[str, Any]:
    if answered is None:
        return {}
    return {
        "choice": answered.choice,
        "reasons": answered.reasons,
        "conditions": answered.conditions,
    }


def _invitation(request: HttpRequest) -> Invitation | None:
    token_hash = request.session.get(IN_SESSION)
    return queries.invitation_behind(token_hash) if token_hash else None


def _page(
    request: HttpRequest, invitation: Invitation, template: str, status: int, **context: Any
) -> HttpResponse:
    authority = invitation.round.referral.authority
    around = {
        "authority": authority.name,
        "contact": authority.desk_phone,
        "round": invitation.round,
        "invitation": invitation,
    }
    return render(request, template, {**around, **context}, status=status)


def _unknown(request: HttpRequest, *, status: int = 404) -> HttpResponse:
    """The same page for every link that leads nowhere, whatever the reason."""
    return render(request, "brokerage/reply_unknown.html", status=status)


def _purpose(request: HttpRequest) -> str:
    return " ".join(
        request.headers.get(name, "").lower() for name in ("Sec-Purpose", "Purpose", "X-Moz")
    )
