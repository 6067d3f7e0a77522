"""The referrals of one child, among the child's own pages."""

from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, SignedInRequest, requires
from brokerage.queries import child_referrals as queries
from children.views.records import find, page


@require_safe
@requires(Permission.VIEW_REFERRAL)
def child_referrals(request: SignedInRequest, *, child_id: UUID) -> HttpResponse:
    child = find(request, child_id)
    referrals = queries.referrals_of(child, viewer=request.user, today=timezone.localdate())
    context = {"referrals": referrals, "has_open": queries.has_open(referrals)}
    return page(request, child, "brokerage/child_referrals.html", context)
