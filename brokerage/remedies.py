"""The remedies that rules offer, and the terms on which an authority accepts them until it sets its own.

The words and the approver come from the matching core. The lead times and who may accept on screen are this product's
own starting values, to be replaced by each authority's experience: no source gives them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from brokerage.matching.rules import RULES, Remedy, Rule
from brokerage.matching.rules.approval import EMERGENCY_REMEDY
from brokerage.remedy_kinds import Approval


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On what terms one remedy of one rule is accepted. ``lead_days`` are calendar days."""

    rule: str
    remedy: str
    words: str
    lead_days: int
    approval: Approval
    approver: str
    is_own: bool = False


# By remedy: usual lead time in days, and who may accept it.
_STARTING: Mapping[str, tuple[int, Approval]] = {
    "CHANGE_OF_APPROVAL": (56, Approval.OUTSIDE),
    "EMERGENCY_6_DAYS": (0, Approval.OUTSIDE),
    "EXEMPTION": (10, Approval.OUTSIDE),
    "LATER_DATE": (0, Approval.DESK),
    "NEXT_AVAILABLE": (0, Approval.DESK),
    "COMPLETE_CHECK": (28, Approval.OUTSIDE),
    "SPOT_PURCHASE": (5, Approval.OUTSIDE),
    "ADAPTATION": (42, Approval.OUTSIDE),
    "TRAINING": (28, Approval.DESK),
    "TRANSPORT": (7, Approval.MANAGER),
    "CONVERSATION": (3, Approval.DESK),
}


def offered_by(rule: Rule) -> tuple[Remedy, ...]:
    """Every remedy that a rule may offer; none for a rule that is not set aside."""
    if rule.remedy is None:
        return ()
    return (rule.remedy, EMERGENCY_REMEDY) if rule.code == "APR-2" else (rule.remedy,)


SHIPPED: Mapping[tuple[str, str], Terms] = {
    (rule.code, remedy.code): Terms(
        rule=rule.code,
        remedy=remedy.code,
        words=remedy.words,
        lead_days=_STARTING[remedy.code][0],
        approval=_STARTING[remedy.code][1],
        approver=remedy.approver,
    )
    for rule in RULES
    for remedy in offered_by(rule)
}
