"""Whether the child would belong there: identity, fit with the household, and continuity."""

from collections.abc import Callable

import numpy as np

from brokerage.matching.blocks import Floats, Mask, Rows
from brokerage.matching.columns import (
    ETHNICITY_BIT,
    FAITH_BIT,
    FEATURE_ROW,
    LANGUAGE_BIT,
    UNKNOWN,
)
from brokerage.matching.conditions import condition_check
from brokerage.matching.factors.base import Factor, Part, filled, nearness, yes_or_no
from brokerage.matching.profiles import Condition, IdentityPart, IdentityWant, LinkKind, PlaceKind
from brokerage.matching.situation import Situation
from reference import vocabulary

CHILDS_OWN_VIEW_WEIGHT = 2.0  # what the child says matters counts double
SAME_GROUP = 0.5  # an ethnicity of the same broad group, where not the same
EASY_GAP_YEARS = 3.0  # an age gap to every other child from which more adds nothing
CROWDED = 4.0  # other children in the home from which the pace counts 0
DAYS_A_YEAR = 365.25
HIGHEST_NEED = 4

LINK_VALUES = {
    LinkKind.FORMER_CARER: 1.0,
    LinkKind.FAMILY: 1.0,
    LinkKind.SHORT_BREAKS: 0.9,
    LinkKind.KNOWN: 0.7,
}
SIBLING_THERE = 1.0
SIBLING_NEAR = 0.6  # at most, falling with the distance
_LINK_WORDS = {
    LinkKind.FORMER_CARER: "a former carer, with a good ending",
    LinkKind.FAMILY: "family or a friend",
    LinkKind.SHORT_BREAKS: "the child's short-break carer",
    LinkKind.KNOWN: "known to the child",
}
_NOT_STATED = ("REFU", "NOBT")
_FEATURE_WORDS = vocabulary.labels(vocabulary.HOME_FEATURES)
_ETHNIC_GROUP = {term.code: term.group for term in vocabulary.ETHNICITIES}
_LABELS = {
    IdentityPart.LANGUAGE: ("Language", vocabulary.labels(vocabulary.LANGUAGES)),
    IdentityPart.FAITH: ("Faith", vocabulary.labels(vocabulary.FAITHS)),
    IdentityPart.ETHNICITY: ("Ethnicity and culture", vocabulary.labels(vocabulary.ETHNICITIES)),
}


def identity_values(
    situation: Situation, rows: Rows, want: IdentityWant
) -> tuple[Floats, Floats | None]:
    """How far the household shares one part of the child's identity.

    Language: the share of the named languages that is spoken there. Faith: 1 if a carer shares one
        that is named. Ethnicity: 1 for one that is named, a half for one of the same broad group.
    """
    columns = situation.columns
    if want.part is IdentityPart.LANGUAGE:
        spoken = columns.languages[rows]
        shared = sum(
            (spoken >> np.uint64(LANGUAGE_BIT[code])) & np.uint64(1) for code in want.codes
        )
        return filled(np.asarray(shared, np.float64) / len(want.codes), spoken == 0)
    if want.part is IdentityPart.FAITH:
        faiths = columns.faiths[rows]
        named = np.uint16(_bits(FAITH_BIT, want.codes))
        return filled(((faiths & named) != 0).astype(np.float64), faiths == 0)
    stated = columns.ethnicities[rows] & ~np.uint32(_bits(ETHNICITY_BIT, _NOT_STATED))
    groups = {_ETHNIC_GROUP[code] for code in want.codes}
    alike = [code for code, group in _ETHNIC_GROUP.items() if group in groups]
    values = np.where((stated & np.uint32(_bits(ETHNICITY_BIT, alike))) != 0, SAME_GROUP, 0.0)
    values[(stated & np.uint32(_bits(ETHNICITY_BIT, want.codes))) != 0] = 1.0
    return filled(values, stated == 0)


def _bits(bit_of: dict[str, int], codes: tuple[str, ...] | list[str]) -> int:
    return sum(1 << bit_of[code] for code in set(codes))


def _identity_parts(situation: Situation, rows: Rows) -> list[Part]:
    return [_identity_part(situation, rows, want) for want in situation.request.identity]


def _identity_part(situation: Situation, rows: Rows, want: IdentityWant) -> Part:
    values, known = identity_values(situation, rows, want)
    label, names = _LABELS[want.part]
    wanted = " or ".join(names[code] for code in want.codes)

    def words(position: int) -> str:
        if known is not None and not known[position]:
            return f"{label} ({wanted}): not recorded"
        shared = {0.0: "not shared", 1.0: "shared"}.get(float(values[position]), "shared in part")
        return f"{label} ({wanted}): {shared}"

    weight = CHILDS_OWN_VIEW_WEIGHT if want.childs_own_view else 1.0
    question = f"How would you support the child's {label.lower()} ({wanted})?"
    recorded = situation.columns.profile_recorded_on[rows]
    return Part(label, weight, values, known, words, question, recorded)


def _household_parts(situation: Situation, rows: Rows) -> list[Part]:
    request = situation.request
    return [
        _age_gap_part(situation, rows),
        _others_needs_part(situation, rows),
        _feature_part(situation, rows, "OWNBED"),
        _pace_part(situation, rows),
        *(
            _feature_part(situation, rows, want.code)
            for want in request.features
            if not want.essential and want.code != "OWNBED"
        ),
        *(
            _condition_part(situation, rows, item)
            for item in request.conditions
            if not item.essential
        ),
    ]


def _age_gap_part(situation: Situation, rows: Rows) -> Part:
    """The smallest gap between a child of the search and another child there; 1 from three years on."""
    owners, births = situation.other_children
    positions = situation.positions_in(rows, owners)
    scored = positions >= 0
    positions, births = positions[scored], births[scored]
    gaps = np.full(len(rows), np.inf)
    for child in situation.request.children:
        days = np.abs(births.astype(np.float64) - child.birth_date.toordinal())
        np.minimum.at(gaps, positions, days)
    unknown = _children_unknown(situation, rows)
    unknown[positions[births == UNKNOWN]] = True
    years = gaps / DAYS_A_YEAR

    def words(position: int) -> str:
        if unknown[position]:
            return "The ages of other children there are not all recorded"
        if np.isinf(years[position]):
            return "No other children there"
        return f"The nearest in age there is {years[position]:.1f} years apart"

    values = np.minimum(years / EASY_GAP_YEARS, 1.0)
    question = "How old are the other children in your home?"
    recorded = situation.columns.composition_recorded_on[rows]
    return Part("Age gaps", 1.0, *filled(values, unknown), words, question, recorded)


def _children_unknown(situation: Situation, rows: Rows) -> Mask:
    """Where nobody has recorded who lives there, or whether a carers' child is still a child."""
    unknown = situation.composition_unknown[rows]
    unknown |= situation.perhaps_child_there[rows]
    return unknown


def _others_needs_part(situation: Situation, rows: Rows) -> Part:
    """1 where no other fostered child there has more than some needs, falling to 0 at very high needs."""
    stays = situation.columns.stays
    there = situation.fostered_children
    positions = situation.positions_in(rows, stays.owners[there])
    scored = positions >= 0
    positions, levels = positions[scored], stays.need_levels[there][scored]
    level = np.zeros(len(rows), np.int8)
    np.maximum.at(level, positions, levels)
    unknown = np.zeros(len(rows), np.bool_)
    unknown[positions[levels == UNKNOWN]] = True
    values = 1.0 - np.maximum(level - 1.0, 0.0) / (HIGHEST_NEED - 1.0)

    def words(position: int) -> str:
        if unknown[position]:
            return "The needs of other fostered children there are not all recorded"
        if not level[position]:
            return "No other fostered child there with recorded needs"
        severity = dict(vocabulary.SEVERITIES)[int(level[position])].lower()
        return f"The greatest need of another fostered child there is {severity}"

    question = "What do the other children in your home need from you?"
    return Part("Other children's needs", 1.0, *filled(values, unknown), words, question)


def _feature_part(situation: Situation, rows: Rows, code: str) -> Part:
    has = situation.columns.features[FEATURE_ROW[code]][rows]
    label = _FEATURE_WORDS[code]
    said = {1: "yes", 0: "no", UNKNOWN: "not recorded"}
    return Part(
        label,
        1.0,
        *yes_or_no(has),
        lambda position: f"{label}: {said[int(has[position])]}",
        f"Does your home have this: {label.lower()}?",
        situation.columns.home_recorded_on[rows],
    )


def _pace_part(situation: Situation, rows: Rows) -> Part:
    """1 without other children, falling to 0 at four."""
    others = situation.other_children_count[rows]
    unknown = _children_unknown(situation, rows)
    values = np.maximum(1.0 - others / CROWDED, 0.0)

    def words(position: int) -> str:
        count = int(others[position])
        if unknown[position]:
            return "Who lives there is not recorded in full"
        return f"{count or 'No'} other child{'ren' * (count != 1)} in the home"

    question = "Who lives in your home now?"
    recorded = situation.columns.composition_recorded_on[rows]
    return Part("Pace of the home", 1.0, *filled(values, unknown), words, question, recorded)


def _condition_part(situation: Situation, rows: Rows, condition: Condition) -> Part:
    check = condition_check(situation, condition)
    met = np.ones(len(rows))
    if check.fails is not None:
        met[check.fails[rows]] = 0.0
    unknown = np.zeros(len(rows), np.bool_) if check.unknown is None else check.unknown[rows]

    def words(position: int) -> str:
        row = int(rows[position])
        return check.words(row, check.outcome(row)).rstrip(".")

    question = "Who lives in your home now?"
    recorded = situation.columns.composition_recorded_on[rows]
    return Part("Household", 1.0, *filled(met, unknown), words, question, recorded)


def siblings_there(situation: Situation) -> Mask:
    """Households where a brother or sister outside the search lives during the stay."""
    stays = situation.columns.stays
    ids = {sibling for child in situation.request.children for sibling in child.sibling_ids}
    ids -= {0, *situation.request.child_ids}
    there = np.isin(stays.child_ids, sorted(ids)) & situation.meets_stay
    return situation.has(stays.owners[there])


def _continuity_parts(situation: Situation, rows: Rows) -> list[Part]:
    """The strongest tie that there is; does not apply to a child without a tie to anybody."""
    request = situation.request
    near = [place for place in situation.places(PlaceKind.SIBLING) if place.weight]
    siblings = any(set(child.sibling_ids) - {*request.child_ids, 0} for child in request.children)
    if not (request.links or near or siblings):
        return []
    values = np.zeros(len(situation.columns))
    for link in request.links:
        linked = situation.columns.rows_of((link.household_id,))
        values[linked] = np.maximum(values[linked], LINK_VALUES[link.kind])
    there = siblings_there(situation)
    values[there] = SIBLING_THERE
    values = values[rows]
    for place in near:
        close, known = nearness(situation.miles(place, rows), place.limit_miles)
        if known is not None:
            close = close * known
        values = np.maximum(values, SIBLING_NEAR * close)
    words = _continuity_words(situation, rows, values, there)
    return [Part("Continuity", 1.0, values, None, words)]


def _continuity_words(
    situation: Situation, rows: Rows, values: Floats, there: Mask
) -> Callable[[int], str]:
    kinds: dict[int, list[str]] = {}
    for link in situation.request.links:
        kinds.setdefault(link.household_id, []).append(_LINK_WORDS[link.kind])

    def words(position: int) -> str:
        row = int(rows[position])
        ties = list(kinds.get(int(situation.columns.household_ids[row]), ()))
        if there[row]:
            ties.append("a brother or sister lives there")
        if not ties and values[position]:
            ties.append("near a brother or sister")
        return f"Ties: {', '.join(ties)}" if ties else "No ties to the child on record"

    return words


IDENTITY = Factor(
    "IDENTITY", "Identity: language, faith, ethnicity and culture", 10.0, _identity_parts
)
HOUSEHOLD = Factor("HOUSEHOLD", "Household fit", 10.0, _household_parts)
CONTINUITY = Factor("CONTINUITY", "Continuity", 10.0, _continuity_parts)
