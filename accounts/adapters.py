"""How allauth signs people in here: nobody signs up, and single sign-on admits only people it has been told of."""

from functools import partial
from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.models import User

log = structlog.get_logger(__name__)


class StaffAccounts(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def format_email_subject(self, subject: str) -> str:
        return f"{settings.SITE_NAME}: {subject}"

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Built on our own address: the request's Host header is whatever its sender wrote."""
        uidb36, _, token = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uidb36, "key": token})
        return f"{settings.SITE_URL}{path}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send after the request's transaction: no network inside one, and nothing about a change that did not stay."""
        about = {"email": email, "site_name": settings.SITE_NAME, "site_url": settings.SITE_URL}
        message = self.render_mail(template_prefix, email, about | context)
        transaction.on_commit(partial(_send, message), robust=True)

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


def _send(message: EmailMessage) -> None:
    try:
        message.send()
    except OSError as problem:
        log.error("account_email_not_sent", error=type(problem).__name__)
