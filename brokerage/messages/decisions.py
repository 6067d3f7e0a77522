"""Emails that say a home is booked: to those who care for the child, and to the carers' service. They name nobody."""

import datetime as dt

from brokerage.messages.referrals import Recipient, ReferralComposer
from brokerage.models import Referral, ReferralMove
from notifications import services as notifications

SOCIAL_WORKER, REVIEWING_OFFICER, SERVICE = (
    "placed-social-worker",
    "placed-reviewing-officer",
    "placed-service",
)


def tell_placed(move: ReferralMove, *, at: dt.datetime) -> None:
    """Tell the social worker, the first child's reviewing officer, and the household's fostering service."""
    for kind in (SOCIAL_WORKER, REVIEWING_OFFICER, SERVICE):
        notifications.enqueue(
            kind=kind,
            subject_id=move.pk,
            key=f"{kind}:{move.pk}",
            authority_id=move.referral.authority_id,
            by=move.by,
            at=at,
        )


class PlacedForSocialWorker(ReferralComposer):
    label = "Placement booked, to the social worker"
    template = "placed"


class PlacedForReviewingOfficer(ReferralComposer):
    label = "Placement booked, to the reviewing officer"
    template = "placed"

    def recipient(self, referral: Referral) -> Recipient:
        officer = referral.placement.child.reviewing_officer if referral.placement else None
        if officer is None or not officer.is_active:
            return Recipient("", "The child has no reviewing officer on record.")
        return Recipient(officer.email)

    def who(self, referral: Referral) -> str:
        officer = referral.placement.child.reviewing_officer if referral.placement else None
        return officer.name if officer else "The reviewing officer"


class PlacedForService(ReferralComposer):
    """The service has no page of the referral: the desk calls, and the email only says that it will."""

    label = "Placement booked, to the fostering service"
    template = "placed_service"

    def recipient(self, referral: Referral) -> Recipient:
        household = referral.placement.household if referral.placement else None
        return Recipient(household.service.email if household else "", "No household is booked.")

    def who(self, referral: Referral) -> str:
        household = referral.placement.household if referral.placement else None
        return household.service.name if household else "The fostering service"
