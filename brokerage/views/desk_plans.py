"""The plan for the whole desk: made, read in a meeting, fixed in part and made again. Nothing is sent from here."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import exported, opened
from accounts.permissions import Permission, SignedInRequest, own_authority, requires
from brokerage.forms.desk_plans import Locks
from brokerage.lifecycle import DeskPlanStatus
from brokerage.models import DeskPlan, Referral
from brokerage.queries import desk_plans as queries
from brokerage.services import desk_plans as services
from carers.models import Household
from documents import tables

PLANS_SHOWN = 20
# What a request plans itself; larger desks are left to the worker.
REFERRALS_AT_ONCE = 40
HOUSEHOLDS_AT_ONCE = 3_000
may_plan = requires(Permission.SEARCH)


@require_safe
@may_plan
def desk_plan_list(request: SignedInRequest) -> HttpResponse:
    plans = DeskPlan.objects.visible_to(request.user).select_related("asked_by")
    looking = Referral.objects.visible_to(request.user).looking().count()
    context = {"plans": plans.defer("inputs", "record")[:PLANS_SHOWN], "looking": looking}
    return render(request, "brokerage/desk_plan_list.html", context)


@require_POST
@may_plan
def desk_plan_make(request: SignedInRequest) -> HttpResponse:
    plan = services.ask_for_plan(
        authority=own_authority(request), by=request.user, at=timezone.now()
    )
    return _made(request, plan)


@require_safe
@may_plan
def desk_plan(request: SignedInRequest, *, plan_id: UUID) -> HttpResponse:
    """The plan beside what one after another would do; while it is being made, how far it is."""
    plan = _find(request, plan_id)
    opened(request, plan)
    if plan.status != DeskPlanStatus.DONE:
        return render(request, "brokerage/desk_plan_at_work.html", {"plan": plan})
    shown = queries.plan_shown(plan, viewer=request.user, today=timezone.localdate())
    form = Locks(rows=queries.rows_by_address(plan, request.user))
    choices = {name: form[name] for name in form.fields}
    rows = [(row, choices.get(str(row.referral.public_id))) for row in shown.rows]
    return render(request, "brokerage/desk_plan.html", {"shown": shown, "plan": plan, "rows": rows})


@require_safe
@may_plan
def desk_plan_progress(request: SignedInRequest, *, plan_id: UUID) -> HttpResponse:
    """The part of the page that asks for itself again; once the plan is made, the whole page is loaded."""
    plan = _find(request, plan_id)
    response = render(request, "brokerage/_desk_plan_progress.html", {"plan": plan})
    if plan.status != DeskPlanStatus.WAITING:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@may_plan
def desk_plan_again(request: SignedInRequest, *, plan_id: UUID) -> HttpResponse:
    """Make a new plan in which the posted choices hold. The old one stays as it is."""
    plan = _find(request, plan_id)
    if plan.status != DeskPlanStatus.DONE:
        return redirect(plan)
    form = Locks(request.POST, rows=queries.rows_by_address(plan, request.user))
    if not form.is_valid():
        messages.error(request, "Choose for each home what is to happen with it.")
        return redirect(plan)
    again = services.ask_for_plan(
        authority=plan.authority,
        by=request.user,
        at=timezone.now(),
        follows=plan,
        keep=form.kept,
        refuse=form.refused,
    )
    return _made(request, again)


@require_safe
@may_plan
def desk_plan_brief(request: SignedInRequest, *, plan_id: UUID) -> HttpResponse:
    """Which kinds of carers would place children whom the plan leaves without a home."""
    plan = _find(request, plan_id)
    opened(request, plan)
    if plan.status != DeskPlanStatus.DONE:
        return redirect(plan)
    context = {
        "plan": plan,
        "kinds": queries.kinds_shown(plan, viewer=request.user),
        "contested": queries.contested_homes(plan, viewer=request.user),
    }
    return render(request, "brokerage/desk_plan_brief.html", context)


@require_safe
@may_plan
def desk_plan_brief_file(request: SignedInRequest, *, plan_id: UUID) -> HttpResponse:
    plan = _find(request, plan_id)
    exported(request, record=plan)
    if plan.status != DeskPlanStatus.DONE:
        return redirect(plan)
    rows = queries.brief_rows(plan, viewer=request.user)
    content = tables.write_csv(queries.BRIEF_HEADERS, rows)
    headers = {"Content-Disposition": 'attachment; filename="carers-needed.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def _find(request: SignedInRequest, plan_id: UUID) -> DeskPlan:
    plans = DeskPlan.objects.visible_to(request.user).select_related("authority", "asked_by")
    return get_object_or_404(plans.defer("inputs"), public_id=plan_id)


def _made(request: SignedInRequest, plan: DeskPlan) -> HttpResponse:
    """A small desk is planned for at once; a large one in the worker, while its page says so."""
    looking = Referral.objects.visible_to(request.user).looking().count()
    homes = Household.objects.visible_to(request.user).count()
    if looking <= REFERRALS_AT_ONCE and homes <= HOUSEHOLDS_AT_ONCE:
        services.make_plan(plan=plan, at=timezone.now(), time_limit=services.AT_ONCE_TIME_LIMIT)
    return redirect(plan)
