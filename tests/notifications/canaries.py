"""Finds what must not be in an email, wherever it hides: headers, both bodies, links, encoded or not."""

import base64
import binascii
import email
import email.policy
import html
import re
from urllib.parse import unquote_plus

# With and without the stroke, which base64 has a use for and addresses too.
WORDS = (re.compile(r"[A-Za-z0-9+/=_-]{8,}"), re.compile(r"[A-Za-z0-9+=_-]{8,}"))


def found_in(raw, canaries):
    """The ``canaries`` (a child's name, birth date, address, school, words on health) in an email.

    ``raw`` is the message as bytes or a Django ``EmailMessage``. Case, HTML escapes, percent signs and base64 hide
    nothing.
    """
    data = raw if isinstance(raw, bytes) else raw.message().as_bytes()
    message = email.message_from_bytes(data, policy=email.policy.default)
    parts = [data.decode(errors="replace")]
    parts += [f"{name}: {value}" for name, value in message.items()]
    parts += [
        part.get_content() for part in message.walk() if part.get_content_maintype() == "text"
    ]
    text = "\n".join(_seen_through(part) for part in parts).casefold()
    return {canary for canary in canaries if canary.casefold() in text}


def assert_nothing_personal(emails, canaries):
    """Fail when any email holds any canary. There must be emails, and canaries worth looking for."""
    emails = list(emails)
    assert emails, "No email to look into."
    assert all(len(canary) >= 4 for canary in canaries), "A canary is too short to mean anything."
    for sent in emails:
        assert found_in(sent, canaries) == set()


def _seen_through(text):
    decoded = [_base64(word) for words in WORDS for word in words.findall(text)]
    return "\n".join([text, unquote_plus(text), html.unescape(text), *decoded])


def _base64(word):
    try:
        padded = word.rstrip("=") + "=" * (-len(word.rstrip("=")) % 4)
        return base64.b64decode(padded, altchars=b"-_").decode(errors="replace")
    except binascii.Error:
        return ""
