from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from accounts import services
from accounts.audit import acting_as
from accounts.models import Authority, FosteringService, Role


class Command(BaseCommand):
    help = (
        "Give a person a role: the first administrator of an authority, or a fostering agency's people."
        " They choose a password through the sign-in page's link for forgotten passwords."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")
        parser.add_argument("--role", required=True, choices=[role.value for role in Role])
        place = parser.add_mutually_exclusive_group(required=True)
        place.add_argument("--authority", metavar="CODE")
        place.add_argument("--service", metavar="CODE", help="for a supervising social worker")

    def handle(self, *, email: str, name: str, role: str, **options: Any) -> None:
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"{email} is not an email address.") from None
        if (role == Role.FOSTERING_OFFICER) != bool(options["service"]):
            raise CommandError(
                "Name a --service for a FOSTERING_OFFICER, and an --authority for others."
            )
        with acting_as(system="add_person"):
            self._add(email=email, name=name, role=Role(role), place=self._place(options))
        self.stdout.write(f"{name} can now choose a password and sign in.\n")

    def _place(self, options: dict[str, Any]) -> dict[str, Any]:
        try:
            if options["service"]:
                return {"service": FosteringService.objects.get(code=options["service"])}
            return {"authority": Authority.objects.get(code=options["authority"])}
        except (Authority.DoesNotExist, FosteringService.DoesNotExist):
            raise CommandError("There is no such authority or service.") from None

    def _add(self, *, place: dict[str, Any], **person: Any) -> None:
        try:
            services.add_person(**person, **place, by=None, at=timezone.now())
        except services.AlreadyAMember:
            raise CommandError("They have a role there already.") from None
