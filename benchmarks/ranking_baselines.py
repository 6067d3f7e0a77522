"""What the ranking core is measured against, written by hand for the one request of ``ranking_data``.

Numpy with nothing to spare: the same masks, counts and scores, fused for this request, without
words, without facts to check, without anything that another request would need. ``minimum`` gives
the bits of failed rules and the scores of the rest in row order, so that it can be checked against
the core.
"""

from typing import Any

import numpy as np

from benchmarks.ranking_data import request
from brokerage.matching.columns import FEATURE_ROW, LANGUAGE_BIT, NEED_ROW, SKILL_ROW, Columns
from brokerage.matching.dates import latest_birth
from brokerage.matching.profiles import Request
from reference import vocabulary

CHILD = request().children[0]
SKILLS_OF = vocabulary.SKILLS_FOR_NEED
WHITE = sum(1 << i for i, term in enumerate(vocabulary.ETHNICITIES) if term.group == "White")
OTHER_WHITE = 1 << [term.code for term in vocabulary.ETHNICITIES].index("WOTH")
NOT_STATED = 0b11 << 18


def minimum(asked: Request, columns: Columns) -> tuple[Any, Any]:
    failed, others = _failed(asked, columns)
    for bit in range(17):
        np.count_nonzero(failed & np.uint32(1 << bit))
        np.count_nonzero(failed == np.uint32(1 << bit))
    rows = np.flatnonzero(failed == 0)
    scores = _scores(asked, columns, rows, others)
    np.argsort(-scores)
    return failed, scores


def _failed(asked: Request, c: Columns) -> tuple[Any, Any]:
    start, end = asked.starts_on.toordinal(), asked.ends_on.toordinal()  # type: ignore[union-attr]
    age, count = asked.ages[0], len(c)
    failed = np.zeros(count, np.uint32)

    def fail(bit: int, mask: Any) -> None:
        if mask.dtype != np.bool_:
            rows, mask = mask, np.zeros(count, np.bool_)
            mask[rows] = True
        np.bitwise_or(failed, mask * np.uint32(1 << bit), out=failed)

    status = c.approval_status
    fail(0, (status > 1) | (status == 0) | (c.approved_from > start) | (c.approved_until <= start))
    fail(1, (c.min_ages > age) | ((c.max_ages < age) & (c.max_ages >= 0)))
    fail(2, c.approved_sex == 2)
    fail(3, ((c.kinds & np.uint16(1)) == 0) & (c.kinds != 0))
    fail(4, c.named_only == 1)
    stays = c.stays
    meets = (stays.ends_on > start) & (stays.starts_on < end)
    most = _most(stays, meets, start, count)
    fail(5, most > 2)
    fail(6, (most >= c.places) & (c.places >= 0))
    covering = (c.absences.starts_on <= start) & (c.absences.ends_on > start)
    fail(7, c.absences.owners[covering])
    checks = c.checks
    fail(8, ((checks < start) & (checks >= 0)).any(axis=0))
    agreements = c.agreements
    ours = (
        (agreements.authority_ids == 1)
        & (agreements.starts_on <= start)
        & (agreements.ends_on > start)
    )
    agreed = np.zeros(64, np.bool_)
    agreed[agreements.service_ids[ours]] = True
    agreed[0] = True
    fail(9, ~agreed[c.service_ids])
    fail(10, c.outcodes == c.outcode_names.index("X3"))
    failed[16] |= np.uint32(1 << 10) if count > 16 else np.uint32(0)
    fail(11, c.features[FEATURE_ROW["OWNBED"]] == 0)
    held = c.skills[SKILL_ROW["AUTC"]]
    fail(12, (held < start) & (held >= 0) & ~((held == 0) & (c.skills_recorded_on < 0)))
    grown = latest_birth(18, asked.starts_on).toordinal()
    young = c.residents.young
    young = young[c.residents.births[young] > grown]
    there = np.flatnonzero(meets)
    owners = np.concatenate([stays.owners[there], c.residents.owners[young]])
    births = np.concatenate([stays.births[there], c.residents.births[young]])
    fail(13, owners[births > latest_birth(1, CHILD.birth_date).toordinal()])
    fail(14, _miles(c, 523_000, 212_000, slice(None)) > 40.0)
    fail(15, c.willingness[NEED_ROW["AUT"]] == 0)
    return failed, (owners, births, there)


def _most(stays: Any, meets: Any, start: int, count: int) -> Any:
    """The most who live together; where somebody moves in later, on each day of moving in."""
    most = np.bincount(stays.owners[meets], minlength=count)
    late = np.unique(stays.owners[meets & (stays.starts_on > start)])
    late = late[most[late] > 1]
    at = stays.offsets[late][:, None] + np.arange(4)  # nobody here has more than four
    inside = at < stays.offsets[late + 1][:, None]
    at = np.where(inside, at, 0)
    inside &= meets[at]
    begins, ends = stays.starts_on[at], stays.ends_on[at]
    days = np.maximum(begins, start)
    alive = (begins[:, None, :] <= days[:, :, None]) & (ends[:, None, :] > days[:, :, None])
    alive &= inside[:, None, :] & inside[:, :, None]
    most[late] = alive.sum(axis=2).max(axis=1)
    return most


def _miles(c: Columns, east: int, north: int, rows: Any) -> Any:
    across, up = c.eastings[rows] - float(east), c.northings[rows] - float(north)
    return np.rint(np.sqrt(across * across + up * up) / 1000 / 1.6093 * 10) / 10


def _scores(asked: Request, c: Columns, rows: Any, others: Any) -> Any:
    start = asked.starts_on.toordinal()
    total = 20 * _skills(c, rows, start)
    school = _miles(c, 523_000, 212_000, rows)
    total += 10 * np.clip((40 - school) / 37, 0, 1)
    home, aunt = _miles(c, 525_000, 209_000, rows), _miles(c, 510_000, 221_000, rows)
    total += 10 * (2 * np.clip((20 - home) / 17, 0, 1) + np.clip((20 - aunt) / 17, 0, 1)) / 3
    spoken = (c.languages[rows] >> np.uint64(LANGUAGE_BIT["pl"])) & np.uint64(1)
    stated = c.ethnicities[rows] & ~np.uint32(NOT_STATED)
    ethnic = np.where(stated & np.uint32(WHITE), 0.5, 0.0)
    ethnic[(stated & np.uint32(OTHER_WHITE)) != 0] = 1.0
    ethnic[stated == 0] = 0.5
    total += 10 * (2 * spoken + ethnic) / 3
    total += 10 * _household(c, rows, others)
    features = c.features[:, rows]
    wishes = 4 * np.clip((20 - school) / 17, 0, 1) + 3 * _half(c.dogs[rows])
    wishes += 2 * _half(features[FEATURE_ROW["OWNBED"]]) + _half(features[FEATURE_ROW["GARDEN"]])
    total += wishes
    total += 10 * _track(c, rows)
    total += 5 * _willing(c, rows, asked.as_of.toordinal())
    offered = c.commitment_days[rows]
    length = np.minimum(offered / float(asked.ends_on.toordinal() - start), 1.0)  # type: ignore[union-attr]
    length[offered < 0] = 0.5
    total += 5 * length
    return total * (100 / 90)


def _half(values: Any) -> Any:
    return np.where(values < 0, 0.5, values)


def _skills(c: Columns, rows: Any, start: int) -> Any:
    total = np.zeros(len(rows))
    for need in CHILD.needs:
        row = NEED_ROW[need.code]
        years = c.experience_years[row][rows]
        ended = c.track_planned[row][rows] + c.track_unplanned[row][rows]
        children = np.maximum(c.experience_children[row][rows], np.where(ended > 0, ended, -1))
        value = 0.3 * np.where(years < 0, 0.5, np.minimum(years / 5, 1.0))
        value += 0.2 * np.where(children < 0, 0.5, children / (children + 2.0))
        if codes := SKILLS_OF[need.code]:
            last = np.max([c.skills[SKILL_ROW[code]][rows] for code in codes], axis=0)
            value += 0.5 * (last >= start)
        else:
            value /= 0.5
        total += need.severity * value
    return total / sum(need.severity for need in CHILD.needs)


def _household(c: Columns, rows: Any, others: Any) -> Any:
    owners, births, there = others
    place = np.full(len(c), -1, np.intp)
    place[rows] = np.arange(len(rows))
    at = place[owners]
    mine = at >= 0
    gaps = np.full(len(rows), np.inf)
    np.minimum.at(gaps, at[mine], np.abs(births[mine] - CHILD.birth_date.toordinal()) / 365.25)
    value = np.minimum(gaps / 3, 1.0)
    levels, at_level = c.stays.need_levels[there], place[c.stays.owners[there]]
    scored = at_level >= 0
    most = np.zeros(len(rows))
    np.maximum.at(most, at_level[scored], levels[scored])
    need = 1 - np.maximum(most - 1, 0) / 3
    need[at_level[scored & (levels < 0)]] = 0.5
    value += need
    value += np.maximum(1 - np.bincount(at[mine], minlength=len(rows)) / 4, 0)
    value += _half(c.features[FEATURE_ROW["OWNBED"]][rows])
    value += _half(c.features[FEATURE_ROW["GARDEN"]][rows])
    dogs = c.dogs[rows]
    value += np.where(dogs < 0, 0.5, 1 - dogs)
    return value / 6


def _track(c: Columns, rows: Any) -> Any:
    weight = float(sum(need.severity for need in CHILD.needs))
    planned, ended, lasted = np.zeros(len(rows)), np.zeros(len(rows)), np.zeros(len(rows))
    for need in CHILD.needs:
        row = NEED_ROW[need.code]
        good = c.track_planned[row][rows]
        planned += need.severity * good
        ended += need.severity * (good + c.track_unplanned[row][rows])
        lasted += need.severity * c.track_lasted[row][rows]
    return (8 + (planned + lasted) / weight) / (2 * (8 + ended / weight))


def _willing(c: Columns, rows: Any, today: int) -> Any:
    total = np.zeros(len(rows))
    for need in CHILD.needs:
        row = NEED_ROW[need.code]
        answers, age = c.willingness[row][rows], today - c.willingness_on[row][rows]
        fresh = 1 - 0.5 * np.clip((age - 183) / 547, 0, 1)
        value = 0.5 + (answers / 2 - 0.5) * fresh
        value[answers < 0] = 0.5
        total += need.severity * value
    return total / sum(need.severity for need in CHILD.needs)
