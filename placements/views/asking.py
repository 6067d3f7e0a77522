"""A page of questions about a plan: its draft, its errors, and what happens when two people answer at once."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.permissions import Permission, SignedInRequest, requires
from children.forms.sections import Version
from children.models import Child
from children.views.records import page
from placements import services
from ui import conflicts, drafts

may_edit = requires(Permission.EDIT_PLAN)

TEMPLATE = "placements/plan_form.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """``version`` is the one that the page was made from; 0 where nothing can be overwritten."""

    child: Child
    form: Any
    writing: drafts.Writing
    title: str
    back: str
    version: int = 0
    hint: str = ""
    remove_url: str = ""
    button: str = "Save"
    comparison: Any = None


def sent(request: SignedInRequest) -> Any:
    return request.POST if request.method == "POST" else None


def seen(request: SignedInRequest, writing: drafts.Writing, version: int) -> int:
    """The version that the person's page was made from: it stays theirs while they put errors right."""
    if request.method == "POST":
        return Version(request.POST).seen()
    return writing.seen(version)


def answer(
    request: SignedInRequest,
    asked: Asked,
    write: Callable[[], Any],
    *,
    theirs: Callable[[Any], Any] | None = None,
) -> HttpResponse:
    """Show the page; or, once its answers are in order, write them and go back.

    Args:
        write: calls the service, with ``asked.version`` as the version seen.
        theirs: makes a form, not sent, of the row as it is now, to compare with what was typed.
    """
    form = asked.form
    if not form.is_valid():
        return show(request, asked)
    try:
        write()
    except services.ChangedMeanwhile as changed:
        if theirs is None:
            raise
        compared = conflicts.compare(asked.title, theirs=theirs(changed.row), yours=form)
        now = replace(asked, comparison=compared, version=changed.row.version)
        return show(request, now, status=409)
    except services.CannotSave as refused:
        form.refuse(str(refused), field=refused.field)
        return show(request, asked)
    drafts.end(by=request.user, form=asked.writing.form, key=asked.writing.key)
    messages.success(request, "Saved.")
    return redirect(asked.back)


def show(request: SignedInRequest, asked: Asked, *, status: int = 200) -> HttpResponse:
    context = {
        "asked": asked, "form": asked.form, "comparison": asked.comparison, "writing": asked.writing,
    }  # fmt: skip
    return page(request, asked.child, TEMPLATE, context, status=status)
