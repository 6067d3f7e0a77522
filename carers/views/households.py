"""Finding a household, reading its record, changing it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts import access
from accounts.models import FosteringService
from accounts.permissions import Permission, SignedInRequest, allows, requires
from carers import services
from carers.forms import households as forms
from carers.forms.lists import FilterHouseholds
from carers.models import Household
from carers.queries import lists, records
from carers.views import conflicts
from carers.views.sections import SECTIONS

ROWS_ON_A_PAGE = 25


@require_safe
@requires(Permission.VIEW_HOUSEHOLD)
def household_list(request: SignedInRequest) -> HttpResponse:
    today = timezone.localdate()
    form = filters(request)
    wanted = form.wanted(today=today)
    found = lists.households(request.user, wanted)
    totals = lists.totals(found, on=wanted.on)
    paginator = Paginator(found, ROWS_ON_A_PAGE)
    paginator.count = totals.found  # counted already
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "lines": lists.lines(page.object_list, on=wanted.on),
        "totals": totals,
        "on": wanted.on,
        "may_edit": allows(request.user, Permission.EDIT_HOUSEHOLD),
        "may_import": allows(request.user, Permission.IMPORT_HOUSEHOLDS),
        "query": _query_without(request, "page", "file"),
    }
    return render(request, "carers/household_list.html", context)


def filters(request: SignedInRequest) -> FilterHouseholds:
    return FilterHouseholds(
        request.GET or None,
        services=FosteringService.objects.visible_to(request.user),
        areas=lists.areas(request.user),
    )


def _query_without(request: SignedInRequest, *names: str) -> str:
    query = request.GET.copy()
    for name in names:
        query.pop(name, None)
    return query.urlencode()


@require_safe
@requires(Permission.VIEW_HOUSEHOLD)
def household_detail(request: SignedInRequest, *, household_id: UUID) -> HttpResponse:
    found = Household.objects.visible_to(request.user).filter(public_id=household_id)
    try:
        page = records.overview(found, user=request.user, on=timezone.localdate())
    except Household.DoesNotExist:
        raise Http404 from None
    access.opened(request, page.household)
    return render(request, "carers/household_detail.html", _context(request, page))


@require_safe
@requires(Permission.VIEW_HOUSEHOLD)
def household_skills(request: SignedInRequest, *, household_id: UUID) -> HttpResponse:
    found = Household.objects.visible_to(request.user).filter(public_id=household_id)
    try:
        page = records.skills(found, on=timezone.localdate())
    except Household.DoesNotExist:
        raise Http404 from None
    access.opened(request, page.household)
    return render(request, "carers/household_skills.html", _context(request, page))


def _context(request: SignedInRequest, page: records.Overview | records.Skills) -> dict[str, Any]:
    return {
        "record": page,
        "household": page.household,
        "area": lists.area_of(page.household),
        "may_edit": allows(request.user, Permission.EDIT_HOUSEHOLD),
    }


@requires(Permission.EDIT_HOUSEHOLD)
def household_add(request: SignedInRequest) -> HttpResponse:
    form = forms.NewHousehold(
        request.POST if request.method == "POST" else None,
        services=lists.services_to_import(request.user, on=timezone.localdate()),
    )
    if form.is_valid():
        try:
            household = services.create_household(
                **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except services.CannotSave as refused:
            form.add_error("reference", str(refused))
        else:
            messages.success(
                request, f"{household.name} is recorded. Add the terms of approval next."
            )
            return redirect(household)
    return render(request, "carers/household_add.html", {"form": form})


@requires(Permission.EDIT_HOUSEHOLD)
def household_change(request: SignedInRequest, *, household_id: UUID, section: str) -> HttpResponse:
    household = visible(request, household_id)
    chosen = SECTIONS.get(section)
    if chosen is None:
        raise Http404
    access.opened(request, household)
    form = chosen.make(request.POST if request.method == "POST" else None, household, request.user)
    seen = _seen(request, household)
    context = {"household": household, "section": chosen, "form": form, "version": seen}
    if form.is_valid():
        try:
            chosen.keep(
                household,
                form,
                version=seen,
                by=request.user,
                at=timezone.now(),
            )
        except services.ChangedMeanwhile as changed:
            return conflicts.answer(request, context, changed)
        except services.CannotSave as refused:
            form.refuse(str(refused))
        else:
            messages.success(request, f"{chosen.title}: saved.")
            return redirect(chosen.page, household_id=household.public_id)
    return render(request, "carers/household_change.html", context)


def _seen(request: SignedInRequest, household: Household) -> int:
    """The version that the person's page was made from: it stays theirs while they put errors right."""
    return forms.Version(request.POST).seen() if request.method == "POST" else household.version


@require_POST
@requires(Permission.EDIT_HOUSEHOLD)
def household_confirm(request: SignedInRequest, *, household_id: UUID) -> HttpResponse:
    household = visible(request, household_id)
    try:
        services.confirm_details(
            household=household,
            version=forms.Version(request.POST).seen(),
            by=request.user,
            at=timezone.now(),
        )
    except services.ChangedMeanwhile:
        words = "The record has changed since you opened it. Read it again before you confirm it."
        messages.error(request, words)
    else:
        messages.success(request, "Recorded that the carers confirmed this today.")
    return redirect(household)


def visible(request: SignedInRequest, household_id: UUID) -> Household:
    households = Household.objects.visible_to(request.user).select_related("service")
    return get_object_or_404(households, public_id=household_id)
