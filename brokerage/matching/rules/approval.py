"""What the household is approved for: APR-1 to APR-5."""

import numpy as np

from brokerage.matching.blocks import Int8
from brokerage.matching.checks import Check, Outcome, Words
from brokerage.matching.columns import KIND_BIT, UNKNOWN, YES, ApprovalStatus, Sex
from brokerage.matching.dates import NEVER, in_words
from brokerage.matching.profiles import ChildProfile
from brokerage.matching.rules.base import Remedy, Rule, Source, Standing
from brokerage.matching.situation import Situation
from reference import vocabulary

_TERMS = Source(
    "Care Planning, Placement and Case Review (England) Regulations 2010, regulation 22: "
    "the terms of the carer's approval must be consistent with the placement",
    Standing.TO_CHECK,
)
_CHANGE = Remedy(
    "CHANGE_OF_APPROVAL",
    "Ask the fostering service to change the terms of approval",
    "The fostering service's decision maker, after its panel",
)
EMERGENCY_REMEDY = Remedy(
    "EMERGENCY_6_DAYS",
    "Place in the emergency for no more than 6 working days (regulation 23)",
    "The authority's nominated officer",
)

_STATUS_WORDS = {
    ApprovalStatus.UNKNOWN: "Whether it is approved is not recorded",
    ApprovalStatus.NOT_APPROVED: "Not approved yet",
    ApprovalStatus.APPROVED: "Approved",
    ApprovalStatus.SUSPENDED: "Approval is suspended",
    ApprovalStatus.RESIGNED: "The carers have resigned",
    ApprovalStatus.ENDED: "Approval has ended",
}
_SEX_WORDS = {Sex.FEMALE: "girls", Sex.MALE: "boys"}
_SEX_OF = {"F": Sex.FEMALE, "M": Sex.MALE}
_KIND_WORDS = vocabulary.labels(vocabulary.PLACEMENT_KINDS)


def _is_current(situation: Situation) -> list[Check]:
    """Approved on the day of the move. A status of approved with no first day recorded is not yet evidence."""
    columns, day = situation.columns, situation.starts
    status, begins = columns.approval_status, columns.approved_from
    fails = status > ApprovalStatus.APPROVED
    fails |= status == ApprovalStatus.NOT_APPROVED
    fails |= begins > day
    fails |= columns.approved_until <= day
    unknown = status == ApprovalStatus.UNKNOWN
    unknown |= begins == UNKNOWN
    unknown &= ~fails

    def words(row: int, outcome: Outcome) -> str:
        said, until = (
            _STATUS_WORDS[ApprovalStatus(int(status[row]))],
            int(columns.approved_until[row]),
        )
        if outcome is Outcome.FAILS and until <= day:
            return f"Approval ended on {in_words(until)}."
        if outcome is Outcome.FAILS and begins[row] > day:
            return f"Approval begins only on {in_words(begins[row])}."
        if outcome is Outcome.NOT_RECORDED and status[row] == ApprovalStatus.APPROVED:
            return "The day from which it is approved is not recorded."
        return f"{said}." if until == NEVER else f"{said}, until {in_words(until)}."

    return [Check(fails, unknown, words)]


def _ages_fit(situation: Situation) -> list[Check]:
    """Both ends of the approved ages are included; ages are completed years on the day of the move."""
    low, high = situation.columns.min_ages, situation.columns.max_ages
    not_recorded = (low == UNKNOWN) | (high == UNKNOWN)
    checks = []
    for age in dict.fromkeys(situation.request.ages):
        fails = low > age
        fails |= (high < age) & (high != UNKNOWN)
        checks.append(Check(fails, not_recorded & ~fails, _age_words(situation, age)))
    return checks


def _age_words(situation: Situation, age: int) -> Words:
    low, high = situation.columns.min_ages, situation.columns.max_ages

    def words(row: int, outcome: Outcome) -> str:
        child = f"the child will be {age}"
        if outcome is Outcome.NOT_RECORDED:
            return f"The approved ages are not recorded in full; {child}."
        youngest = "any age" if low[row] == UNKNOWN else f"{low[row]}"
        oldest = "any age" if high[row] == UNKNOWN else f"{high[row]}"
        return f"Approved for ages {youngest} to {oldest}; {child}."

    return words


def _sex_fits(situation: Situation) -> list[Check]:
    approved = situation.columns.approved_sex
    by_sex: dict[str, ChildProfile] = {child.sex: child for child in situation.request.children}
    return [_one_sex(approved, sex) for sex in by_sex]


def _one_sex(approved: Int8, sex: str) -> Check:
    wanted = _SEX_OF.get(sex, Sex.UNKNOWN)
    one_only = approved > Sex.ANY
    unknown = approved == Sex.UNKNOWN
    fails = None
    if wanted is Sex.UNKNOWN:
        unknown = unknown | one_only
    else:
        fails = one_only & (approved != wanted)

    def words(row: int, outcome: Outcome) -> str:
        if approved[row] == Sex.UNKNOWN:
            return "Whether the approval is for one sex only is not recorded."
        if approved[row] == Sex.ANY:
            return "Approved for girls and boys."
        only = f"Approved for {_SEX_WORDS[Sex(int(approved[row]))]} only"
        if outcome is Outcome.NOT_RECORDED:
            return f"{only}; the child's sex is not recorded."
        return f"{only}; the child is a {'girl' if wanted is Sex.FEMALE else 'boy'}."

    return Check(fails, unknown, words)


def _kind_fits(situation: Situation) -> list[Check]:
    kinds, code = situation.columns.kinds, situation.request.kind
    fails = (kinds & np.uint16(1 << KIND_BIT[code])) == 0
    unknown = kinds == 0
    fails &= ~unknown

    def words(row: int, outcome: Outcome) -> str:
        if outcome is Outcome.NOT_RECORDED:
            return "The kinds of placement it is approved for are not recorded."
        held = [
            _KIND_WORDS[kind].lower() for kind, bit in KIND_BIT.items() if kinds[row] >> bit & 1
        ]
        asked = _KIND_WORDS[code].lower()
        return f"Approved for {', '.join(held)}; {asked} is asked for."

    return [Check(fails, unknown, words)]


def _children_named(situation: Situation) -> list[Check]:
    """Where approval is for named children, every child of the search must be one of them."""
    request, columns = situation.request, situation.columns
    named: dict[int, set[int]] = {}
    for item in request.named_approvals:
        named.setdefault(item.household_id, set()).add(item.child_id)
    wanted = set(request.child_ids)
    covered = columns.rows_of(tuple(h for h, children in named.items() if wanted <= children))
    fails = columns.named_only == YES
    unknown = columns.named_only == UNKNOWN
    fails[covered] = False
    unknown[covered] = False

    def words(row: int, outcome: Outcome) -> str:
        if outcome is Outcome.NOT_RECORDED:
            return "Whether the approval is for named children only is not recorded."
        if columns.named_only[row] != YES:
            return "Not limited to named children."
        who = "is named" if outcome is Outcome.PASSES else "is not named"
        return f"Approved for named children only, and this child {who}."

    return [Check(fails, unknown, words)]


APPROVAL_RULES = (
    Rule(
        code="APR-1",
        label="Approval is not current",
        for_carer="Your approval is not current on the day the child needs a home.",
        source=_TERMS,
        checks=_is_current,
    ),
    Rule(
        code="APR-2",
        label="A child's age is outside the approved ages",
        for_carer="The child's age is outside the ages you are approved for.",
        source=_TERMS,
        checks=_ages_fit,
        remedy=_CHANGE,
        offer=lambda situation, _row: EMERGENCY_REMEDY if situation.request.emergency else _CHANGE,
    ),
    Rule(
        code="APR-3",
        label="Approval is for one sex and the child's differs",
        for_carer="Your approval is for children of the other sex.",
        source=_TERMS,
        checks=_sex_fits,
        remedy=_CHANGE,
    ),
    Rule(
        code="APR-4",
        label="Not approved for this kind of placement",
        for_carer="You are not approved for this kind of placement.",
        source=_TERMS,
        checks=_kind_fits,
        remedy=_CHANGE,
    ),
    Rule(
        code="APR-5",
        label="Approved for named children only, and this child is not one",
        for_carer="You are approved for named children only.",
        source=_TERMS,
        checks=_children_named,
    ),
)
