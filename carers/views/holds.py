"""Keeping a household from being asked, and letting it be asked again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts import access
from accounts.permissions import Permission, SignedInRequest, requires
from carers import services
from carers.forms.households import LiftHold, PlaceHold
from carers.views.households import visible


@requires(Permission.EDIT_HOUSEHOLD)
def hold_place(request: SignedInRequest, *, household_id: UUID) -> HttpResponse:
    household = visible(request, household_id)
    access.opened(request, household)
    data = request.POST if request.method == "POST" else None
    form = PlaceHold(data, today=timezone.localdate())
    if form.is_valid():
        try:
            services.place_hold(
                household=household, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except services.CannotSave as refused:
            form.add_error("starts_on", str(refused))
        else:
            messages.success(request, f"{household.name} is on hold and will not be asked.")
            return redirect(household)
    context = {"household": household, "form": form, "cancel_url": household.get_absolute_url()}
    return render(request, "carers/hold_place.html", context)


@requires(Permission.EDIT_HOUSEHOLD)
def hold_lift(request: SignedInRequest, *, household_id: UUID) -> HttpResponse:
    household = visible(request, household_id)
    access.opened(request, household)
    data = request.POST if request.method == "POST" else None
    form = LiftHold(data, household=household, today=timezone.localdate())
    if form.is_valid():
        try:
            services.lift_hold(hold=form.cleaned_data["hold"], by=request.user, at=timezone.now())
        except services.CannotSave as refused:
            form.add_error("hold", str(refused))
        else:
            messages.success(request, f"The hold on {household.name} is lifted.")
            return redirect(household)
    context = {"household": household, "form": form, "cancel_url": household.get_absolute_url()}
    return render(request, "carers/hold_lift.html", context)
