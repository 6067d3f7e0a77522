"""What a plan for the desk is made from: children who wait, homes with places, and what people have fixed.

Everything is in the installation's own numbers. Days are ordinals and periods half-open, as everywhere in the core.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from brokerage.matching.blocks import Floats, Int64, Mask

UNKNOWN_PLACES = -1


class LocksClash(ValueError):
    """What was fixed cannot be: a home is no longer on the group's list, or two groups do not fit into one home."""

    def __init__(self, keys: tuple[int, ...]) -> None:
        self.keys = keys
        super().__init__(f"Fixed choices that cannot be kept: {keys}.")


@dataclass(frozen=True, slots=True)
class Mover:
    child_id: int
    birth: int
    sibling_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, eq=False)
class Part:
    """Children who would move into one home together, and the homes that the rules let them be asked for.

    Args:
        home_ids: in the order of their ranking, best first; ``scores`` (0 to 100) go with them.
        alone: no other child may live there: an essential condition of these children.
        others_born_by, others_born_from: the last and the first birth day that another child there may have.
        most_children: by home, how many fostered children may live there under an exemption that names each of these.
    """

    children: tuple[Mover, ...]
    home_ids: Int64
    scores: Floats
    alone: bool = False
    others_born_by: int | None = None
    others_born_from: int | None = None
    excluded_child_ids: frozenset[int] = frozenset()
    most_children: Mapping[int, int] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return len(self.children)

    @cached_property
    def child_ids(self) -> frozenset[int]:
        return frozenset(child.child_id for child in self.children)


@dataclass(frozen=True, eq=False)
class Group:
    """One referral: a child, or siblings who look for a home together.

    Args:
        weight: how much each of its children counts; a whole number, more for the more urgent.
        arrived: its place in the order of arrival.
        ways: how its children may be placed. The first is together; each other is a split, as parts, which is to be
            given only where it is allowed and no home takes them together.

    Raises:
        ValueError: a split is given although homes take them together.
    """

    key: int
    weight: int
    arrived: int
    starts: int
    ends: int
    ways: tuple[tuple[Part, ...], ...]

    def __post_init__(self) -> None:
        if len(self.ways) > 1 and len(self.together.home_ids):
            raise ValueError("Siblings whom one home takes are not to be parted.")

    @property
    def together(self) -> Part:
        return self.ways[0][0]

    @property
    def size(self) -> int:
        return self.together.size


@dataclass(frozen=True, slots=True)
class Stay:
    """A fostered child who lives there or is booked to; 0 for a child or siblings that nobody here knows."""

    child_id: int
    sibling_group: int
    starts: int
    ends: int


@dataclass(frozen=True, slots=True)
class Home:
    """``places`` is how many children it is approved for; -1 where that is not recorded.

    ``hold_back`` is what keeping one of its places free is worth, in points of a score (see ``scarcity``).
    """

    home_id: int
    places: int
    stays: tuple[Stay, ...] = ()
    hold_back: float = 0.0


@dataclass(frozen=True, slots=True)
class Keep:
    """ "Keep this one": these children of the group to these homes, whatever else."""

    key: int
    parts: tuple[tuple[frozenset[int], int], ...]


@dataclass(frozen=True, slots=True)
class Forbid:
    """ "Not this one": none of the group's children to this home."""

    key: int
    home_id: int


@dataclass(frozen=True, eq=False)
class Problem:
    """Groups in any order, no key twice, and every home that a part of one of them names."""

    groups: tuple[Group, ...]
    homes: Mapping[int, Home]
    keeps: tuple[Keep, ...] = ()
    forbids: tuple[Forbid, ...] = ()

    @cached_property
    def by_key(self) -> Mapping[int, Group]:
        return {group.key: group for group in self.groups}

    @property
    def children(self) -> int:
        return sum(group.size for group in self.groups)


@dataclass(frozen=True, slots=True)
class Assignment:
    """``homes[i]`` is for part ``i`` of the group's way number ``way``."""

    key: int
    way: int
    homes: tuple[int, ...]


Plan = Mapping[int, Assignment]  # by the group's key; a group without a home is not in it


def narrowed(part: Part, wanted: Mask) -> Part:
    """The same children with some of their homes."""
    return Part(
        part.children,
        part.home_ids[wanted],
        part.scores[wanted],
        part.alone,
        part.others_born_by,
        part.others_born_from,
        part.excluded_child_ids,
        part.most_children,
    )
