"""Whether a child is ready, as each person sees it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission, SignedInRequest, allows, requires
from children.views.records import find, page
from placements import services
from placements.forms.readiness import RecordReadiness
from placements.models import ReadinessView
from placements.queries import readiness as queries
from placements.views.child_forms import FormPage, form_page, sent


@require_safe
@requires(Permission.VIEW_CHILD)
def readiness_detail(request: SignedInRequest, *, child_id: UUID) -> HttpResponse:
    child = find(request, child_id)
    lines = queries.lines(child)
    context = {
        "lines": lines,
        "people": ReadinessView.Whose.labels,
        "differing": sum(line.differs for line in lines),
        "has_earlier": any(line.earlier for line in lines),
        "may_record": allows(request.user, Permission.RECORD_READINESS),
    }
    return page(request, child, "placements/readiness_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RECORD_READINESS)
def readiness_record(request: SignedInRequest, *, child_id: UUID) -> HttpResponse:
    child = find(request, child_id)
    form = RecordReadiness(sent(request), user=request.user, today=timezone.localdate())
    back = reverse("placements:readiness-detail", kwargs={"child_id": child.public_id})
    if form.is_valid():
        try:
            services.record_readiness(
                child=child,
                whose=form.cleaned_data["whose"],
                on=form.cleaned_data["on"],
                said=form.said,
                by=request.user,
                at=timezone.now(),
            )
        except services.NothingSaid as refused:
            form.refuse(str(refused))
        else:
            messages.success(request, "Saved beside what others say.")
            return redirect(back)
    shown = FormPage(
        title="Is the child ready to live in a family?",
        hint="One person's view on one day. What others say stays beside it. Leave open what was not talked about.",
        back=back,
    )
    return form_page(request, child, form, shown)
