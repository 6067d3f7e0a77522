"""The pages of one child's record."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import opened
from accounts.permissions import Permission, SignedInRequest, requires
from children.models import Child
from children.queries import records

may_read = requires(Permission.VIEW_CHILD)


@require_safe
@may_read
def child_detail(request: SignedInRequest, *, child_id: UUID) -> HttpResponse:
    child = find(request, child_id, "needs", "risks", "wishes", "people", "legal_statuses")
    today = timezone.localdate()
    context = {
        "siblings": records.others_of(child),
        "legal_status": records.legal_status(child, on=today),
        "ages": records.ages(child, list(child.wishes.all()), today=today),
        "languages": records.languages(child),
    }
    return page(request, child, "children/child_detail.html", context)


@require_safe
@may_read
def child_needs(request: SignedInRequest, *, child_id: UUID) -> HttpResponse:
    child = find(request, child_id, "needs", "risks")
    ages = records.ages(child, [], today=timezone.localdate())
    context = {
        "groups": records.need_groups(child),
        "ages": {age.label.lower(): age for age in ages},
    }
    return page(request, child, "children/child_needs.html", context)


@require_safe
@may_read
def child_wishes(request: SignedInRequest, *, child_id: UUID) -> HttpResponse:
    return page(request, find(request, child_id, "wishes"), "children/child_wishes.html", {})


@require_safe
@may_read
def child_people(request: SignedInRequest, *, child_id: UUID) -> HttpResponse:
    child = find(request, child_id, "people")
    context = {"siblings": records.siblings(child, viewer=request.user)}
    return page(request, child, "children/child_people.html", context)


@require_safe
@may_read
def child_story(request: SignedInRequest, *, child_id: UUID) -> HttpResponse:
    """The child's own story, moment by moment: to be read with the child, and printed for them."""
    child = find(request, child_id, "moments")
    return page(request, child, "children/child_story.html", {})


@require_safe
@may_read
def child_legal(request: SignedInRequest, *, child_id: UUID) -> HttpResponse:
    child = find(request, child_id, "legal_statuses")
    context = {"now": records.legal_status(child, on=timezone.localdate())}
    return page(request, child, "children/child_legal.html", context)


def find(request: SignedInRequest, child_id: UUID, *relations: str) -> Child:
    """The child, if this person may see the record; that they opened it is written down."""
    children = Child.objects.visible_to(request.user)
    children = children.select_related("social_worker", "reviewing_officer", "coach")
    child = get_object_or_404(children.prefetch_related(*relations), public_id=child_id)
    if request.method in {"GET", "HEAD"}:
        opened(request, child)
    return child


def page(
    request: SignedInRequest,
    child: Child,
    template: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    """A page inside the child's frame."""
    frame = records.frame(child, viewer=request.user)
    return render(request, template, {"child": child, "frame": frame, **context}, status=status)
