"""The desk's own pages of a referral: its quality, taking it on, giving it back, rewording what carers read."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Membership, Role, User
from accounts.moves import MoveNotAllowed
from accounts.permissions import Permission, SignedInRequest, requires
from brokerage import sections
from brokerage.forms import referrals as forms
from brokerage.lifecycle import REFERRAL_MOVES, WITH_THE_DESK, ReferralStatus
from brokerage.models import Referral
from brokerage.quality.findings import Part, Severity
from brokerage.queries.referral_answers import differences
from brokerage.queries.referral_links import finding_groups
from brokerage.queries.referral_quality import findings_of, must_fix
from brokerage.queries.referral_sections import Filled, filled_sections
from brokerage.services import referral_quality as quality
from brokerage.services import referral_sections, searches
from brokerage.services import referrals as services
from brokerage.views.referrals import find, forms_allowed, page, profile_form

may_check = requires(Permission.CHECK_REFERRAL)


@require_safe
@may_check
def referral_quality(request: SignedInRequest, *, referral_id: UUID) -> HttpResponse:
    """The last check as it was, by part; earlier ones are in the list below it."""
    referral = find(request, referral_id)
    checks = list(referral.quality_checks.select_related("by"))
    last = checks[0] if checks else None
    found = findings_of(last) if last else []
    context = {
        "last": last,
        "earlier": checks[1:],
        "parts": [(p.label, last.scores[p]) for p in Part if last and p in last.scores],
        "finding_groups": finding_groups(found, referral, viewer=request.user),
        "must_fix": [finding for finding in found if finding.severity == Severity.MUST],
        "may_return": ReferralStatus.RETURNED in REFERRAL_MOVES[ReferralStatus(referral.status)],
        "is_waiting": referral.status == ReferralStatus.SUBMITTED,
    }
    return page(request, referral, "brokerage/referral_quality.html", context)


@require_POST
@may_check
def referral_check(request: SignedInRequest, *, referral_id: UUID) -> HttpResponse:
    referral = find(request, referral_id)
    quality.check_quality(referral=referral, by=request.user, at=timezone.now())
    messages.success(request, "Checked again.")
    return redirect("brokerage:referral-quality", referral_id=referral_id)


@forms_allowed
@may_check
def referral_accept(request: SignedInRequest, *, referral_id: UUID) -> HttpResponse:
    referral = find(request, referral_id)
    last = referral.quality_checks.first()
    blocking = must_fix(last) if last else []
    form = forms.AcceptReferral(
        request.POST if request.method == "POST" else None,
        initial={"broker": str(request.user.public_id)},
        people=desk_people(request.user),
        must_be_fixed=bool(blocking),
    )
    if form.is_valid():
        try:
            services.accept(
                referral=referral,
                broker=form.person,
                despite=form.cleaned_data["despite"],
                by=request.user,
                at=timezone.now(),
            )
        except services.MustBeFixed as problem:
            form.ask_why(str(problem))
            blocking = list(problem.findings)
        except MoveNotAllowed as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"Accepted. {_searched(request, referral)}")
            return redirect("brokerage:search-latest", referral_id=referral.public_id)
    context = {"form": form, "must_fix": blocking}
    return page(request, referral, "brokerage/referral_accept.html", context)


def _searched(request: SignedInRequest, referral: Referral) -> str:
    """Search at once, so that the list is there when the inbox leads to it; or say why it could not be made."""
    try:
        searches.run_search(referral_id=referral.public_id, by=request.user, at=timezone.now())
    except searches.CannotSearch as problem:
        return str(problem)
    return "These carers can be asked."


def _first_search(request: SignedInRequest, referral: Referral) -> HttpResponse:
    """Rank at once, so that the list is one click away for whoever opens the referral next."""
    try:
        searches.run_search(referral_id=referral.public_id, by=request.user, at=timezone.now())
    except searches.CannotSearch as problem:
        messages.info(request, str(problem))
        return redirect(referral)
    return redirect("brokerage:search-latest", referral_id=referral.public_id)


@forms_allowed
@may_check
def referral_return(request: SignedInRequest, *, referral_id: UUID) -> HttpResponse:
    """Starts with what the last check found, for the broker to cut and to put in their own words."""
    referral = find(request, referral_id)
    form = forms.ReturnReferral(
        request.POST if request.method == "POST" else None, initial={"reason": _to_do(referral)}
    )
    if form.is_valid():
        try:
            services.return_to_social_worker(
                referral=referral,
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except MoveNotAllowed as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "Returned. The social worker is told by email.")
            return redirect(referral)
    return page(request, referral, "brokerage/referral_return.html", {"form": form})


@forms_allowed
@may_check
def referral_assign(request: SignedInRequest, *, referral_id: UUID) -> HttpResponse:
    referral = find(request, referral_id)
    form = forms.ChooseBroker(
        request.POST if request.method == "POST" else None,
        initial={"broker": str((referral.broker or request.user).public_id)},
        people=desk_people(request.user),
    )
    if form.is_valid():
        try:
            services.assign_broker(
                referral=referral, broker=form.person, by=request.user, at=timezone.now()
            )
        except services.NotWithTheDesk:
            form.add_error(None, "The desk does not have this referral now.")
        else:
            messages.success(request, f"{form.person.name} owns this referral.")
            return redirect(referral)
    return page(request, referral, "brokerage/referral_assign.html", {"form": form})


@forms_allowed
@may_check
def referral_profile(request: SignedInRequest, *, referral_id: UUID) -> HttpResponse:
    """Reword what carers will read. Where the social worker saved it meanwhile, both texts are shown."""
    referral = find(request, referral_id)
    if referral.status not in WITH_THE_DESK:
        return page(request, referral, "brokerage/referral_section_closed.html", {})
    form = profile_form(request, referral)
    theirs: Filled | None = None
    answers: dict[str, object] = {}
    if form.is_valid():
        try:
            referral_sections.save_profile(
                referral=referral,
                profile=form.cleaned_data["profile"],
                seen=form.seen_at,
                by=request.user,
                at=timezone.now(),
            )
        except referral_sections.SectionChanged:
            theirs = filled_sections(referral)["profile"]
            form, answers = form.again(theirs), form.answers
        else:
            messages.success(request, "What carers will read is saved.")
            return redirect(referral)
    context = {
        "form": form,
        "section": sections.BY_CODE["profile"],
        "theirs": theirs,
        "differences": differences("profile", theirs.answers, answers) if theirs else (),
        "suggestion": form.suggestion,
        "is_the_desks": True,
    }
    response = page(request, referral, "brokerage/referral_section.html", context, form.children)
    response.status_code = 409 if theirs else 200
    return response


def desk_people(user: User) -> list[User]:
    """The brokers and managers of this person's authority."""
    desk = Membership.objects.visible_to(user).filter(role__in=[Role.BROKER, Role.MANAGER])
    desk = desk.filter(user__is_active=True).select_related("user__membership")
    return [membership.user for membership in desk.order_by("user__name")]


def _to_do(referral: Referral) -> str:
    last = referral.quality_checks.first()
    found = findings_of(last) if last else []
    grave = [finding for finding in found if finding.severity != Severity.CONSIDER]
    return "\n".join(f"- {sections.BY_CODE[f.section].title}: {f.words}" for f in grave)
