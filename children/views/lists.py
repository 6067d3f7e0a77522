"""Finding a child, and recording a new one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission, SignedInRequest, allows, requires
from children import services
from children.forms.lists import FilterChildren, SearchChildren
from children.forms.sections import NewChild
from children.models import CASEWORKERS
from children.queries import lists

ROWS_ON_A_PAGE = 25
SEARCH = "children_search"  # in the session, because a name in an address would be kept in logs

forms_allowed = require_http_methods(["GET", "HEAD", "POST"])


@forms_allowed
@requires(Permission.VIEW_CHILD)
def child_list(request: SignedInRequest) -> HttpResponse:
    """The form for names is sent by POST and kept for the session; the other filters are in the address."""
    if request.method == "POST":
        is_cleared = "clear" in request.POST
        request.session[SEARCH] = "" if is_cleared else SearchChildren(request.POST).words()
        return redirect(request.get_full_path())
    search, today = request.session.get(SEARCH, ""), timezone.localdate()
    form = FilterChildren(request.GET, workers=lists.workers_of(request.user))
    found = lists.children(request.user, form.wanted(search=search), today=today)
    page = Paginator(found.prefetch_related("needs"), ROWS_ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "form": form,
        "search_form": SearchChildren(initial={"search": search}),
        "search": search,
        "page": page,
        "lines": list(lists.lines(page, viewer=request.user, today=today)),
        "is_filtered": bool(search) or any(form.cleaned_data.values()),
        "are_mine": request.user.role in CASEWORKERS,
        "may_edit": allows(request.user, Permission.EDIT_CHILD),
        "may_update": allows(request.user, Permission.UPDATE_MILESTONE),
    }
    return render(request, "children/child_list.html", context)


@forms_allowed
@requires(Permission.EDIT_CHILD)
def child_new(request: SignedInRequest) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = NewChild(data, today=timezone.localdate())
    authority = request.user.authority
    if form.is_valid() and authority:
        try:
            child = services.create_child(
                authority=authority, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except services.CannotSave as refused:
            form.refuse(str(refused), field="reference")
        else:
            messages.success(request, f"{child.name} is recorded as {child.reference}.")
            return redirect(child)
    return render(request, "children/child_new.html", {"form": form})
