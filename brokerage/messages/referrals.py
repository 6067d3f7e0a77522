"""Emails between the social worker and the desk about a referral: that something happened, and where to read it.

They name the referral by its reference, and nobody. Each tells of one move, so a move is told of once however often it
is queued.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from accounts.models import User
from brokerage.models import Referral, ReferralMove
from notifications import services as notifications
from notifications.composing import About, Composed, Composer, Withheld, absolute, render_email
from notifications.models import OutgoingMessage

SUBMITTED, RETURNED, ACCEPTED = "referral-submitted", "referral-returned", "referral-accepted"
TEMPLATES = "brokerage/emails"


def tell_desk_submitted(move: ReferralMove, *, at: dt.datetime) -> None:
    _tell(SUBMITTED, move, at=at)


def tell_social_worker_returned(move: ReferralMove, *, at: dt.datetime) -> None:
    _tell(RETURNED, move, at=at)


def tell_social_worker_accepted(move: ReferralMove, *, at: dt.datetime) -> None:
    _tell(ACCEPTED, move, at=at)


def _tell(kind: str, move: ReferralMove, *, at: dt.datetime) -> None:
    notifications.enqueue(
        kind=kind,
        subject_id=move.pk,
        key=f"{kind}:{move.pk}",
        authority_id=move.referral.authority_id,
        by=move.by,
        at=at,
    )


@dataclass(frozen=True, slots=True)
class Recipient:
    address: str
    reason_for_none: str = ""


class ReferralComposer(Composer):
    """One email about one move, to whoever is to act on it."""

    template: str

    def compose(self, message: OutgoingMessage, *, at: dt.datetime) -> Composed | Withheld:  # noqa: ARG002
        moves = ReferralMove.objects.select_related("referral__authority", "referral__created_by")
        move = moves.get(pk=message.subject_id)
        recipient = self.recipient(move.referral)
        if not recipient.address:
            return Withheld(recipient.reason_for_none)
        if move.referral.moves.filter(Q(at__gt=move.at) | Q(at=move.at, pk__gt=move.pk)).exists():
            return Withheld("The referral has moved on since.")
        context = {
            "authority": move.referral.authority.name,
            "referral": move.referral,
            "url": absolute(move.referral.get_absolute_url()),
            "desk_phone": move.referral.authority.desk_phone,
        }
        return render_email(
            f"{TEMPLATES}/{self.template}",
            context,
            to=recipient.address,
            reply_to=move.referral.authority.desk_email,
        )

    def recipient(self, referral: Referral) -> Recipient:
        """The social worker who wrote the referral."""
        if not referral.created_by.is_active:
            return Recipient("", "The social worker no longer works here.")
        return Recipient(referral.created_by.email)

    def about(self, messages: Collection[OutgoingMessage], *, viewer: User) -> dict[int, About]:
        subjects = {message.subject_id: message.pk for message in messages}
        moves = ReferralMove.objects.filter(
            pk__in=subjects, referral__in=Referral.objects.visible_to(viewer)
        ).select_related("referral__created_by", "referral__authority")
        return {
            subjects[move.pk]: About(self.who(move.referral), url=move.referral.get_absolute_url())
            for move in moves
        }

    def who(self, referral: Referral) -> str:
        return referral.created_by.name


class ReferralSubmitted(ReferralComposer):
    label = "Referral for the desk to check"
    template = "referral_submitted"

    def recipient(self, referral: Referral) -> Recipient:
        return Recipient(referral.authority.desk_email, "The authority's desk has no address.")

    def who(self, referral: Referral) -> str:
        return f"The desk of {referral.authority.name}"


class ReferralReturned(ReferralComposer):
    label = "Referral returned to the social worker"
    template = "referral_returned"


class ReferralAccepted(ReferralComposer):
    label = "Referral accepted by the desk"
    template = "referral_accepted"
