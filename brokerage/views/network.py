"""Who would stay in each child's life, with a home that is being considered."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, SignedInRequest, requires
from brokerage.views.referrals import find, page
from children.models import Child
from placements.queries import network


@require_safe
@requires(Permission.RECORD_VIEWS)
def decision_network(
    request: SignedInRequest, *, referral_id: UUID, household_id: UUID
) -> HttpResponse:
    """Only for homes on the referral's shortlist, and only those of its children whom the person may see."""
    referral = find(request, referral_id)
    entries = referral.shortlist.select_related("household")
    household = get_object_or_404(entries, household__public_id=household_id).household
    children = Child.objects.visible_to(request.user).filter(referrals=referral)
    today = timezone.localdate()
    maps = [
        (child, network.map_of(child, household=household, today=today))
        for child in children.prefetch_related("people")
    ]
    context = {"maps": maps, "household": household}
    return page(request, referral, "brokerage/decision_network.html", context)
