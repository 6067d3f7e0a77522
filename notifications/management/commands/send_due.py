import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from notifications import delivery


class Command(BaseCommand):
    help = "Send what is due, now and then again until stopped. Does what the worker does, without Celery."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="send what is due now, and end")

    def handle(self, *, once: bool, **_: Any) -> None:
        ending = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: ending.set())
        while not ending.is_set():
            self.stdout.write(str(delivery.send_due(stop=ending.is_set)))
            if once:
                return
            ending.wait(settings.OUTBOX_SWEEP_SECONDS)
