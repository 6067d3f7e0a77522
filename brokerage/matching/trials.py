"""What a trial changes of a search, in words, and what the change does to the list."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import zip_longest

from brokerage.matching.dates import in_words
from brokerage.matching.factors import FACTORS
from brokerage.matching.profiles import ChildProfile, Condition, Need, Place, Request, Wanted
from brokerage.matching.ranking import Ranking
from brokerage.matching.rules import RULE_BY_CODE, RULES
from brokerage.matching.rules.home import PLACE_WORDS
from brokerage.matching.weights import Weights
from reference import vocabulary

_SKILLS = vocabulary.labels(vocabulary.SKILLS)
_FEATURES = vocabulary.labels(vocabulary.HOME_FEATURES)
_CONDITIONS = vocabulary.labels(vocabulary.HOUSEHOLD_CONDITIONS)
_NEEDS = vocabulary.labels(vocabulary.NEEDS)
LEAST_CHANGE = 0.05  # of a weight that is worth a word


class Kind(StrEnum):
    """What a search asks of a home, as a trial may change it."""

    SKILL = "SKILL"
    FEATURE = "FEATURE"
    HOUSEHOLD = "HOUSEHOLD"
    NEED = "NEED"
    PLACE = "PLACE"


class State(StrEnum):
    ESSENTIAL = "ESSENTIAL"  # without it a household is ruled out
    WANTED = "WANTED"  # it counts, and rules nobody out
    OFF = "OFF"  # not asked for


ALL_STATES = tuple(State)
NEVER_OFF = (State.ESSENTIAL, State.WANTED)  # a need is the child's, and a place stays where it is


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a search asks for. ``code`` is a place's position for a place; ``years`` are a condition's.

    ``miles`` is a place's limit, none where it has none.
    """

    kind: Kind
    code: str
    label: str
    state: State
    years: int = 0
    miles: float | None = None

    @property
    def states(self) -> tuple[State, ...]:
        return NEVER_OFF if self.kind in (Kind.NEED, Kind.PLACE) else ALL_STATES


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The answers to the questions of a trial. ``items`` are all that is to be asked for, the added ones too.

    ``weights`` are in proportion: they are brought to 100, cost aside. ``child_ids`` may leave children of the search
    out; others are given as profiles to ``changed``.
    """

    starts_on: dt.date
    child_ids: tuple[int, ...]
    items: tuple[Item, ...]
    weights: Mapping[str, float]
    relaxed: frozenset[str] = frozenset()


def items_of(request: Request) -> tuple[Item, ...]:
    """Everything that a search asks of a home, in the order in which a page shows it."""
    return (
        *(_item(Kind.FEATURE, w, _FEATURES[w.code]) for w in request.features),
        *(_item(Kind.SKILL, w, _SKILLS[w.code]) for w in request.skills),
        *(
            Item(
                Kind.HOUSEHOLD,
                c.code,
                condition_words(c.code, c.years),
                _state(c.essential),
                c.years,
            )
            for c in request.conditions
        ),
        *(_item(Kind.NEED, need, _NEEDS[need.code]) for need in request.needs),
        *(
            Item(
                Kind.PLACE,
                str(at),
                _numbered(request.places, at),
                _state(p.essential),
                miles=p.limit_miles,
            )
            for at, p in enumerate(request.places)
        ),
    )


def _item(kind: Kind, asked: Wanted | Need, label: str) -> Item:
    return Item(kind, asked.code, label, _state(asked.essential))


def _state(essential: bool) -> State:  # noqa: FBT001
    return State.ESSENTIAL if essential else State.WANTED


def unchanged(request: Request, weights: Weights) -> Asked:
    """The answers that change nothing."""
    return Asked(
        starts_on=request.starts_on,
        child_ids=request.child_ids,
        items=items_of(request),
        weights=weights.as_mapping(),
    )


def changed(
    base: Request, weights: Weights, asked: Asked, joined: Sequence[ChildProfile] = ()
) -> "Change":
    """What a trial asks for. The stay is as long as before, whenever it starts.

    Raises:
        RequestNotValid: such a search cannot be.
        WeightsNotValid: nothing has a weight, or cost more than it may.
    """
    moved = asked.starts_on - base.starts_on
    kept = [child for child in base.children if child.child_id in asked.child_ids]
    was = {need.code: need.essential for need in base.needs}
    needs = {i.code: i.state is State.ESSENTIAL for i in asked.items if i.kind is Kind.NEED}
    essential = {code: now for code, now in needs.items() if now != was[code]}
    request = replace(
        base,
        starts_on=asked.starts_on,
        ends_on=base.ends_on + moved if base.ends_on else None,
        children=tuple(_with_needs(child, essential) for child in (*kept, *joined)),
        features=_asked_for(asked, Kind.FEATURE),
        skills=_asked_for(asked, Kind.SKILL),
        conditions=tuple(
            Condition(item.code, item.years, item.state is State.ESSENTIAL)
            for item in asked.items
            if item.kind is Kind.HOUSEHOLD and item.state is not State.OFF
        ),
        places=tuple(
            _limited(base.places, item) for item in asked.items if item.kind is Kind.PLACE
        ),
    )
    return Change(request, _weighted(weights, asked.weights), asked.relaxed)


def _asked_for(asked: Asked, kind: Kind) -> tuple[Wanted, ...]:
    return tuple(
        Wanted(item.code, item.state is State.ESSENTIAL)
        for item in asked.items
        if item.kind is kind and item.state is not State.OFF
    )


def _with_needs(child: ChildProfile, essential: Mapping[str, bool]) -> ChildProfile:
    needs = tuple(
        replace(need, essential=essential.get(need.code, need.essential)) for need in child.needs
    )
    return replace(child, needs=needs)


def _limited(places: Sequence[Place], item: Item) -> Place:
    place = places[int(item.code)]
    essential = item.state is State.ESSENTIAL and item.miles is not None
    return replace(place, limit_miles=item.miles, essential=essential)


def _weighted(weights: Weights, wanted: Mapping[str, float]) -> Weights:
    if dict(wanted) == weights.as_mapping():
        return weights
    return Weights.scaled("Tried for one search", 1, wanted)


@dataclass(frozen=True, slots=True)
class Change:
    """Everything that a trial asks for, the unchanged parts too. ``relaxed`` are codes of rules set aside."""

    request: Request
    weights: Weights
    relaxed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RuleEffect:
    """How many households a rule ruled out before and rules out now; a relaxed rule rules out nobody."""

    code: str
    label: str
    before: int
    after: int

    @property
    def difference(self) -> int:
        return self.after - self.before

    @property
    def fewer(self) -> int:
        return self.before - self.after


@dataclass(frozen=True, slots=True)
class Effect:
    """``gained`` and ``lost`` are ids of households, in the order of the list that they are on."""

    before: int
    after: int
    gained: tuple[int, ...]
    lost: tuple[int, ...]
    rules: tuple[RuleEffect, ...]


def effect_of(base: Ranking, trial: Ranking) -> Effect:
    """Compare two rankings of the same columns."""
    was, now = base.failed == 0, trial.failed == 0
    gained, lost = ~was[trial.eligible.rows], ~now[base.eligible.rows]
    rules = zip(base.ruled_out, trial.ruled_out, strict=True)
    return Effect(
        before=len(base.eligible),
        after=len(trial.eligible),
        gained=tuple(trial.eligible.household_ids[gained].tolist()),
        lost=tuple(base.eligible.household_ids[lost].tolist()),
        rules=tuple(
            RuleEffect(before.code, before.label, before.failing, after.failing)
            for before, after in rules
            if before.failing != after.failing
        ),
    )


def asks_the_same(base: Request, change: Change) -> bool:
    """Whether only weights differ, so that the list is of the same households in another order."""
    return change.request == base and not change.relaxed


def in_sentences(base: Request, weights: Weights, change: Change) -> list[str]:
    """What the trial changes, a sentence each; empty when nothing is changed. No names of children."""
    return [
        *_children(base, change.request),
        *_days(base, change.request),
        *_wanted(base.skills, change.request.skills, _SKILLS, "skill"),
        *_wanted(base.features, change.request.features, _FEATURES, "home feature"),
        *_conditions(base.conditions, change.request.conditions),
        *_needs(base, change.request),
        *_places(base.places, change.request.places),
        *(
            f"Set aside: {RULE_BY_CODE[rule.code].label}."
            for rule in RULES
            if rule.code in change.relaxed
        ),
        *_weights(weights, change.weights),
    ]


def _children(base: Request, asked: Request) -> Iterable[str]:
    before, after = set(base.child_ids), set(asked.child_ids)
    if before != after:
        yield f"For {len(after)} child{'ren' * (len(after) > 1)} instead of {len(before)}."


def _days(base: Request, asked: Request) -> Iterable[str]:
    if base.starts_on != asked.starts_on:
        was = in_words(base.starts_on.toordinal())
        yield f"Move on {in_words(asked.starts_on.toordinal())} instead of {was}."


def _how(*, essential: bool) -> str:
    return "essential" if essential else "wanted, not essential"


def _wanted(
    before: Sequence[Wanted], after: Sequence[Wanted], labels: dict[str, str], kind: str
) -> Iterable[str]:
    was = {item.code: item.essential for item in before}
    now = {item.code: item.essential for item in after}
    for code in dict.fromkeys((*was, *now)):
        yield from _one(f"{labels[code]} ({kind})", was.get(code), now.get(code))


def _one(label: str, was: bool | None, now: bool | None) -> Iterable[str]:  # noqa: FBT001
    if was == now:
        return
    if now is None:
        yield f"{label}: not asked for."
    else:
        yield f"{label}: {'added, ' * (was is None)}{_how(essential=now)}."


def _conditions(before: Sequence[Condition], after: Sequence[Condition]) -> Iterable[str]:
    was = {(item.code, item.years): item.essential for item in before}
    now = {(item.code, item.years): item.essential for item in after}
    for key in dict.fromkeys((*was, *now)):
        yield from _one(condition_words(*key), was.get(key), now.get(key))


def condition_words(code: str, years: int) -> str:
    """ "Youngest child by several years (2 years)": the condition, with its years where it has them."""
    return f"{_CONDITIONS[code]} ({years} years)" if years else _CONDITIONS[code]


def _needs(base: Request, asked: Request) -> Iterable[str]:
    was = {need.code: need for need in base.needs}
    for need in asked.needs:
        known: Need | None = was.get(need.code)
        if known and known.essential != need.essential:
            yield f"{_NEEDS[need.code]} (need): {_how(essential=need.essential)}."


def _places(before: Sequence[Place], after: Sequence[Place]) -> Iterable[str]:
    for was, now in zip_longest(before, after):
        if was == now or now is None or was is None:
            continue
        within = "no limit" if now.limit_miles is None else f"within {now.limit_miles:g} miles"
        how = "an essential limit" if now.essential else "counts, and rules nobody out"
        yield f"{place_words(now)}: {within}, {how}."


def _numbered(places: Sequence[Place], at: int) -> str:
    """A place's words, with a number from the second of the same words on."""
    words = place_words(places[at])
    before = sum(place_words(place) == words for place in places[:at])
    return f"{words} ({before + 1})" if before else words


def place_words(place: Place) -> str:
    """ "Distance to school": what a limit is about."""
    return f"Distance to {place.label or PLACE_WORDS[place.kind]}"


def _weights(before: Weights, after: Weights) -> Iterable[str]:
    for factor in FACTORS:
        was, now = before.of(factor.code), after.of(factor.code)
        if abs(was - now) >= LEAST_CHANGE:
            yield f"Weight of {factor.label[0].lower()}{factor.label[1:]}: {now:.1f} instead of {was:.1f}."
