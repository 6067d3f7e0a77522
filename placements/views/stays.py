"""The pages of a stay."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import opened
from accounts.moves import MoveNotAllowed
from accounts.permissions import Permission, SignedInRequest, allows, requires
from carers.models import Household
from children.models import Child
from children.queries import records
from placements import services
from placements.forms import stays as forms
from placements.lifecycle import PlacementStatus
from placements.models import Placement, SupportItem
from placements.queries import stays as queries
from placements.services import support

PAST_STAYS_ON_A_PAGE = 25


@require_safe
@requires(Permission.VIEW_PLACEMENT)
def child_stays(request: SignedInRequest, *, child_id: UUID) -> HttpResponse:
    """Inside the child's frame: every stay, the latest first."""
    children = Child.objects.visible_to(request.user).select_related("social_worker")
    child = get_object_or_404(children, public_id=child_id)
    opened(request, child)
    stays = queries.stays_of(child, today=timezone.localdate())
    context = {
        "child": child,
        "frame": records.frame(child, viewer=request.user),
        "stays": stays,
        "summary": queries.summary_of(stays, today=timezone.localdate()),
    }
    return render(request, "placements/child_stays.html", context)


@require_safe
@requires(Permission.VIEW_HOUSEHOLD)
def household_stays(request: SignedInRequest, *, household_id: UUID) -> HttpResponse:
    """Inside the household's frame: who lives there, is booked to, and lived there, as far as the viewer may know."""
    households = Household.objects.visible_to(request.user).select_related("service")
    household = get_object_or_404(households, public_id=household_id)
    opened(request, household)
    today = timezone.localdate()
    stays = household.placements
    seen = partial(queries.as_seen, viewer=request.user, today=today)
    past = stays.filter(status=PlacementStatus.ENDED).order_by("-ends_on", "-pk")
    page = Paginator(past, PAST_STAYS_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "household": household,
        "places": queries.places_of(household, today=today),
        "now": seen(stays.filter(status=PlacementStatus.STARTED)),
        "booked": seen(stays.filter(status=PlacementStatus.BOOKED)),
        "past": seen(page.object_list),
        "page": page,
    }
    return render(request, "placements/household_stays.html", context)


@require_safe
@requires(Permission.VIEW_PLACEMENT)
def placement_detail(request: SignedInRequest, *, placement_id: UUID) -> HttpResponse:
    placement = _find(request, placement_id)
    opened(request, placement)
    may_change = allows(request.user, Permission.CHANGE_PLACEMENT)
    context = {
        "placement": placement,
        "may_start": may_change and placement.status == PlacementStatus.BOOKED,
        "has_come": placement.starts_on <= timezone.localdate(),
        "sees_household": _sees_household(request, placement),
        "may_end": may_change and placement.status == PlacementStatus.STARTED,
        "support": placement.support_items.select_related("closed_by"),
        "may_plan": may_change and placement.status in support.OPEN,
        "others": placement.child.placements.live().exclude(pk=placement.pk).order_by("-starts_on"),
    }
    return render(request, "placements/placement_detail.html", context)


@require_POST
@requires(Permission.CHANGE_PLACEMENT)
def placement_start(request: SignedInRequest, *, placement_id: UUID) -> HttpResponse:
    placement = _find(request, placement_id)
    try:
        services.start_placement(
            placement_id=placement.public_id, by=request.user, at=timezone.now()
        )
    except (MoveNotAllowed, services.StayNotEnded, services.WrongDay) as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "The child has moved in: the stay has started.")
    return redirect(placement)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CHANGE_PLACEMENT)
def placement_end(request: SignedInRequest, *, placement_id: UUID) -> HttpResponse:
    placement = _find(request, placement_id)
    if request.method in {"GET", "HEAD"}:
        opened(request, placement)
    form = forms.EndPlacement(
        request.POST if request.method == "POST" else None, today=timezone.localdate()
    )
    if form.is_valid():
        try:
            services.end_placement(
                placement_id=placement.public_id,
                by=request.user,
                at=timezone.now(),
                **form.cleaned_data,
            )
        except (MoveNotAllowed, services.WrongDay) as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The ending is recorded.")
            return redirect(placement)
    context = {"placement": placement, "form": form, "cancel_url": placement.get_absolute_url()}
    return render(request, "placements/placement_end.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CHANGE_PLACEMENT)
def support_add(request: SignedInRequest, *, placement_id: UUID) -> HttpResponse:
    """Plans something that makes the placement work."""
    placement = _find(request, placement_id)
    opened(request, placement)
    form = forms.AddSupport(request.POST if request.method == "POST" else None)
    if form.is_valid():
        item = support.Item(**form.cleaned_data)
        try:
            support.add_item(placement=placement, item=item, by=request.user, at=timezone.now())
        except support.PlacementOver as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "Added to the plan.")
            return redirect(placement)
    context = {"placement": placement, "form": form, "cancel_url": placement.get_absolute_url()}
    return render(request, "placements/support_add.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CHANGE_PLACEMENT)
def support_close(request: SignedInRequest, *, support_id: UUID) -> HttpResponse:
    """Records that an item of the plan is done, or not needed any more."""
    items = SupportItem.objects.visible_to(request.user)
    item = get_object_or_404(items.select_related("placement__child"), public_id=support_id)
    opened(request, item.placement)
    form = forms.CloseSupport(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            support.close_item(item=item, by=request.user, at=timezone.now(), **form.cleaned_data)
        except support.PlacementOver as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "Saved.")
            return redirect(item.placement)
    url = item.placement.get_absolute_url()
    context = {"item": item, "placement": item.placement, "form": form, "cancel_url": url}
    return render(request, "placements/support_close.html", context)


def _sees_household(request: SignedInRequest, placement: Placement) -> bool:
    home = placement.household
    if home is None or not allows(request.user, Permission.VIEW_HOUSEHOLD):
        return False
    return Household.objects.visible_to(request.user).filter(pk=home.pk).exists()


def _find(request: SignedInRequest, placement_id: UUID) -> Placement:
    placements = Placement.objects.visible_to(request.user)
    placements = placements.select_related("child", "household__service", "booked_by")
    return get_object_or_404(placements, public_id=placement_id)
