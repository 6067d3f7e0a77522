"""Accepting what would let a near miss be asked after all, and what becomes of it when the home is booked.

A remedy is accepted by a named person with the right, for one household and one referral. Nothing is ever booked on a
remedy that nobody accepted: the matching core counts a rule as met only for those rows, and the check at booking looks
again whether they cover what stands in the way.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from accounts.models import Authority, Role, User
from accounts.permissions import Permission, allows
from brokerage.lifecycle import LOOKING, ReferralStatus
from brokerage.matching.explain import RuleLine
from brokerage.models import AcceptedRemedy, Referral, RemedyTerms
from brokerage.queries import remedies as queries
from brokerage.remedies import SHIPPED, Terms
from brokerage.remedy_kinds import WAITING, Approval
from brokerage.services import searches
from carers.models import Household
from placements.models import Placement, SupportItem
from placements.services import support
from reference.dates import london_today
from ui.dates import in_words

KIND_OF_ITEM = {
    "TRAINING": SupportItem.Kind.TRAINING,
    "ADAPTATION": SupportItem.Kind.EQUIPMENT,
    "TRANSPORT": SupportItem.Kind.TRANSPORT,
}


class NotRemediable(Exception):
    """The household is not a near miss of that rule now, or its remedy is not one to accept; the words say why."""


class NotYourRemedy(Exception):
    """This person may not accept it; the words say who may."""


class WrongDay(Exception):
    """The day does not fit; the words say why. ``field`` is the question that it answers."""

    def __init__(self, words: str, *, field: str) -> None:
        self.field = field
        super().__init__(words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """What is to be done, who sees to it and by when, why it is accepted, and who outside the desk approved it."""

    words: str
    owner: str
    due_on: dt.date
    reason: str
    approver: str = ""
    approved_on: dt.date | None = None


@transaction.atomic
def accept(
    *,
    referral: Referral,
    household: Household,
    rule: str,
    acceptance: Acceptance,
    by: User,
    at: dt.datetime,
) -> AcceptedRemedy:
    """Count one rule as met for one household, on these terms, and make the referral's list again.

    Raises:
        NotRemediable: no home is looked for, or the household does not fail this rule and nothing else now.
        NotYourRemedy: the authority's terms leave it to somebody else.
        WrongDay: it would be in place only after the move, or was approved on a day still to come.
        searches.CannotSearch, searches.NotConsidered: from looking at the rules again.
    """
    locked = _locked(referral)
    if ReferralStatus(locked.status) not in LOOKING:
        raise NotRemediable("No home is being looked for, so no remedy can be accepted.")
    line = near_miss(referral=locked, household=household, rule=rule, at=at)
    if line.remedy is None:
        raise NotRemediable("Nothing helps with this rule.")
    terms = queries.terms_of(locked.authority)[rule, line.remedy.code]
    _may_accept(terms, by)
    _days_fit(locked, terms, acceptance, at=at)
    outside = terms.approval == Approval.OUTSIDE
    accepted = AcceptedRemedy.objects.create(
        referral=locked,
        household=household,
        rule=rule,
        remedy=line.remedy.code,
        covers=list(line.words),
        words=acceptance.words,
        owner=acceptance.owner,
        due_on=acceptance.due_on,
        approver=acceptance.approver if outside else "",
        approved_on=(outside and acceptance.approved_on) or london_today(at),
        by=by,
        at=at,
        reason=acceptance.reason,
    )
    searches.run_search(referral_id=locked.public_id, by=by, at=at)
    return accepted


def near_miss(*, referral: Referral, household: Household, rule: str, at: dt.datetime) -> RuleLine:
    """The one rule that a household fails now, with the remedy that would help.

    Raises:
        NotRemediable: it fails nothing, something else as well, or the rule has no remedy to accept.
        searches.CannotSearch, searches.NotConsidered: the household cannot be looked at.
    """
    on = referral.starts_on(today=london_today(at))
    failing = searches.eligible_on(household=household, referral=referral, on=on, at=at).failing
    if [line.code for line in failing] != [rule]:
        raise NotRemediable(
            "Things have changed: this household no longer fails this rule and nothing else. "
            "Search again to see how it stands."
        )
    (line,) = failing
    if line.remedy is None:
        raise NotRemediable("Nothing would help this household with this rule.")
    if line.remedy.code in WAITING:
        raise NotRemediable("This is about days: try another date, or plan the stay so.")
    return line


def may_accept(terms: Terms, user: User) -> bool:
    """Whether this person may record the acceptance; approval from outside is still to be named."""
    if not allows(user, Permission.DECIDE):
        return False
    return terms.approval != Approval.MANAGER or user.role == Role.MANAGER


def _may_accept(terms: Terms, by: User) -> None:
    if not may_accept(terms, by):
        raise NotYourRemedy(f"This is accepted by: {terms.approval.label.lower()}.")


def _days_fit(referral: Referral, terms: Terms, acceptance: Acceptance, *, at: dt.datetime) -> None:
    today = london_today(at)
    move = referral.starts_on(today=today)
    if acceptance.due_on > move:
        words = f"It must be in place by the day of the move, {in_words(move)}"
        raise WrongDay(words, field="due_on")
    if acceptance.due_on < today:
        raise WrongDay("The day it is due must be today or later", field="due_on")
    if terms.approval != Approval.OUTSIDE:
        return
    if not acceptance.approver:
        raise NotYourRemedy(f"Name who approved it: {terms.approver}.")
    if acceptance.approved_on is None or acceptance.approved_on > today:
        raise WrongDay("The day it was approved must be today or in the past", field="approved_on")


@transaction.atomic
def withdraw(*, accepted: AcceptedRemedy, reason: str, by: User, at: dt.datetime) -> AcceptedRemedy:
    """Take an acceptance back before anything is booked on it, and make the list again. Twice is as good as once.

    Raises:
        NotRemediable: the referral is closed.
    """
    referral = _locked(accepted.referral)
    if ReferralStatus(referral.status) not in LOOKING:
        raise NotRemediable("The referral is closed, so what was accepted for it stands.")
    accepted.refresh_from_db()
    if accepted.withdrawn_at is None:
        accepted.withdrawn_at, accepted.withdrawn_by = at, by
        accepted.withdrawn_reason = reason
        accepted.save()
        searches.run_search(referral_id=referral.public_id, by=by, at=at)
    return accepted


def carry_into(
    placements: Iterable[Placement],
    *,
    referral: Referral,
    household: Household,
    by: User,
    at: dt.datetime,
) -> list[SupportItem]:
    """Write what was accepted for a household into the plan of each placement booked there.

    Fostering National Minimum Standard 15.1: the plan says what fills the gaps.
    """
    standing = AcceptedRemedy.objects.standing().filter(referral=referral, household=household)
    return [
        support.add_item(
            placement=placement,
            item=support.Item(
                kind=KIND_OF_ITEM.get(accepted.remedy, SupportItem.Kind.OTHER),
                words=accepted.words,
                owner=accepted.owner,
                due_on=accepted.due_on,
            ),
            source=(accepted.rule, accepted.remedy),
            by=by,
            at=at,
        )
        for accepted in standing
        for placement in placements
    ]


@transaction.atomic
def set_terms(*, authority: Authority, terms: Terms, by: User, at: dt.datetime) -> RemedyTerms:
    """Write an authority's own terms of a remedy. What was accepted before stays as it was.

    Raises:
        KeyError: no rule offers such a remedy.
    """
    shipped = SHIPPED[terms.rule, terms.remedy]
    row, _ = RemedyTerms.objects.update_or_create(
        authority=authority,
        rule=shipped.rule,
        remedy=shipped.remedy,
        defaults={
            "words": terms.words,
            "lead_days": terms.lead_days,
            "approval": terms.approval,
            "approver": terms.approver,
            "changed_by": by,
            "changed_at": at,
        },
    )
    return row


def _locked(referral: Referral) -> Referral:
    locked = Referral.objects.select_for_update(of=("self",), no_key=True)
    return locked.select_related("authority").get(pk=referral.pk)
