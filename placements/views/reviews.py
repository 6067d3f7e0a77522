"""The pages about reviews, the clocks that they keep, and what they decide."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import exported, opened
from accounts.permissions import Permission, SignedInRequest, allows, requires
from children.views.records import find as find_child
from children.views.records import page
from placements import calendars, services
from placements.forms import reviews as forms
from placements.models import Review, ReviewDecision
from placements.queries import reviews as queries
from placements.views.changes import form_page, seen, sent
from ui import conflicts

forms_allowed = require_http_methods(["GET", "HEAD", "POST"])
may_read = requires(Permission.VIEW_CHILD)
may_record = requires(Permission.RECORD_REVIEW)


@require_safe
@may_read
def child_reviews(request: SignedInRequest, *, child_id: UUID) -> HttpResponse:
    """Inside the child's frame: clocks, reviews, open decisions and visits."""
    child = find_child(request, child_id)
    shown = queries.board(child, viewer=request.user, today=timezone.localdate())
    return page(request, child, "placements/child_reviews.html", {"board": shown})


@forms_allowed
@may_record
def review_plan(request: SignedInRequest, *, child_id: UUID) -> HttpResponse:
    child = find_child(request, child_id)
    form = forms.PlanReview(sent(request), today=timezone.localdate())
    if form.is_valid():
        try:
            review = services.plan_review(
                child=child, by=request.user, at=timezone.now(), **form.values
            )
        except services.ReviewNotPossible as refused:
            form.refuse(str(refused), field=refused.field)
        else:
            messages.success(request, "The review is planned.")
            return redirect("placements:review-detail", review_id=review.public_id)
    back = reverse("placements:child-reviews", args=[child.public_id])
    return form_page(request, child, form, title="Plan a review", back=back)


@require_safe
@may_read
def review_detail(request: SignedInRequest, *, review_id: UUID) -> HttpResponse:
    review = _open(request, review_id)
    context = queries.record(review, viewer=request.user)
    return page(request, review.child, "placements/review_detail.html", context)


@forms_allowed
@may_record
def review_change(request: SignedInRequest, *, review_id: UUID) -> HttpResponse:
    review = _open(request, review_id)
    form = forms.PlanReview(sent(request), today=timezone.localdate(), review=review)
    return _save(
        request, review, form, services.change_review, "Change the plan", "The plan is changed."
    )


@forms_allowed
@may_record
def review_cancel(request: SignedInRequest, *, review_id: UUID) -> HttpResponse:
    review = _open(request, review_id)
    form = forms.CancelReview(sent(request), today=timezone.localdate())
    return _save(
        request, review, form, services.cancel_review, "Cancel the review", "It is cancelled."
    )


@forms_allowed
@may_record
def review_record(request: SignedInRequest, *, review_id: UUID) -> HttpResponse:
    review = _open(request, review_id)
    form = forms.RecordReview(sent(request), today=timezone.localdate(), review=review)
    return _save(
        request, review, form, services.record_review, "Record the review", "It is recorded."
    )


@require_safe
@may_read
def review_calendar(request: SignedInRequest, *, review_id: UUID) -> HttpResponse:
    """The review as a file for a calendar, which names nobody."""
    review = _find(request, review_id)
    exported(request, record=review)
    entry = calendars.review_entry(
        review_id=review.public_id,
        reference=review.child.reference,
        planned_at=review.planned_at,
        sequence=review.sequence,
        is_cancelled=review.status == Review.Status.CANCELLED,
        url=settings.SITE_URL + reverse("placements:review-detail", args=[review.public_id]),
        host=urlsplit(settings.SITE_URL).hostname or "localhost",
        at=timezone.now(),
    )
    response = HttpResponse(entry, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="review.ics"'
    return response


@forms_allowed
@may_record
def decision_add(request: SignedInRequest, *, review_id: UUID) -> HttpResponse:
    review = _open(request, review_id)
    owners = queries.owners_for(review.child)
    form = forms.AddDecision(sent(request), today=timezone.localdate(), owners=owners)
    back = reverse("placements:review-detail", args=[review.public_id])
    if form.is_valid():
        try:
            services.add_decision(review=review, by=request.user, at=timezone.now(), **form.values)
        except services.ReviewNotPossible as refused:
            form.refuse(str(refused), field=refused.field)
        else:
            messages.success(request, "The decision is now a task.")
            return redirect(back)
    return form_page(request, review.child, form, title="Add a decision", back=back)


@forms_allowed
@requires(Permission.VIEW_WORKLIST)
def task_done(request: SignedInRequest, *, reviewdecision_id: UUID) -> HttpResponse:
    """For whoever has to do it, and for who records reviews."""
    tasks = ReviewDecision.objects.visible_to(request.user)
    task = get_object_or_404(
        tasks.select_related("review__child", "owner"), public_id=reviewdecision_id
    )
    if task.owner != request.user and not allows(request.user, Permission.RECORD_REVIEW):
        raise PermissionDenied
    opened(request, task.review)
    form = forms.FinishDecision(sent(request), today=timezone.localdate())
    if form.is_valid():
        try:
            services.finish_decision(
                decision=task, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except services.ReviewNotPossible as refused:
            form.refuse(str(refused), field=refused.field)
        else:
            messages.success(request, "Recorded as done.")
            return redirect("placements:worklist")
    return form_page(
        request,
        task.review.child,
        form,
        title="Record a decision as done",
        hint=f"“{task.words}”",
        back=reverse("placements:worklist"),
    )


def _save(
    request: SignedInRequest, review: Review, form: Any, act: Any, title: str, done: str
) -> HttpResponse:
    """Ask, and call the service; 409 with both versions where somebody was quicker."""
    back = reverse("placements:review-detail", args=[review.public_id])
    version = seen(request, review.version)
    if form.is_valid():
        given = getattr(form, "values", form.cleaned_data)
        try:
            act(review=review, version=version, by=request.user, at=timezone.now(), **given)
        except services.ReviewChanged as changed:
            return _conflict(request, changed.review, form, title=title, back=back)
        except services.ReviewNotPossible as refused:
            form.refuse(str(refused), field=refused.field)
        else:
            messages.success(request, done)
            return redirect(back)
    return form_page(request, review.child, form, title=title, back=back, version=version)


def _conflict(
    request: SignedInRequest, review: Review, form: Any, *, title: str, back: str
) -> HttpResponse:
    kind = type(form)
    extra = {} if kind is forms.CancelReview else {"review": review}
    theirs = kind(None, today=timezone.localdate(), **extra)
    compared = conflicts.compare(title, theirs=theirs, yours=form)
    return form_page(
        request,
        review.child,
        form,
        title=title,
        back=back,
        version=review.version,
        status=409,
        comparison=compared,
    )


def _open(request: SignedInRequest, review_id: UUID) -> Review:
    """The review, and that its page was opened."""
    review = _find(request, review_id)
    if request.method in {"GET", "HEAD"}:
        opened(request, review)
    return review


def _find(request: SignedInRequest, review_id: UUID) -> Review:
    reviews = Review.objects.visible_to(request.user)
    reviews = reviews.select_related("child__social_worker", "child__authority", "chair")
    found: Review = get_object_or_404(reviews, public_id=review_id)
    return found
