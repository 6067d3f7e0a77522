"""Emails about a child's care plan: it waits for approval, or is approved. They name nobody, and lead to its page.

Those who agreed and have no account (the child, a parent) are told by the social worker, whose email says so.
"""

import datetime as dt
from collections.abc import Collection

from django.urls import reverse

from accounts.models import Role, User
from children.models import Child
from notifications import services as notifications
from notifications.composing import About, Composed, Composer, Withheld, absolute, render_email
from notifications.models import OutgoingMessage
from placements.lifecycle import PlacementStatus
from placements.models import ApprovalAsked, CarePlanVersion

ASKED = "plan-asked"
SOCIAL_WORKER, REVIEWING_OFFICER, COACH, SERVICE = (
    "plan-approved-social-worker",
    "plan-approved-reviewing-officer",
    "plan-approved-coach",
    "plan-approved-service",
)


def tell_managers_asked(asked: ApprovalAsked, *, at: dt.datetime) -> None:
    """One message for each manager of the child's authority; the last part of its key is the manager's id."""
    authority = asked.plan.child.authority_id
    managers = User.objects.filter(
        memberships__authority=authority, memberships__role=Role.MANAGER, is_active=True
    )
    keys = managers.order_by("pk").values_list("pk", flat=True)
    notifications.enqueue_many(
        kind=ASKED,
        subjects={f"{ASKED}:{asked.pk}:{key}": asked.pk for key in keys},
        authority_id=authority,
        by=asked.asked_by,
        at=at,
    )


def tell_approved(version: CarePlanVersion, *, at: dt.datetime) -> None:
    """Tell the social worker, the reviewing officer and the coach, and the service of carers who were asked."""
    for kind in (SOCIAL_WORKER, REVIEWING_OFFICER, COACH, SERVICE):
        notifications.enqueue(
            kind=kind,
            subject_id=version.pk,
            key=f"{kind}:{version.pk}",
            authority_id=version.plan.child.authority_id,
            by=version.approved_by,
            at=at,
        )


class PlanAsked(Composer):
    label = "A care plan waits for approval, to a manager"

    def compose(self, message: OutgoingMessage, *, at: dt.datetime) -> Composed | Withheld:  # noqa: ARG002
        rows = ApprovalAsked.objects.select_related("plan__child__authority")
        asked = rows.get(pk=message.subject_id)
        child = asked.plan.child
        manager = User.objects.filter(
            pk=message.key.rpartition(":")[2],
            memberships__authority=child.authority,
            memberships__role=Role.MANAGER,
            is_active=True,
        ).first()
        if manager is None:
            return Withheld("They are no longer a manager here.")
        if asked.plan.versions.filter(approved_at__gte=asked.asked_at).exists():
            return Withheld("The plan has been approved since.")
        context = {
            "authority": child.authority.name,
            "url": absolute(reverse("placements:plan-approve", args=[child.public_id])),
        }
        return render_email("placements/emails/plan_asked", context, to=manager.email)

    def about(self, messages: Collection[OutgoingMessage], *, viewer: User) -> dict[int, About]:
        rows = ApprovalAsked.objects.visible_to(viewer).select_related("plan__child")
        asked = rows.in_bulk([message.subject_id for message in messages])
        return {
            message.pk: About("A manager", url=_plan_page(asked[message.subject_id].plan.child))
            for message in messages
            if message.subject_id in asked
        }


class _PlanApproved(Composer):
    """One email about one approved version, to whoever is to work by it."""

    template = "plan_approved"
    who: str

    def compose(self, message: OutgoingMessage, *, at: dt.datetime) -> Composed | Withheld:  # noqa: ARG002
        version = CarePlanVersion.objects.select_related("plan__child__authority").get(
            pk=message.subject_id
        )
        if version.plan.versions.filter(number__gt=version.number).exists():
            return Withheld("A later version is approved.")
        address = self.address(version)
        if not address:
            return Withheld(f"There is nobody to tell: {self.who[0].lower()}{self.who[1:]}.")
        child = version.plan.child
        context = {
            "authority": child.authority.name,
            "desk_phone": child.authority.desk_phone,
            "tells_others": isinstance(self, ApprovedForSocialWorker),
            "url": absolute(reverse("placements:version-detail", args=[version.public_id])),
        }
        base = f"placements/emails/{self.template}"
        return render_email(base, context, to=address, reply_to=child.authority.desk_email)

    def address(self, version: CarePlanVersion) -> str:
        person = self.person(version.plan.child)
        return person.email if person and person.is_active else ""

    def person(self, child: Child) -> User | None:
        raise NotImplementedError

    def about(self, messages: Collection[OutgoingMessage], *, viewer: User) -> dict[int, About]:
        rows = CarePlanVersion.objects.visible_to(viewer).select_related("plan__child")
        versions = rows.in_bulk([message.subject_id for message in messages])
        return {
            message.pk: About(self.who, url=_plan_page(versions[message.subject_id].plan.child))
            for message in messages
            if message.subject_id in versions
        }


class ApprovedForSocialWorker(_PlanApproved):
    label = "Care plan approved, to the social worker"
    who = "The child's social worker"

    def person(self, child: Child) -> User | None:
        return child.social_worker


class ApprovedForReviewingOfficer(_PlanApproved):
    label = "Care plan approved, to the reviewing officer"
    who = "The child's reviewing officer"

    def person(self, child: Child) -> User | None:
        return child.reviewing_officer


class ApprovedForCoach(_PlanApproved):
    label = "Care plan approved, to the coach"
    who = "The child's coach"

    def person(self, child: Child) -> User | None:
        return child.coach


class ApprovedForService(_PlanApproved):
    """The carers have no account. Their service passes on that it is agreed, where they said something about it."""

    label = "Care plan approved, to the carers' fostering service"
    template = "plan_approved_service"
    who = "The service of the carers who were asked"

    def address(self, version: CarePlanVersion) -> str:
        said = [version.content["voices"], *(goal["voices"] for goal in version.content["goals"])]
        if not any(voice["whose"] == "CARER" for voices in said for voice in voices):
            return ""
        stays = version.plan.child.placements.filter(status=PlacementStatus.STARTED)
        stay = stays.select_related("household__service").order_by("-starts_on").first()
        return stay.household.service.email if stay and stay.household else ""


def _plan_page(child: Child) -> str:
    return reverse("placements:plan-detail", args=[child.public_id])
