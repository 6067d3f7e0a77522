"""The component gallery, and the drafts of forms."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import SignedInRequest
from ui import drafts
from ui import gallery as samples


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state, for those who build pages; an installation with real people has no such page."""
    if not (settings.DEMO or settings.DEBUG):
        raise Http404
    return render(request, "ui/gallery.html", samples.samples())


@require_POST
def draft_save(request: SignedInRequest) -> HttpResponse:
    """Keep what the person has typed so far, and say when."""
    form, key = request.POST.get("draft_form", ""), request.POST.get("draft_key", "")
    try:
        draft = drafts.keep(
            by=request.user, form=form, key=key, answers=request.POST, at=timezone.now()
        )
    except drafts.NotKept as refused:
        return render(request, "components/draft_kept.html", {"refused": str(refused)})
    return render(request, "components/draft_kept.html", {"draft": draft})


@require_POST
def draft_discard(request: SignedInRequest) -> HttpResponse:
    """Give a draft up, and go back to the form."""
    form, key = request.POST.get("draft_form", ""), request.POST.get("draft_key", "")
    drafts.end(by=request.user, form=form, key=key)
    messages.success(request, "Your draft is gone. What is shown is what is saved.")
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(back if is_ours else "accounts:home")
