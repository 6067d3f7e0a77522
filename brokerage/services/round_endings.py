"""How rounds end, and who is told how a referral ended.

Apart from the rest of what is done with rounds, because withdrawing a referral needs it. Callers hold the
referral's lock.
"""

import datetime as dt

from django.db import transaction

from accounts.models import User
from accounts.moves import check_move
from brokerage.lifecycle import ROUND_MOVES, RoundStatus
from brokerage.messages import rounds as messages
from brokerage.models import Answer, Invitation, Referral, Round
from carers.models import Household
from notifications import services as notifications

ENDED = "The round has ended."


def locked_invitation(pk: int) -> Invitation:
    """Lock an invitation, and only then read its round: a round that is ending has locked all of its own."""
    Invitation.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
    invitations = Invitation.objects.select_related(
        "household", "round__referral__authority", "answer"
    )
    return invitations.get(pk=pk)


@transaction.atomic
def end_round(round_: Round, target: RoundStatus, *, at: dt.datetime, reason: str) -> Round:
    """Take no more answers and cancel what is still to be sent. One that has ended already is left as it is."""
    locked = Round.objects.select_for_update(of=("self",), no_key=True)
    round_.refresh_from_db(from_queryset=locked)
    if round_.status != RoundStatus.OPEN:
        return round_
    # Whoever is answering just now finishes first, and is among those who answered.
    invitations = round_.invitations.select_for_update(of=("self",), no_key=True).order_by("pk")
    list(invitations.values_list("pk", flat=True))
    check_move(ROUND_MOVES, RoundStatus(round_.status), target)
    round_.status, round_.closed_at, round_.close_reason = target, at, reason[:200]
    round_.save(update_fields=["status", "closed_at", "close_reason"])
    notifications.cancel(problem=ENDED, at=at, batch=round_.public_id)
    return round_


@transaction.atomic
def cancel_open_round(
    *, referral: Referral, reason: str, by: User, at: dt.datetime
) -> Round | None:
    """End the referral's open round, where there is one: what is not yet sent is never sent, and links say so."""
    round_ = referral.rounds.filter(status=RoundStatus.OPEN).first()
    return end_round(round_, RoundStatus.CANCELLED, at=at, reason=reason) if round_ else None


@transaction.atomic
def tell_outcome(
    *, referral: Referral, chosen_household: Household | None, by: User, at: dt.datetime
) -> int:
    """Tell everybody who answered that the referral is placed or withdrawn; returns how many messages are queued.

    Call it after the move, and in its transaction. ``chosen_household`` is told that it was chosen; nobody else learns
    who was. An open round is closed first. Calling it again for the same move tells nobody twice.
    """
    open_round = referral.rounds.filter(status=RoundStatus.OPEN).first()
    if open_round:
        end_round(open_round, RoundStatus.CLOSED, at=at, reason=referral.get_status_display())
    latest = (
        Answer.objects.filter(invitation__round__referral=referral)
        .order_by("invitation__household_id", "-invitation__round__number")
        .distinct("invitation__household_id")
        .values_list("invitation_id", "invitation__household_id")
    )
    chosen_id = chosen_household.pk if chosen_household else None
    chosen = [invitation for invitation, household in latest if household == chosen_id]
    others = [invitation for invitation, household in latest if household != chosen_id]
    return messages.tell_outcome(referral, chosen=chosen, others=others, by=by, at=at)
