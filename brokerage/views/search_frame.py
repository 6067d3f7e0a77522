"""What the pages of a search share: finding it, and the referral's frame around it."""

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from accounts.permissions import SignedInRequest
from brokerage.models import Referral, Search
from brokerage.queries import searches as queries
from brokerage.queries.referrals import referral_frame


def find_search(request: SignedInRequest, search_id: UUID) -> Search:
    searches = queries.listing(Search.objects.visible_to(request.user))
    search: Search = get_object_or_404(searches, public_id=search_id)
    return search


def search_page(
    request: SignedInRequest,
    referral: Referral,
    template: str,
    context: Mapping[str, object],
    search: Search | None = None,
) -> HttpResponse:
    """A page inside the referral's frame."""
    frame = referral_frame(referral, viewer=request.user, today=timezone.localdate())
    around = {"referral": referral, "frame": frame, "search": search}
    return render(request, template, {**around, **context})
