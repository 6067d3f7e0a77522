"""The desk's work list."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, SignedInRequest, allows, requires
from brokerage.forms.referrals import InboxFilter
from brokerage.queries import inbox as queries
from brokerage.views.referral_desk import desk_people

ROWS_ON_A_PAGE = 50


@require_safe
@requires(Permission.VIEW_REFERRAL)
def inbox(request: SignedInRequest) -> HttpResponse:
    """What is due first, in the view asked for. Those who do not work on the desk go to their own list."""
    if not allows(request.user, Permission.CHECK_REFERRAL):
        return redirect("brokerage:referral-list")
    today = timezone.localdate()
    waiting = queries.waiting(viewer=request.user)
    view = queries.view_named(request.GET.get("view"))
    form = InboxFilter(request.GET, people=desk_people(request.user))
    shown = form.narrowed(
        waiting.filter(queries.view_filter(view, viewer=request.user, today=today))
    )
    found = Paginator(queries.with_children(shown), ROWS_ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    rows = queries.rows_of(found, viewer=request.user, today=today, at=timezone.now())
    counts = queries.view_counts(waiting, viewer=request.user, today=today)
    context = {
        "views": queries.tabs(counts, current=view),
        "view_url": f"?view={view.value}",
        "view_words": queries.NOTHING_IN[view],
        "is_filtered": form.is_used,
        "form": form,
        "page": found,
        "groups": queries.grouped(rows),
    }
    return render(request, "brokerage/inbox.html", context)
