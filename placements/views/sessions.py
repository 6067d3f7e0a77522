"""The pages about short breaks and sessions with the coach."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import opened
from accounts.permissions import Permission, SignedInRequest, allows, requires
from children.views.records import find as find_child
from children.views.records import page
from placements import services
from placements.forms import sessions as forms
from placements.models import NOT_STRUCK, SupportSession
from placements.queries import sessions as queries
from placements.queries import struck
from placements.views.changes import form_page, sent

forms_allowed = require_http_methods(["GET", "HEAD", "POST"])
may_record = requires(Permission.RECORD_SESSION)


@require_safe
@requires(Permission.VIEW_CHILD)
def child_sessions(request: SignedInRequest, *, child_id: UUID) -> HttpResponse:
    child = find_child(request, child_id)
    may = allows(request.user, Permission.RECORD_SESSION)
    context = {
        "struck": struck.sessions(child) if may else [],
        "board": queries.board(child, today=timezone.localdate()),
        "may_record": may,
    }
    return page(request, child, "placements/child_sessions.html", context)


@forms_allowed
@may_record
def session_plan(request: SignedInRequest, *, child_id: UUID) -> HttpResponse:
    child = find_child(request, child_id)
    form = forms.PlanSession(sent(request), today=timezone.localdate())
    back = reverse("placements:child-sessions", args=[child.public_id])
    if form.is_valid():
        try:
            services.plan_session(child=child, by=request.user, at=timezone.now(), **form.values)
        except services.SessionNotPossible as refused:
            form.refuse(str(refused), field=refused.field)
        else:
            messages.success(request, "It is planned.")
            return redirect(back)
    return form_page(request, child, form, title="Plan a short break or session", back=back)


@forms_allowed
@may_record
def session_record(request: SignedInRequest, *, supportsession_id: UUID) -> HttpResponse:
    sessions = SupportSession.objects.visible_to(request.user).filter(NOT_STRUCK)
    sessions = sessions.select_related("child__social_worker")
    session = get_object_or_404(sessions, public_id=supportsession_id)
    opened(request, session)
    form = forms.RecordSession(sent(request), today=timezone.localdate(), session=session)
    back = reverse("placements:child-sessions", args=[session.child.public_id])
    if form.is_valid():
        try:
            services.record_session(
                session=session, by=request.user, at=timezone.now(), **form.values
            )
        except services.SessionNotPossible as refused:
            form.refuse(str(refused), field=refused.field)
        else:
            messages.success(request, "It is recorded.")
            return redirect(back)
    return form_page(request, session.child, form, title="How it went", back=back)
