"""Composers for tests: what they write depends on the subject id alone."""

from django.conf import settings

from notifications.composing import Composed, Composer, Withheld


class Note(Composer):
    label = "Note"
    addresses: dict[int, str] = {}
    withheld: dict[int, str] = {}
    broken: set[int] = set()

    def compose(self, message, *, at):
        number = message.subject_id
        if number in self.broken:
            raise ZeroDivisionError("words that may hold somebody's data")
        if number in self.withheld:
            return Withheld(self.withheld[number])
        link = f"{settings.SITE_URL}/r/{number}"
        return Composed(
            to=self.addresses.get(number, f"carer{number}@carers.example"),
            subject="A home is needed",
            text=f"Please answer: {link}\n",
            html=f'<p>Please <a href="{link}">answer</a></p>',
        )
