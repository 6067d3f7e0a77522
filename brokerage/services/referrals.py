"""The referral from draft to closed: who moves it, when, and why.

Lock order, always: referral, then what hangs on it. A referral is locked by ``record_move`` and by everything here
that changes one.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models.functions import Length

from accounts.models import Authority, Role, User
from accounts.moves import check_move
from brokerage import sections
from brokerage.lifecycle import (
    CLOSED,
    REFERRAL_MOVES,
    REST_OF_EMERGENCY_DUE_WITHIN,
    WITH_THE_DESK,
    WITH_THE_SOCIAL_WORKER,
    ReferralStatus,
)
from brokerage.messages import referrals as messages
from brokerage.models import Referral, ReferralChild, ReferralMove, ReferralSection
from brokerage.quality.findings import Finding
from brokerage.queries.referral_quality import must_fix
from brokerage.queries.referral_record import from_record
from brokerage.queries.referral_sections import Filled, filled_sections, rest_is_missing
from brokerage.services import referral_quality, round_endings
from children.models import Child
from placements.models import Placement
from reference.dates import london_today

DESK_ROLES = {Role.BROKER, Role.MANAGER}


class UnfinishedReferral(Exception):
    """A referral for one of these children is still with the social worker: finish or withdraw that one."""

    def __init__(self, referral: Referral) -> None:
        self.referral = referral
        super().__init__(f"There is an unfinished referral already: {referral.reference}.")


class NotComplete(Exception):
    """Sections that must be finished before the referral may be submitted."""

    def __init__(self, unfinished: Sequence[Filled]) -> None:
        self.unfinished = tuple(unfinished)
        titles = ", ".join(filled.section.title for filled in unfinished)
        super().__init__(f"Finish these sections first: {titles}.")


class ReasonMissing(Exception):
    """This needs a reason, in words."""


class MustBeFixed(Exception):
    """The quality check found what must not go further; accepting it all the same needs a reason."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("The quality check found something that must be fixed first.")


class NotOnTheDesk(Exception):
    """Only a broker or manager of the referral's own authority can own it."""


class NotWithTheDesk(Exception):
    """Nobody on the desk works on it: it is closed, or with the social worker."""


@transaction.atomic
def start_referral(
    *, children: Sequence[Child], by: User, at: dt.datetime, reason: str = ""
) -> Referral:
    """Draft a referral for one child, or for siblings to live together; the first stands for the group.

    The sections are filled in from the children's records; nothing counts as answered until the social worker has
    confirmed it. ``reason`` is one of :class:`Referral.Reason`, where the page that it starts from knows it.

    Raises:
        ValueError: no children, or children of different authorities.
        UnfinishedReferral: one of them has a draft or returned referral.
    """
    if len({child.authority_id for child in children}) != 1:
        raise ValueError("A referral is for children of one authority.")
    authority = Authority.objects.select_for_update(no_key=True).get(pk=children[0].authority_id)
    waiting = Referral.objects.filter(children__in=children, status__in=WITH_THE_SOCIAL_WORKER)
    if unfinished := waiting.first():
        raise UnfinishedReferral(unfinished)

    record = from_record(children)
    referral = Referral.objects.create(
        authority=authority,
        reference=_next_reference(authority, year=london_today(at).year),
        created_by=by,
        created_at=at,
        updated_at=at,
        reason=reason,
        **record.columns,
    )
    ReferralChild.objects.bulk_create(
        ReferralChild(referral=referral, child=child, position=position)
        for position, child in enumerate(children, start=1)
    )
    texts = {code: {k: v.text for k, v in record.of(code).items()} for code in sections.CODES}
    texts["referrer"] = {"contact_name": by.name, "contact_phone": by.phone}
    ReferralSection.objects.bulk_create(
        ReferralSection(
            referral=referral, code=code, answers=texts[code], updated_at=at, updated_by=by
        )
        for code in sections.CODES
    )
    ReferralMove.objects.create(referral=referral, to_status=ReferralStatus.DRAFT, at=at, by=by)
    return referral


@transaction.atomic
def submit(*, referral: Referral, by: User, at: dt.datetime) -> Referral:
    """Hand the referral to the desk, with a quality check of what it holds now.

    Every section must be finished. An emergency needs only the minimal set; the clock for the rest then starts, and
    submitting again after a return does not restart it.

    Raises:
        MoveNotAllowed: it is not with the social worker.
        NotComplete: sections are unfinished.
    """
    _lock(referral)
    check_move(REFERRAL_MOVES, ReferralStatus(referral.status), ReferralStatus.SUBMITTED)
    filled = filled_sections(referral)
    unfinished = [section for section in filled.values() if section.holds_up]
    if unfinished:
        raise NotComplete(unfinished)
    referral.submitted_at = referral.submitted_at or at
    referral.rest_due_at = _rest_due_at(referral, filled.values(), at=at)
    referral.save(update_fields=["submitted_at", "rest_due_at"])
    referral_quality.check_quality(referral=referral, by=by, at=at)
    move = record_move(referral=referral, target=ReferralStatus.SUBMITTED, by=by, at=at)
    messages.tell_desk_submitted(move, at=at)
    return referral


@transaction.atomic
def return_to_social_worker(
    *, referral: Referral, reason: str, by: User, at: dt.datetime
) -> Referral:
    """Send the referral back with what is to be done about it.

    Raises:
        ReasonMissing: ``reason`` is blank.
        MoveNotAllowed: it is neither waiting to be checked nor being searched for.
    """
    reason = _in_words(reason)
    move = record_move(
        referral=referral, target=ReferralStatus.RETURNED, by=by, at=at, reason=reason
    )
    messages.tell_social_worker_returned(move, at=at)
    return referral


@transaction.atomic
def accept(
    *, referral: Referral, broker: User, by: User, at: dt.datetime, despite: str = ""
) -> Referral:
    """Take the referral on and give it a broker; the search may start.

    Quality is checked again here. Where something must be fixed, ``despite`` says why the search cannot wait.

    Raises:
        MoveNotAllowed: it is not waiting to be checked.
        NotOnTheDesk: ``broker`` does not work on this authority's desk.
        MustBeFixed: something must be fixed and ``despite`` is blank.
    """
    _lock(referral)
    check_move(REFERRAL_MOVES, ReferralStatus(referral.status), ReferralStatus.SEARCHING)
    check = referral_quality.check_quality(referral=referral, by=by, at=at)
    if (blocking := must_fix(check)) and not despite.strip():
        raise MustBeFixed(blocking)
    assign_broker(referral=referral, broker=broker, by=by, at=at)
    move = record_move(
        referral=referral, target=ReferralStatus.SEARCHING, by=by, at=at, reason=despite.strip()
    )
    messages.tell_social_worker_accepted(move, at=at)
    return referral


@transaction.atomic
def assign_broker(*, referral: Referral, broker: User, by: User, at: dt.datetime) -> Referral:
    """Make ``broker`` the owner of the referral; the audit keeps who was before, and who changed it.

    Raises:
        NotWithTheDesk: the referral is closed, or with the social worker.
        NotOnTheDesk: ``broker`` does not work on this authority's desk.
    """
    _lock(referral)
    if referral.status not in WITH_THE_DESK:
        raise NotWithTheDesk
    if broker.role not in DESK_ROLES or broker.authority_id != referral.authority_id:
        raise NotOnTheDesk
    referral.broker = broker
    _save(referral, "broker", at=at)
    return referral


@transaction.atomic
def withdraw(*, referral: Referral, reason: str, by: User, at: dt.datetime) -> Referral:
    """Stop looking for a home, and stop whatever hangs on the referral.

    Raises:
        ReasonMissing: ``reason`` is blank.
        MoveNotAllowed: it is closed already.
    """
    reason = _in_words(reason)
    record_move(referral=referral, target=ReferralStatus.WITHDRAWN, by=by, at=at, reason=reason)
    _close(referral, by=by, at=at)
    return referral


@transaction.atomic
def record_move(
    *,
    referral: Referral,
    target: ReferralStatus,
    by: User,
    at: dt.datetime,
    reason: str = "",
    placement: Placement | None = None,
) -> ReferralMove:
    """Lock the referral, move it, and write down who did, when and why.

    ``referral`` is read again under the lock, so unsaved changes to it are lost. ``placement`` is the first child's
    and goes with the move to PLACED alone.

    Raises:
        MoveNotAllowed: there is no such move from where it is now, whatever ``referral`` said.
        ValueError: a placement without the move to PLACED, or the move without a placement.
    """
    if (placement is not None) != (target == ReferralStatus.PLACED):
        raise ValueError("A placement goes with the move to PLACED, and only with it.")
    _lock(referral)
    current = ReferralStatus(referral.status)
    check_move(REFERRAL_MOVES, current, target)
    referral.status, referral.placement = target, placement
    referral.closed_at = at if target in CLOSED else None
    _save(referral, "status", "placement", "closed_at", at=at)
    return ReferralMove.objects.create(
        referral=referral, from_status=current, to_status=target, at=at, by=by, reason=reason
    )


def _close(referral: Referral, *, by: User, at: dt.datetime) -> None:
    """What else ends when a referral is withdrawn. The caller holds the referral's lock.

    The modules that own what hangs on a referral are called here: an open round, a decision that waits for approval.
    """
    round_endings.cancel_open_round(
        referral=referral, reason="The referral was withdrawn.", by=by, at=at
    )
    round_endings.tell_outcome(referral=referral, chosen_household=None, by=by, at=at)


def _lock(referral: Referral) -> None:
    locked = Referral.objects.select_for_update(of=("self",), no_key=True)
    referral.refresh_from_db(from_queryset=locked)


def _save(referral: Referral, *fields: str, at: dt.datetime) -> None:
    referral.updated_at = at
    referral.version += 1
    referral.save(update_fields=[*fields, "updated_at", "version"])


def _next_reference(authority: Authority, *, year: int) -> str:
    """The caller holds the authority's lock, so no other referral of it gets the same number."""
    prefix = f"R-{year}-"
    numbered = authority.referrals.filter(reference__regex=rf"^{prefix}[0-9]+$")
    last = numbered.order_by(Length("reference").desc(), "-reference").first()
    number = int(re.sub(r"^.*-", "", last.reference)) + 1 if last else 1
    return f"{prefix}{number:04}"


def _rest_due_at(
    referral: Referral, filled: Iterable[Filled], *, at: dt.datetime
) -> dt.datetime | None:
    by_code = {section.section.code: section for section in filled}
    if referral.urgency != Referral.Urgency.EMERGENCY or not rest_is_missing(by_code):
        return None
    return referral.rest_due_at or at + REST_OF_EMERGENCY_DUE_WITHIN


def _in_words(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()
