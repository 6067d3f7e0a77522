from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import services
from accounts.audit import acting_as
from accounts.models import Authority


class Command(BaseCommand):
    help = "Add a local authority, with its own fostering service. Its settings are changed on its own page later."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="a short name for commands and files, like hertfordshire")
        parser.add_argument("name")
        parser.add_argument("--desk-phone", required=True)
        parser.add_argument("--desk-email", required=True)
        parser.add_argument(
            "--dfe-number", default="", help="the Department for Education's number"
        )

    def handle(self, *, code: str, name: str, **options: Any) -> None:
        details = {key: options[key] for key in ("desk_phone", "desk_email", "dfe_number")}
        authority = Authority(code=code, name=name, **details)
        try:
            authority.full_clean()
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from None
        with acting_as(system="add_authority"):
            services.add_authority(authority=authority, by=None, at=timezone.now())
        self.stdout.write(f"{name} is added. Now add its administrator: manage.py add_person\n")
