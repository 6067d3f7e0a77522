"""The people around a child, now and after a move."""

from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, SignedInRequest, requires
from children.views.records import find as find_child
from children.views.records import page
from placements.queries import network as queries


@require_safe
@requires(Permission.VIEW_CHILD)
def child_network(request: SignedInRequest, *, child_id: UUID) -> HttpResponse:
    child = find_child(request, child_id, "people")
    context = {"map": queries.map_of(child, today=timezone.localdate())}
    return page(request, child, "placements/child_network.html", context)
