from argparse import ArgumentParser

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import services
from accounts.audit import acting_as
from accounts.models import FosteringService


class Command(BaseCommand):
    help = "Add an independent fostering agency, with which authorities can then record agreements."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="a short name for commands and files")
        parser.add_argument("name")
        parser.add_argument("--phone", required=True)
        parser.add_argument("--email", required=True)

    def handle(self, *, code: str, name: str, phone: str, email: str, **_: object) -> None:
        kind = FosteringService.Kind.INDEPENDENT
        service = FosteringService(code=code, name=name, phone=phone, email=email, kind=kind)
        try:
            service.full_clean()
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from None
        with acting_as(system="add_service"):
            services.add_service(service=service, by=None, at=timezone.now())
        self.stdout.write(f"{name} is added.\n")
