"""What carers do with their personal links. Nothing here happens on a GET."""

import datetime as dt
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum, auto

from django.db import transaction

from accounts.audit import acting_as
from accounts.models import User
from brokerage.messages import rounds as messages
from brokerage.models import Answer, Invitation
from brokerage.services.round_endings import locked_invitation
from notifications.models import OutgoingMessage
from reference.postcodes import NotAPostcode, normalise

MOST_WRONG_TRIES = 5
TOO_QUICK = dt.timedelta(seconds=3)
ANSWERED_TOO_QUICKLY = "Answered within seconds of the email: a program may have done it."
MANY_FROM_ONE_PLACE = "Answers for several households came from one internet connection."


class LinkIsLocked(Exception):
    """Too many wrong postcodes were typed for this link."""


class AnswersAreClosed(Exception):
    """The round takes no more answers."""


class Confirmation(StrEnum):
    RIGHT = auto()
    WRONG = auto()
    LOCKED = auto()


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it was given. ``reasons`` count only for "not this time"."""

    choice: Answer.Choice
    reasons: tuple[str, ...] = ()
    conditions: str = ""

    def as_stored(self) -> dict[str, object]:
        declined = self.choice == Answer.Choice.NOT_NOW
        return {
            "choice": self.choice.value,
            "reasons": sorted(set(self.reasons)) if declined else [],
            "conditions": self.conditions.strip(),
        }


@transaction.atomic
def confirm_postcode(*, invitation: Invitation, typed: str, at: dt.datetime) -> Confirmation:
    """Compare what was typed with the home postcode; the fifth wrong try locks the link and tells the desk."""
    invitation = locked_invitation(invitation.pk)
    with acting_as(link=invitation.pk):
        if invitation.locked_at:
            return Confirmation.LOCKED
        if _same_postcode(typed, invitation.household.postcode):
            invitation.confirmed_at = invitation.confirmed_at or at
            invitation.save(update_fields=["confirmed_at"])
            return Confirmation.RIGHT
        return _count_wrong_try(invitation, at=at)


@transaction.atomic
def answer(
    *, invitation: Invitation, given: Given, from_shared_place: bool, at: dt.datetime
) -> Answer:
    """Record or change the answer. The same answer again changes nothing and sends nothing.

    ``from_shared_place``: the visitor's connection has been used for several other households' links.

    Raises:
        LinkIsLocked, AnswersAreClosed: as they say.
    """
    invitation = locked_invitation(invitation.pk)
    if invitation.locked_at:
        raise LinkIsLocked
    if not invitation.round.is_open(at=at):
        raise AnswersAreClosed
    doubt = MANY_FROM_ONE_PLACE if from_shared_place else ""
    doubt = ANSWERED_TOO_QUICKLY if _is_too_quick(invitation, at=at) else doubt
    with acting_as(link=invitation.pk):
        return write(invitation, given, via=Answer.Via.LINK, by=None, at=at, doubt=doubt)


def write(
    invitation: Invitation,
    given: Given,
    *,
    via: Answer.Via,
    by: User | None,
    at: dt.datetime,
    doubt: str = "",
) -> Answer:
    """Write the answer of an invitation that the caller has locked, and queue the receipt."""
    wanted = given.as_stored() | {"via": via, "recorded_by": by}
    found: Answer | None = getattr(invitation, "answer", None)
    if found and all(getattr(found, name) == value for name, value in wanted.items()):
        return found
    if found is None:
        found = Answer(invitation=invitation, first_at=at, changes=-1)
    for name, value in wanted.items():
        setattr(found, name, value)
    # A doubt stays until staff have spoken to the carers.
    found.doubt = "" if via == Answer.Via.PHONE else (doubt or found.doubt)
    found.at = at
    found.changes += 1
    found.save()
    messages.acknowledge(found, by=by, at=at)
    return found


def _count_wrong_try(invitation: Invitation, *, at: dt.datetime) -> Confirmation:
    invitation.wrong_tries += 1
    if invitation.wrong_tries >= MOST_WRONG_TRIES:
        invitation.locked_at = at
        messages.tell_desk_locked(invitation, at=at)
    invitation.save(update_fields=["wrong_tries", "locked_at"])
    return Confirmation.LOCKED if invitation.locked_at else Confirmation.WRONG


def _same_postcode(typed: str, recorded: str) -> bool:
    pair: Sequence[str] = [_plain(typed), _plain(recorded)]
    return bool(pair[1]) and hmac.compare_digest(*(each.encode() for each in pair))


def _plain(postcode: str) -> str:
    try:
        return normalise(postcode)
    except NotAPostcode:
        return postcode.replace(" ", "").upper()


def _is_too_quick(invitation: Invitation, *, at: dt.datetime) -> bool:
    sent = OutgoingMessage.objects.filter(
        kind=messages.INVITATION, subject_id=invitation.pk, sent_at__isnull=False
    )
    first = sent.order_by("-sent_at").values_list("sent_at", flat=True).first()
    return first is not None and at - first < TOO_QUICK
