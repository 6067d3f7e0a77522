"""allauth's forms, where this service needs them to behave otherwise."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ResetPasswordForm
from django.http import HttpRequest

from accounts.models import User


class AskForNewPassword(ResetPasswordForm):  # type: ignore[misc]
    """Queues a message either way, so that neither the answer nor the wait tells who has an account.

    People who sign in only through their organisation get no link: a password would be a way around it.
    """

    users: list[User]

    def clean_email(self) -> str:
        email: str = super().clean_email()
        self.users = [user for user in self.users if not _signs_in_elsewhere(user)]
        return email

    def save(self, request: HttpRequest, **kwargs: Any) -> str:  # noqa: ARG002
        email: str = self.cleaned_data["email"]
        people: list[User | None] = [*self.users]
        for user in people or [None]:
            get_adapter().send_link_for_new_password(user)
        return email


def _signs_in_elsewhere(user: User) -> bool:
    accounts: Any = user.socialaccount_set  # type: ignore[attr-defined]
    return not user.has_usable_password() and bool(accounts.exists())
