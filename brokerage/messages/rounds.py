"""Emails to carers about a round, and to the desk about a locked link.

Nothing in them says anything about a child: not who, not how old, not what is needed. That is on the page behind the
link, after the home postcode. A link is only in emails to the household's own address.
"""

import datetime as dt
from abc import abstractmethod
from collections.abc import Collection, Iterable

from accounts.models import Authority, User
from brokerage import reply_links
from brokerage.lifecycle import ReferralStatus, RoundStatus
from brokerage.models import Answer, Invitation, LeftOut, Referral, Round
from brokerage.queries.round_recipients import reasons_not_to_email, was_asked_too_often
from notifications import services as notifications
from notifications.composing import About, Composed, Composer, Withheld, absolute, render_email
from notifications.models import OutgoingMessage

INVITATION, REMINDER, RECEIPT = "round-invitation", "round-reminder", "round-receipt"
OUTCOME, CHOSEN, LOCKED = "round-outcome", "round-chosen", "round-locked"
TEMPLATES = "brokerage/emails"

NEW_LINK_SENT = "A new link has been sent instead."
NO_LINK = (
    "The link cannot be made again, because the installation's key has changed. Send a new link."
)


def invite(round_: Round, invitations: Collection[int], *, by: User, at: dt.datetime) -> int:
    keys = {f"{INVITATION}:{pk}:1": pk for pk in invitations}
    return _queue_for_round(INVITATION, keys, round_, by=by, at=at)


def invite_again(invitation: Invitation, *, by: User, at: dt.datetime) -> int:
    """Queue the email with the new link, and cancel the one with the old, should it not have left yet."""
    notifications.cancel(problem=NEW_LINK_SENT, at=at, kind=INVITATION, subject_ids=[invitation.pk])
    keys = {f"{INVITATION}:{invitation.pk}:{invitation.link_number}": invitation.pk}
    return _queue_for_round(INVITATION, keys, invitation.round, by=by, at=at)


def remind_later(
    round_: Round,
    invitations: Collection[int],
    *,
    send_after: dt.datetime,
    by: User,
    at: dt.datetime,
) -> int:
    keys = {f"{REMINDER}:{pk}": pk for pk in invitations}
    return _queue_for_round(REMINDER, keys, round_, by=by, at=at, send_after=send_after)


def remind_now(round_: Round, invitations: Collection[int], *, by: User, at: dt.datetime) -> int:
    """Once a day for each, however often it is asked for."""
    keys = {f"{REMINDER}:{pk}:{at:%Y-%m-%d}": pk for pk in invitations}
    return _queue_for_round(REMINDER, keys, round_, by=by, at=at)


def preview(authority: Authority, *, reply_by: dt.datetime) -> Composed:
    """The email that each carer will get, with a link that leads nowhere."""
    return render_email(
        f"{TEMPLATES}/round_invitation",
        {
            "authority": authority.name,
            "desk_phone": authority.desk_phone,
            "reply_by": reply_by,
            "url": absolute(reply_links.path("their-own-link")),
        },
        to=authority.desk_email,
        reply_to=authority.desk_email,
    )


def acknowledge(answer: Answer, *, by: User | None, at: dt.datetime) -> None:
    notifications.enqueue(
        kind=RECEIPT,
        subject_id=answer.invitation_id,
        key=f"{RECEIPT}:{answer.pk}:{answer.changes}",
        authority_id=answer.invitation.round.referral.authority_id,
        by=by,
        at=at,
    )


def tell_desk_locked(invitation: Invitation, *, at: dt.datetime) -> None:
    notifications.enqueue(
        kind=LOCKED,
        subject_id=invitation.pk,
        key=f"{LOCKED}:{invitation.pk}:{invitation.link_number}",
        authority_id=invitation.round.referral.authority_id,
        by=None,
        at=at,
    )


def tell_outcome(
    referral: Referral,
    *,
    chosen: Collection[int],
    others: Collection[int],
    by: User,
    at: dt.datetime,
) -> int:
    """Once for each invitation and move of the referral."""
    move = referral.moves.order_by("-at", "-pk").values_list("pk", flat=True).first()
    return sum(
        notifications.enqueue_many(
            kind=kind,
            subjects={f"{kind}:{pk}:{move}": pk for pk in invitations},
            authority_id=referral.authority_id,
            by=by,
            at=at,
        )
        for kind, invitations in ((CHOSEN, chosen), (OUTCOME, others))
        if invitations
    )


def _queue_for_round(
    kind: str,
    keys: dict[str, int],
    round_: Round,
    *,
    by: User,
    at: dt.datetime,
    send_after: dt.datetime | None = None,
) -> int:
    return notifications.enqueue_many(
        kind=kind,
        subjects=keys,
        authority_id=round_.referral.authority_id,
        by=by,
        at=at,
        batch=round_.public_id,
        send_after=send_after,
        give_up_at=round_.reply_by,
    )


class _CarerComposer(Composer):
    """One email about one invitation, to the household's address as it is at the moment of sending."""

    template: str

    def compose(self, message: OutgoingMessage, *, at: dt.datetime) -> Composed | Withheld:
        invitation = _invitation(message.subject_id)
        if reason := self.reason_to_withhold(invitation, at=at):
            return Withheld(reason)
        if reason := _reason_not_to_email(invitation, at=at):
            return Withheld(reason)
        token = reply_links.token_behind(
            invitation.token_hash, invitation.public_id, link_number=invitation.link_number
        )
        if not token:
            return Withheld(NO_LINK)
        authority = invitation.round.referral.authority
        return render_email(
            f"{TEMPLATES}/{self.template}",
            {
                "authority": authority.name,
                "desk_phone": authority.desk_phone,
                "reply_by": invitation.round.reply_by,
                "is_open": invitation.round.is_open(at=at),
                "answer": getattr(invitation, "answer", None),
                "url": absolute(reply_links.path(token)),
            },
            to=invitation.household.email,
            reply_to=authority.desk_email,
        )

    @abstractmethod
    def reason_to_withhold(self, invitation: Invitation, *, at: dt.datetime) -> str:
        """Why this email is of no use any more; empty when it is of use."""

    def about(self, messages: Collection[OutgoingMessage], *, viewer: User) -> dict[int, About]:
        invitations = Invitation.objects.visible_to(viewer).select_related("household", "round")
        found = invitations.in_bulk([message.subject_id for message in messages])
        return {
            message.pk: About(
                invitation.household.name,
                phone=invitation.household.phone,
                url=invitation.round.get_absolute_url(),
            )
            for message in messages
            if (invitation := found.get(message.subject_id))
        }


class RoundInvitation(_CarerComposer):
    label = "Request to carers"
    template = "round_invitation"

    def reason_to_withhold(self, invitation: Invitation, *, at: dt.datetime) -> str:
        if not invitation.round.is_open(at=at):
            return "The round had ended."
        if was_asked_too_often(invitation):
            return f"{LeftOut.TOO_MANY.label}."
        return ""


class RoundReminder(_CarerComposer):
    label = "Reminder to carers"
    template = "round_reminder"

    def reason_to_withhold(self, invitation: Invitation, *, at: dt.datetime) -> str:
        if not invitation.round.is_open(at=at):
            return "The round had ended."
        if hasattr(invitation, "answer"):
            return "They had answered."
        return ""


class RoundReceipt(_CarerComposer):
    label = "Receipt for an answer"
    template = "round_receipt"

    def reason_to_withhold(self, invitation: Invitation, *, at: dt.datetime) -> str:  # noqa: ARG002
        return ""


class RoundOutcome(_CarerComposer):
    """To those who answered and were not chosen. It does not say where the child goes, or whether anywhere."""

    label = "Outcome, to those not chosen"
    template = "round_outcome"
    status_wanted: frozenset[str] = frozenset({ReferralStatus.PLACED, ReferralStatus.WITHDRAWN})

    def reason_to_withhold(self, invitation: Invitation, *, at: dt.datetime) -> str:  # noqa: ARG002
        status = invitation.round.referral.status
        return "" if status in self.status_wanted else "The referral had been opened again."


class RoundChosen(RoundOutcome):
    label = "Outcome, to those chosen"
    template = "round_chosen"
    status_wanted = frozenset({ReferralStatus.PLACED})


class LinkLocked(Composer):
    """To the desk. It names nobody; the page behind the link does."""

    label = "Locked link, to the desk"

    def compose(self, message: OutgoingMessage, *, at: dt.datetime) -> Composed | Withheld:  # noqa: ARG002
        invitation = _invitation(message.subject_id)
        if not invitation.locked_at:
            return Withheld(NEW_LINK_SENT)
        if invitation.round.status != RoundStatus.OPEN:
            return Withheld("The round had ended.")
        referral = invitation.round.referral
        context = {
            "authority": referral.authority.name,
            "referral": referral,
            "url": absolute(invitation.round.get_absolute_url()),
        }
        return render_email(f"{TEMPLATES}/round_locked", context, to=referral.authority.desk_email)

    def about(self, messages: Collection[OutgoingMessage], *, viewer: User) -> dict[int, About]:
        visible = Invitation.objects.visible_to(viewer).select_related("round")
        found = visible.in_bulk([message.subject_id for message in messages])
        return {
            message.pk: About("The desk", url=found[message.subject_id].round.get_absolute_url())
            for message in messages
            if message.subject_id in found
        }


def _invitation(pk: int) -> Invitation:
    related = ("household", "round__referral__authority", "answer")
    return Invitation.objects.select_related(*related).get(pk=pk)


def _reason_not_to_email(invitation: Invitation, *, at: dt.datetime) -> str:
    authority, household = invitation.round.referral.authority, invitation.household_id
    reasons: Iterable[LeftOut] = reasons_not_to_email(authority, [household], at=at).values()
    return next((f"{reason.label}." for reason in reasons), "")
