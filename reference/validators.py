"""Checks for form and model fields that hold what people type."""

import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from reference.postcodes import NotAPostcode, normalise

# The longest address that mail servers must accept (RFC 5321: a path of 256 with its angle
# brackets).
LONGEST_EMAIL = 254

# Unicode's controls (NUL is one), halves of characters, private use, and odd line ends.
_NOT_TEXT = {"Cc", "Cs", "Co", "Zl", "Zp"}
_LAYOUT = "\t\n\r"

# They reorder what is shown, so that a name can read as another: embeddings, overrides and
# isolates.
_REORDERING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def validate_postcode(value: str) -> None:
    """Refuse what has no full postcode's shape. Save ``reference.postcodes.normalise(value)``."""
    try:
        normalise(value)
    except NotAPostcode as problem:
        raise ValidationError(str(problem), code="postcode") from None


def validate_single_email(value: str) -> None:
    """Refuse all but one plain address.

    A mail backend accepts ``"a@x.test, e@evil.test"`` as a recipient and writes to both, so this is
    the guard.
    """
    # By character first: some checks below strip or ignore what a mail server would not.
    if len(value) > LONGEST_EMAIL:
        raise ValidationError(
            f"The email address must be {LONGEST_EMAIL} characters or fewer", code="email"
        )
    if not value.isascii() or not value.isprintable() or set(value) & set(' ,;:<>()[]\\"'):
        raise ValidationError("Enter one email address, like name@example.com", code="email")
    try:
        validate_email(value)
    except ValidationError:
        raise ValidationError(
            "Enter one email address, like name@example.com", code="email"
        ) from None


def validate_plain_text(value: str) -> None:
    """Refuse NUL, controls and what would reorder the words. Tabs and newlines are text."""
    for character in value:
        if character not in _LAYOUT and _is_not_text(character):
            raise ValidationError(
                "Remove the character that cannot be shown (U+%(code)04X)",
                code="plain_text",
                params={"code": ord(character)},
            )


def _is_not_text(character: str) -> bool:
    return (
        unicodedata.category(character) in _NOT_TEXT
        or unicodedata.bidirectional(character) in _REORDERING
    )
