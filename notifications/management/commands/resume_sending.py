from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from notifications import services
from notifications.models import OutgoingMessage


class Command(BaseCommand):
    help = "Send messages again, from this database. Shows how many would leave, and asks first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *, yes: bool, **_: Any) -> None:
        waiting = OutgoingMessage.objects.queued().count()
        question = f"{waiting} messages are waiting, and those due leave at once. Resume? [y/N] "
        if not yes and input(question).strip().lower() not in {"y", "yes"}:
            self.stdout.write("Nothing changed.")
            return
        resumed = services.resume_sending(by=None, at=timezone.now())
        self.stdout.write("Sending again." if resumed else "Sending was not paused.")
