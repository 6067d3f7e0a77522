"""What a message says and to whom, asked for at the moment of sending by the app that knows.

An app that sends messages writes a :class:`Composer` for each kind and names it in ``settings.MESSAGE_KINDS``. The
outbox never learns what a round or a placement is.
"""

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.template import Context, engines
from django.template.loader import render_to_string
from django.utils.module_loading import import_string

from accounts.models import User
from notifications.models import OutgoingMessage


class UnknownKind(Exception):
    """``settings.MESSAGE_KINDS`` names no composer for this kind of message."""


@dataclass(frozen=True, slots=True)
class Composed:
    """One email to one address, in text and in HTML that say the same."""

    to: str
    subject: str
    text: str
    html: str
    reply_to: str = ""


@dataclass(frozen=True, slots=True)
class Withheld:
    """The message shall not be sent after all; ``reason`` is a sentence for staff, without personal data."""

    reason: str


@dataclass(frozen=True, slots=True)
class About:
    """Whom a message is for, in words for staff who may see them, and what they can do about it.

    Attributes:
        who: "The household of Ms Example", for instance.
        phone: shown when the message could not be sent; empty when there is none.
        url: the page where staff see the matter; empty when there is none.
    """

    who: str
    phone: str = ""
    url: str = ""


class Composer(ABC):
    """Writes one kind of message. Made without arguments, used for many messages, keeps nothing between them."""

    label: str  # "Request to carers", for the outbox page

    @abstractmethod
    def compose(self, message: OutgoingMessage, *, at: dt.datetime) -> Composed | Withheld:
        """Return the email for ``message.subject_id`` as things stand ``at`` the moment of sending.

        Called again for every attempt, in a transaction that ends before the mail server is spoken to and that may be
        rolled back: it reads and does not write. The same message must get the same links each time. Look again at
        everything that may have changed since it was queued: closed, suspended, another address, too many messages
        already. Whatever is raised fails this message and no other.
        """

    def about(
        self,
        messages: Collection[OutgoingMessage],  # noqa: ARG002
        *,
        viewer: User,  # noqa: ARG002
    ) -> dict[int, About]:
        """Describe messages by primary key, leaving out those of which ``viewer`` may not see the recipient.

        Called once for a page of messages of this kind.
        """
        return {}


def composer_for(kind: str) -> Composer:
    """Return the composer of ``kind``.

    Raises:
        UnknownKind: ``settings.MESSAGE_KINDS`` does not hold it.
    """
    try:
        path = settings.MESSAGE_KINDS[kind]
    except KeyError:
        raise UnknownKind(kind) from None
    return _made(path)


def render_email(base: str, context: Mapping[str, Any], *, to: str, reply_to: str = "") -> Composed:
    """Make an email from the templates ``<base>.subject.txt``, ``<base>.txt`` and ``<base>.html``.

    There is no request: links come from :func:`absolute` and know nothing of the host that somebody asked for. The
    text parts are not HTML, so nothing is escaped in them.
    """
    words = {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL} | dict(context)
    return Composed(
        to=to,
        subject=_plain(f"{base}.subject.txt", words).strip(),
        text=_plain(f"{base}.txt", words).strip() + "\n",
        html=render_to_string(f"{base}.html", words),
        reply_to=reply_to,
    )


def absolute(path: str) -> str:
    """The address, for an email, of a path such as ``reverse()`` gives."""
    return f"{settings.SITE_URL}{path}"


@cache
def _made(path: str) -> Composer:
    composer: Composer = import_string(path)()
    return composer


def _plain(template: str, words: Mapping[str, Any]) -> str:
    found = engines["django"].engine.get_template(template)  # type: ignore[attr-defined]
    return str(found.render(Context(dict(words), autoescape=False)))
