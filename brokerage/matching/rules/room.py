"""Whether there is room when it is needed: LIM-1, PLC-1 and AVL-1."""

import numpy as np

from brokerage.matching import occupancy
from brokerage.matching.blocks import Int32, Int64, Mask, Rows
from brokerage.matching.checks import Check, Outcome
from brokerage.matching.columns import UNKNOWN, YES
from brokerage.matching.dates import NEVER, in_words
from brokerage.matching.occupancy import Counts
from brokerage.matching.rules.base import Remedy, Rule, Source, Standing
from brokerage.matching.situation import Situation

USUAL_FOSTERING_LIMIT = 3  # children; Children Act 1989, Schedule 7


def _within_limit(situation: Situation) -> list[Check]:
    """No more than three fostered children on any day of the stay, unless all who live there then are siblings.

    An exemption counts when it names every child of the search; it then allows as many children as
    it says. A child whose siblings are not known is taken to be nobody's sibling, because the
    exception has to be shown.
    """
    arriving = len(situation.request.children)
    allowed, most = _allowed(situation), situation.most_fostered
    together, common = _siblings(situation)
    fails = most + arriving > allowed
    if together:
        fails &= most > 0
        rows = np.flatnonzero(fails & _lives_with(situation, common))
        fails[rows] = _over(situation, rows, allowed[rows] - arriving, common)
    unknown = situation.composition_unknown & ~fails

    def words(row: int, outcome: Outcome) -> str:
        if outcome is Outcome.NOT_RECORDED:
            return "Who lives there is not recorded, so the usual fostering limit is to be checked."
        together = int(situation.most_fostered[row]) + arriving
        said = f"{together} fostered child{'ren' * (together > 1)} would live there"
        if outcome is Outcome.FAILS:
            return f"{said}, not all siblings; the limit is {allowed[row]}."
        return f"{said}; the limit is {allowed[row]}, or more if all are siblings."

    return [Check(fails, unknown, words)]


def _allowed(situation: Situation) -> Counts:
    """Per household, how many fostered children may live there who are not all siblings."""
    allowed = np.full(len(situation.columns), USUAL_FOSTERING_LIMIT, np.int32)
    by_household: dict[int, dict[int, int]] = {}
    for item in situation.request.exemptions:
        by_household.setdefault(item.household_id, {})[item.child_id] = item.most_children
    wanted = set(situation.request.child_ids)
    for household_id, most in by_household.items():
        if wanted <= set(most):
            most_children = min(most[child_id] for child_id in wanted)
            allowed[situation.columns.rows_of((household_id,))] = most_children
    return allowed


def _siblings(situation: Situation) -> tuple[bool, Int64]:
    """Whether the children of the search are all siblings, and who is a sibling of every one of them."""
    children = situation.request.children
    own = {child.child_id for child in children}
    together = all(own - {child.child_id} <= set(child.sibling_ids) for child in children)
    common = set.intersection(*(set(child.sibling_ids) for child in children)) - own - {0}
    return together, np.array(sorted(common), np.int64)


def _lives_with(situation: Situation, child_ids: Int64) -> Mask:
    """Households where one of these children lives during the stay."""
    stays = situation.columns.stays
    if not len(child_ids):
        return situation.has(stays.owners[:0])
    return situation.has(stays.owners[np.isin(stays.child_ids, child_ids) & situation.meets_stay])


def _over(situation: Situation, rows: Rows, room: Counts, common: Int64) -> Mask:
    """Whether more than ``room`` live there on some day who are not all siblings of each other and of the search's."""
    stays, count = situation.columns.stays, len(rows)
    starts = np.full(count, situation.starts, np.int32)
    ends = np.full(count, situation.ends, np.int32)
    days = occupancy.sweep(stays, situation.meets_stay, rows, starts, ends)
    strangers = _strangers(stays.sibling_groups[days.alive_stays], days)
    outside = ~np.isin(stays.child_ids[days.alive_stays], common)
    strangers[days.alive_days[outside]] = True
    over = np.zeros(count, np.bool_)
    over[days.windows[strangers & (days.together > room[days.windows])]] = True
    return over


def _strangers(groups: Int64, days: occupancy.Sweep) -> Mask:
    """The days on which those who live there already are not all known to be siblings of each other."""
    lowest = np.full(len(days.together), np.iinfo(np.int64).max)
    highest = np.zeros(len(days.together), np.int64)
    np.minimum.at(lowest, days.alive_days, groups)
    np.maximum.at(highest, days.alive_days, groups)
    mixed: Mask = (lowest != highest) | (lowest == 0)
    mixed &= days.together > 1
    return mixed


def _has_place(situation: Situation) -> list[Check]:
    """An approved place for each child on every day of the stay; a booked stay counts from its first day."""
    places, arriving = situation.columns.places, len(situation.request.children)
    unknown = places == UNKNOWN
    fails = situation.most_fostered + arriving > places
    fails &= ~unknown

    def words(row: int, outcome: Outcome) -> str:
        wanted = f"{arriving} place{'s' * (arriving > 1)} needed"
        if outcome is Outcome.NOT_RECORDED:
            return f"The number of approved places is not recorded; {wanted}."
        taken = int(situation.most_fostered[row])
        return f"{places[row]} approved, {taken} taken at most during the stay, {wanted}."

    return [Check(fails, unknown, words)]


def _free_from(situation: Situation, rows: Rows) -> Int32:
    spare = situation.columns.places[rows].astype(np.int32) - len(situation.request.children)
    return occupancy.first_free_days(
        situation.columns.stays,
        situation.others_stay,
        rows,
        spare,
        situation.starts,
        situation.ends,
    )


def _free_later(situation: Situation, row: int) -> Remedy:
    day = int(_free_from(situation, np.array([row]))[0])
    return Remedy(
        _LATER_PLACE.code,
        f"Move on {in_words(day)}, when there is room",
        _LATER_PLACE.approver,
        day,
    )


_LATER_PLACE = Remedy(
    "LATER_DATE", "Move when a place is free", "The child's social worker and the desk"
)


def _is_available(situation: Situation) -> list[Check]:
    """Not on hold and not unavailable on the day of the move; the last day of an absence is free again."""
    columns, absences, day = situation.columns, situation.columns.absences, situation.starts
    covering = (absences.starts_on <= day) & (absences.ends_on > day)
    fails = situation.has(absences.owners[covering])
    unknown = (columns.confirmed_on == UNKNOWN) & ~fails

    def words(row: int, outcome: Outcome) -> str:
        if outcome is Outcome.NOT_RECORDED:
            return "The carers have never confirmed when they are available."
        if outcome is Outcome.PASSES:
            return f"Available; last confirmed on {in_words(columns.confirmed_on[row])}."
        mine = absences.of(row)
        held = bool((covering[mine] & (absences.holds[mine] == YES)).any())
        until = available_from(situation, row)
        said = "On hold" if held else "Not available"
        return (
            f"{said}, with no end given." if until == NEVER else f"{said} until {in_words(until)}."
        )

    return [Check(fails, unknown, words)]


def available_from(situation: Situation, row: int) -> int:
    """The first day from the day of the move on which no absence covers; ``NEVER`` where none is known."""
    absences, day = situation.columns.absences, situation.starts
    mine = absences.of(row)
    for begins, ends in sorted(zip(absences.starts_on[mine], absences.ends_on[mine], strict=True)):
        if begins <= day < ends:
            day = int(ends)
    return day


def _ends_some_day(situation: Situation, rows: Rows) -> Mask:
    return np.array([available_from(situation, row) < NEVER for row in rows], np.bool_)


def _when_available(situation: Situation, row: int) -> Remedy:
    day = available_from(situation, row)
    return Remedy(
        _LATER_START.code,
        f"Move on {in_words(day)}, when they are available",
        _LATER_START.approver,
        day,
    )


_LATER_START = Remedy(
    "NEXT_AVAILABLE", "Move when the carers are available", "The child's social worker and the desk"
)

ROOM_RULES = (
    Rule(
        code="LIM-1",
        label="Over the usual fostering limit, and not all siblings",
        for_carer="More than three fostered children would live in your home.",
        source=Source(
            "Children Act 1989, Schedule 7: no more than three, unless all are siblings or the "
            "authority where the carer lives exempts named children",
            Standing.READ,
        ),
        checks=_within_limit,
        remedy=Remedy(
            "EXEMPTION",
            "Ask for an exemption that names the child, with its conditions, in writing",
            "The authority where the carers live",
        ),
    ),
    Rule(
        code="PLC-1",
        label="No approved place is free for the whole stay",
        for_carer="You have no approved place free for the whole of the stay.",
        source=Source(
            "Care Planning, Placement and Case Review (England) Regulations 2010, regulation 22: "
            "the number of children in the terms of approval",
            Standing.TO_CHECK,
        ),
        checks=_has_place,
        remedy=_LATER_PLACE,
        remediable=lambda situation, rows: _free_from(situation, rows) < NEVER,
        offer=_free_later,
    ),
    Rule(
        code="AVL-1",
        label="On hold or unavailable on the day",
        for_carer="You are on hold or not available on the day.",
        source=Source("The carers' own statement, or their service's hold", Standing.LOCAL),
        checks=_is_available,
        remedy=_LATER_START,
        remediable=_ends_some_day,
        offer=_when_available,
    ),
)
