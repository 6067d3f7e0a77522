"""Write the transparency record of the code that runs."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from evaluation import transparency


class Command(BaseCommand):
    help = "Write the transparency record, as a document or as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=["md", "json"], default="md")

    def handle(self, *args: Any, **options: Any) -> None:
        found = transparency.record()
        if options["format"] == "json":
            self.stdout.write(json.dumps(transparency.as_json(found), indent=2))
        else:
            self.stdout.write(transparency.as_markdown(found), ending="")
