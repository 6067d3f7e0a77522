"""The people around a child as a picture: the child in the middle, the closest people on the inmost ring.

Pure: people in, places on a drawing out. A line says what becomes of the tie, by its shape as much as its colour. The
picture holds initials, because it can be read across a room; the list beside it holds the names.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import cos, hypot, pi, sin

SIZE = 360  # both ways: as wide as a phone
MIDDLE = SIZE / 2
RINGS = {4: 58, 3: 94, 2: 128, 1: 158}
UNKNOWN_RING = 1
LARGEST, SMALLEST = 15.0, 6.0
METRES_IN_A_MILE = 1609.3
FARTHER = 5.0  # miles more than now that are said aloud; a choice of ours


class Tie(StrEnum):
    """What a tie is, or becomes."""

    CONTINUES = "CONTINUES"
    LIMITED = "LIMITED"
    UNDECIDED = "UNDECIDED"
    ENDS = "ENDS"
    NONE = "NONE"

    @property
    def words(self) -> str:
        return _TIES[self][0]

    @property
    def dashes(self) -> str:
        """As SVG writes them; empty for an unbroken line."""
        return _TIES[self][1]

    @property
    def colour(self) -> str:
        return _TIES[self][2]


_TIES = {
    Tie.CONTINUES: ("Continues", "", "#12436d"),
    Tie.LIMITED: ("Limited or supervised", "8 4", "#12436d"),
    Tie.UNDECIDED: ("Not decided", "1 5", "#505a5f"),
    Tie.ENDS: ("Would end", "2 6", "#a8231a"),
    Tie.NONE: ("No contact", "2 6", "#505a5f"),
}


@dataclass(frozen=True, slots=True)
class Point:
    """A grid reference in metres."""

    easting: int
    northing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody in the child's life. ``contact`` is a code of ``ImportantPerson.Contact``; ``strength`` 1 to 4."""

    key: int
    name: str
    relation: str
    group: str
    contact: str
    strength: int | None = None
    times_a_month: float | None = None
    is_supervised: bool = False
    point: Point | None = None

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.name.split()[:2]).upper()

    @property
    def now(self) -> Tie:
        if not self._meets and self.contact == "NONE":
            return Tie.NONE
        return Tie.LIMITED if self.is_supervised or self.contact == "LIMITED" else Tie.CONTINUES

    @property
    def then(self) -> Tie:
        """After the move. What nobody has decided is not taken to continue."""
        if self.contact == "NONE":
            return Tie.ENDS if self._meets else Tie.NONE
        if self.contact == "NOT_KNOWN":
            return Tie.UNDECIDED
        limited = self.contact == "LIMITED" or self.is_supervised
        return Tie.LIMITED if limited else Tie.CONTINUES

    @property
    def _meets(self) -> bool:
        return bool(self.times_a_month)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One person in the list: the tie now and then, and how far away they are."""

    person: Person
    now: Tie
    then: Tie
    miles_now: float | None
    miles_then: float | None

    @property
    def is_farther(self) -> bool:
        known = self.miles_now is not None and self.miles_then is not None
        return known and (self.miles_then or 0) - (self.miles_now or 0) > FARTHER

    @property
    def is_loss(self) -> bool:
        """What should be looked at before the decision."""
        return self.then in {Tie.ENDS, Tie.UNDECIDED} or self.is_farther


@dataclass(frozen=True, slots=True)
class Node:
    x: str
    y: str
    radius: str
    text: str
    tie: Tie


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """``id`` must be the only one of its name on the page."""

    id: str
    title: str
    description: str
    nodes: Sequence[Node]
    size: int = SIZE
    middle: str = f"{MIDDLE:g}"

    @property
    def rings(self) -> list[int]:
        return list(RINGS.values())


def changes(
    people: Sequence[Person], *, here: Point | None, there: Point | None
) -> tuple[Change, ...]:
    """What the move would mean for each tie, losses first; ``there`` is None while no move is proposed."""
    found = [
        Change(
            person=person,
            now=person.now,
            then=person.then,
            miles_now=miles(here, person.point),
            miles_then=miles(there, person.point),
        )
        for person in people
    ]
    return tuple(sorted(found, key=lambda change: (not change.is_loss, change.person.key)))


def picture(people: Sequence[Person], *, id: str, title: str, after: bool) -> Picture:  # noqa: A002
    """The ties now, or as they would be ``after`` the move."""
    ties = {person.key: person.then if after else person.now for person in people}
    return Picture(
        id=id,
        title=title,
        description=described(list(ties.values())),
        nodes=[node for ring in RINGS for node in _on_ring(ring, people, ties)],
    )


def described(ties: Sequence[Tie]) -> str:
    """The picture in a sentence: ``People: 5. Continues: 3. Would end: 2.``"""
    counted = [(tie, sum(each == tie for each in ties)) for tie in Tie]
    said = " ".join(f"{tie.words}: {number}." for tie, number in counted if number)
    return f"People: {len(ties)}. {said}".strip()


def miles(one: Point | None, other: Point | None) -> float | None:
    if one is None or other is None:
        return None
    metres = hypot(one.easting - other.easting, one.northing - other.northing)
    return round(metres / METRES_IN_A_MILE, 1)


def _on_ring(ring: int, people: Sequence[Person], ties: dict[int, Tie]) -> list[Node]:
    """People of one strength, evenly around, those of one group beside each other."""
    here = [person for person in people if (person.strength or UNKNOWN_RING) == ring]
    here.sort(key=lambda person: (person.group, person.key))
    if not here:
        return []
    distance, turn = RINGS[ring], 2 * pi / len(here)
    radius = max(min(LARGEST, distance * sin(min(turn, pi) / 2) * 0.9), SMALLEST)
    start = -pi / 2 + ring * pi / 7  # so that the rings' first people are not all in one line
    return [
        Node(
            x=f"{MIDDLE + distance * cos(start + place * turn):.1f}",
            y=f"{MIDDLE + distance * sin(start + place * turn):.1f}",
            radius=f"{radius:.1f}",
            text=person.initials,
            tie=ties[person.key],
        )
        for place, person in enumerate(here)
    ]
