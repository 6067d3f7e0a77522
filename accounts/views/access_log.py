"""Who opened what, for the people who answer for it."""

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import access, exports, forms, queries
from accounts.models import AccessLog
from accounts.permissions import Permission, SignedInRequest, requires

ROWS_ON_A_PAGE = 50
ROWS_IN_A_FILE = 20_000


@require_safe
@requires(Permission.VIEW_ACCESS_LOG)
def access_log(request: SignedInRequest) -> HttpResponse:
    form, rows = _asked_for(request)
    page = Paginator(rows, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "lines": queries.in_words(list(page.object_list), user=request.user),
        "query": _query_without_page(request),
    }
    return render(request, "accounts/access_log.html", context)


@require_safe
@requires(Permission.VIEW_ACCESS_LOG)
def access_log_file(request: SignedInRequest) -> HttpResponse:
    _, rows = _asked_for(request)
    access.exported(request, record_type=AccessLog._meta.label_lower)
    lines = queries.in_words(list(rows[:ROWS_IN_A_FILE]), user=request.user)
    header = ["When", "Who", "What they did", "Record", "Page", "Reason"]
    cells = ([_moment(one.at), one.who, one.did, one.what, one.page, one.reason] for one in lines)
    return exports.csv_response("access-log", header, cells)


def _asked_for(request: SignedInRequest) -> tuple[forms.FilterAccessLog, Any]:
    form = forms.FilterAccessLog(
        request.GET or None,
        people=queries.people(request.user),
        record_types=queries.record_types(request.user),
    )
    if form.is_bound and not form.is_valid():
        return form, queries.access_log(request.user).none()
    return form, queries.access_log(request.user, **form.chosen())


def _moment(at: dt.datetime) -> str:
    return timezone.localtime(at).isoformat(" ", "seconds")


def _query_without_page(request: SignedInRequest) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()
