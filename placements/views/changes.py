"""What the forms in a child's frame have in common."""

from typing import Any

from django.http import HttpResponse

from accounts.permissions import SignedInRequest
from children.forms.sections import Version
from children.models import Child
from children.views.records import page

TEMPLATE = "children/child_change.html"


def sent(request: SignedInRequest) -> Any:
    return request.POST if request.method == "POST" else None


def seen(request: SignedInRequest, current: int) -> int:
    """The version that the person's page was made from: it stays theirs while they put errors right."""
    return Version(request.POST).seen() if request.method == "POST" else current


def form_page(
    request: SignedInRequest,
    child: Child,
    form: Any,
    *,
    title: str,
    back: str,
    version: int = 0,
    hint: str = "",
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {"form": form, "title": title, "hint": hint, "back": back, "version": version}
    return page(request, child, TEMPLATE, {**context, **more}, status=status)
