from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from notifications import services


class Command(BaseCommand):
    help = "Send no messages until resume_sending. For a restored or copied database, before its worker starts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--because", default="Paused by an administrator.", help="shown to staff"
        )

    def handle(self, *, because: str, **_: Any) -> None:
        paused = services.pause_sending(because=because, by=None, at=timezone.now())
        self.stdout.write("Sending is paused." if paused else "Sending was paused already.")
