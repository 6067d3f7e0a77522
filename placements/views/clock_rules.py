"""An administrator's pages about the authority's own timings."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission, SignedInRequest, own_authority, requires
from placements import services
from placements.clocks import SHIPPED
from placements.forms.clock_rules import ChangeRule
from placements.queries import clocks as queries
from placements.views.changes import sent

may_manage = requires(Permission.MANAGE_PEOPLE)


@require_safe
@may_manage
def clockrule_list(request: SignedInRequest) -> HttpResponse:
    rules = queries.rules_of(own_authority(request))
    return render(request, "placements/clockrule_list.html", {"rules": rules})


@require_http_methods(["GET", "HEAD", "POST"])
@may_manage
def clockrule_change(request: SignedInRequest) -> HttpResponse:
    """``?timing=`` names the timing by its code."""
    authority, timing = own_authority(request), request.GET.get("timing", "")
    known = {each.code: (each, rule) for each, rule in queries.rules_of(authority)}
    if timing not in known:
        return redirect("placements:clockrule-list")
    holds, rule = known[timing]
    initial = {"amount": holds.amount, "unit": holds.unit, "source": rule.source if rule else ""}
    form = ChangeRule(sent(request), today=timezone.localdate(), initial=initial)
    if form.is_valid():
        try:
            services.set_clock_rule(
                authority=authority, code=timing, by=request.user, at=timezone.now(), **form.values
            )
        except services.LaterThanTheLaw as refused:
            form.refuse(str(refused), field="amount")
        else:
            messages.success(request, "The timing is changed.")
            return redirect("placements:clockrule-list")
    context = {"form": form, "timing": SHIPPED[timing], "rule": rule}
    return render(request, "placements/clockrule_change.html", context)


@require_POST
@may_manage
def clockrule_drop(request: SignedInRequest) -> HttpResponse:
    """The posted ``timing`` is the law's again."""
    timing = request.POST.get("timing", "")
    if timing in SHIPPED:
        services.drop_clock_rule(
            authority=own_authority(request), code=timing, by=request.user, at=timezone.now()
        )
        messages.success(request, "The law's timing holds again.")
    return redirect("placements:clockrule-list")
