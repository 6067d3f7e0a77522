"""allauth's emails, sent as every other: through the outbox."""

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.adapters import StaffAccounts
from accounts.models import User
from notifications import account_messages as messages
from notifications import services


class SendsThroughOutbox(StaffAccounts):
    """Queues a row with the person's id in the request's transaction, in place of a conversation with the mail server.

    Words, address and link are made when the message is sent, so none of them is in the database.
    """

    def send_link_for_new_password(self, user: User | None) -> None:
        _queue(messages.NEW_PASSWORD, user)

    @transaction.atomic
    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell a person what happened to their account. Once the password changed, no link asked for before leaves.

        Raises:
            KeyError: nobody has written what to say about this.
        """
        kind = messages.KINDS[template_prefix]
        if kind in messages.ABOUT_PASSWORDS:
            services.cancel(
                kind=messages.NEW_PASSWORD,
                subject_ids=[user.pk],
                problem="The password was changed after they had asked for it.",
                at=timezone.now(),
            )
        _queue(kind, user)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Nothing else that allauth writes is used here; should it be, it is not to pass the outbox by."""
        raise NotImplementedError(template_prefix)


def _queue(kind: str, user: User | None) -> None:
    services.enqueue(
        kind=kind,
        subject_id=user.pk if user else messages.NOBODY,
        key=f"{kind}:{uuid.uuid4()}",
        authority_id=user.authority_id if user else None,
        by=None,
        at=timezone.now(),
    )
