"""What became of messages, and in a demonstration the messages themselves."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp, csp_update
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission, SignedInRequest, View, allows, requires
from notifications import doorbell, forms, queries, services
from notifications.checks import links_in
from notifications.composing import Composed
from notifications.models import DemoMessage, OutgoingMessage

ROWS_ON_A_PAGE = 50
AS_ONE_IS_READ = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "frame-ancestors": [SELF],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}


@require_safe
@requires(Permission.VIEW_OPERATIONS)
def outbox(request: SignedInRequest) -> HttpResponse:
    now = timezone.now()
    mine = OutgoingMessage.objects.visible_to(request.user)
    status = forms.ChooseStatus.chosen(request.GET)
    found = mine.filter(status=status).order_by("-queued_at", "-pk")
    totals = queries.totals(mine, at=now)
    choices = queries.choices(totals, chosen=status, url=request.path)
    pages = Paginator(found, ROWS_ON_A_PAGE)
    pages.count = next(choice.count for choice in choices if choice.current)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "status": status,
        "choices": choices,
        "page": page,
        "lines": queries.lines(list(page.object_list), viewer=request.user),
        "totals": totals,
        "health": queries.health(at=now, doorbell=doorbell.works()),
        "may_retry": allows(request.user, Permission.ASK_CARERS),
    }
    return render(request, "notifications/outbox.html", context)


@require_POST
@requires(Permission.ASK_CARERS)
def outbox_retry(request: SignedInRequest) -> HttpResponse:
    """Try one failed message again, or all of them when none is named."""
    form = forms.RetryFailed(request.POST)
    if form.is_valid():
        number = services.retry_failed(by=request.user, at=timezone.now(), public_ids=form.chosen())
        messages.success(request, f"Messages that will be tried again: {number}.")
    else:
        messages.error(request, "That message is not there. Nothing was changed.")
    return redirect("notifications:outbox")


@require_safe
@never_cache
@requires(Permission.VIEW_OPERATIONS)
def health(request: SignedInRequest) -> JsonResponse:
    """For staff and what they watch the outbox with: numbers, times and sentences, and nobody's data."""
    now = timezone.now()
    found = queries.health(at=now, doorbell=doorbell.works())
    return JsonResponse(
        {
            "status": "attention" if found.problems else "ok",
            "problems": found.problems,
            "waiting": found.waiting,
            "failed": found.failed,
            "oldest_seconds": round((now - found.oldest).total_seconds()) if found.oldest else None,
            "worker_seen_seconds_ago": (
                round((now - found.seen_at).total_seconds()) if found.seen_at else None
            ),
            "paused": found.paused_at is not None,
            "doorbell": "works" if found.doorbell else "silent",
        }
    )


def demonstration(view: View) -> Callable[..., HttpResponseBase]:
    """There is no such page but in a demonstration, and there only for people of an authority."""

    @wraps(view)
    def shown(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.DEMO:
            raise Http404
        if request.user.authority_id is None:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return shown


@require_safe
@demonstration
def demo_mailbox(request: SignedInRequest) -> HttpResponse:
    kept = DemoMessage.objects.visible_to(request.user)
    page = Paginator(kept, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "notifications/demo_mailbox.html", {"page": page})


@require_safe
@csp_update({"frame-src": [SELF]})
@demonstration
def demo_message(request: SignedInRequest, demomessage_id: UUID) -> HttpResponse:
    kept = get_object_or_404(DemoMessage.objects.visible_to(request.user), public_id=demomessage_id)
    email = Composed(kept.to, kept.subject, kept.text, kept.html)
    # One address may stand in both parts.
    links = dict.fromkeys(link for link in links_in(email) if link.startswith(settings.SITE_URL))
    context = {"kept": kept, "links": list(links)}
    return render(request, "notifications/demo_message.html", context)


@require_safe
@xframe_options_sameorigin
@csp(AS_ONE_IS_READ)
@demonstration
def demo_message_html(request: SignedInRequest, demomessage_id: UUID) -> HttpResponse:
    """The email as a mail program shows it: no script, nothing fetched, links in a window of their own."""
    kept = get_object_or_404(DemoMessage.objects.visible_to(request.user), public_id=demomessage_id)
    return HttpResponse(kept.html.replace("<head>", '<head><base target="_blank">', 1))
