"""The pages of a child's care plan as it stands: its parts, its goals, and who said what."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import opened
from accounts.permissions import Permission, SignedInRequest, allows, requires
from children.views.records import find, page
from placements import services
from placements.forms import placement_plans as stay_forms
from placements.forms import plans as forms
from placements.models import NOT_STRUCK, CarePlan, Dimension, Goal
from placements.queries import plans as queries
from placements.queries import reading, struck
from placements.views.asking import Asked, answer, may_edit, seen, sent
from ui import drafts

may_read = requires(Permission.VIEW_CHILD)
forms_allowed = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@may_read
def plan_detail(request: SignedInRequest, *, child_id: UUID) -> HttpResponse:
    """The Plan tab: the plan as it stands, what changed since it was approved, and what is missing from it."""
    child = find(request, child_id)
    plan = CarePlan.objects.visible_to(request.user).filter(child=child).first()
    may_change = allows(request.user, Permission.EDIT_PLAN)
    today = timezone.localdate()
    context = {
        "working": queries.working(plan, today=today) if plan else None,
        "versions": plan.versions.select_related("approved_by") if plan else [],
        "suggestions": stay_forms.SUGGESTIONS,
        "may_change": may_change,
        "may_approve": allows(request.user, Permission.APPROVE_PLAN),
    }
    return page(request, child, "placements/plan_detail.html", context)


@require_POST
@may_edit
def plan_start(request: SignedInRequest, *, child_id: UUID) -> HttpResponse:
    child = find(request, child_id)
    services.start_plan(child=child, by=request.user, at=timezone.now())
    messages.success(request, "The care plan is started. Begin with what it is for.")
    return redirect("placements:plan-detail", child_id=child.public_id)


@forms_allowed
@may_edit
def plan_change(request: SignedInRequest, *, child_id: UUID) -> HttpResponse:
    plan = _plan(request, child_id)
    today, writing = timezone.localdate(), drafts.begin(request, "plan", plan.public_id)
    form = forms.Plan(sent(request), row=plan, today=today)
    writing.fill(form)
    asked = Asked(
        child=plan.child,
        form=form,
        writing=writing,
        title="What the plan is for",
        back=_home(plan),
        version=seen(request, writing, plan.version),
    )
    return answer(
        request,
        asked,
        lambda: services.update_plan(
            plan=plan, version=asked.version, by=request.user, at=timezone.now(), **form.values
        ),
        theirs=lambda row: forms.Plan(None, row=row, today=today),
    )


@forms_allowed
@may_edit
def dimension_change(request: SignedInRequest, *, child_id: UUID, dimension: str) -> HttpResponse:
    plan = _plan(request, child_id)
    row = get_object_or_404(plan.dimensions.select_related("plan"), dimension=dimension)
    today = timezone.localdate()
    writing = drafts.begin(request, "dimension", f"{plan.public_id}:{dimension}")
    form = forms.DimensionWords(sent(request), row=row, today=today)
    writing.fill(form)
    asked = Asked(
        child=plan.child,
        form=form,
        writing=writing,
        title=str(Dimension(dimension).label),
        back=f"{_home(plan)}#{dimension}",
        version=seen(request, writing, row.version),
    )
    return answer(
        request,
        asked,
        lambda: services.update_dimension(
            dimension=row, version=asked.version, by=request.user, at=timezone.now(), **form.values
        ),
        theirs=lambda now: forms.DimensionWords(None, row=now, today=today),
    )


@forms_allowed
@may_edit
def goal_add(request: SignedInRequest, *, child_id: UUID) -> HttpResponse:
    plan, today = _plan(request, child_id), timezone.localdate()
    writing = drafts.begin(request, "new-goal", plan.public_id)
    chosen = request.GET.get("dimension", "")
    form = forms.GoalWords(sent(request), row=None, today=today, dimension=chosen)
    writing.fill(form)
    asked = Asked(
        child=plan.child, form=form, writing=writing, title="Add a goal", back=_home(plan),
    )  # fmt: skip
    return answer(
        request,
        asked,
        lambda: services.add_goal(
            plan=plan,
            placement=queries.present_stay(plan.child, today=today),
            by=request.user,
            at=timezone.now(),
            **form.values,
        ),
    )


@require_safe
@may_read
def goal_detail(request: SignedInRequest, *, goal_id: UUID) -> HttpResponse:
    """A goal with its steps in words, every score, and everything that was said about it."""
    goal = _goal(request, goal_id)
    shown = reading.goal_of(goal)
    may_change = allows(request.user, Permission.EDIT_PLAN)
    context = {
        "goal": shown,
        "scores": list(zip(shown.scores, goal.scores.filter(NOT_STRUCK), strict=True)),
        "struck": struck.scores(goal) if may_change else [],
        "steps": list(enumerate(shown.steps)),
        "placement": goal.placement,
        "may_change": may_change,
        "back": f"{_home(goal.plan)}#{goal.dimension}",
    }
    return page(request, goal.plan.child, "placements/goal_detail.html", context)


@forms_allowed
@may_edit
def goal_change(request: SignedInRequest, *, goal_id: UUID) -> HttpResponse:
    goal, today = _goal(request, goal_id), timezone.localdate()
    writing = drafts.begin(request, "goal", goal.public_id)
    form = forms.GoalWords(sent(request), row=goal, today=today)
    writing.fill(form)
    asked = Asked(
        child=goal.plan.child,
        form=form,
        writing=writing,
        title="Change a goal",
        back=_goal_page(goal),
        version=seen(request, writing, goal.version),
        hint="What was scored and said before stays with the goal. If it becomes another goal, close this one instead.",
    )
    return answer(
        request,
        asked,
        lambda: services.change_goal(
            goal=goal, version=asked.version, by=request.user, at=timezone.now(), **form.values
        ),
        theirs=lambda row: forms.GoalWords(None, row=row, today=today),
    )


@forms_allowed
@may_edit
def goal_score(request: SignedInRequest, *, goal_id: UUID) -> HttpResponse:
    goal = _goal(request, goal_id)
    writing = drafts.begin(request, "score", goal.public_id)
    form = forms.Score(sent(request), goal=goal, today=timezone.localdate())
    writing.fill(form)
    asked = Asked(
        child=goal.plan.child,
        form=form,
        writing=writing,
        title="Where is the child now?",
        back=_goal_page(goal),
        hint=goal.words,
    )
    return answer(
        request,
        asked,
        lambda: services.record_score(goal=goal, by=request.user, at=timezone.now(), **form.values),
    )


@forms_allowed
@may_edit
def goal_close(request: SignedInRequest, *, goal_id: UUID) -> HttpResponse:
    goal, today = _goal(request, goal_id), timezone.localdate()
    writing = drafts.begin(request, "goal-end", goal.public_id)
    form = forms.Closing(sent(request), today=today)
    writing.fill(form)
    asked = Asked(
        child=goal.plan.child,
        form=form,
        writing=writing,
        title="Close a goal",
        back=_goal_page(goal),
        version=seen(request, writing, goal.version),
        hint=goal.words,
        button="Close this goal",
    )
    return answer(
        request,
        asked,
        lambda: services.close_goal(
            goal=goal, version=asked.version, by=request.user, at=timezone.now(), **form.values
        ),
        theirs=lambda row: forms.Closing(
            None, today=today, initial={"status": row.status, "reason": row.status_reason}
        ),
    )


@forms_allowed
@may_edit
def plan_voice(request: SignedInRequest, *, child_id: UUID) -> HttpResponse:
    return _voice(request, _plan(request, child_id), goal=None)


@forms_allowed
@may_edit
def goal_voice(request: SignedInRequest, *, goal_id: UUID) -> HttpResponse:
    goal = _goal(request, goal_id)
    return _voice(request, goal.plan, goal=goal)


def _voice(request: SignedInRequest, plan: CarePlan, *, goal: Goal | None) -> HttpResponse:
    about = goal.public_id if goal else plan.public_id
    writing = drafts.begin(request, "view", about)
    form = forms.WhoSaidWhat(
        sent(request),
        user=request.user,
        today=timezone.localdate(),
        whose=request.GET.get("whose", ""),
    )
    writing.fill(form)
    asked = Asked(
        child=plan.child,
        form=form,
        writing=writing,
        title="Record what somebody says",
        back=_goal_page(goal) if goal else f"{_home(plan)}#views",
        hint=f"About the goal: {goal.words}" if goal else "About the plan as a whole.",
    )
    return answer(
        request,
        asked,
        lambda: services.record_voice(
            plan=plan,
            goal=goal,
            said=services.Said(**form.values),
            by=request.user,
            at=timezone.now(),
        ),
    )


def _plan(request: SignedInRequest, child_id: UUID) -> CarePlan:
    """The plan of a child whom the person may see. Without one, there is nothing to change yet."""
    child = find(request, child_id)
    plan = (
        CarePlan.objects.visible_to(request.user)
        .select_related("child")
        .filter(child=child)
        .first()
    )
    if plan is None:
        raise Http404
    plan.child = child
    return plan


def _goal(request: SignedInRequest, goal_id: UUID) -> Goal:
    goals = Goal.objects.visible_to(request.user)
    goals = goals.select_related("plan__child__social_worker", "placement__household")
    goal: Goal = get_object_or_404(goals, public_id=goal_id)
    if request.method in {"GET", "HEAD"}:
        opened(request, goal)
    return goal


def _home(plan: CarePlan) -> str:
    return reverse("placements:plan-detail", args=[plan.child.public_id])


def _goal_page(goal: Goal) -> str:
    return reverse("placements:goal-detail", args=[goal.public_id])
