"""Whether a plan keeps every promise, worked out from what the plan was asked and from nothing else of the planner's.

It walks through the days of each home child by child, slowly and plainly, and shares no function with the planner: a
mistake there has to be made twice to stay hidden. Every plan passes it before anybody sees it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from brokerage.matching.allocation.problem import Assignment, Group, Mover, Part, Plan, Problem

LIMIT = 3  # fostered children who are not all siblings


@dataclass(frozen=True)
class _Living:
    """A child in a home from one day until before another; ``part`` is none for one who lives there already."""

    child_id: int
    since: int
    until: int
    siblings: frozenset[int]
    sibling_group: int = 0
    mover: Mover | None = None
    part: Part | None = None
    key: int = 0


def problems_with(problem: Problem, plan: Plan) -> list[str]:
    """What is wrong with a plan, in words; nothing for one that may be shown."""
    found = [*_wrong_choices(problem, plan), *_broken_locks(problem, plan)]
    if found:
        return found
    for home in sorted({home for assignment in plan.values() for home in assignment.homes}):
        people = list(_people(problem, plan, home))
        for day in sorted({person.since for person in people}):
            here = [person for person in people if person.since <= day < person.until]
            if any(person.part for person in here):
                moving = {person.child_id for person in here if person.part}
                here = [p for p in here if p.part or p.child_id == 0 or p.child_id not in moving]
                found += [
                    f"Home {home}, day {day}: {words}" for words in _wrong(problem, home, here)
                ]
    return found


def _wrong_choices(problem: Problem, plan: Plan) -> Iterator[str]:
    groups = {group.key: group for group in problem.groups}
    for key, assignment in plan.items():
        if key != assignment.key or key not in groups:
            yield f"{key} is not one of the groups."
        elif not 0 <= assignment.way < len(groups[key].ways):
            yield f"{key} is placed in a way that is not open to it."
        elif len(assignment.homes) != len(groups[key].ways[assignment.way]):
            yield f"{key} is placed in part."
        elif len(set(assignment.homes)) != len(assignment.homes):
            yield f"{key} is split into one home."
        else:
            yield from _off_the_list(groups[key], assignment)


def _off_the_list(group: Group, assignment: Assignment) -> Iterator[str]:
    parts = group.ways[assignment.way]
    if {c.child_id for p in parts for c in p.children} != {
        c.child_id for c in group.ways[0][0].children
    }:
        yield f"{group.key}: not all of its children are placed."
    for part, home in zip(parts, assignment.homes, strict=True):
        if home not in part.home_ids.tolist():
            yield f"{group.key} is in home {home}, which the rules rule out."


def _broken_locks(problem: Problem, plan: Plan) -> Iterator[str]:
    groups = {group.key: group for group in problem.groups}
    for keep in problem.keeps:
        chosen = plan.get(keep.key)
        parts = groups[keep.key].ways[chosen.way] if chosen else ()
        homes = chosen.homes if chosen else ()
        is_now = {
            (frozenset(child.child_id for child in part.children), home)
            for part, home in zip(parts, homes, strict=True)
        }
        if is_now != set(keep.parts):
            yield f"{keep.key} was to keep its home."
    for forbid in problem.forbids:
        chosen = plan.get(forbid.key)
        if chosen and forbid.home_id in chosen.homes:
            yield f"{forbid.key} was not to go to home {forbid.home_id}."


def _people(problem: Problem, plan: Plan, home: int) -> Iterator[_Living]:
    for stay in problem.homes[home].stays:
        yield _Living(stay.child_id, stay.starts, stay.ends, frozenset(), stay.sibling_group)
    groups = {group.key: group for group in problem.groups}
    for assignment in plan.values():
        group = groups[assignment.key]
        for part, where in zip(group.ways[assignment.way], assignment.homes, strict=True):
            if where == home:
                for child in part.children:
                    yield _Living(
                        child.child_id, group.starts, group.ends, child.sibling_ids,
                        mover=child, part=part, key=group.key,
                    )  # fmt: skip


def _wrong(problem: Problem, home: int, here: list[_Living]) -> Iterator[str]:
    """What is wrong with those who would live in one home on one day."""
    places = problem.homes[home].places
    arriving = [person for person in here if person.part]
    referrals = {person.key for person in arriving}
    if places < 0 and len(referrals) > 1:
        yield "places are not recorded, and two referrals share it."
    if 0 <= places < len(here):
        yield f"{len(here)} children, {places} places."
    if len(referrals) > 1 and len({(p.key, id(p.part)) for p in arriving}) > len(referrals):
        yield "two parts of a split."
    for person in arriving:
        limit = dict(person.part.most_children if person.part else {}).get(home, LIMIT)
        if len(here) > limit and not _are_all_siblings(here):
            yield f"{len(here)} children, over the limit of {limit}."
        for other in arriving:
            if other.key != person.key and not _may_share(person, other):
                yield f"child {person.child_id} must not live with {other.child_id}."


def _are_all_siblings(here: list[_Living]) -> bool:
    for person in here:
        for other in here:
            if person is other:
                continue
            if person.child_id == 0 and person.part is None and other.part is not None:
                return False
            if person.part is not None and other.child_id not in person.siblings:
                return False
            if (
                person.part is None
                and other.part is None
                and not (person.sibling_group and person.sibling_group == other.sibling_group)
            ):
                return False
    return True


def _may_share(person: _Living, other: _Living) -> bool:
    """Whether the conditions of those with whom a child arrives bear another child who arrives."""
    part, mover = person.part, other.mover
    if part is None or mover is None:
        return True
    if part.alone or mover.child_id in part.excluded_child_ids:
        return False
    if part.others_born_by is not None and mover.birth > part.others_born_by:
        return False
    return part.others_born_from is None or mover.birth >= part.others_born_from
