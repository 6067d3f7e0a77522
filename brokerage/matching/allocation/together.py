"""Who may live in one home at once: what the rules say of one group, said of several who would arrive together.

Each home on a group's list has passed every rule with those who live there already. What is left to look at is what
arises between groups: places, the usual fostering limit, exclusions, and conditions about the other children. More
arrivals never make anything right that was wrong before, so a set that does not fit is not mended by adding to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from brokerage.matching.allocation.problem import UNKNOWN_PLACES, Home, Part, Stay
from brokerage.matching.rules.room import USUAL_FOSTERING_LIMIT


@dataclass(frozen=True, slots=True)
class Arrival:
    """A part of a group's children in a home for a time."""

    key: int
    part: Part
    starts: int
    ends: int

    def is_there(self, day: int) -> bool:
        return self.starts <= day < self.ends

    def meets(self, other: "Arrival") -> bool:
        return self.starts < other.ends and other.starts < self.ends


def fit(home: Home, arrivals: Sequence[Arrival]) -> bool:
    """Whether they may all live there, each of them having been found to fit alone."""
    if len(arrivals) < 2:
        return True
    for at, one in enumerate(arrivals):
        for other in arrivals[:at]:
            if one.key == other.key or (one.meets(other) and not get_on(one.part, other.part)):
                return False
    return all(_room(home, arrivals, day) for day in days_that_matter(home, arrivals))


def get_on(one: Part, other: Part) -> bool:
    """Whether neither is excluded by, or against a condition of, the other."""
    return _accepts(one, other) and _accepts(other, one)


def _accepts(one: Part, other: Part) -> bool:
    if one.alone or one.excluded_child_ids & other.child_ids:
        return False
    births = [child.birth for child in other.children]
    too_young = one.others_born_by is not None and max(births) > one.others_born_by
    too_old = one.others_born_from is not None and min(births) < one.others_born_from
    return not (too_young or too_old)


def days_that_matter(home: Home, arrivals: Sequence[Arrival]) -> list[int]:
    """The days on which somebody moves in while one of them is there; between these it only gets emptier."""
    days = {arrival.starts for arrival in arrivals}
    days |= {
        stay.starts
        for stay in home.stays
        if any(arrival.starts < stay.starts < arrival.ends for arrival in arrivals)
    }
    return sorted(days)


def living_there(home: Home, day: int, moving: frozenset[int]) -> list[Stay]:
    """Those who live there that day and are not themselves among those who arrive."""
    return [
        stay
        for stay in home.stays
        if stay.starts <= day < stay.ends and not (stay.child_id and stay.child_id in moving)
    ]


def _room(home: Home, arrivals: Sequence[Arrival], day: int) -> bool:
    here = [arrival for arrival in arrivals if arrival.is_there(day)]
    moving = frozenset().union(*(arrival.part.child_ids for arrival in here))
    stays = living_there(home, day, moving)
    count = len(stays) + sum(arrival.part.size for arrival in here)
    if home.places == UNKNOWN_PLACES:
        if len(here) > 1:
            return False
    elif here and count > home.places:
        return False
    return within_limit(home, here, stays, count)


def within_limit(home: Home, here: Sequence[Arrival], stays: Sequence[Stay], count: int) -> bool:
    """The usual fostering limit, for each who arrives: no more than allowed for it, unless all there are siblings."""
    over = any(count > allowed(home, arrival.part) for arrival in here)
    return not over or all_siblings(here, stays)


def allowed(home: Home, part: Part) -> int:
    return part.most_children.get(home.home_id, USUAL_FOSTERING_LIMIT)


def all_siblings(here: Sequence[Arrival], stays: Sequence[Stay]) -> bool:
    movers = [child for arrival in here for child in arrival.part.children]
    everybody = {child.child_id for child in movers} | {stay.child_id for stay in stays}
    if 0 in everybody or len(everybody) < len(movers) + len(stays):
        return False
    groups = {stay.sibling_group for stay in stays}
    if len(stays) > 1 and (len(groups) > 1 or 0 in groups):
        return False
    return all(everybody - {child.child_id} <= child.sibling_ids for child in movers)
