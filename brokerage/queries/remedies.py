"""On what terms remedies are accepted, what was accepted, and what that covers."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from accounts.models import Authority
from brokerage.matching.checks import Outcome
from brokerage.matching.explain import RuleLine
from brokerage.matching.rules import RULE_BY_CODE, Rule
from brokerage.matching.rules.approval import EMERGENCY_REMEDY
from brokerage.models import AcceptedRemedy, Referral, RemedyTerms
from brokerage.remedies import SHIPPED, Terms
from brokerage.remedy_kinds import WAITING, Approval
from carers.models import Household
from ui import dates

TermsOf = Mapping[tuple[str, str], Terms]


def terms_of(authority: Authority) -> TermsOf:
    """The terms in force, by rule and remedy: the authority's own, and the shipped ones where it has none."""
    own = {
        (row.rule, row.remedy): as_terms(row)
        for row in RemedyTerms.objects.filter(authority=authority)
    }
    return {key: own.get(key, shipped) for key, shipped in SHIPPED.items()}


def as_terms(row: RemedyTerms) -> Terms:
    return Terms(
        rule=row.rule,
        remedy=row.remedy,
        words=row.words,
        lead_days=row.lead_days,
        approval=Approval(row.approval),
        approver=row.approver,
        is_own=True,
    )


@dataclass(frozen=True, slots=True)
class TermsShown:
    rule: Rule
    terms: Terms

    @property
    def waits(self) -> str:
        """What is done instead where the remedy is a day or a short stay; empty where it is accepted."""
        if self.terms.remedy not in WAITING:
            return ""
        if self.terms.remedy == EMERGENCY_REMEDY.code:
            return "the decision plans the stay, and asks for the approval"
        return "another day is tried"


def terms_listed(authority: Authority) -> list[TermsShown]:
    """Every remedy with its terms, in the order of the rules."""
    return [
        TermsShown(RULE_BY_CODE[rule], terms) for (rule, _), terms in terms_of(authority).items()
    ]


def standing(referral: Referral) -> list[AcceptedRemedy]:
    """What was accepted for a referral and not withdrawn, the oldest first."""
    found = AcceptedRemedy.objects.standing().filter(referral=referral)
    return list(found.select_related("household", "by"))


def as_covered(
    lines: Iterable[RuleLine], *, referral: Referral, household: Household, on: dt.date
) -> list[RuleLine]:
    """The rules' lines, a remedied one failing where what was accepted does not cover what stands in the way.

    A remedy covers what it was accepted for, in the rule's words, from the day on which it is due.
    """
    lines = list(lines)
    if all(line.outcome is not Outcome.REMEDIED for line in lines):
        return lines
    accepted = AcceptedRemedy.objects.standing().filter(referral=referral, household=household)
    by_rule = {item.rule: item for item in accepted}
    return [_as_covered(line, by_rule.get(line.code), on) for line in lines]


def _as_covered(line: RuleLine, accepted: AcceptedRemedy | None, on: dt.date) -> RuleLine:
    if line.outcome is not Outcome.REMEDIED:
        return line
    if accepted and accepted.due_on <= on and set(line.words) <= set(accepted.covers):
        return line
    return replace(line, outcome=Outcome.FAILS)


def in_words(remedies: Sequence[AcceptedRemedy]) -> dict[int, list[str]]:
    """By household: "Training, by 3 March 2026: Ann Smith"."""
    said: dict[int, list[str]] = {}
    for item in remedies:
        day = dates.in_words(item.due_on)
        said.setdefault(item.household_id, []).append(f"{item.words}, by {day}: {item.owner}")
    return said
