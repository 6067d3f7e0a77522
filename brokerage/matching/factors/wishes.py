"""How many of the child's own wishes the home meets, those ranked higher counting more."""

from collections.abc import Callable

import numpy as np

from brokerage.matching.blocks import Floats, Int8, Rows
from brokerage.matching.columns import FEATURE_ROW, UNKNOWN, YES
from brokerage.matching.factors.base import Factor, Part, filled, nearness, yes_or_no
from brokerage.matching.factors.belonging import identity_values, siblings_there
from brokerage.matching.profiles import ChildProfile, IdentityPart, PlaceKind
from brokerage.matching.situation import Situation
from reference import vocabulary

_LABELS = vocabulary.labels(vocabulary.WISHES)
Values = tuple[Floats, Floats | None]
Answer = Callable[[Situation, Rows, ChildProfile], Values | None]


def _wish_parts(situation: Situation, rows: Rows) -> list[Part]:
    """Each child's wishes have the same weight together; the first of four counts four times the last.

    A wish that no record can answer, or that needs something the referral does not give (a school
    to be near), is kept in the child's words and left out here.
    """
    return [
        part for child in situation.request.children for part in _wishes_of(situation, rows, child)
    ]


def _wishes_of(situation: Situation, rows: Rows, child: ChildProfile) -> list[Part]:
    found: list[tuple[str, float, Values]] = []
    for rank, code in enumerate(child.wishes):
        answer = _ANSWERS.get(code)
        values = answer(situation, rows, child) if answer else None
        if values is not None:
            found.append((code, float(len(child.wishes) - rank), values))
    total = sum(weight for _, weight, _ in found)
    recorded = situation.columns.home_recorded_on[rows]
    return [
        Part(
            _LABELS[code], weight / total, *values, _words(code, values),
            f"The child's wish: {_LABELS[code].lower()}. Could that be?", recorded,
        )
        for code, weight, values in found
    ]  # fmt: skip


def _words(code: str, values: Values) -> Callable[[int], str]:
    met, known = values

    def words(position: int) -> str:
        if known is not None and not known[position]:
            return f"Wish “{_LABELS[code]}”: not recorded"
        said = {0.0: "not met", 1.0: "met"}.get(float(met[position]), "met in part")
        return f"Wish “{_LABELS[code]}”: {said}"

    return words


def _near(*kinds: PlaceKind) -> Answer:
    def answer(situation: Situation, rows: Rows, _child: ChildProfile) -> Values | None:
        places = situation.places(*kinds)
        if not places:
            return None
        nearest = np.full(len(rows), np.nan)
        for place in places:
            nearest = np.fmin(nearest, situation.miles(place, rows))
        return nearness(nearest, None)

    return answer


def _column(name: str, good: int) -> Answer:
    def answer(situation: Situation, rows: Rows, _child: ChildProfile) -> Values:
        values: Int8 = getattr(situation.columns, name)
        return yes_or_no(values[rows], good=good)

    return answer


def _feature(code: str) -> Answer:
    def answer(situation: Situation, rows: Rows, _child: ChildProfile) -> Values:
        return yes_or_no(situation.columns.features[FEATURE_ROW[code]][rows])

    return answer


def _identity(part: IdentityPart) -> Answer:
    def answer(situation: Situation, rows: Rows, _child: ChildProfile) -> Values | None:
        wants = [want for want in situation.request.identity if want.part is part]
        return identity_values(situation, rows, wants[0]) if wants else None

    return answer


def _with_siblings(situation: Situation, rows: Rows, child: ChildProfile) -> Values | None:
    """Met by brothers and sisters who move together, and by one who lives there already."""
    if not set(child.sibling_ids) - {0}:
        return None
    if set(child.sibling_ids) & set(situation.request.child_ids):
        return np.ones(len(rows)), None
    return siblings_there(situation)[rows].astype(np.float64), None


def _no_pets(situation: Situation, rows: Rows, _child: ChildProfile) -> Values:
    columns = situation.columns
    pets = np.stack([columns.dogs[rows], columns.cats[rows], columns.other_pets[rows]])
    some, unsure = (pets == YES).any(axis=0), (pets == UNKNOWN).any(axis=0)
    return filled(1.0 - some, unsure & ~some)


def _children_there(*, wanted: bool) -> Answer:
    def answer(situation: Situation, rows: Rows, _child: ChildProfile) -> Values:
        some = situation.other_children_count[rows] > 0
        unsure = situation.composition_unknown[rows] & ~some
        return filled((some == wanted).astype(np.float64), unsure)

    return answer


def _carers(count: int) -> Answer:
    def answer(situation: Situation, rows: Rows, _child: ChildProfile) -> Values:
        carers = situation.columns.carers[rows]
        met = carers >= count if count > 1 else carers == count
        return filled(met.astype(np.float64), carers == UNKNOWN)

    return answer


def _known(situation: Situation, rows: Rows, _child: ChildProfile) -> Values:
    linked = tuple(link.household_id for link in situation.request.links)
    known = situation.has(situation.columns.rows_of(linked)) | siblings_there(situation)
    return known[rows].astype(np.float64), None


_ANSWERS: dict[str, Answer] = {
    "NEARSCHOOL": _near(PlaceKind.SCHOOL),
    "NEARFAMILY": _near(PlaceKind.FAMILY),
    "SIBLINGS": _with_siblings,
    "DOG": _column("dogs", YES),
    "CAT": _column("cats", YES),
    "NOPETS": _no_pets,
    "CHILDREN": _children_there(wanted=True),
    "NOCHILDREN": _children_there(wanted=False),
    "OWNROOM": _feature("OWNBED"),
    "GARDEN": _feature("GARDEN"),
    "COUNTRY": _feature("COUNTRY"),
    "TOWN": _feature("TOWN"),
    "FAITH": _identity(IdentityPart.FAITH),
    "LANGUAGE": _identity(IdentityPart.LANGUAGE),
    "ETHNICITY": _identity(IdentityPart.ETHNICITY),
    "TWOCARERS": _carers(2),
    "ONECARER": _carers(1),
    "FEMALE": _column("female_carer", YES),
    "MALE": _column("male_carer", YES),
    "KNOWN": _known,
}

WISHES = Factor("WISHES", "The child's ranked wishes", 10.0, _wish_parts)
