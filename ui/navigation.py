"""The service's navigation.

``settings.SERVICE_NAVIGATION`` lists it as (label, URL name, permission's name), ``settings.SERVICE_FOOTER`` as (label,
URL name). An entry is shown when its URL exists and the signed-in person's role grants the permission ("" for all).
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from accounts.permissions import Permission, allows


@dataclass(frozen=True, slots=True)
class Link:
    """``current`` is "page" on the very page, "true" on a page below it, and empty elsewhere."""

    label: str
    url: str
    current: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    name: str
    authority: str
    navigation: tuple[Link, ...]
    footer: tuple[Link, ...]

    @classmethod
    def of(cls, request: HttpRequest) -> "Service":
        return cls(
            name=settings.SITE_NAME,
            authority=_authority_of(request),
            navigation=navigation_for(request),
            footer=_links(settings.SERVICE_FOOTER),
        )


def navigation_for(request: HttpRequest) -> tuple[Link, ...]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ()
    allowed = [
        (label, url_name)
        for label, url_name, permission in settings.SERVICE_NAVIGATION
        if _allows(user, permission)
    ]
    return mark_current(_links(allowed), path=request.path)


def mark_current(links: tuple[Link, ...], *, path: str) -> tuple[Link, ...]:
    """Mark the one link whose address is the longest beginning of ``path``."""
    above = [
        link.url
        for link in links
        if path == link.url or (link.url != "/" and path.startswith(link.url))
    ]
    here = max(above, key=len, default=None)
    return tuple(
        Link(link.label, link.url, current="page" if path == here else "true")
        if link.url == here
        else link
        for link in links
    )


def _links(entries: Any) -> tuple[Link, ...]:
    links = []
    for label, url_name in entries:
        try:
            links.append(Link(label, reverse(url_name)))
        except NoReverseMatch:
            continue  # the page is not part of this installation
    return tuple(links)


def _authority_of(request: HttpRequest) -> str:
    """The authority or fostering service that the person acts for; the product's name for a visitor."""
    membership = getattr(getattr(request, "user", None), "membership", None)
    acting_for = membership and (membership.authority or membership.service)
    return str(acting_for.name) if acting_for else settings.SITE_NAME


def _allows(user: Any, permission: str) -> bool:
    return not permission or allows(user, Permission[permission])
