"""Which children a figure about stability is made of, each with the placements that made it count."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from evaluation.reporting.stability_words import ESTIMATES
from evaluation.stability.beside import Bearing, Beside
from evaluation.stability.definitions import (
    DEFINITIONS,
    DISTANCE,
    FOSTER_SURVIVAL,
    MOVES_BESIDE,
    ONLY_PLANNED,
    TRANSITIONS,
    Definition,
)
from evaluation.stability.distance import Band, episode_on
from evaluation.stability.figure import Case
from evaluation.stability.history import year_end
from evaluation.stability.moves import Ending, Placement
from evaluation.stability.report import Assessment, Counted
from evaluation.stability.words import REASONS, place_in_words
from ui.dates import in_words

ENDINGS = {Ending.MOVE: "Moved on", Ending.EXIT: "Left care"}
NO_PLACEMENT = "Away for a while the whole time: no placement counts"


@dataclass(frozen=True, slots=True)
class Which:
    """The children of a figure. ``of`` says which part of it, in words; "" for all of it."""

    definition: Definition
    of: str
    cases: Sequence[Case]


@dataclass(frozen=True, slots=True)
class Row:
    """One child, by the authority's number for it."""

    child: str
    placements: Sequence[str]


def which_children(
    found: Assessment,
    counted: Counted,
    beside: Beside,
    lives: Mapping[Band, Sequence[Case]],
    asked: tuple[str, str],
) -> Which | None:
    """The children of the figure and its part that are ``asked`` for; None where there is no such figure or part."""
    figure, of = asked
    if figure in DEFINITIONS:
        return _of_figure(counted, figure, of, year_end(found.year))
    if figure in ESTIMATES:
        return Which(FOSTER_SURVIVAL, ESTIMATES[figure], counted.foster_survival[figure].cases)
    if figure == "only_planned":
        return Which(ONLY_PLANNED, "", beside.only_planned)
    if figure == "distance" and of in Band.__members__:
        return Which(DISTANCE, Band[of].value, lives[Band[of]])
    return _of_moves(counted, beside, figure, of)


def rows(cases: Iterable[Case], found: Assessment) -> list[Row]:
    """A row for each child, by number, however many of its placements count."""
    ordered = sorted(cases, key=lambda case: case.child)
    return [
        Row(child, [_in_words(placement, found) for placement in _once(group)] or [NO_PLACEMENT])
        for child, group in groupby(ordered, key=lambda case: case.child)
    ]


def _of_figure(counted: Counted, key: str, of: str, day: dt.date) -> Which:
    """Of a figure that has no parts, ``of`` means nothing."""
    cases, definition = counted.figures[key].cases, DEFINITIONS[key]
    if not of:
        return Which(definition, "", cases)
    parts: Mapping[str, tuple[str, Callable[[Case], bool]]] = {
        "placements_distribution": (f"Number: {of}", lambda case: str(len(case.placements)) == of),
        "place_on_31_march": (place_in_words(of), lambda case: _place_on(case, day) == of),
    }
    if key not in parts:
        return Which(definition, "", cases)
    words, belongs = parts[key]
    return Which(definition, words, [case for case in cases if belongs(case)])


def _of_moves(counted: Counted, beside: Beside, figure: str, of: str) -> Which | None:
    if figure == "moves" and of in Bearing.__members__:
        cases = [each.case for each in beside.moves if each.bearing is Bearing[of]]
        return Which(MOVES_BESIDE, Bearing[of].value, cases)
    if figure == "moves_why":
        return Which(MOVES_BESIDE, of, [each.case for each in beside.moves if each.why == of])
    if figure == "moves_between":
        moves = [each for each in counted.transitions.moves if "-".join(each.kinds) == of]
        cases = [Case(each.child, (each.before, each.after)) for each in moves]
        return Which(TRANSITIONS, f"From {of.replace('-', ' to ')}", cases)
    return None


def _place_on(case: Case, day: dt.date) -> str:
    episode = episode_on(case, day)
    return episode.place if episode else ""


def _once(cases: Iterable[Case]) -> list[Placement]:
    every = {each.start: each for case in cases for each in case.placements}
    return [every[start] for start in sorted(every)]


def _in_words(placement: Placement, found: Assessment) -> str:
    """The days, the kind and the end of a placement, and why it changed."""
    last = placement.stretches[-1].episode
    words = f"{in_words(placement.start)} to {_until(placement, found)}: {place_in_words(placement.place)}"
    if last.place != placement.place:
        words += f", last {place_in_words(last.place)}"
    if placement.ending is None:
        return words
    why = f": {REASONS.get(last.reason, last.reason).lower()}" if last.reason else ""
    return f"{words}. {ENDINGS[placement.ending]}{why}"


def _until(placement: Placement, found: Assessment) -> str:
    if placement.end:
        return in_words(placement.end)
    if placement.known_to:
        return f"an end that is not known, after {in_words(placement.known_to)}"
    return f"31 March {found.returns[-1]} and on"
