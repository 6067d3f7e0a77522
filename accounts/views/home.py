"""Where each person starts, and their own account."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import forms, queries, services, sessions
from accounts.models import Role
from accounts.permissions import SignedInRequest

STARTS_AT = {
    Role.SOCIAL_WORKER: "brokerage:inbox",
    Role.BROKER: "brokerage:inbox",
    Role.MANAGER: "brokerage:inbox",
    Role.REVIEWING_OFFICER: "children:list",
    Role.COACH: "children:list",
    Role.FOSTERING_OFFICER: "carers:list",
    Role.ADMINISTRATOR: "accounts:people",
}


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """Send each role to its own work; a person without one is told whom to ask."""
    role = request.user.role
    try:
        if role is not None:
            return redirect(reverse(STARTS_AT[role]))
    except NoReverseMatch:
        pass
    return render(request, "accounts/home.html")


@require_safe
def profile(request: SignedInRequest) -> HttpResponse:
    memberships = queries.own_memberships(request.user)
    return render(request, "accounts/profile.html", {"memberships": memberships})


def switch(request: SignedInRequest) -> HttpResponse:
    form = forms.SwitchMembership(
        request.POST if request.method == "POST" else None,
        memberships=queries.own_memberships(request.user),
        initial={"membership": request.user.membership and request.user.membership.public_id},
    )
    if form.is_valid():
        chosen = form.cleaned_data["membership"]
        services.switch_membership(
            user=request.user, membership=chosen, by=request.user, at=timezone.now()
        )
        messages.success(request, f"You are now working as {chosen.get_role_display().lower()}.")
        return redirect("accounts:home")
    return render(request, "accounts/switch.html", {"form": form})


@require_POST
def sign_out_elsewhere(request: SignedInRequest) -> HttpResponse:
    services.end_sessions(user=request.user, by=request.user, at=timezone.now())
    update_session_auth_hash(request, request.user)
    messages.success(request, "You have been signed out everywhere else.")
    return redirect("accounts:profile")


@require_http_methods(["GET", "HEAD", "POST"])
def session(request: SignedInRequest) -> HttpResponse:
    """How long the session lasts still, for the warning. Asking with ``HX-Request`` does not prolong it; POST does.

    The token is for the forms of a page whose person has signed in again elsewhere, which made the old one useless.
    """
    left = sessions.time_left(request.session, at=timezone.now())
    return JsonResponse(
        {
            "seconds": left.seconds,
            "canStay": left.can_stay,
            "person": str(request.user.public_id),
            "csrfToken": get_token(request),
        }
    )
