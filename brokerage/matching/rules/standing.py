"""Whether the household may be asked by this authority for this child at all: CHK-1, SVC-1, EXC-1 and HIS-1."""

import numpy as np

from brokerage.matching.blocks import Int32
from brokerage.matching.checks import Check, Outcome
from brokerage.matching.columns import CHECK_ROW, CHECKS, UNKNOWN
from brokerage.matching.dates import in_words
from brokerage.matching.rules.base import Remedy, Rule, Source, Standing
from brokerage.matching.situation import Situation

ALWAYS_NEEDED = ("DBS", "REVIEW")  # without a recorded day these are to be checked; others are not
_ENDED_BY = {"ALLEG": "an allegation", "STAND": "standards of care"}


def _checks_hold(situation: Situation) -> list[Check]:
    return [_one_check(situation, code) for code in CHECKS]


def _one_check(situation: Situation, code: str) -> Check:
    """A check holds on its last day; an annual review is given the authority's days of tolerance beyond it."""
    due = situation.columns.checks[CHECK_ROW[code]]
    tolerance = situation.request.review_tolerance_days if code == "REVIEW" else 0
    known = due != UNKNOWN
    fails = due < situation.starts - tolerance
    fails &= known
    unknown = ~known if code in ALWAYS_NEEDED else None
    label = CHECKS[code]

    def words(row: int, outcome: Outcome) -> str:
        if due[row] == UNKNOWN:
            return f"{label}: the day it is due is not recorded."
        if outcome is Outcome.FAILS:
            return f"{label} was due by {in_words(due[row])}, before the move."
        allowed = f", within {tolerance} days of tolerance" if due[row] < situation.starts else ""
        return f"{label} is due by {in_words(due[row])}{allowed}."

    return Check(fails, unknown, words)


def _service_agrees(situation: Situation) -> list[Check]:
    """An agreement between the service and the authority covers the day of the move."""
    columns, request = situation.columns, situation.request
    agreements = columns.agreements
    current = agreements.authority_ids == request.authority_id
    current &= agreements.starts_on <= situation.starts
    current &= agreements.ends_on > situation.starts
    services, index = columns.services
    agreed = np.isin(services, agreements.service_ids[current])
    fails = ~(agreed | (services == 0))[index]
    unknown = (services == 0)[index] if 0 in services else None

    def words(row: int, outcome: Outcome) -> str:
        if outcome is Outcome.NOT_RECORDED:
            return "The household's fostering service is not recorded."
        has = "has no" if outcome is Outcome.FAILS else "has an"
        return f"Its fostering service {has} agreement with the child's authority on that day."

    return [Check(fails, unknown, words)]


def _not_excluded(situation: Situation) -> list[Check]:
    excluded = situation.request.exclusions
    checks = []
    if excluded.household_ids:
        checks.append(_household_excluded(situation))
    if excluded.person_ids or excluded.child_ids:
        checks.append(_somebody_excluded(situation))
    columns = situation.columns
    for codes, names, index, area in (
        (excluded.outcodes, columns.outcode_names, columns.outcodes, "postcode area"),
        (excluded.lad_codes, columns.lad_codes, columns.lads, "district"),
    ):
        if codes:
            checks.append(_area_excluded(codes, names, index, area))
    return checks


def _household_excluded(situation: Situation) -> Check:
    rows = situation.columns.rows_of(situation.request.exclusions.household_ids)

    def words(row: int, outcome: Outcome) -> str:
        named = "names" if outcome is Outcome.FAILS else "does not name"
        return f"The referral {named} this household as excluded."

    return Check(situation.has(rows), None, words)


def _somebody_excluded(situation: Situation) -> Check:
    """Residents by person, and fostered children whose stay shares a day with this one."""
    excluded, columns = situation.request.exclusions, situation.columns
    people = np.isin(columns.residents.person_ids, excluded.person_ids)
    children = np.isin(columns.stays.child_ids, excluded.child_ids) & situation.meets_stay
    fails = situation.has(columns.residents.owners[people])
    fails |= situation.has(columns.stays.owners[children])
    unknown = situation.composition_unknown & ~fails if excluded.person_ids else None

    def words(row: int, outcome: Outcome) -> str:
        if outcome is Outcome.NOT_RECORDED:
            return "Who lives there is not recorded, and the referral excludes somebody."
        lives = "Somebody" if outcome is Outcome.FAILS else "Nobody"
        return f"{lives} whom the referral excludes lives there."

    return Check(fails, unknown, words)


def _area_excluded(
    codes: tuple[str, ...],
    names: tuple[str, ...],
    index: Int32,
    area: str,
) -> Check:
    # The last element answers for -1, which is not recorded.
    barred = np.array([name in codes for name in names] + [False])
    fails = barred[index]

    def words(row: int, outcome: Outcome) -> str:
        if outcome is Outcome.NOT_RECORDED:
            return f"The home's {area} is not recorded, and the referral excludes some."
        excluded = "is" if outcome is Outcome.FAILS else "is not"
        return f"The home's {area}, {names[index[row]]}, {excluded} excluded by the referral."

    return Check(fails, index == UNKNOWN, words)


def _no_bad_ending(situation: Situation) -> list[Check]:
    endings = {item.household_id: item.reason for item in situation.request.bad_endings}
    if not endings:
        return []
    ids = situation.columns.household_ids
    fails = situation.has(situation.columns.rows_of(tuple(endings)))

    def words(row: int, outcome: Outcome) -> str:
        if outcome is Outcome.FAILS:
            return (
                f"An earlier stay of this child here ended by {_ENDED_BY[endings[int(ids[row])]]}."
            )
        return "No stay of this child here ended by allegation or standards of care."

    return [Check(fails, None, words)]


STANDING_RULES = (
    Rule(
        code="CHK-1",
        label="A statutory check has lapsed",
        for_carer="One of your checks or your annual review is overdue.",
        source=Source(
            "Fostering Services (England) Regulations 2011, regulations 26 and 28 (assessment and "
            "annual review); how often a DBS check is renewed is local practice",
            Standing.TO_CHECK,
        ),
        checks=_checks_hold,
        remedy=Remedy(
            "COMPLETE_CHECK", "Complete the check before the move", "The fostering service"
        ),
    ),
    Rule(
        code="SVC-1",
        label="Its service has no agreement with the child's authority",
        for_carer=None,
        source=Source(
            "The authority's agreements with fostering services; regulation 22 of the Care Planning, "
            "Placement and Case Review (England) Regulations 2010 asks for the provider's consent",
            Standing.LOCAL,
        ),
        checks=_service_agrees,
        remedy=Remedy(
            "SPOT_PURCHASE", "Buy this one place outside an agreement", "The commissioning manager"
        ),
    ),
    Rule(
        code="EXC-1",
        label="The referral excludes the household, somebody there or its area",
        for_carer=None,
        source=Source("The child's risk assessment in the referral", Standing.LOCAL),
        checks=_not_excluded,
    ),
    Rule(
        code="HIS-1",
        label="An earlier stay of this child there ended by allegation or standards of care",
        for_carer=None,
        source=Source("The child's placement history", Standing.LOCAL),
        checks=_no_bad_ending,
    ),
)
