"""The page about carers who succeed, and carers who are missing."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, SignedInRequest, allows, own_authority, requires
from evaluation import forms
from evaluation.services.making import Making
from evaluation.services.success_report import make


@require_safe
@requires(Permission.VIEW_REPORTS)
def success(request: SignedInRequest) -> HttpResponse:
    """Of one's own authority. Small numbers are shown to those who may see every referral anyway."""
    authority, today = own_authority(request), timezone.localdate()
    form = forms.AskSufficiency(request.GET or None, authority=authority, today=today)
    making = Making(
        authority=authority, asked=form.asked(), made_on=today, progress=lambda _done, _all: None
    )
    found = make(making, exact=allows(request.user, Permission.SEARCH))
    return render(request, "evaluation/success.html", {"form": form, "report": found})
