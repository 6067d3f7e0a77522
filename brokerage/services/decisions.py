"""Choosing a home and booking it. Ranking is advice: a named person decides here, and the reason is kept.

Lock order: referral, invitations, the household, the children. Everything that could have changed since the list was
made is looked at again under those locks, for the day of the move.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts.models import Office, User
from accounts.moves import check_move
from accounts.permissions import Permission, allows
from brokerage import approvals
from brokerage.lifecycle import DECISION_MOVES, DecisionStatus, ReferralStatus
from brokerage.matching.explain import RuleLine
from brokerage.messages import decisions as messages
from brokerage.models import (
    ClearedCheck,
    Decision,
    MatchView,
    Referral,
    ReferralChild,
    RequiredApproval,
)
from brokerage.services import round_endings, searches
from brokerage.services.referrals import record_move
from carers.models import Household
from children.models import Child, SiblingLink
from placements import services as placements
from placements.models import Placement


class NotSuitable(Exception):
    """The household breaks a rule on the day of the move."""

    def __init__(self, failing: Sequence[RuleLine]) -> None:
        self.failing = tuple(failing)
        reasons = " ".join(words for line in failing for words in line.words)
        super().__init__(f"This household cannot take the placement: {reasons}")


class TooLongForAnEmergency(Exception):
    """Outside the terms of approval a placement may last six working days at most."""

    def __init__(self, latest: dt.date) -> None:
        self.latest = latest
        super().__init__(
            "Outside its terms of approval this household may take the child for six working days at most: "
            f"plan the stay to end by {latest.day} {latest:%B %Y}."
        )


class NotReady(Exception):
    """Something is still to be done before the placement can be booked; ``missing`` says what, in sentences."""

    def __init__(self, missing: Sequence[str]) -> None:
        self.missing = tuple(missing)
        super().__init__(" ".join(missing))


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
        NotSuitable: a rule fails on the day of the move.
        TooLongForAnEmergency: an emergency outside the terms of approval is to last too long.
        searches.NotConsidered: the authority never had an agreement with the household's service.
        searches.CannotSearch: the referral lacks what the rules need.
    """
    locked = _locked(referral)
    if locked.status != ReferralStatus.DECIDING:
        record_move(referral=locked, target=ReferralStatus.DECIDING, by=by, at=at)
    standing = locked.decisions.exclude(status=DecisionStatus.SET_ASIDE)
    for earlier in standing:
        set_aside(decision=earlier, reason="Another home was chosen.", by=by, at=at)
    outside_terms = _rules_hold(locked, household, choice, at=at)
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
    for each in approvals.needed(facts_of(decision, outside_terms=outside_terms)):
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
def book(*, decision: Decision, by: User, at: dt.datetime) -> list[Placement]:
    """Book the placement of every child of the referral, close the referral, and tell everyone.

    Booking again what is booked changes nothing and returns the same placements, so a double click does no harm.

    Raises:
        NotReady: an approval, a view or a check is missing.
        NotSuitable: a rule fails now on the day of the move.
        placements.NoPlaceFree, placements.ChildHasAnotherHome: somebody else was quicker.
        MoveNotAllowed: the decision is set aside, or the referral closed.
    """
    referral = _locked(decision.referral)
    decision.refresh_from_db()
    if decision.status == DecisionStatus.BOOKED:
        return _placements_of(referral)
    check_move(DECISION_MOVES, DecisionStatus(decision.status), DecisionStatus.BOOKED)
    household = Household.objects.select_for_update().get(pk=decision.household_id)
    _rules_hold(referral, household, _choice_of(decision), at=at)
    if missing := still_missing(decision, unknown=unknowns(decision, at=at)):
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
    decision.status = DecisionStatus.BOOKED
    decision.save(update_fields=["status"])
    move = record_move(
        referral=referral, target=ReferralStatus.PLACED, by=by, at=at, placement=booked[0]
    )
    messages.tell_placed(move, at=at)
    round_endings.tell_outcome(referral=referral, chosen_household=household, by=by, at=at)
    return booked


@transaction.atomic
def set_aside(*, decision: Decision, reason: str, by: User, at: dt.datetime) -> Decision:
    """Give up a decision that is not booked; the desk goes on looking.

    Raises:
        MoveNotAllowed: it is set aside already.
        ValueError: it is booked; cancel the booking.
    """
    _locked(decision.referral)
    decision.refresh_from_db()
    if decision.status == DecisionStatus.BOOKED:
        raise ValueError("Cancel the booking of a decision that is booked.")
    check_move(DECISION_MOVES, DecisionStatus(decision.status), DecisionStatus.SET_ASIDE)
    decision.status, decision.closed_reason = DecisionStatus.SET_ASIDE, reason
    decision.save(update_fields=["status", "closed_reason"])
    return decision


@transaction.atomic
def cancel_booking(*, referral: Referral, reason: str, by: User, at: dt.datetime) -> Referral:
    """Give up the placements of a referral before any of them starts, and look for a home again.

    Raises:
        MoveNotAllowed: a placement has started, or nothing is booked.
    """
    locked = _locked(referral)
    record_move(referral=locked, target=ReferralStatus.SEARCHING, by=by, at=at, reason=reason)
    for placement in _placements_of(locked):
        placements.cancel_placement(placement_id=placement.public_id, reason=reason, by=by, at=at)
    ReferralChild.objects.filter(referral=locked).update(placement=None)
    booked = locked.decisions.select_for_update().get(status=DecisionStatus.BOOKED)
    booked.status, booked.closed_reason = DecisionStatus.SET_ASIDE, reason
    booked.save(update_fields=["status", "closed_reason"])
    return locked


def still_missing(decision: Decision, *, unknown: Sequence[RuleLine]) -> list[str]:
    """What must be done before booking, in sentences; empty when nothing is.

    ``unknown`` are the rules that :func:`unknowns` found nobody to have recorded enough for.
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


def unknowns(decision: Decision, *, at: dt.datetime) -> tuple[RuleLine, ...]:
    """Rules that nobody has recorded enough to tell, for the household on the day of the move."""
    found = searches.eligible_on(
        household=decision.household,
        referral=decision.referral,
        on=decision.starts_on,
        until=decision.planned_end_on,
        at=at,
    )
    return found.unknown


def facts_of(decision: Decision, *, outside_terms: bool) -> approvals.Facts:
    """What the approvals depend on, as things are now."""
    referral, household = decision.referral, decision.household
    children = list(referral.children.all())
    bordering = referral.authority.neighbours.values_list("district_codes", flat=True)
    there = _children_there(decision)
    return approvals.Facts(
        district_code=household.district_code,
        own_districts=frozenset(referral.authority.district_codes),
        bordering_districts=frozenset(code for codes in bordering for code in codes),
        in_key_stage_4=any(
            approvals.in_key_stage_4(child.birth_date, on=decision.starts_on) for child in children
        ),
        keeps_school_place=bool(referral.keeps_school_place),
        outside_terms=outside_terms,
        children_there=len(there) + _fostered_elsewhere(decision) + len(children),
        all_siblings=not _fostered_elsewhere(decision) and _all_siblings([*there, *children]),
    )


def _children_there(decision: Decision) -> list[Child]:
    """Children of this desk who live in the household on some day of the stay."""
    stays = placements.overlapping(
        decision.household.placements.live(), decision.starts_on, decision.planned_end_on
    )
    return [stay.child for stay in stays.select_related("child")]


def _fostered_elsewhere(decision: Decision) -> int:
    gone = Q(stays_until__lte=decision.starts_on)
    return decision.household.residents.filter(kind="FOSTERED").exclude(gone).count()


def _all_siblings(children: Sequence[Child]) -> bool:
    ids = sorted({child.pk for child in children})
    pairs = len(ids) * (len(ids) - 1) // 2
    links = SiblingLink.objects.filter(child_id__in=ids, sibling_id__in=ids)
    return links.count() == pairs


def _rules_hold(
    referral: Referral, household: Household, choice: Choice, *, at: dt.datetime
) -> bool:
    """Whether the placement is an emergency outside the terms of approval, and within what that allows.

    Raises:
        NotSuitable: any other rule fails.
        TooLongForAnEmergency: it is, and lasts too long.
    """
    found = searches.eligible_on(
        household=household,
        referral=referral,
        on=choice.starts_on,
        until=choice.planned_end_on,
        at=at,
    )
    if not found.failing:
        return False
    is_emergency = referral.urgency == Referral.Urgency.EMERGENCY
    if not is_emergency or any(line.code not in approvals.TERMS_RULES for line in found.failing):
        raise NotSuitable(found.failing)
    latest = approvals.latest_emergency_end(choice.starts_on)
    if choice.planned_end_on is None or choice.planned_end_on > latest:
        raise TooLongForAnEmergency(latest)
    return True


def _locked(referral: Referral) -> Referral:
    return Referral.objects.select_for_update(of=("self",), no_key=True).get(pk=referral.pk)


def _open_decision(decision: Decision) -> Decision:
    _locked(decision.referral)
    decision.refresh_from_db()
    if decision.status != DecisionStatus.PROPOSED:
        raise DecisionClosed
    return decision


def _holds(user: User, office: str) -> bool:
    return user.membership is not None and office in user.membership.offices


def _views(decision: Decision) -> Any:
    return MatchView.objects.filter(referral=decision.referral_id, household=decision.household_id)


def _placements_of(referral: Referral) -> list[Placement]:
    rows = referral.referral_children.select_related("placement").order_by("position")
    return [row.placement for row in rows if row.placement]


def _choice_of(decision: Decision) -> Choice:
    return Choice(
        starts_on=decision.starts_on,
        planned_end_on=decision.planned_end_on,
        setting=decision.setting,
        purpose=decision.purpose,
        reason=decision.reason,
    )


def _stay_of(decision: Decision) -> placements.Stay:
    return placements.Stay(
        starts_on=decision.starts_on,
        planned_end_on=decision.planned_end_on,
        setting=decision.setting,
        kind=decision.referral.kind,
        purpose=decision.purpose,
    )
