"""Everything about which attributes go with stays that lasted: the one function that the page calls."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp

import numpy as np

from evaluation.success.backtest import BackTest, back_test
from evaluation.success.model import MOST_FOR_TELLING, effects_of, learn
from evaluation.success.multiple import level_for, width
from evaluation.success.rows import Question, rows_of
from evaluation.success.stays import Attribute, Floats, Stay, Watched, watched

FEWEST_ENDINGS = 50  # unplanned ones, for anything to be looked at
FEWEST_HOUSEHOLDS = 30
FEWEST_ON_A_SIDE = 20  # stays with an attribute, and without it
FEWEST_HOUSEHOLDS_ON_A_SIDE = 10
FEWEST_ENDINGS_ON_A_SIDE = 5
KNOWN_SHARE = 0.7  # of the stays


class Finding(StrEnum):
    TOO_FEW = "Too few to say anything"
    NO_EVIDENCE = "No evidence"
    LESS_OFTEN = "Less often unplanned"
    MORE_OFTEN = "More often unplanned"


@dataclass(frozen=True, slots=True)
class Effect:
    """Of one attribute on one question, as an odds ratio of an unplanned ending with its interval; none if too few.

    ``stays`` are those of which it is recorded, ``stays_with`` those that have it, or more of it than the middle one.
    """

    attribute: Attribute
    stays: int
    stays_with: int
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    finding: Finding = Finding.TOO_FEW


@dataclass(frozen=True, slots=True)
class Answer:
    """One question. ``strength`` is how hard effects were pulled to nought; none where there were too few stays."""

    question: Question
    stays: int
    events: int
    households: int
    strength: float | None
    backtest: BackTest | None
    effects: tuple[Effect, ...]

    @property
    def has_held(self) -> bool:
        return self.backtest is not None and self.backtest.has_held

    @property
    def findings(self) -> tuple[Effect, ...]:
        real = (Finding.LESS_OFTEN, Finding.MORE_OFTEN)
        return tuple(each for each in self.effects if each.finding in real)


@dataclass(frozen=True, slots=True)
class Profile:
    """``level`` is the confidence of every interval; an interval that leaves 1 out is a finding if the model held."""

    answers: tuple[Answer, ...]
    level: float
    comparisons: int

    @property
    def findings(self) -> tuple[Effect, ...]:
        return tuple(effect for answer in self.answers for effect in answer.findings)


@dataclass(frozen=True, slots=True)
class _Fitted:
    """A question that can be looked at, before all the comparisons are weighed together."""

    columns: tuple[int, ...]
    strength: float
    values: Floats
    errors: Floats
    steps: Floats
    backtest: BackTest | None


def profile(
    stays: Sequence[Stay],
    attributes: Sequence[Attribute],
    *,
    after_each: Callable[[], None] | None = None,
) -> Profile:
    """Work it all out. Neither the order of the stays nor that of the attributes changes a number.

    Args:
        after_each: called when a question is done; each may take seconds.
    """
    ordered = sorted(attributes, key=lambda each: (not each.of_child, each.code))
    found = watched(stays, ordered)
    fitted: dict[Question, _Fitted | None] = {}
    for question in Question:
        fitted[question] = _fitted(found, question, ordered)
        if after_each:
            after_each()
    done = [each for each in fitted.values() if each]
    values = [value for each in done for value in each.values.tolist()]
    errors = [error for each in done for error in each.errors.tolist()]
    level = level_for(values, errors)
    shown = [each for each in attributes if not each.of_child]
    answers = tuple(
        _answer(found, question, ordered, shown, each, level) for question, each in fitted.items()
    )
    return Profile(answers, level, len(values))


def _fitted(found: Watched, question: Question, attributes: Sequence[Attribute]) -> _Fitted | None:
    rows = rows_of(found, question)
    households = len(np.unique(found.households[rows.stays]))
    if rows.events < FEWEST_ENDINGS or households < FEWEST_HOUSEHOLDS:
        return None
    if rows.trials.sum() - rows.events < FEWEST_ENDINGS:
        return None
    usable = [at for at in range(len(attributes)) if _is_enough(found, question, attributes, at)]
    children = [at for at in usable if attributes[at].of_child]
    carers = [at for at in usable if not attributes[at].of_child]
    columns, free = (*children, *carers), len(children)
    tried = back_test(found, question, columns, free)
    strength = min(tried.strength if tried else MOST_FOR_TELLING, MOST_FOR_TELLING)
    model = learn(found, question, columns, free, strength)
    effects = effects_of(model, found, free)
    steps = np.array([attributes[at].step for at in carers])
    return _Fitted(
        tuple(carers), strength, effects.values, effects.errors, steps / effects.deviations,
        tried,
    )  # fmt: skip


def _is_enough(
    found: Watched, question: Question, attributes: Sequence[Attribute], at: int
) -> bool:
    """Whether enough stays, households and unplanned endings are on either side of the attribute."""
    rows = rows_of(found, question)
    seen = np.unique(rows.stays)
    values = found.values[seen, at]
    known = ~np.isnan(values)
    if not len(seen) or known.mean() < KNOWN_SHARE:
        return False
    bad = np.isin(seen, rows.stays[rows.hits > 0])
    has = np.zeros(len(seen), np.bool_)
    has[known] = _upper(values[known])
    return all(
        side.sum() >= FEWEST_ON_A_SIDE
        and len(np.unique(found.households[seen[side]])) >= FEWEST_HOUSEHOLDS_ON_A_SIDE
        and (side & bad).sum() >= FEWEST_ENDINGS_ON_A_SIDE
        for side in (known & has, known & ~has)
    )


def _upper(values: Floats) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    """Those above the middle value; for yes or no, the yeses."""
    middle = 0.5 if set(np.unique(values)) <= {0.0, 1.0} else float(np.median(values))
    upper = values > middle
    return upper if upper.any() else values >= middle


def _answer(
    found: Watched, question: Question, ordered: Sequence[Attribute], shown: Sequence[Attribute],
    fitted: _Fitted | None, level: float,
) -> Answer:  # fmt: skip
    rows = rows_of(found, question)
    seen = np.unique(rows.stays)
    held = fitted is not None and fitted.backtest is not None and fitted.backtest.has_held
    place = {each.code: at for at, each in enumerate(ordered)}
    effects = tuple(
        _effect(found, seen, each, place[each.code], fitted, level, held=held) for each in shown
    )
    return Answer(
        question=question,
        stays=len(seen),
        events=rows.events,
        households=len(np.unique(found.households[seen])),
        strength=fitted.strength if fitted else None,
        backtest=fitted.backtest if fitted else None,
        effects=effects,
    )


def _effect(
    found: Watched, seen: "np.ndarray[tuple[int], np.dtype[np.int64]]", attribute: Attribute,
    column: int, fitted: _Fitted | None, level: float, *, held: bool,
) -> Effect:  # fmt: skip
    values = found.values[seen, column]
    known = values[~np.isnan(values)]
    counts = len(known), int(_upper(known).sum()) if len(known) else 0
    if fitted is None or column not in fitted.columns:
        return Effect(attribute, *counts)
    at = fitted.columns.index(column)
    value, error = float(fitted.values[at]), float(fitted.errors[at])
    step, spread = float(fitted.steps[at]), width(level) * error
    low, high = value - spread, value + spread
    finding = Finding.NO_EVIDENCE
    if held and high < 0:
        finding = Finding.LESS_OFTEN
    elif held and low > 0:
        finding = Finding.MORE_OFTEN
    ratios = exp(value * step), exp(low * step), exp(high * step)
    return Effect(attribute, *counts, *ratios, finding)
