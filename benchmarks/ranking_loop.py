"""The second baseline of the ranking core: plain Python, household by household, for the request of ``ranking_data``.

It reads the same columns, turned into lists beforehand (the time for that is not counted).
"""

from typing import Any

from benchmarks.ranking_baselines import CHILD, NOT_STATED, OTHER_WHITE, SKILLS_OF, WHITE
from brokerage.matching.blocks import arrays_of
from brokerage.matching.columns import FEATURE_ROW, LANGUAGE_BIT, NEED_ROW, SKILL_ROW, Columns
from brokerage.matching.dates import latest_birth
from brokerage.matching.profiles import Request

WEIGHT = sum(need.severity for need in CHILD.needs)
BORN = CHILD.birth_date.toordinal()


class Lists:
    """The columns as Python lists under the same names."""

    def __init__(self, columns: Columns) -> None:
        for block in (
            columns,
            columns.stays,
            columns.residents,
            columns.absences,
            columns.agreements,
        ):
            prefix = "" if block is columns else f"{type(block).__name__.lower()}_"
            for name, values in arrays_of(block).items():
                setattr(self, f"{prefix}{name}", values.tolist())
        self.excluded = columns.outcode_names.index("X3")
        self.count = len(columns)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)


def loop(asked: Request, lists: Lists) -> tuple[list[int], list[float]]:
    start, end = asked.starts_on.toordinal(), asked.ends_on.toordinal()  # type: ignore[union-attr]
    grown = latest_birth(18, asked.starts_on).toordinal()
    too_young = latest_birth(1, CHILD.birth_date).toordinal()
    agreed = {
        service
        for service, authority, begins, ends in zip(
            lists.agreements_service_ids, lists.agreements_authority_ids,
            lists.agreements_starts_on, lists.agreements_ends_on, strict=True,
        )
        if authority == 1 and begins <= start < ends
    }  # fmt: skip
    bits, scores = [], []
    for row in range(lists.count):
        there = [
            at
            for at in range(lists.stays_offsets[row], lists.stays_offsets[row + 1])
            if lists.stays_ends_on[at] > start and lists.stays_starts_on[at] < end
        ]
        young = [
            lists.residents_births[at]
            for at in range(lists.residents_offsets[row], lists.residents_offsets[row + 1])
            if lists.residents_kinds[at] == 1 and lists.residents_births[at] > grown
        ]
        births = [lists.stays_births[at] for at in there] + young
        failing = _failing(asked, lists, row, start, there, births, too_young, agreed)
        bits.append(sum(1 << bit for bit, fails in enumerate(failing) if fails))
        if not bits[-1]:
            scores.append(_score(lists, row, start, end, asked.as_of.toordinal(), there, births))
    sorted(scores, reverse=True)
    return bits, scores


def _failing(
    asked: Request, c: Any, row: int, start: int, there: list[int], births: list[int], too_young: int,
    agreed: set[int],
) -> tuple[bool, ...]:  # fmt: skip
    age, status = asked.ages[0], c.approval_status[row]
    days = [max(c.stays_starts_on[at], start) for at in there]
    most = max(
        (sum(c.stays_starts_on[at] <= day < c.stays_ends_on[at] for at in there) for day in days),
        default=0,
    )
    absences = range(c.absences_offsets[row], c.absences_offsets[row + 1])
    held = c.skills[SKILL_ROW["AUTC"]][row]
    return (
        status > 1 or status == 0 or c.approved_from[row] > start or c.approved_until[row] <= start,
        c.min_ages[row] > age or -1 < c.max_ages[row] < age,
        c.approved_sex[row] == 2,
        c.kinds[row] != 0 and not c.kinds[row] & 1,
        c.named_only[row] == 1,
        most > 2,
        c.places[row] >= 0 and most >= c.places[row],
        any(c.absences_starts_on[at] <= start < c.absences_ends_on[at] for at in absences),
        any(-1 < check[row] < start for check in c.checks),
        c.service_ids[row] != 0 and c.service_ids[row] not in agreed,
        c.outcodes[row] == c.excluded or c.household_ids[row] == 17,
        c.features[FEATURE_ROW["OWNBED"]][row] == 0,
        -1 < held < start and (held != 0 or c.skills_recorded_on[row] >= 0),
        any(born > too_young for born in births),
        _miles(c, row, 523_000, 212_000) > 40,
        c.willingness[NEED_ROW["AUT"]][row] == 0,
        False,
    )


def _miles(c: Any, row: int, east: int, north: int) -> float:
    across, up = c.eastings[row] - east, c.northings[row] - north
    return round((across * across + up * up) ** 0.5 / 1000 / 1.6093, 1)


def _near(miles: float, far: float) -> float:
    return min(max((far - miles) / (far - 3), 0.0), 1.0)


def _half(value: int) -> float:
    return 0.5 if value < 0 else float(value)


def _score(
    c: Any, row: int, start: int, end: int, today: int, there: list[int], births: list[int]
) -> float:
    school = _miles(c, row, 523_000, 212_000)
    home, aunt = _miles(c, row, 525_000, 209_000), _miles(c, row, 510_000, 221_000)
    own, garden = (_half(c.features[FEATURE_ROW[code]][row]) for code in ("OWNBED", "GARDEN"))
    dogs = c.dogs[row]
    stated = c.ethnicities[row] & ~NOT_STATED
    ethnic = 1.0 if stated & OTHER_WHITE else 0.5 if stated & WHITE or not stated else 0.0
    gap = min((abs(born - BORN) / 365.25 for born in births), default=9.0)
    levels = [c.stays_need_levels[at] for at in there]
    others = 0.5 if -1 in levels else 1 - max(max(levels, default=0) - 1, 0) / 3
    household = min(gap / 3, 1) + others + max(1 - len(births) / 4, 0) + own + garden
    household += 0.5 if dogs < 0 else 1 - dogs
    offered = c.commitment_days[row]
    total = (
        20 * sum(need.severity * _skill(c, row, start, need.code) for need in CHILD.needs) / WEIGHT
    )
    total += 10 * _near(school, 40) + 10 * (2 * _near(home, 20) + _near(aunt, 20)) / 3
    total += 10 * (2 * (c.languages[row] >> LANGUAGE_BIT["pl"] & 1) + ethnic) / 3
    total += 10 * household / 6
    total += 4 * _near(school, 20) + 3 * _half(dogs) + 2 * own + garden
    total += 10 * _track(c, row)
    total += 5 * sum(n.severity * _willing(c, row, n.code, today) for n in CHILD.needs) / WEIGHT
    total += 5 * (0.5 if offered < 0 else min(offered / (end - start), 1))
    return total * 100 / 90


def _skill(c: Any, row: int, start: int, code: str) -> float:
    need, codes = NEED_ROW[code], SKILLS_OF[code]
    years = c.experience_years[need][row]
    ended = c.track_planned[need][row] + c.track_unplanned[need][row]
    children = max(c.experience_children[need][row], ended or -1)
    value = 0.3 * (0.5 if years < 0 else min(years / 5, 1))
    value += 0.2 * (0.5 if children < 0 else children / (children + 2))
    if not codes:
        return value / 0.5
    return value + 0.5 * (max(c.skills[SKILL_ROW[skill]][row] for skill in codes) >= start)


def _track(c: Any, row: int) -> float:
    planned = ended = lasted = 0.0
    for need in CHILD.needs:
        at = NEED_ROW[need.code]
        planned += need.severity * c.track_planned[at][row]
        ended += need.severity * (c.track_planned[at][row] + c.track_unplanned[at][row])
        lasted += need.severity * c.track_lasted[at][row]
    return (8 + (planned + lasted) / WEIGHT) / (2 * (8 + ended / WEIGHT))


def _willing(c: Any, row: int, code: str, today: int) -> float:
    answer = c.willingness[NEED_ROW[code]][row]
    if answer < 0:
        return 0.5
    age = today - c.willingness_on[NEED_ROW[code]][row]
    fresh = 1 - 0.5 * min(max((age - 183) / 547, 0), 1)
    return 0.5 + (answer / 2 - 0.5) * fresh
