"""A page with one form inside a child's frame; and the page of two texts, where somebody else was quicker."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.permissions import SignedInRequest
from children.forms.sections import Version
from children.models import Child
from children.views.records import page
from ui import conflicts, drafts

TEMPLATE = "placements/child_form.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage:
    """What stands around the form. ``version`` is the one that the person saw, where the form overwrites anything.

    ``writing`` is the form's draft, where it is long enough to lose something.
    """

    title: str
    back: str
    hint: str = ""
    submit: str = "Save"
    version: int | None = None
    remove_url: str = ""
    writing: drafts.Writing | None = None


def sent(request: SignedInRequest) -> Any:
    return request.POST if request.method == "POST" else None


def seen(request: SignedInRequest, version: int, writing: drafts.Writing | None = None) -> int:
    """The version that the page was made from: the one sent with the form, or that on which its draft was begun, or
    the present one on a fresh page.
    """
    if request.method == "POST":
        return Version(request.POST).seen()
    return writing.seen(version) if writing else version


def saved(request: SignedInRequest, shown: FormPage, words: str = "Saved.") -> HttpResponse:
    """Back to where the form was opened; its draft is no longer needed."""
    if shown.writing:
        drafts.end(by=request.user, form=shown.writing.form, key=shown.writing.key)
    messages.success(request, words)
    return redirect(shown.back)


def form_page(
    request: SignedInRequest, child: Child, form: Any, shown: FormPage, **more: Any
) -> HttpResponse:
    return page(request, child, TEMPLATE, {"form": form, "shown": shown, **more})


def changed_meanwhile(
    request: SignedInRequest, child: Child, form: Any, shown: FormPage, *, version: int
) -> HttpResponse:
    """409 for a form that overwrites no text: what was typed stays, and can be sent again on the plan as it is now."""
    form.refuse(
        "Somebody changed this plan after you had opened it. Nothing of yours is lost: look at the plan, and send this "
        "again if it still holds."
    )
    context = {"form": form, "shown": shown, "version": version}
    return page(request, child, TEMPLATE, context, status=409)


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
