"""An administrator's pages: who works here, and the authority's own settings."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import access, forms, queries, services
from accounts.models import Agreement, FosteringService, Membership, Role
from accounts.permissions import Permission, SignedInRequest, requires


@require_safe
@requires(Permission.MANAGE_PEOPLE)
def people(request: SignedInRequest) -> HttpResponse:
    return render(request, "accounts/people.html", {"people": queries.people(request.user)})


@requires(Permission.MANAGE_PEOPLE)
def person_add(request: SignedInRequest) -> HttpResponse:
    run_here = FosteringService.objects.visible_to(request.user).filter(
        authority=request.user.authority
    )
    form = forms.AddPerson(request.POST if request.method == "POST" else None, services=run_here)
    if form.is_valid():
        answers = form.cleaned_data
        try:
            person = services.add_person(
                name=answers["name"],
                email=answers["email"],
                phone=answers["phone"],
                role=Role(answers["role"]),
                offices=answers["offices"],
                service=answers.get("service"),
                authority=None if answers.get("service") else request.user.authority,
                by=request.user,
                at=timezone.now(),
            )
        except services.AlreadyAMember:
            form.add_error("email", "Somebody with this email address already has a role here")
        else:
            messages.success(request, f"{person.name} can now choose a password and sign in.")
            return redirect("accounts:people")
    return render(request, "accounts/person_add.html", {"form": form})


@requires(Permission.MANAGE_PEOPLE)
def person_change(request: SignedInRequest, *, membership_id: UUID) -> HttpResponse:
    found = Membership.objects.visible_to(request.user).exclude(role=Role.FOSTERING_OFFICER)
    membership = get_object_or_404(found.select_related("user"), public_id=membership_id)
    access.opened(request, membership)

    held = {"role": membership.role, "offices": membership.offices}
    form = forms.ChangeRole(request.POST if request.method == "POST" else None, initial=held)
    if form.is_valid():
        try:
            services.change_role(
                membership=membership,
                role=Role(form.cleaned_data["role"]),
                offices=form.cleaned_data["offices"],
                by=request.user,
                at=timezone.now(),
            )
        except services.WouldLockOut:
            form.add_error("role", "Make somebody else an administrator first")
        else:
            messages.success(request, f"{membership.user.name}'s role is changed.")
            return redirect("accounts:people")
    return render(request, "accounts/person_change.html", {"form": form, "membership": membership})


@requires(Permission.MANAGE_PEOPLE)
def person_remove(request: SignedInRequest, *, membership_id: UUID) -> HttpResponse:
    found = Membership.objects.visible_to(request.user).select_related("user")
    membership = get_object_or_404(found, public_id=membership_id)
    access.opened(request, membership)

    problem = ""
    if request.method == "POST":
        try:
            services.remove_membership(membership=membership, by=request.user, at=timezone.now())
        except services.WouldLockOut:
            problem = "Make somebody else an administrator first"
        else:
            messages.success(request, f"{membership.user.name} can no longer see anything here.")
            return redirect("accounts:people")
    return render(
        request, "accounts/person_remove.html", {"membership": membership, "problem": problem}
    )


@requires(Permission.MANAGE_PEOPLE)
def authority(request: SignedInRequest) -> HttpResponse:
    form = forms.AuthoritySettings(
        request.POST if request.method == "POST" else None, instance=request.user.authority
    )
    if form.is_valid():
        services.change_authority(
            authority=form.save(commit=False),
            neighbours=list(form.cleaned_data["neighbours"]),
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, "The settings are saved.")
        return redirect("accounts:authority")
    agreements = Agreement.objects.visible_to(request.user).select_related("service")
    return render(request, "accounts/authority.html", {"form": form, "agreements": agreements})


@requires(Permission.MANAGE_PEOPLE)
def agreement_add(request: SignedInRequest) -> HttpResponse:
    return _agreement(request, Agreement(authority=request.user.authority))


@requires(Permission.MANAGE_PEOPLE)
def agreement_change(request: SignedInRequest, *, agreement_id: UUID) -> HttpResponse:
    found = Agreement.objects.visible_to(request.user)
    return _agreement(request, get_object_or_404(found, public_id=agreement_id))


def _agreement(request: SignedInRequest, agreement: Agreement) -> HttpResponse:
    form = forms.RecordAgreement(
        request.POST if request.method == "POST" else None,
        instance=agreement,
        initial={"service": agreement.service.public_id} if agreement.pk else None,
    )
    if form.is_valid():
        services.record_agreement(
            agreement=form.save(commit=False), by=request.user, at=timezone.now()
        )
        messages.success(request, "The agreement is saved.")
        return redirect("accounts:authority")
    return render(request, "accounts/agreement.html", {"form": form, "agreement": agreement})
