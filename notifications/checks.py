"""The last look at an email before it leaves, and the one rule for what an address is.

Django refuses newlines in headers, but takes two addresses in one string, and NUL in a subject.
"""

import re
import unicodedata
from html.parser import HTMLParser

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from notifications.composing import Composed

LONGEST_ADDRESS = 254  # characters, RFC 5321
LONGEST_SUBJECT = 150
# One address and nothing else: no list, no display name, no quoting, no character outside ASCII.
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+")
LINK = re.compile(r"""[a-z][a-z0-9+.-]*://[^\s"'<>)\]]*""", re.IGNORECASE)
LINKING = {"href", "src", "action", "formaction", "background", "poster", "srcset", "data", "cite"}
HARMLESS = ("mailto:", "tel:", "#")
INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}

_is_address = EmailValidator()


class Unsendable(Exception):
    """The email breaks a rule that every email keeps; the message names the rule and no content."""


def validate_one_address(value: str) -> None:
    """Validator for form and model fields: exactly one plain email address.

    Raises:
        ValidationError: it is none, more than one, too long, or holds characters that do not belong.
    """
    if len(value) > LONGEST_ADDRESS or not ADDRESS.fullmatch(value):
        raise ValidationError("Enter one email address, like name@example.com", code="invalid")
    _is_address(value)


def check(email: Composed) -> None:
    """Refuse an email that may not leave.

    Raises:
        Unsendable: not one recipient, a subject that could carry another header, no text, or a link that leads
            anywhere but to this installation.
    """
    for address in filter(None, (email.to, email.reply_to)):
        _check_address(address)
    if not email.to:
        raise Unsendable("It has no recipient.")
    _check_subject(email.subject)
    if not email.text.strip():
        raise Unsendable("It has no text.")
    if "\0" in email.text + email.html:
        raise Unsendable("It holds a character that no mail may hold.")
    for link in links_in(email):
        if not leads_here(link):
            raise Unsendable("It links to another site.")


def links_in(email: Composed) -> list[str]:
    """Every address that the email would make somebody's program open, in the order found."""
    found = _Links()
    found.feed(email.html)
    found.close()
    return [*LINK.findall(email.text), *LINK.findall(email.html), *found.links]


def leads_here(link: str) -> bool:
    if link.lower().startswith(HARMLESS):
        return True
    rest = link.removeprefix(settings.SITE_URL)
    return rest != link and (rest == "" or rest[0] in "/?#")


def _check_address(address: str) -> None:
    try:
        validate_one_address(address)
    except ValidationError:
        raise Unsendable("Its address is not one plain email address.") from None


def _check_subject(subject: str) -> None:
    if not subject.strip() or len(subject) > LONGEST_SUBJECT:
        raise Unsendable("It has no subject, or one that is too long.")
    if any(unicodedata.category(letter) in INVISIBLE for letter in subject):
        raise Unsendable("Its subject holds an invisible character.")


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value.strip() for name, value in attrs if name in LINKING and value]
