"""What is to be done for one's children, overdue first."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, SignedInRequest, requires
from placements.clocks import State
from placements.queries import clocks as queries

LINES_ON_A_PAGE = 30


@require_safe
@requires(Permission.VIEW_WORKLIST)
def worklist(request: SignedInRequest) -> HttpResponse:
    """``?whose=mine`` leaves out what somebody else has to do for these children."""
    lines = queries.worklist(viewer=request.user, today=timezone.localdate())
    only_mine = request.GET.get("whose") == "mine"
    shown = [line for line in lines if line.is_mine] if only_mine else lines
    context = {
        "page": Paginator(shown, LINES_ON_A_PAGE).get_page(request.GET.get("page")),
        "overdue": sum(line.state == State.OVERDUE for line in shown),
        "mine": sum(line.is_mine for line in lines),
        "all": len(lines),
        "only_mine": only_mine,
        "shows_all": not only_mine,
    }
    return render(request, "placements/worklist.html", context)
