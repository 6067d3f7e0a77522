"""What the carers know, want and can promise: skills, track record, willingness, length and cost."""

from collections.abc import Callable
from typing import Any

import numpy as np

from brokerage.matching.blocks import Floats, Int8, Int16, Int32, Mask, Rows
from brokerage.matching.columns import ALL_STAYS, NEED_ROW, NOT_HELD, SKILL_ROW, UNKNOWN, Willing
from brokerage.matching.dates import NEVER, in_words
from brokerage.matching.factors.base import WHEN_UNKNOWN, Factor, Part, filled, yes_or_no
from brokerage.matching.situation import Situation
from reference import vocabulary

# How much each kind of evidence counts for one need.
TRAINING_SHARE, YEARS_SHARE, CHILDREN_SHARE = 0.5, 0.3, 0.2
FULL_YEARS = 5  # years of experience beyond which more adds nothing
HALF_CHILDREN = (
    2  # after this many children cared for with the need, half of their share is reached
)
MOST_COUNTED = 127
WISHED_SKILL_WEIGHT = 2.0  # a skill asked for but not essential counts like a moderate need

# Track record: a beta prior worth eight stays, half of which ended as planned and lasted. A
# household without a stay so has the value of something unknown, and three good stays move it a
# little and not to the top.
PRIOR_STAYS = 8.0
PRIOR_MEAN = WHEN_UNKNOWN

FRESH_DAYS = 183  # an answer counts in full for half a year,
STALE_DAYS = 730  # and from two years on by half
STALE_SHARE = 0.5


def _table(share: float, value: Callable[[int], float]) -> tuple[Floats, Floats]:
    """The value and the known share of every count from 0 to 127; the last element answers for -1, not recorded."""
    values = [share * value(count) for count in range(MOST_COUNTED + 1)]
    known = np.full(MOST_COUNTED + 2, share)
    known[UNKNOWN] = 0.0
    return np.array([*values, share * WHEN_UNKNOWN]), known


YEARS_VALUES, YEARS_KNOWN = _table(YEARS_SHARE, lambda years: min(years / FULL_YEARS, 1.0))
CHILDREN_VALUES, CHILDREN_KNOWN = _table(
    CHILDREN_SHARE, lambda children: children / (children + HALF_CHILDREN)
)
TRAINING_VALUES, TRAINING_KNOWN = _table(TRAINING_SHARE, lambda held: float(held > 0))

_NEED_WORDS = vocabulary.labels(vocabulary.NEEDS)
_SKILL_WORDS = vocabulary.labels(vocabulary.SKILLS)
_SEVERITY_WORDS = dict(vocabulary.SEVERITIES)


def _skill_parts(situation: Situation, rows: Rows) -> list[Part]:
    wished = [want.code for want in situation.request.skills if not want.essential]
    return _need_parts(situation, rows) + [_wished_skill(situation, rows, code) for code in wished]


def _cells(situation: Situation, rows: Rows) -> Any:
    """Where the request's needs (rows) and these households (columns) are in a matrix by need."""
    needs = [NEED_ROW[need.code] for need in situation.request.needs]
    return np.ix_(np.array(needs, np.intp), rows)


def _need_parts(situation: Situation, rows: Rows) -> list[Part]:
    """How far training, years and children cared for cover each need; weighted by its severity."""
    needs, columns = situation.request.needs, situation.columns
    if not needs:
        return []
    cells = _cells(situation, rows)
    years, children = columns.experience_years[cells], _children_cared_for(situation, cells)
    values = YEARS_VALUES[years] + CHILDREN_VALUES[children]
    known = YEARS_KNOWN[years] + CHILDREN_KNOWN[children]
    recorded = columns.skills_recorded_on[rows]
    parts = []
    for at, need in enumerate(needs):
        held = None
        if codes := vocabulary.SKILLS_FOR_NEED[need.code]:
            held = _held(situation, rows, codes)
            values[at] += TRAINING_VALUES[held]
            known[at] += TRAINING_KNOWN[held]
        else:  # a need that no training is listed for rests on experience alone
            values[at] /= YEARS_SHARE + CHILDREN_SHARE
            known[at] /= YEARS_SHARE + CHILDREN_SHARE
        label = f"{_NEED_WORDS[need.code]} ({_SEVERITY_WORDS[need.severity].lower()})"
        words = _need_words(label, held, years[at], children[at])
        name = _NEED_WORDS[need.code].lower()
        question = f"What training and experience do you have with {name}?"
        weight = float(need.severity)
        parts.append(Part(label, weight, values[at], known[at], words, question, recorded))
    return parts


def _need_words(label: str, held: Int8 | None, years: Int8, children: Int8) -> Callable[[int], str]:
    def words(position: int) -> str:
        said = [] if held is None else [_TRAINED[int(held[position])]]
        said.append(_counted(int(years[position]), "year", "of experience"))
        said.append(_counted(int(children[position]), "child", "cared for"))
        return f"{label}: {', '.join(said)}"

    return words


_TRAINED = {1: "trained", 0: "no training", UNKNOWN: "training not recorded"}


def _counted(number: int, noun: str, rest: str) -> str:
    if number == UNKNOWN:
        return f"{'years' if noun == 'year' else 'children'} {rest} not recorded"
    plural = {"year": "years", "child": "children"}[noun]
    return f"{number} {noun if number == 1 else plural} {rest}"


def _children_cared_for(situation: Situation, cells: Any) -> Int8:
    """The larger of what the carers say and what the record of ended stays shows; 127 stands for more."""
    columns = situation.columns
    said: Int8 = columns.experience_children[cells]
    ended = columns.track_planned[cells] + columns.track_unplanned[cells]
    counted = np.minimum(ended, MOST_COUNTED).astype(np.int8)
    np.maximum(said, counted, out=said, where=counted > 0)
    return said


def _held(situation: Situation, rows: Rows, codes: tuple[str, ...]) -> Int8:
    """Whether any of these skills is held on the day of the move; -1 where that is not recorded."""
    columns = situation.columns
    held = np.where(columns.skills_recorded_on[rows] == UNKNOWN, np.int8(UNKNOWN), np.int8(0))
    for code in codes:
        last_day = columns.skills[SKILL_ROW[code]][rows]
        held[(last_day == UNKNOWN) & (held == 0)] = UNKNOWN
        held[(last_day != NOT_HELD) & (last_day >= situation.starts)] = 1
    return held


def _wished_skill(situation: Situation, rows: Rows, code: str) -> Part:
    held = _held(situation, rows, (code,))
    label = _SKILL_WORDS[code]
    return Part(
        label,
        WISHED_SKILL_WEIGHT,
        *yes_or_no(held),
        lambda position: f"{label}: {_TRAINED[int(held[position])]}",
        f"Do you hold a certificate for {label.lower()}?",
        situation.columns.skills_recorded_on[rows],
    )


def _track_parts(situation: Situation, rows: Rows) -> list[Part]:
    """Shrunk rates over stays with needs like these, a greater need counting more; over all where no need is given."""
    needs = {NEED_ROW[need.code]: need.severity for need in situation.request.needs}
    weights = needs or {ALL_STAYS: 1}
    planned = _weighted(situation.columns.track_planned, weights, rows)
    ended = planned + _weighted(situation.columns.track_unplanned, weights, rows)
    lasted = _weighted(situation.columns.track_lasted, weights, rows)
    prior = PRIOR_STAYS * PRIOR_MEAN
    values = ((prior + planned) + (prior + lasted)) / (2 * (PRIOR_STAYS + ended))
    like = " of children with needs like these" if needs else ""

    def words(position: int) -> str:
        if not ended[position]:
            return f"No ended stays{like} on record"
        return _stays_in_words(situation, int(rows[position]), list(weights))

    known = (ended > 0).astype(np.float64)
    question = f"How did earlier stays{like} go?"
    return [Part("Track record", 1.0, values, known, words, question)]


def _stays_in_words(situation: Situation, row: int, need_rows: list[int]) -> str:
    """Whole stays of children with the one need that the household has met most often.

    The value is a mean over needs, which is no number of stays.
    """
    columns = situation.columns
    planned, lasted = columns.track_planned[:, row], columns.track_lasted[:, row]
    ended = planned + columns.track_unplanned[:, row]
    most = max(need_rows, key=lambda need_row: int(ended[need_row]))
    whose = "" if most == ALL_STAYS else f" of children with {vocabulary.NEEDS[most].label.lower()}"
    return (
        f"Ended stays{whose}: {planned[most]} of {ended[most]} as planned, "
        f"{lasted[most]} of {ended[most]} as long as was meant"
    )


def _weighted(counts: Int16, weights: dict[int, int], rows: Rows) -> Floats:
    """The mean count over needs, weighted by severity, so that one stay with five needs is not five stays."""
    added = np.zeros(len(rows))
    for need_row, weight in weights.items():
        added += counts[need_row][rows] * float(weight)
    added /= float(sum(weights.values()))
    return added


def _willing_parts(situation: Situation, rows: Rows) -> list[Part]:
    """Yes, talk first or no to each need; an older answer moves towards a half."""
    needs, columns = situation.request.needs, situation.columns
    if not needs:
        return []
    cells = _cells(situation, rows)
    answers, confirmed = columns.willingness[cells], columns.willingness_on[cells]
    fresh = _freshness(confirmed, situation.request.as_of.toordinal())
    values = WHEN_UNKNOWN + (answers / 2.0 - WHEN_UNKNOWN) * fresh
    parts = []
    for at, need in enumerate(needs):
        label = _NEED_WORDS[need.code]
        value, known = filled(values[at], answers[at] == Willing.UNKNOWN)
        words = _willing_words(label, answers[at], confirmed[at])
        question = f"Would you care for a child with this need: {label.lower()}?"
        weight = float(need.severity)
        parts.append(Part(label, weight, value, known, words, question, confirmed[at]))
    return parts


def _willing_words(label: str, answers: Int8, confirmed: Int32) -> Callable[[int], str]:
    def words(position: int) -> str:
        answer, day = _ANSWERS[Willing(int(answers[position]))], int(confirmed[position])
        when = f", confirmed on {in_words(day)}" if day != UNKNOWN else ""
        return f"{label}: {answer}{when}"

    return words


_ANSWERS = {
    Willing.UNKNOWN: "not asked yet",
    Willing.NO: "the carers say no",
    Willing.DISCUSS: "the carers ask to talk first",
    Willing.YES: "the carers say yes",
}


def _freshness(confirmed: Int32, today: int) -> Floats:
    """1 for half a year after an answer, falling evenly to a half at two years and for an answer without a day."""
    age = today - confirmed.astype(np.float64)
    age[confirmed == UNKNOWN] = STALE_DAYS
    lost = np.clip((age - FRESH_DAYS) / (STALE_DAYS - FRESH_DAYS), 0.0, 1.0)
    fresh: Floats = 1.0 - (1.0 - STALE_SHARE) * lost
    return fresh


def _length_parts(situation: Situation, rows: Rows) -> list[Part]:
    parts = []
    if situation.ends != NEVER:
        parts.append(_duration_part(situation, rows))
    if situation.request.permanent:
        long_term = situation.columns.long_term[rows]
        said = {
            1: "would keep a child until grown up",
            0: "not until grown up",
            UNKNOWN: "not recorded",
        }
        parts.append(
            Part(
                "A home until grown up",
                1.0,
                *yes_or_no(long_term),
                lambda position: f"A home until grown up: {said[int(long_term[position])]}",
                "Would you keep a child until they are grown up?",
                situation.columns.profile_recorded_on[rows],
            )
        )
    return parts


def _duration_part(situation: Situation, rows: Rows) -> Part:
    """The share of the expected stay that the carers offer; 1 when they offer at least all of it."""
    expected = situation.ends - situation.starts
    offered = situation.columns.commitment_days[rows]
    unknown = offered == UNKNOWN
    values, known = filled(np.minimum(offered / float(expected), 1.0), unknown)

    def words(position: int) -> str:
        days = int(offered[position])
        if days == UNKNOWN:
            return "How long a stay they offer is not recorded"
        length = "any length" if days == NEVER else f"up to {days} days"
        return f"Offers stays of {length}; {expected} days are expected"

    question = "How long could the child stay with you?"
    recorded = situation.columns.profile_recorded_on[rows]
    return Part("Length of stay", 1.0, values, known, words, question, recorded)


def _cost_parts(situation: Situation, rows: Rows) -> list[Part]:
    """1 at what the authority usually pays or below it, falling evenly to 0 at twice that."""
    usual = situation.request.usual_weekly_pence
    if not usual:
        return []
    pence = situation.columns.weekly_pence[rows]
    unknown: Mask = pence == UNKNOWN
    values, known = filled(np.clip(2.0 - pence / float(usual), 0.0, 1.0), unknown)

    def words(position: int) -> str:
        if unknown[position]:
            return "The weekly cost is not recorded"
        return f"£{pence[position] / 100:,.0f} a week; £{usual / 100:,.0f} is usual"

    recorded = situation.columns.profile_recorded_on[rows]
    return [Part("Cost", 1.0, values, known, words, "What would a week cost?", recorded)]


SKILLS = Factor("SKILLS", "Skills and experience with this child's needs", 20.0, _skill_parts)
TRACK = Factor("TRACK", "Track record", 10.0, _track_parts)
WILLING = Factor("WILLING", "Willingness", 5.0, _willing_parts)
LENGTH = Factor("LENGTH", "Length of commitment", 5.0, _length_parts)
COST = Factor("COST", "Cost", 0.0, _cost_parts)
