"""Whether a child is ready, as each person sees it."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission, SignedInRequest, allows, requires
from children.views.records import find, page
from placements import services
from placements.forms.readiness import RecordReadiness
from placements.models import ReadinessView
from placements.queries import readiness as queries
from placements.views.child_forms import FormPage, form_page, saved, sent
from ui import drafts


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
    writing = drafts.begin(request, "readiness", child.public_id)
    writing.fill(form)
    shown = FormPage(
        title="Is the child ready to live in a family?",
        hint="One person's view on one day. What others say stays beside it. Leave open what was not talked about.",
        back=reverse("placements:readiness-detail", kwargs={"child_id": child.public_id}),
        writing=writing,
    )
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
            return saved(request, shown, "Saved beside what others say.")
    return form_page(request, child, form, shown)
