from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import services
from accounts.audit import acting_as
from accounts.models import User


class Command(BaseCommand):
    help = (
        "Let a person in through single sign-on. SUBJECT is what the identity provider calls them for good,"
        " Entra ID's object id for example, and never an email address."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("subject")

    def handle(self, *, email: str, subject: str, **_: object) -> None:
        try:
            user = User.objects.get_by_natural_key(email)
        except User.DoesNotExist:
            raise CommandError(
                "No such person: add them first, with manage.py add_person."
            ) from None
        with acting_as(system="record_sign_on"):
            services.record_sign_on(user=user, subject=subject, by=None, at=timezone.now())
        self.stdout.write(f"{user.name} can sign in through single sign-on.\n")
