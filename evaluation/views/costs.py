"""What moves cost and were worth: unit costs, one child's comparison, a cohort's, and what was published."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import opened
from accounts.permissions import Permission, SignedInRequest, allows, own_authority, requires
from children.models import Child
from evaluation.forms.costs import ChangeUnitCost, PublishCosts
from evaluation.forms.supposing import AskCosts, Suppose, SupposeOfChild
from evaluation.models import PublishedResult, UnitCostVersion
from evaluation.queries import costs as queries
from evaluation.queries.costs import ChildMove
from evaluation.queries.costs_compared import Compared, cohort_asked, compared
from evaluation.reporting import costs as words
from evaluation.reporting.costs_table import table_rows
from evaluation.reporting.costs_words import Pen
from evaluation.services import costs as services
from evaluation.value.assumptions import Assumptions
from evaluation.value.figures import Figures
from evaluation.value.kinds import ITEM_BY_CODE
from evaluation.value.lives import LONGEST_GAP
from evaluation.value.prices import Confidence, Price, by_code

VERSIONS_SHOWN = 50
PUBLISHED_SHOWN = 50
may_see = requires(Permission.VIEW_REPORTS)
may_edit = requires(Permission.EDIT_COSTS)


@require_safe
@may_see
def costs_home(request: SignedInRequest) -> HttpResponse:
    context = {
        "table": queries.table(own_authority(request)),
        "published": queries.published(request.user)[:PUBLISHED_SHOWN],
    }
    return render(request, "evaluation/costs_home.html", context)


@require_safe
@may_see
def costs_table(request: SignedInRequest) -> HttpResponse:
    """The unit costs in force, and the versions before them."""
    table = queries.table(own_authority(request))
    context = {
        "table": table,
        "parts": table_rows(table.prices),
        "versions": queries.versions(request.user)[:VERSIONS_SHOWN],
        "may_edit": allows(request.user, Permission.EDIT_COSTS),
    }
    return render(request, "evaluation/costs_table.html", context)


@require_safe
@may_see
def costs_version(request: SignedInRequest, *, unitcostversion_id: UUID) -> HttpResponse:
    seen = UnitCostVersion.objects.visible_to(request.user).select_related("made_by")
    version = get_object_or_404(seen, public_id=unitcostversion_id)
    context = {"version": version, "parts": table_rows(queries.prices_of(version))}
    return render(request, "evaluation/costs_version.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@may_edit
def costs_change(request: SignedInRequest) -> HttpResponse:
    """Make the next version with one figure put right. ``?item=`` names the row by its code."""
    authority, code = own_authority(request), request.GET.get("item", "")
    if code not in ITEM_BY_CODE:
        return redirect("evaluation:costs-table")
    table = queries.table(authority)
    data = request.POST if request.method == "POST" else None
    form = ChangeUnitCost(data, price=table.prices[code], seen=table.number)
    if form.is_valid():
        try:
            services.change_unit_cost(
                authority=authority, price=form.changed, seen=form.cleaned_data["seen"],
                why=form.cleaned_data["why"], by=request.user, at=timezone.now(),
            )  # fmt: skip
        except services.TableChanged as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The unit cost is changed. Comparisons use it from now on.")
            return redirect("evaluation:costs-table")
    context = {"form": form, "item": ITEM_BY_CODE[code], "price": table.prices[code]}
    return render(request, "evaluation/costs_change.html", context)


@require_safe
@may_see
def costs_cohort(request: SignedInRequest) -> HttpResponse:
    """A cohort of the children whom the person may see; with htmx, only what changes with the answers."""
    form, found = _cohort(request)
    context = _shown(request, form, found) | {"children": found.moves if found else []}
    if found:
        context["who"] = words.who_moved(form.asked())
    template = "_costs_result" if request.htmx else "costs_cohort"  # type: ignore[attr-defined]
    return render(request, f"evaluation/{template}.html", context)


@require_safe
@may_see
def costs_child(request: SignedInRequest, *, child_id: UUID) -> HttpResponse:
    child = _child(request, child_id)
    form, found = _of_child(request, child)
    if not form.known:
        return _unmoved(request, child)
    context = _shown(request, form, found) | {"child": child}
    template = "_costs_result" if request.htmx else "costs_child"  # type: ignore[attr-defined]
    return render(request, f"evaluation/{template}.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@may_edit
def costs_cohort_publish(request: SignedInRequest) -> HttpResponse:
    """Publish the comparison that the address asks for."""
    asked, found = _cohort(request)
    return _publish(request, asked, found, child=None)


@require_http_methods(["GET", "HEAD", "POST"])
@may_edit
def costs_child_publish(request: SignedInRequest, *, child_id: UUID) -> HttpResponse:
    """Publish the comparison of this child's that the address asks for."""
    child = _child(request, child_id)
    asked, found = _of_child(request, child)
    return _publish(request, asked, found, child=child)


@require_safe
@may_see
def costs_published(request: SignedInRequest, *, publishedresult_id: UUID) -> HttpResponse:
    """A result as it was published: nothing is worked out again."""
    seen = PublishedResult.objects.visible_to(request.user)
    related = seen.select_related("made_by", "child", "unit_costs")
    result = get_object_or_404(related, public_id=publishedresult_id)
    opened(request, result)
    figures = Figures.from_json(result.figures)
    prices = by_code(
        Price(**{**each, "confidence": Confidence(each["confidence"])}) for each in result.prices
    )
    context = {
        "result": result,
        "who": "" if result.child else words.who_moved(result.asked),
        "summary": words.summary(figures, Pen()),
        "report": {
            "all_sections": words.sections(
                figures, prices, Assumptions.from_text(result.asked), Pen()
            )
        },
    }
    return render(request, "evaluation/costs_published.html", context)


def _publish(
    request: SignedInRequest, asked: Suppose, found: Compared | None, *, child: Child | None
) -> HttpResponse:
    if found is None or found.figures is None:
        messages.info(request, "There is no figure to publish.")
        if child is None:
            return redirect("evaluation:costs-cohort")
        return redirect("evaluation:costs-child", child_id=child.public_id)
    form = PublishCosts(request.POST if request.method == "POST" else None)
    if form.is_valid():
        result = services.Result(
            asked=asked.asked(), table=found.table, figures=found.figures,
            looked_on=timezone.localdate(), child=child,
        )  # fmt: skip
        kept = services.publish(
            authority=own_authority(request), result=result, by=request.user, at=timezone.now(),
            **form.cleaned_data,
        )  # fmt: skip
        messages.success(request, "The result is published, with everything that it assumes.")
        return redirect(kept)
    context = {
        "form": form,
        "child": child,
        "summary": words.summary(found.figures, Pen()),
        "query": request.GET.urlencode(),
    }
    return render(request, "evaluation/costs_publish.html", context)


def _cohort(request: SignedInRequest) -> tuple[AskCosts, Compared | None]:
    form = AskCosts(request.GET, today=timezone.localdate())
    if form.is_bound and not form.is_valid():
        return form, None
    seen = Child.objects.visible_to(request.user)
    return form, _compared(request, cohort_asked(seen, form.asked()), form)


def _of_child(request: SignedInRequest, child: Child) -> tuple[SupposeOfChild, Compared | None]:
    """The comparison of one of the child's moves; none where there is no move, or an answer makes no sense."""
    moves = queries.moves_of_child(child)
    known = [(str(each.placement.public_id), words.move_in_words(each.move)) for each in moves]
    form = SupposeOfChild(request.GET, today=timezone.localdate(), moves=known)
    if not moves or (form.is_bound and not form.is_valid()):
        return form, None
    chosen = [each for each in moves if str(each.placement.public_id) == form.chosen]
    return form, _compared(request, chosen, form)


def _compared(request: SignedInRequest, moves: list[ChildMove], form: Suppose) -> Compared:
    table = queries.table(own_authority(request))
    return compared(moves, form.assumed, table, today=timezone.localdate())


def _shown(request: SignedInRequest, form: Suppose, found: Compared | None) -> dict[str, Any]:
    """What the page and the part of it that changes both show."""
    context: dict[str, Any] = {
        "form": form,
        "found": found,
        "query": request.GET.urlencode(),
        "may_publish": allows(request.user, Permission.EDIT_COSTS),
    }
    if found is None:
        return context
    if found.figures is None:
        return context | {"summary": words.nothing(found.left_out)}
    parts = words.sections(found.figures, found.table.prices, found.assumed, Pen())
    return context | {
        "figures": found.figures,
        "summary": words.summary(found.figures, Pen()),
        "report": {"all_sections": parts},
    }


def _unmoved(request: SignedInRequest, child: Child) -> HttpResponse:
    """What is recorded of a child without a move, and what a comparison would need."""
    context = {
        "child": child,
        "stays": queries.stays_of_child(child),
        "longest_gap": LONGEST_GAP,
        "may_import": allows(request.user, Permission.IMPORT_RETURNS),
    }
    return render(request, "evaluation/costs_child_unmoved.html", context)


def _child(request: SignedInRequest, child_id: UUID) -> Child:
    child = get_object_or_404(Child.objects.visible_to(request.user), public_id=child_id)
    opened(request, child)
    return child
