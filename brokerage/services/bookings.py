"""Booking what was decided, and cancelling it.

Lock order: referral, invitations, the household, the children. Everything that could have changed since the list was
made is looked at again under those locks, for the day of the move.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.moves import check_move
from brokerage.lifecycle import DECISION_MOVES, DecisionStatus, ReferralStatus
from brokerage.matching.explain import RuleLine
from brokerage.messages import decisions as messages
from brokerage.models import Decision, MatchView, Referral, ReferralChild
from brokerage.services import remedies, round_endings, suitability
from brokerage.services.decisions import locked_referral
from brokerage.services.referrals import record_move
from carers.models import Household
from placements import services as placements
from placements.deadlocks import once_more_after_deadlock
from placements.models import Placement


class NotReady(Exception):
    """Something is still to be done before the placement can be booked; ``missing`` says what, in sentences."""

    def __init__(self, missing: Sequence[str]) -> None:
        self.missing = tuple(missing)
        super().__init__(" ".join(missing))


@once_more_after_deadlock
@transaction.atomic
def book(*, decision: Decision, by: User, at: dt.datetime) -> list[Placement]:
    """Book the placement of every child of the referral, close the referral, and tell everyone.

    Booking again what is booked changes nothing and returns the same placements, so a double click does no harm.

    Raises:
        NotReady: an approval, a view or a check is missing.
        suitability.NotSuitable: a rule fails now on the day of the move.
        placements.NoPlaceFree, placements.ChildHasAnotherHome: somebody else was quicker.
        MoveNotAllowed: the decision is set aside, or the referral closed.
    """
    referral = locked_referral(decision.referral)
    decision.refresh_from_db()
    if decision.status == DecisionStatus.BOOKED:
        return _placements_of(referral)
    check_move(DECISION_MOVES, DecisionStatus(decision.status), DecisionStatus.BOOKED)
    household = Household.objects.select_for_update().get(pk=decision.household_id)
    suitability.is_outside_terms(
        referral=referral,
        household=household,
        on=decision.starts_on,
        until=decision.planned_end_on,
        at=at,
    )
    unknown = suitability.unknowns(decision, at=at)
    if missing := still_missing(decision, unknown=unknown):
        raise NotReady(missing)

    rows = list(referral.referral_children.select_related("child").order_by("position"))
    booked = placements.book_placements(
        children=[row.child for row in rows],
        household=household,
        stay=_stay_of(decision),
        by=by,
        at=at,
    )
    for row, placement in zip(rows, booked, strict=True):
        row.placement = placement
        row.save(update_fields=["placement"])
    remedies.carry_into(booked, referral=referral, household=household, by=by, at=at)
    decision.status = DecisionStatus.BOOKED
    decision.save(update_fields=["status"])
    move = record_move(
        referral=referral, target=ReferralStatus.PLACED, by=by, at=at, placement=booked[0]
    )
    messages.tell_placed(move, at=at)
    round_endings.tell_outcome(referral=referral, chosen_household=household, by=by, at=at)
    return booked


@once_more_after_deadlock
@transaction.atomic
def cancel_booking(*, referral: Referral, reason: str, by: User, at: dt.datetime) -> Referral:
    """Give up the placements of a referral before any of them starts, and look for a home again.

    Raises:
        MoveNotAllowed: a placement has started, or nothing is booked.
    """
    locked = locked_referral(referral)
    record_move(referral=locked, target=ReferralStatus.SEARCHING, by=by, at=at, reason=reason)
    placements.cancel_placements(
        placement_ids=[each.public_id for each in _placements_of(locked)],
        reason=reason,
        by=by,
        at=at,
    )
    ReferralChild.objects.filter(referral=locked).update(placement=None)
    booked = locked.decisions.select_for_update().get(status=DecisionStatus.BOOKED)
    booked.status, booked.closed_reason = DecisionStatus.SET_ASIDE, reason
    booked.save(update_fields=["status", "closed_reason"])
    return locked


def still_missing(decision: Decision, *, unknown: Sequence[RuleLine]) -> list[str]:
    """What must be done before booking, in sentences; empty when nothing is.

    ``unknown`` are the rules that :func:`suitability.unknowns` found nobody to have recorded enough for.
    """
    missing = [
        f"{approval.get_kind_display()}: "
        + ("refused." if approval.is_given is False else "approval not yet given.")
        for approval in decision.approvals.order_by("pk")
        if not approval.is_given
    ]
    told = set(_views(decision).values_list("whose", flat=True))
    missing += [
        f"{label}: their view is not recorded."
        for whose, label in MatchView.Whose.choices
        if whose not in told
    ]
    cleared = set(decision.cleared_checks.values_list("rule", flat=True))
    missing += [
        f"{line.label}: not recorded. Find out, and write down what you found."
        for line in unknown
        if line.code not in cleared
    ]
    return missing


def _views(decision: Decision) -> Any:
    return MatchView.objects.filter(referral=decision.referral_id, household=decision.household_id)


def _placements_of(referral: Referral) -> list[Placement]:
    rows = referral.referral_children.select_related("placement").order_by("position")
    return [row.placement for row in rows if row.placement]


def _stay_of(decision: Decision) -> placements.Stay:
    return placements.Stay(
        starts_on=decision.starts_on,
        planned_end_on=decision.planned_end_on,
        setting=decision.setting,
        kind=decision.referral.kind,
        purpose=decision.purpose,
    )
