"""The social worker's pages of a referral, and those that everybody reads."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import opened
from accounts.moves import MoveNotAllowed
from accounts.permissions import Permission, SignedInRequest, allows, requires
from brokerage import sections
from brokerage.forms import referrals as forms
from brokerage.forms.referral_section import SectionForm
from brokerage.forms.referral_sections import FORMS, Profile
from brokerage.lifecycle import CLOSED, WITH_THE_SOCIAL_WORKER, ReferralStatus, may_be_written
from brokerage.models import Referral
from brokerage.quality.check import check
from brokerage.queries import inbox
from brokerage.queries import referrals as queries
from brokerage.queries.referral_answers import answered_sections, differences
from brokerage.queries.referral_facts import facts_for, read_for
from brokerage.queries.referral_links import finding_groups
from brokerage.queries.referral_profile import suggested_profile
from brokerage.queries.referral_quality import children_of, identity_of, material_of
from brokerage.queries.referral_record import from_record
from brokerage.queries.referral_sections import Filled, filled_sections
from brokerage.services import referral_sections
from brokerage.services import referrals as services
from children.models import Child

may_read = requires(Permission.VIEW_REFERRAL)
may_write = requires(Permission.WRITE_REFERRAL)
may_withdraw = requires(Permission.WITHDRAW_REFERRAL)
forms_allowed = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@may_read
def referral_list(request: SignedInRequest) -> HttpResponse:
    today = timezone.localdate()
    mine = inbox.with_replies(Referral.objects.visible_to(request.user)).order_by("-updated_at")
    groups = inbox.by_stage(
        inbox.with_children(mine), viewer=request.user, today=today, at=timezone.now()
    )
    return render(
        request,
        "brokerage/referral_list.html",
        {"groups": groups, "may_write": allows(request.user, Permission.WRITE_REFERRAL)},
    )


@forms_allowed
@may_write
def referral_start(request: SignedInRequest) -> HttpResponse:
    """``?child=…`` ticks the child whose page the person comes from; a page may send a child and a reason at once."""
    form = forms.StartReferral(
        request.POST if request.method == "POST" else None,
        initial={"children": request.GET.getlist("child")},
        offered=Child.objects.visible_to(request.user),
    )
    if form.is_valid():
        try:
            referral = services.start_referral(
                children=form.cleaned_data["children"],
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except services.UnfinishedReferral as unfinished:
            messages.info(request, str(unfinished))
            referral = unfinished.referral
        return redirect("brokerage:referral-tasks", referral_id=referral.public_id)
    return render(request, "brokerage/referral_start.html", {"form": form})


@require_safe
@may_read
def referral_detail(request: SignedInRequest, *, referral_id: UUID) -> HttpResponse:
    referral = find(request, referral_id)
    filled = filled_sections(referral, with_rows=False)
    context = {
        "last_move": referral.moves.select_related("by").last(),
        "quality": referral.quality_checks.first(),
        "done": sum(section.is_done for section in filled.values()),
        "total": len(filled),
        "is_closed": referral.status in CLOSED,
        "links": queries.overview_links(referral, viewer=request.user),
    }
    return page(request, referral, "brokerage/referral_detail.html", context)


@require_safe
@may_read
def referral_needs(request: SignedInRequest, *, referral_id: UUID) -> HttpResponse:
    referral = find(request, referral_id)
    children, today = children_of(referral), timezone.localdate()
    read_for(sections.CODES, children)
    facts = {code: facts_for(code, children, today=today) for code in sections.CODES}
    context = {"answered": answered_sections(filled_sections(referral), facts=facts)}
    return page(request, referral, "brokerage/referral_needs.html", context, children)


@require_safe
@may_read
def referral_timeline(request: SignedInRequest, *, referral_id: UUID) -> HttpResponse:
    referral = find(request, referral_id)
    events = queries.timeline(referral)
    return page(request, referral, "brokerage/referral_timeline.html", {"events": events})


@require_safe
@may_write
def referral_tasks(request: SignedInRequest, *, referral_id: UUID) -> HttpResponse:
    referral = find(request, referral_id)
    filled = filled_sections(referral, with_rows=False)
    context = {
        "groups": queries.task_groups(referral, filled),
        "done": sum(section.is_done for section in filled.values()),
        "total": len(filled),
        "is_open": _is_open(referral),
        "returned": referral.moves.filter(to_status=ReferralStatus.RETURNED).last(),
    }
    return page(request, referral, "brokerage/referral_tasks.html", context)


@forms_allowed
@may_write
def referral_section(request: SignedInRequest, *, referral_id: UUID, code: str) -> HttpResponse:
    """One section. Saved to come back to, or saved as finished; what somebody saved meanwhile is shown beside it."""
    if code not in FORMS:
        raise Http404
    referral = find(request, referral_id)
    if not _is_open(referral):
        return page(request, referral, "brokerage/referral_section_closed.html", {})
    form = _section_form(request, referral, code)
    theirs: Filled | None = None
    answers: dict[str, object] = {}
    if form.is_valid():
        try:
            referral_sections.save_section(
                referral=referral,
                code=code,
                answers=form.answers,
                is_confirmed=not form.is_draft,
                seen=form.seen_at,
                by=request.user,
                at=timezone.now(),
            )
        except referral_sections.SectionChanged:
            theirs = filled_sections(referral)[code]
            form, answers = form.again(theirs), form.answers
        else:
            return redirect(queries.after_section(referral, code, is_draft=form.is_draft))
    context = {
        "form": form,
        "section": sections.BY_CODE[code],
        "facts": facts_for(code, form.children, today=timezone.localdate()),
        "theirs": theirs,
        "differences": differences(code, theirs.answers, answers) if theirs else (),
        "suggestion": form.suggestion,
    }
    response = page(request, referral, "brokerage/referral_section.html", context, form.children)
    response.status_code = 409 if theirs else 200
    return response


@forms_allowed
@may_write
def referral_submit(request: SignedInRequest, *, referral_id: UUID) -> HttpResponse:
    """Check the answers, see what the quality check finds, and hand the referral to the desk."""
    referral = find(request, referral_id)
    if request.method == "POST":
        try:
            services.submit(referral=referral, by=request.user, at=timezone.now())
        except (MoveNotAllowed, services.NotComplete) as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, "The desk has your referral.")
            return redirect(referral)
    filled = filled_sections(referral)
    children, today = children_of(referral), timezone.localdate()
    checked = check(material_of(referral, today=today, children=children, filled=filled))
    context = {
        "answered": answered_sections(filled, change_urls=_change_urls(referral)),
        "unfinished": [section for section in filled.values() if section.holds_up],
        "checked": checked,
        "finding_groups": finding_groups(checked.findings, referral, viewer=request.user),
        "is_open": referral.status in WITH_THE_SOCIAL_WORKER,
    }
    return page(request, referral, "brokerage/referral_submit.html", context, children)


@forms_allowed
@may_withdraw
def referral_withdraw(request: SignedInRequest, *, referral_id: UUID) -> HttpResponse:
    referral = find(request, referral_id)
    form = forms.WithdrawReferral(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.withdraw(
                referral=referral,
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except MoveNotAllowed as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The referral is withdrawn.")
            return redirect(referral)
    return page(request, referral, "brokerage/referral_withdraw.html", {"form": form})


def find(request: SignedInRequest, referral_id: UUID) -> Referral:
    """The referral, if this person may see it; that they opened it is written down."""
    referrals = inbox.with_replies(Referral.objects.visible_to(request.user))
    referrals = referrals.select_related("authority", "broker", "created_by")
    referral = get_object_or_404(referrals, public_id=referral_id)
    if request.method == "GET":
        opened(request, referral)
    return referral


def page(
    request: SignedInRequest,
    referral: Referral,
    template: str,
    context: Mapping[str, object],
    children: Sequence[Child] | None = None,
) -> HttpResponse:
    """A page inside the referral's frame."""
    frame = queries.referral_frame(
        referral, viewer=request.user, today=timezone.localdate(), children=children
    )
    return render(request, template, {"referral": referral, "frame": frame, **context})


def _is_open(referral: Referral) -> bool:
    return may_be_written(ReferralStatus(referral.status), rest_is_due=bool(referral.rest_due_at))


def _change_urls(referral: Referral) -> dict[str, str]:
    if not _is_open(referral):
        return {}
    return {code: queries.section_url(referral, code) for code in sections.CODES}


def _section_form(request: SignedInRequest, referral: Referral, code: str) -> SectionForm:
    if code == Profile.code:
        return profile_form(request, referral)
    children = children_of(referral)
    return FORMS[code](
        request.POST if request.method == "POST" else None,
        filled=filled_sections(referral)[code],
        record=from_record(children).of(code),
        children=children,
        is_draft="later" in request.POST,
    )


def profile_form(request: SignedInRequest, referral: Referral) -> Profile:
    """``?suggested`` starts from the suggested text."""
    children, filled = children_of(referral), filled_sections(referral)
    record = from_record(children)
    form = Profile(
        request.POST if request.method == "POST" else None,
        filled=filled[Profile.code],
        record=record.of(Profile.code),
        children=children,
        is_draft="later" in request.POST,
        identity=identity_of(children),
    )
    form.suggestion = suggested_profile(children, filled, today=timezone.localdate())
    if "suggested" in request.GET:
        form.initial["profile"] = form.suggestion
    return form
