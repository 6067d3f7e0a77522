"""Whether the home and those who live in it are what the child must have: HOM-1, HSE-1 and DST-1."""

import numpy as np

from brokerage.matching.blocks import Int8, Mask, Rows
from brokerage.matching.checks import Check, Outcome
from brokerage.matching.columns import FEATURE_ROW, NO, UNKNOWN
from brokerage.matching.conditions import condition_check
from brokerage.matching.profiles import Place, PlaceKind
from brokerage.matching.rules.base import Remedy, Rule, Source, Standing
from brokerage.matching.situation import Situation
from reference import vocabulary

_FEATURE_WORDS = vocabulary.labels(vocabulary.HOME_FEATURES)
# What equipment or building work can add; where a home stands and how many bedrooms it has it
# cannot.
ADAPTABLE = frozenset(
    {"LEVEL", "BATH", "HOIST", "WHEEL", "LIFT", "WAV", "FENCED", "SENSORY", "STORE"}
)
PLACE_WORDS = {
    PlaceKind.SCHOOL: "school",
    PlaceKind.FAMILY: "the place of family time",
    PlaceKind.NETWORK: "somebody who matters",
    PlaceKind.SIBLING: "a brother or sister",
    PlaceKind.HOSPITAL: "the hospital or clinic",
    PlaceKind.OTHER: "a place that matters",
}


def _essential_features(
    situation: Situation,
) -> dict[str, Int8]:
    wanted = [want.code for want in situation.request.features if want.essential]
    return {code: situation.columns.features[FEATURE_ROW[code]] for code in wanted}


def _has_features(situation: Situation) -> list[Check]:
    return [_one_feature(code, has) for code, has in _essential_features(situation).items()]


def _one_feature(code: str, has: Int8) -> Check:
    said = {
        Outcome.PASSES: "yes",
        Outcome.FAILS: "no",
        Outcome.NOT_RECORDED: "not recorded",
    }
    return Check(
        has == NO, has == UNKNOWN, lambda _row, outcome: f"{_FEATURE_WORDS[code]}: {said[outcome]}."
    )


def _can_be_adapted(situation: Situation, rows: Rows) -> Mask:
    possible = np.ones(len(rows), np.bool_)
    for code, has in _essential_features(situation).items():
        if code not in ADAPTABLE:
            possible &= has[rows] != NO
    return possible


def _meets_conditions(situation: Situation) -> list[Check]:
    return [
        condition_check(situation, condition)
        for condition in situation.request.conditions
        if condition.essential
    ]


def _near_enough(situation: Situation) -> list[Check]:
    return [_one_limit(situation, place) for place in situation.request.places if place.essential]


def _one_limit(situation: Situation, place: Place) -> Check:
    """Exactly at the limit is near enough; both are to one decimal place of a mile."""
    miles = situation.miles(place)
    limit = place.limit_miles or 0.0
    where = place.label or PLACE_WORDS[place.kind]

    def words(row: int, outcome: Outcome) -> str:
        if outcome is Outcome.NOT_RECORDED:
            return f"The distance to {where} is not known; the limit is {limit:g} miles."
        beyond = "more than" if outcome is Outcome.FAILS else "within"
        return f"{miles[row]:.1f} miles from {where}, {beyond} the limit of {limit:g}."

    return Check(miles > limit, np.isnan(miles), words)


HOME_RULES = (
    Rule(
        code="HOM-1",
        label="An essential home feature is missing",
        for_carer="The child needs something that your home does not have.",
        source=Source(
            "Children Act 1989, section 22C(8) and (9): accommodation suitable to a disabled child's "
            "particular needs",
            Standing.TO_CHECK,
        ),
        checks=_has_features,
        remedy=Remedy(
            "ADAPTATION",
            "Equipment or an adaptation before the move",
            "The authority, on an occupational therapist's assessment",
        ),
        remediable=_can_be_adapted,
    ),
    Rule(
        code="HSE-1",
        label="An essential condition about the household is not met",
        for_carer="The child needs a household of another kind.",
        source=Source(
            "Fostering National Minimum Standard 15.1: carers who can meet the child's assessed needs, "
            "the impact on other members of the household considered",
            Standing.READ,
        ),
        checks=_meets_conditions,
    ),
    Rule(
        code="DST-1",
        label="Beyond an essential distance limit",
        for_carer="Your home is too far from a place that the child has to be near.",
        source=Source(
            "Children Act 1989, section 22C(8) and (9): near the child's home, and without disrupting "
            "education or training",
            Standing.TO_CHECK,
        ),
        checks=_near_enough,
        remedy=Remedy(
            "TRANSPORT", "A transport plan that makes the distance bearable", "The desk's manager"
        ),
    ),
)
