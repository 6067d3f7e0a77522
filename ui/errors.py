"""Pages for when something cannot be done: what happened, what to do next, whom to ask.

Django itself finds 403.html, 404.html and 500.html. 503.html needs neither database nor request.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form was sent from a page that had gone stale, or from another site; nothing was done."""
    return render(request, "403_csrf.html", status=403)


def conflict(request: HttpRequest, *, template: str = "409.html", **context: Any) -> HttpResponse:
    """Somebody else saved first. ``theirs`` and ``yours`` are shown side by side, so that neither text is lost."""
    return render(request, template, context, status=409)
