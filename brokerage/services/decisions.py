"""Choosing a home. Ranking is advice: a named person decides here, and the reason is kept.

Lock order: referral, invitations, the household, the children.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from accounts.models import Office, User
from accounts.moves import check_move
from accounts.permissions import Permission, allows
from brokerage import approvals
from brokerage.lifecycle import DECISION_MOVES, DecisionStatus, ReferralStatus
from brokerage.models import ClearedCheck, Decision, Referral, RequiredApproval
from brokerage.services import suitability
from brokerage.services.referrals import record_move
from carers.models import Household
from placements import services as placements


class NotYours(Exception):
    """This person may not give this approval; the words say why."""


class DecisionClosed(Exception):
    """The decision is booked or set aside already."""

    def __init__(self) -> None:
        super().__init__("This decision is closed, so nothing can be added to it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What the person decided: when the child moves, for how long, in what kind of placement, and why here.

    ``checklist`` holds the section 22C options passed over and the five tests with their reasons, as the form cleaned
    them.
    """

    starts_on: dt.date
    planned_end_on: dt.date | None
    setting: str
    purpose: str
    reason: str
    why_not_others: str = ""
    checklist: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def decide(
    *, referral: Referral, household: Household, choice: Choice, by: User, at: dt.datetime
) -> Decision:
    """Choose a household, and list the approvals that booking it needs.

    Raises:
        MoveNotAllowed: no home is being looked for.
        suitability.NotSuitable: a rule fails on the day of the move.
        suitability.TooLongForAnEmergency: an emergency outside the terms of approval is to last too long.
        placements.NoPlaceFree: there is no room on some later day; a stay without a planned end holds its place
            beyond what the referral expects, which is as far as the rules look.
        searches.NotConsidered: the authority never had an agreement with the household's service.
        searches.CannotSearch: the referral lacks what the rules need.
    """
    locked = locked_referral(referral)
    if locked.status != ReferralStatus.DECIDING:
        record_move(referral=locked, target=ReferralStatus.DECIDING, by=by, at=at)
    standing = locked.decisions.exclude(status=DecisionStatus.SET_ASIDE)
    for earlier in standing:
        set_aside(decision=earlier, reason="Another home was chosen.", by=by, at=at)
    outside_terms = suitability.is_outside_terms(
        referral=locked,
        household=household,
        on=choice.starts_on,
        until=choice.planned_end_on,
        at=at,
    )
    placements.check_room(
        household=household,
        starts_on=choice.starts_on,
        ends_on=choice.planned_end_on,
        wanted=locked.children.count(),
        moving=locked.children.values_list("pk", flat=True),
    )
    decision = Decision.objects.create(
        referral=locked,
        household=household,
        starts_on=choice.starts_on,
        planned_end_on=choice.planned_end_on,
        setting=choice.setting,
        purpose=choice.purpose,
        reason=choice.reason,
        why_not_others=choice.why_not_others,
        checklist=choice.checklist,
        decided_by=by,
        decided_at=at,
    )
    for each in approvals.needed(suitability.facts_of(decision, outside_terms=outside_terms)):
        RequiredApproval.objects.create(
            decision=decision, kind=each.kind, office=each.office, source=each.source
        )
    return decision


@transaction.atomic
def answer_approval(
    *, approval: RequiredApproval, is_given: bool, reason: str, by: User, at: dt.datetime
) -> RequiredApproval:
    """Give or refuse an approval, as somebody who holds the office and did not make the decision.

    Raises:
        NotYours: the person does not hold the office, or made the decision.
        DecisionClosed: it is booked or set aside.
    """
    decision = _open_decision(approval.decision)
    if not allows(by, Permission.APPROVE) or not _holds(by, approval.office):
        raise NotYours(f"Only the {Office(approval.office).label.lower()} may give this approval.")
    if decision.decided_by_id == by.pk:
        raise NotYours("Somebody other than the person who decided must approve.")
    approval.is_given, approval.reason = is_given, reason
    approval.given_by, approval.given_at = by, at
    approval.save()
    return approval


@transaction.atomic
def clear_check(
    *, decision: Decision, rule: str, found: str, by: User, at: dt.datetime
) -> ClearedCheck:
    """Write down what was found out about a fact that nobody had recorded.

    Raises:
        DecisionClosed: it is booked or set aside.
    """
    _open_decision(decision)
    cleared, _ = ClearedCheck.objects.update_or_create(
        decision=decision,
        rule=rule,
        defaults={"found": found, "cleared_by": by, "cleared_at": at},
    )
    return cleared


@transaction.atomic
def set_aside(*, decision: Decision, reason: str, by: User, at: dt.datetime) -> Decision:
    """Give up a decision that is not booked; the desk goes on looking.

    Raises:
        MoveNotAllowed: it is set aside already.
        ValueError: it is booked; cancel the booking.
    """
    locked_referral(decision.referral)
    decision.refresh_from_db()
    if decision.status == DecisionStatus.BOOKED:
        raise ValueError("Cancel the booking of a decision that is booked.")
    check_move(DECISION_MOVES, DecisionStatus(decision.status), DecisionStatus.SET_ASIDE)
    decision.status, decision.closed_reason = DecisionStatus.SET_ASIDE, reason
    decision.save(update_fields=["status", "closed_reason"])
    return decision


def locked_referral(referral: Referral) -> Referral:
    """The referral as it is now, locked until the transaction ends: take this lock before any other."""
    return Referral.objects.select_for_update(of=("self",), no_key=True).get(pk=referral.pk)


def _open_decision(decision: Decision) -> Decision:
    locked_referral(decision.referral)
    decision.refresh_from_db()
    if decision.status != DecisionStatus.PROPOSED:
        raise DecisionClosed
    return decision


def _holds(user: User, office: str) -> bool:
    return user.membership is not None and office in user.membership.offices
