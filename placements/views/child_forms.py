"""A page with one form inside a child's frame; and the page of two texts, where somebody else was quicker."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse

from accounts.permissions import SignedInRequest
from children.forms.sections import Version
from children.models import Child
from children.views.records import page
from ui import conflicts

TEMPLATE = "placements/child_form.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage:
    """What stands around the form. ``version`` is the one that the person saw, where the form overwrites anything."""

    title: str
    back: str
    hint: str = ""
    submit: str = "Save"
    version: int | None = None
    remove_url: str = ""


def sent(request: SignedInRequest) -> Any:
    return request.POST if request.method == "POST" else None


def seen(request: SignedInRequest, version: int) -> int:
    """The version that the page was made from: the one sent with the form, or the present one on a fresh page."""
    return Version(request.POST).seen() if request.method == "POST" else version


def form_page(
    request: SignedInRequest, child: Child, form: Any, shown: FormPage, **more: Any
) -> HttpResponse:
    return page(request, child, TEMPLATE, {"form": form, "shown": shown, **more})


def conflict(
    request: SignedInRequest,
    child: Child,
    shown: FormPage,
    *,
    theirs: Any,
    yours: Any,
    version: int,
) -> HttpResponse:
    """409: what is saved now beside what this person typed, which stays in the form."""
    context = {
        "form": yours,
        "shown": shown,
        "version": version,
        "comparison": conflicts.compare(shown.title, theirs=theirs, yours=yours),
    }
    return page(request, child, TEMPLATE, context, status=409)
