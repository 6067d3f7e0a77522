"""How allauth signs people in here: nobody signs up, and single sign-on admits only people it has been told of."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.logs import logger
from accounts.models import User

log = logger(__name__)


class StaffAccounts(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_link_for_new_password(self, user: User | None) -> None:
        """Email ``user`` a link to choose a new password. ``None``: nobody, at the same cost in time."""
        raise NotImplementedError("Emails leave through notifications.adapters.SendsThroughOutbox.")

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        log.info("signed_in", person=user.pk)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        log.warning("sign_in_refused")


class KnownPeopleOnly(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Single sign-on matches the identity provider's own subject, which an administrator has recorded.

    Never the email address: in many providers anybody may put any address on their own account.
    """

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.is_existing:
            return
        log.warning("sign_on_refused", provider=sociallogin.account.provider)
        raise ImmediateHttpResponse(_not_known(request))

    def can_authenticate_by_email(self, login: Any, email: str) -> bool:
        return False


def _not_known(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/not_known.html", status=403)
