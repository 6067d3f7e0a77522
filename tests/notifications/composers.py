"""Composers for tests."""

from django.conf import settings

from notifications.composing import Composed, Composer, Withheld


class Note(Composer):
    """What it writes depends on the subject id, and on the tables below, which the fixture ``note`` empties."""

    label = "Note"
    addresses: dict[int, str] = {}
    withheld: dict[int, str] = {}
    broken: set[int] = set()
    before = staticmethod(lambda message: None)

    def compose(self, message, *, at):
        number = message.subject_id
        self.before(message)
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
