"""Signing in: allauth's own views, with what this service adds to them."""

from typing import Any

from allauth.account.views import LoginView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.conf import settings
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts import forms, queries, services
from accounts.middleware import ENDED


class SignIn(LoginView):  # type: ignore[misc]
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["casts"] = queries.demo_people() if settings.DEMO else []
        context["single_sign_on"] = settings.OIDC_NAME
        context["ended"] = self.request.session.pop(ENDED, None)
        context["idle_minutes"] = settings.SESSION_IDLE_MINUTES
        return context


class _EndsOtherSessions:
    """Whoever took over an account before its second factor changed is signed out by the change."""

    request: Any

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        user = self.request.user
        services.end_sessions(user=user, by=user, at=timezone.now())
        update_session_auth_hash(self.request, user)
        return response


class ActivateSecondFactor(_EndsOtherSessions, ActivateTOTPView):  # type: ignore[misc]
    pass


class DeactivateSecondFactor(_EndsOtherSessions, DeactivateTOTPView):  # type: ignore[misc]
    pass


@require_safe
def password_set(request: HttpRequest) -> HttpResponse:
    """Somebody without a password gets one as everybody does: through their mailbox, not through an open session."""
    return redirect("account_reset_password")


@login_not_required
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demonstration's people, without a password. There is no such page anywhere else."""
    if not settings.DEMO:
        raise Http404
    form = forms.DemoPerson(request.POST)
    if not form.is_valid():
        raise Http404
    wanted = form.cleaned_data["membership"]
    membership = get_object_or_404(queries.demo_memberships(), public_id=wanted)
    person = membership.user
    services.switch_membership(user=person, membership=membership, by=person, at=timezone.now())
    login(request, person, backend="accounts.backends.Staff")
    return redirect("accounts:home")
