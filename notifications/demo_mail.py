"""In a demonstration emails go nowhere: they are kept, so that a page can show them."""

from collections.abc import Sequence

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from notifications.models import DemoMessage, OutgoingMessage


class KeepsMail(BaseEmailBackend):
    """Keeps messages of the outbox, which every email of this service passes through. Any other mail is dropped."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        return sum(_keep(email) for email in email_messages)


def _keep(email: EmailMessage) -> bool:
    message_id = email.extra_headers.get("Message-ID", "")
    message = OutgoingMessage.objects.filter(message_id=message_id).first()
    if message is None:
        return False
    html = email.alternatives[0][0] if isinstance(email, EmailMultiAlternatives) else ""
    DemoMessage.objects.update_or_create(
        message=message,
        defaults={
            "to": email.to[0],
            "subject": str(email.subject),
            "text": str(email.body),
            "html": str(html),
            "kept_at": timezone.now(),
        },
    )
    return True
