"""The page on which something that was written down by mistake is struck out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission, SignedInRequest, allows, requires
from children.views.records import find
from placements import services
from placements.forms.striking import StrikeOut
from placements.models import (
    NOT_STRUCK,
    Attendance,
    Belonging,
    GoalScore,
    Incident,
    StrengthsScore,
    Strikeable,
    SupportSession,
    Visit,
)
from placements.queries import struck
from placements.views.child_forms import FormPage, form_page, saved, sent

LONGEST_ID = 18  # digits that a database key has at most


def _tab(name: str) -> Callable[[Any], str]:
    return lambda row: reverse(f"placements:{name}", args=[row.child.public_id])


@dataclass(frozen=True, slots=True)
class Kind:
    """``child`` leads from a row to its child; ``back`` gives the page on which the row stands."""

    model: type[Strikeable]
    permission: Permission
    back: Callable[[Any], str]
    child: str = "child"


KINDS = {
    "sdq": Kind(StrengthsScore, Permission.RECORD_MEASURE, _tab("child-measures")),
    "incident": Kind(Incident, Permission.RECORD_MEASURE, _tab("child-measures")),
    "attendance": Kind(Attendance, Permission.RECORD_MEASURE, _tab("child-measures")),
    "belonging": Kind(Belonging, Permission.RECORD_MEASURE, _tab("child-measures")),
    "visit": Kind(Visit, Permission.RECORD_VISIT, _tab("child-reviews")),
    "session": Kind(SupportSession, Permission.RECORD_SESSION, _tab("child-sessions")),
    "score": Kind(
        GoalScore,
        Permission.EDIT_PLAN,
        lambda row: reverse("placements:goal-detail", args=[row.goal.public_id]),
        child="goal__plan__child",
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RECORD_MEASURE)
def strike_out(
    request: SignedInRequest, *, child_id: UUID, measure: str, measure_id: str
) -> HttpResponse:
    """Whoever may record a measure may open it; for other kinds of row, whoever may record those."""
    kind = KINDS.get(measure)
    if kind is None or not measure_id.isdecimal() or len(measure_id) > LONGEST_ID:
        raise Http404
    if not allows(request.user, kind.permission):
        raise PermissionDenied
    child = find(request, child_id)
    model: Any = kind.model
    rows = model.objects.visible_to(request.user).filter(NOT_STRUCK, **{kind.child: child})
    row = get_object_or_404(rows.select_related(kind.child), pk=measure_id)
    form = StrikeOut(sent(request), today=timezone.localdate())
    shown = FormPage(
        title="Strike out a mistake",
        hint=f"{struck.words_of(row)}. It will count nowhere any more. To put it right instead, change it.",
        back=kind.back(row),
        submit="Strike it out",
    )
    if form.is_valid():
        try:
            services.strike_out(row=row, by=request.user, at=timezone.now(), **form.cleaned_data)
        except services.CannotSave as refused:
            form.refuse(str(refused), field=refused.field)
        else:
            return saved(request, shown, "It is struck out.")
    return form_page(request, child, form, shown)
