"""Emails to a person about their own account: a link to choose a password, and what was changed."""

import datetime as dt
from abc import abstractmethod
from collections.abc import Collection
from typing import ClassVar

from allauth.account.forms import EmailAwarePasswordResetTokenGenerator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from accounts.models import User
from notifications.composing import About, Composed, Composer, Withheld, absolute, render_email
from notifications.models import OutgoingMessage

NOBODY = 0  # no person has this id
TEMPLATES = "notifications/emails"

NEW_PASSWORD = "account-new-password"  # noqa: S105  # the name of a kind of message
# By the names under which allauth tells what happened.
KINDS = {
    "account/email/password_changed": "account-password-changed",
    "account/email/password_reset": "account-password-chosen",
    "mfa/email/totp_activated": "account-two-step-on",
    "mfa/email/totp_deactivated": "account-two-step-off",
    "mfa/email/recovery_codes_generated": "account-recovery-codes",
}

ABOUT_PASSWORDS = {"account-password-changed", "account-password-chosen"}


class AccountComposer(Composer):
    """One email to the person whose account it is, at the address that they sign in with now."""

    def compose(self, message: OutgoingMessage, *, at: dt.datetime) -> Composed | Withheld:  # noqa: ARG002
        people = User.objects.select_related("membership__authority", "membership__service")
        user = people.filter(pk=message.subject_id).first()
        if user is None:
            return Withheld("Nobody here uses the address that it was asked for.")
        if not user.is_active:
            return Withheld("They can no longer sign in.")
        return self.written(user, message)

    @abstractmethod
    def written(self, user: User, message: OutgoingMessage) -> Composed: ...

    def about(self, messages: Collection[OutgoingMessage], *, viewer: User) -> dict[int, About]:
        people = User.objects.filter(
            pk__in={message.subject_id for message in messages},
            memberships__authority=viewer.authority_id,
        ).in_bulk()
        return {
            message.pk: About(people[message.subject_id].name, people[message.subject_id].phone)
            for message in messages
            if viewer.authority_id and message.subject_id in people
        }


class NewPassword(AccountComposer):
    """The link is made anew from the person's own row, and is the same at every attempt: nothing of it is stored."""

    label = "Link to choose a password"

    def written(self, user: User, message: OutgoingMessage) -> Composed:
        key = AskedForAt(message.queued_at).make_token(user)
        path = reverse(
            "account_reset_password_from_key",
            kwargs={"uidb36": user_pk_to_url_str(user), "key": key},
        )
        context = {"authority": _works_for(user), "url": absolute(path)}
        return render_email(f"{TEMPLATES}/new_password", context, to=user.email)


class AskedForAt(EmailAwarePasswordResetTokenGenerator):  # type: ignore[misc]
    """Makes the token of a moment in the past, from which it also counts how long it works."""

    def __init__(self, at: dt.datetime) -> None:
        super().__init__()
        self.at = at

    def _now(self) -> dt.datetime:
        # Django reckons with the process's own clock and no time zone.
        return dt.datetime.fromtimestamp(self.at.timestamp())  # noqa: DTZ006


class AccountChanged(AccountComposer):
    """Says that something was changed, so that a person who did not do it can speak up."""

    what: ClassVar[str]

    def written(self, user: User, message: OutgoingMessage) -> Composed:
        context = {
            "authority": _works_for(user),
            "subject": self.label,
            "what": self.what,
            "at": message.queued_at,
        }
        return render_email(f"{TEMPLATES}/account_changed", context, to=user.email)


class PasswordChanged(AccountChanged):
    label = "Your password was changed"
    what = "The password of your account was changed."


class PasswordChosen(AccountChanged):
    label = "Your password was changed"
    what = "A new password was chosen for your account, through a link sent to this address."


class TwoStepOn(AccountChanged):
    label = "Two-step sign-in was turned on"
    what = "Two-step sign-in was turned on for your account."


class TwoStepOff(AccountChanged):
    label = "Two-step sign-in was turned off"
    what = "Two-step sign-in was turned off for your account."


class RecoveryCodes(AccountChanged):
    label = "New recovery codes were made"
    what = "New recovery codes were made for your account. The old ones no longer work."


def _works_for(user: User) -> str:
    if user.membership is None:
        return settings.SITE_NAME
    return str(user.membership.authority or user.membership.service)
