"""Where visitors without an account come from, as far as it must be known: a keyed hash, kept for a day at most."""

import hashlib
import hmac

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from accounts.logs import logger

PURPOSE = b"carer-visitor-v1"
LINKS_FROM_ONE_PLACE = 3
REMEMBERED_FOR = 24 * 60 * 60  # seconds
MOST_GUESSES = 20
GUESSES_FORGOTTEN_AFTER = 10 * 60  # seconds

log = logger(__name__)


def source_of(request: HttpRequest) -> str:
    """A name for the visitor's internet connection that says nothing without the installation's key."""
    address = get_adapter().get_client_ip(request)
    key = PURPOSE + settings.SECRET_KEY.encode()
    return hmac.new(key, address.encode(), hashlib.sha256).hexdigest()[:32]


def note_guess(source: str) -> None:
    """Count a link that leads nowhere."""
    guesses = cache.get(_guesses(source), 0) + 1
    cache.set(_guesses(source), guesses, GUESSES_FORGOTTEN_AFTER)
    if guesses == MOST_GUESSES:
        log.warning("carer_links_guessed", count=guesses)


def is_guessing(source: str) -> bool:
    return bool(cache.get(_guesses(source), 0) >= MOST_GUESSES)


def note_link(source: str, token_hash: str) -> None:
    """Remember that a household's link was used from here: somebody typed its postcode."""
    links = set(cache.get(_links(source), ()))
    cache.set(_links(source), sorted(links | {token_hash[:16]}), REMEMBERED_FOR)


def is_shared(source: str) -> bool:
    """Whether more households' links were used from one connection than a family would have."""
    return len(cache.get(_links(source), ())) > LINKS_FROM_ONE_PLACE


def _guesses(source: str) -> str:
    return f"carer-guesses:{source}"


def _links(source: str) -> str:
    return f"carer-links:{source}"
