"""The tokens in carers' personal links.

A token is made again from the installation's key whenever the email is written, so that every attempt to send it
carries the same link, although the database keeps only the token's SHA-256. Whoever has the database without the key
cannot make one.
"""

import base64
import hashlib
import hmac
from uuid import UUID

from django.conf import settings
from django.urls import reverse

PURPOSE = b"carer-reply-link-v1"


def new_token(public_id: UUID, *, link_number: int) -> str:
    """The token, 43 characters, of an invitation's link under the current key."""
    return _token(settings.SECRET_KEY, public_id, link_number)


def token_behind(token_hash: str, public_id: UUID, *, link_number: int) -> str:
    """The token that was stored as ``token_hash``, under the current key or one before it; empty if none made it."""
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        token = _token(key, public_id, link_number)
        if hmac.compare_digest(stored(token), token_hash):
            return token
    return ""


def stored(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def path(token: str) -> str:
    return reverse("brokerage:reply-open", kwargs={"token": token})


def _token(key: str, public_id: UUID, link_number: int) -> str:
    purpose_key = hmac.digest(key.encode(), PURPOSE, "sha256")
    made = hmac.digest(purpose_key, public_id.bytes + link_number.to_bytes(4, "big"), "sha256")
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()
