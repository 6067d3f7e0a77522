"""Asking many households at once, and what the desk does with a round while it runs.

Lock order, always: referral, round, invitations in order of their ids.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from accounts.models import User
from brokerage import reply_links
from brokerage.lifecycle import ReferralStatus, RoundStatus
from brokerage.messages import rounds as messages
from brokerage.models import Answer, Invitation, LeftOut, Referral, Round, Search
from brokerage.queries.round_recipients import reasons_not_to_ask
from brokerage.services import replies
from brokerage.services.referrals import record_move
from brokerage.services.round_endings import end_round, locked_invitation
from carers.models import Household

ROWS_AT_ONCE = 2000
SHORTEST_WITH_A_REMINDER = dt.timedelta(hours=2)
REMIND_BEFORE = dt.timedelta(hours=24)


class RoundIsOpen(Exception):
    """This referral has an open round: close it before others are asked."""

    def __init__(self, round_: Round) -> None:
        self.round = round_
        super().__init__("Carers are being asked about this referral already.")


class NobodyToAsk(Exception):
    """None of the households may be asked."""


class NothingToRead(Exception):
    """The referral has no profile, so carers would have nothing to go by."""


class ReplyByHasPassed(Exception):
    """Carers must have some time to answer."""


class RoundIsOver(Exception):
    """The round is closed: nobody can be asked or reminded in it any more."""


@transaction.atomic
def open_round(
    *,
    referral_id: int,
    household_ids: Collection[int],
    reply_by: dt.datetime,
    note: str,
    left_out: Mapping[int, LeftOut],
    search: Search | None,
    idempotency_key: uuid.UUID,
    by: User,
    at: dt.datetime,
) -> Round:
    """Ask the households, all at once, and return the round; the emails leave when the transaction commits.

    ``household_ids`` in the order of the list that they were chosen from. ``left_out`` says why others that were
    suggested are not among them; households that may not be asked join them by themselves, each with its reason.
    Sending the same ``idempotency_key`` again returns the round that it made.

    Raises:
        RoundIsOpen: somebody has asked about this referral meanwhile.
        MoveNotAllowed: the referral is not one that carers can be asked about.
        NothingToRead, NobodyToAsk, ReplyByHasPassed: as they say.
    """
    referral = _locked(referral_id)
    if made := referral.rounds.filter(idempotency_key=idempotency_key).first():
        return made
    _check(referral, reply_by=reply_by, at=at)
    asked, refused = _sorted_out(referral, household_ids, at=at)
    _start_asking(referral, by=by, at=at)
    round_ = _next_round(
        referral,
        search=search,
        note=note.strip(),
        reply_by=reply_by,
        left_out=_left_out({**left_out, **refused}),
        idempotency_key=idempotency_key,
        by=by,
        at=at,
    )
    _invite(round_, asked, by=by, at=at)
    return round_


@transaction.atomic
def close_round(*, round_: Round, by: User | None, at: dt.datetime) -> Round:
    """Take no more answers, and cancel what is still to be sent. ``by`` is None when its time is up.

    The referral stays where it is. A round that has ended already is left as it is.
    """
    Referral.objects.select_for_update(of=("self",), no_key=True).get(pk=round_.referral_id)
    reason = f"Closed by {by.name}" if by else "The time to answer was up"
    return end_round(round_, RoundStatus.CLOSED, at=at, reason=reason)


@transaction.atomic
def resend_invitation(*, invitation: Invitation, by: User, at: dt.datetime) -> Invitation:
    """Send the household a new link. The one before it leads nowhere from now on, locked or not.

    Raises:
        RoundIsOver: the round takes no more answers.
    """
    invitation = locked_invitation(invitation.pk)
    if not invitation.round.is_open(at=at):
        raise RoundIsOver
    number = invitation.link_number + 1
    token = reply_links.new_token(invitation.public_id, link_number=number)
    invitation.link_number, invitation.token_hash = number, reply_links.stored(token)
    invitation.wrong_tries, invitation.locked_at = 0, None
    invitation.save(update_fields=["link_number", "token_hash", "wrong_tries", "locked_at"])
    messages.invite_again(invitation, by=by, at=at)
    return invitation


@transaction.atomic
def remind(*, round_: Round, by: User, at: dt.datetime) -> int:
    """Remind everybody who has not answered, once a day at most. Returns how many reminders are queued.

    Raises:
        RoundIsOver: the round takes no more answers.
    """
    if not round_.is_open(at=at):
        raise RoundIsOver
    waiting = round_.invitations.filter(answer__isnull=True).values_list("pk", flat=True)
    return messages.remind_now(round_, list(waiting), by=by, at=at)


@transaction.atomic
def record_phone_answer(
    *,
    invitation: Invitation,
    choice: Answer.Choice,
    reasons: Collection[str],
    conditions: str,
    by: User,
    at: dt.datetime,
) -> Answer:
    """Write down what the carers said on the telephone; it replaces an answer given before.

    Staff may do so after the reply-by time too, until the round is closed.

    Raises:
        RoundIsOver: the round is closed.
    """
    invitation = locked_invitation(invitation.pk)
    if invitation.round.status != RoundStatus.OPEN:
        raise RoundIsOver
    given = replies.Given(choice=choice, reasons=tuple(reasons), conditions=conditions)
    return replies.write(invitation, given, via=Answer.Via.PHONE, by=by, at=at)


def _locked(referral_id: int) -> Referral:
    locked = Referral.objects.select_for_update(of=("self",), no_key=True)
    return locked.select_related("authority").get(pk=referral_id)


def _check(referral: Referral, *, reply_by: dt.datetime, at: dt.datetime) -> None:
    if running := referral.rounds.filter(status=RoundStatus.OPEN).first():
        raise RoundIsOpen(running)
    if not referral.profile.strip():
        raise NothingToRead
    if reply_by <= at:
        raise ReplyByHasPassed


def _sorted_out(
    referral: Referral, household_ids: Collection[int], *, at: dt.datetime
) -> tuple[list[int], dict[int, LeftOut]]:
    """Those to ask, each once and in their order, and why the others must not be asked."""
    refused = reasons_not_to_ask(referral, household_ids, at=at)
    asked = [each for each in dict.fromkeys(household_ids) if each not in refused]
    if not asked:
        raise NobodyToAsk
    return asked, refused


def _start_asking(referral: Referral, *, by: User, at: dt.datetime) -> None:
    if referral.status != ReferralStatus.ASKING:
        record_move(referral=referral, target=ReferralStatus.ASKING, by=by, at=at)


def _next_round(referral: Referral, *, by: User, at: dt.datetime, **given: Any) -> Round:
    """Write the referral's next round, with the profile as carers will read it."""
    return Round.objects.create(
        referral=referral,
        number=referral.rounds.count() + 1,
        profile=referral.profile,
        opened_at=at,
        opened_by=by,
        **given,
    )


def _left_out(reasons: Mapping[int, LeftOut]) -> list[dict[str, str]]:
    public_ids = Household.objects.in_bulk(list(reasons))
    return [
        {"household": str(public_ids[pk].public_id), "reason": reason.value}
        for pk, reason in reasons.items()
        if pk in public_ids
    ]


def _invite(round_: Round, household_ids: Collection[int], *, by: User, at: dt.datetime) -> None:
    rows = [
        _invitation(round_, household_id, rank=rank, at=at)
        for rank, household_id in enumerate(household_ids, start=1)
    ]
    made = [row.pk for row in Invitation.objects.bulk_create(rows, ROWS_AT_ONCE)]
    messages.invite(round_, made, by=by, at=at)
    if remind_at := reminder_at(opened_at=at, reply_by=round_.reply_by):
        messages.remind_later(round_, made, send_after=remind_at, by=by, at=at)


def _invitation(round_: Round, household_id: int, *, rank: int, at: dt.datetime) -> Invitation:
    public_id = uuid.uuid4()
    token = reply_links.new_token(public_id, link_number=1)
    return Invitation(
        public_id=public_id,
        round=round_,
        household_id=household_id,
        rank=rank,
        token_hash=reply_links.stored(token),
        invited_at=at,
    )


def reminder_at(*, opened_at: dt.datetime, reply_by: dt.datetime) -> dt.datetime | None:
    """A day before the answers are due, but never in the first half of the time; None where time is too short."""
    window = reply_by - opened_at
    if window < SHORTEST_WITH_A_REMINDER:
        return None
    return max(opened_at + window / 2, reply_by - REMIND_BEFORE)
