"""Conditions about who lives in the home, one vectorised definition each.

The rule HSE-1 reads the essential ones, and the factor for household fit the others.
"""

from collections.abc import Callable

from brokerage.matching import dates
from brokerage.matching.blocks import Int8, Int32, Mask, ResidentKind
from brokerage.matching.checks import Check, Outcome
from brokerage.matching.columns import NO, UNKNOWN, YES, Sex
from brokerage.matching.profiles import Condition
from brokerage.matching.situation import ADULT_FROM, Situation
from reference import vocabulary

_LABELS = vocabulary.labels(vocabulary.HOUSEHOLD_CONDITIONS)
_SAID = {
    Outcome.PASSES: "yes",
    Outcome.FAILS: "no",
    Outcome.NOT_RECORDED: "not recorded",
}
Masks = tuple[Mask, Mask]


def condition_check(situation: Situation, condition: Condition) -> Check:
    """Which households fail a condition, and which lack the facts to tell."""
    fails, unknown = _DEFINITIONS[condition.code](situation, condition)
    unknown &= ~fails
    years = f" ({condition.years} years)" if condition.code in ("YOUNGEST", "OLDEST") else ""
    label = f"{_LABELS[condition.code]}{years}"
    return Check(fails, unknown, lambda _row, outcome: f"{label}: {_SAID[outcome]}.")


def _only_child(situation: Situation, _condition: Condition) -> Masks:
    """No other child there on any day of the stay; children of the same search do not count."""
    fails = situation.other_children_count > 0
    return fails, situation.composition_unknown | situation.perhaps_child_there


def _only_fostered(situation: Situation, _condition: Condition) -> Masks:
    return situation.fostered > 0, situation.composition_unknown.copy()


def _youngest(situation: Situation, condition: Condition) -> Masks:
    """Every other child is at least so many completed years older than the eldest child of the search."""
    eldest = min(child.birth_date for child in situation.request.children)
    limit = dates.latest_birth(condition.years, eldest).toordinal()
    return _ages_apart(situation, lambda births: births > limit)


def _oldest(situation: Situation, condition: Condition) -> Masks:
    """Every other child is at least so many completed years younger than the youngest child of the search."""
    youngest = max(child.birth_date for child in situation.request.children)
    limit = dates.birthday(youngest, condition.years).toordinal()
    return _ages_apart(situation, lambda births: births < limit)


def _ages_apart(situation: Situation, too_close: Callable[[Int32], Mask]) -> Masks:
    owners, births = situation.other_children
    known = births != UNKNOWN
    fails = situation.has(owners[too_close(births) & known])
    unknown = situation.has(owners[~known])
    unknown |= situation.perhaps_child_there
    unknown |= situation.composition_unknown
    return fails, unknown


def _no_adult_men(situation: Situation, _condition: Condition) -> Masks:
    """A carers' son counts as a man from his 18th birthday on, by the day of the move."""
    columns, residents = situation.columns, situation.columns.residents
    grown = dates.latest_birth(ADULT_FROM, situation.request.starts_on).toordinal()
    own = residents.kinds == ResidentKind.OWN_CHILD
    perhaps_adult = own & ((residents.births <= grown) | (residents.births == UNKNOWN))
    adult = (residents.kinds == ResidentKind.CARER) | (residents.kinds == ResidentKind.OTHER_ADULT)
    adult |= perhaps_adult & (residents.births != UNKNOWN)
    male = residents.sexes == Sex.MALE
    fails = (columns.male_carer == YES) | situation.has(residents.owners[adult & male])
    unsure = (adult | perhaps_adult) & (residents.sexes != Sex.FEMALE)
    unknown = (columns.male_carer == UNKNOWN) | situation.composition_unknown
    return fails, unknown | situation.has(residents.owners[unsure])


def _two_carers(situation: Situation, _condition: Condition) -> Masks:
    carers = situation.columns.carers
    return (carers < 2) & (carers != UNKNOWN), carers == UNKNOWN


def _is(column: str, wanted: int) -> Callable[[Situation, Condition], Masks]:
    def definition(situation: Situation, _condition: Condition) -> Masks:
        values: Int8 = getattr(situation.columns, column)
        return values == (NO if wanted == YES else YES), values == UNKNOWN

    return definition


_DEFINITIONS: dict[str, Callable[[Situation, Condition], Masks]] = {
    "ONLY": _only_child,
    "ONLYFOST": _only_fostered,
    "YOUNGEST": _youngest,
    "OLDEST": _oldest,
    "NODOGS": _is("dogs", NO),
    "NOCATS": _is("cats", NO),
    "NOSMOKE": _is("smoker", NO),
    "TWOCARERS": _two_carers,
    "ATHOME": _is("carer_at_home", YES),
    "FEMALE": _is("female_carer", YES),
    "MALE": _is("male_carer", YES),
    "NOMALE": _no_adult_men,
}
