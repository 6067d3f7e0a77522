"""What the ranked list shows of one household, as plain values that a search keeps."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from brokerage.matching.checks import Outcome
from brokerage.matching.columns import UNKNOWN
from brokerage.matching.explain import Explanation, PartLine
from brokerage.matching.factors.belonging import CONTINUITY
from brokerage.matching.profiles import PlaceKind
from brokerage.matching.ranking import Ranking

MOST_REASONS = 3
MOST_AGAINST = 2
MOST_QUESTIONS = 2
# The distances worth a line of their own, nearest to the child's life first.
DISTANCES = {
    PlaceKind.SCHOOL: "school",
    PlaceKind.FAMILY: "family",
    PlaceKind.SIBLING: "a brother or sister",
    PlaceKind.HOSPITAL: "hospital",
}


def shown_in_list(ranking: Ranking, explanation: Explanation) -> dict[str, Any]:
    """Reasons in words, what to ask, to check and to put in place, miles, and places free for the whole stay.

    ``free`` is none where the number of approved places is not recorded.
    """
    row = ranking.columns.row_of(explanation.household_id)
    against = explanation.against(MOST_AGAINST + 1)
    return {
        "helps": [_reason(part) for part in explanation.carried_by(MOST_REASONS)],
        "against": [_reason(part) for part in _telling(explanation, against)][:MOST_AGAINST],
        "ask": list(explanation.to_ask(MOST_QUESTIONS)),
        "check": [words for line in explanation.to_check for words in line.words],
        "remedied": [line.label for line in explanation.rules if line.outcome is Outcome.REMEDIED],
        "miles": miles(ranking, row),
        "free": _free_places(ranking, row),
    }


def _telling(explanation: Explanation, parts: Iterable[PartLine]) -> list[PartLine]:
    """Without the lack of earlier ties, which nearly every household shares and which would crowd out the rest."""
    ties = [
        part for line in explanation.factors if line.code == CONTINUITY.code for part in line.parts
    ]
    return [part for part in parts if part not in ties]


def _reason(part: PartLine) -> dict[str, Any]:
    return {"words": part.words, "age_days": part.age_days}


def miles(ranking: Ranking, row: int) -> dict[str, float]:
    """Miles to the nearest place of each kind, by what to call it; what is not known is left out."""
    rows, found = np.array([row]), {}
    for kind, label in DISTANCES.items():
        each = [float(ranking.situation.miles(p, rows)[0]) for p in ranking.situation.places(kind)]
        known = [distance for distance in each if not np.isnan(distance)]
        if known:
            found[label] = min(known)
    return found


def _free_places(ranking: Ranking, row: int) -> int | None:
    places = int(ranking.columns.places[row])
    return None if places == UNKNOWN else places - int(ranking.situation.most_fostered[row])
