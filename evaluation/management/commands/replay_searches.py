"""Rank every stored search again that the figures about matching still need."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from evaluation import services


class Command(BaseCommand):
    help = "Rank stored searches again for the figures about matching; Celery does the same in the background."

    def handle(self, *args: Any, **options: Any) -> None:
        done = 0
        while portion := services.replay_portion(at=timezone.now()):
            done += portion
        self.stdout.write(f"{done:,} searches ranked again.")
