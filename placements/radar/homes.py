"""Whom the radar looks at: children in residential care, and children who live at a distance. Plain Python.

A move to family living ends residential care. Which placement codes are residential is decided here, each with its
reason, and nowhere else.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

RESIDENTIAL = {
    "K1": "Secure children's home: a home without a family, and the order that keeps the child there must end. "
    "Listed so that the next home is found before it does.",
    "K2": "Children's home: a home without a family.",
    "R1": "Residential care home: a home without a family.",
    "S1": "Residential school: a home without a family, at least in term.",
}
NOT_RESIDENTIAL = {
    "K3": "Supported accommodation is for those of 16 and over who are preparing to live independently.",
    "H5": "Semi-independent living, as supported accommodation.",
    "P2": "Independent living.",
    "R2": "A health establishment: the child leaves when treatment ends, whatever home is found.",
    "R3": "A family centre or mother and baby unit: the child is there with a parent.",
    "R5": "Custody: the child leaves when the sentence or the remand ends.",
    "Z1": "Another placement: not known to be residential. Put the right code to have the child listed.",
    **dict.fromkeys(("U1", "U2", "U3"), "A family: relatives or friends."),
    **dict.fromkeys(("U4", "U5", "U6"), "A family: foster carers."),
    **dict.fromkeys(("A3", "A4", "A5", "A6"), "A family: adopters."),
    "P1": "A family: the parents.",
}
# Where being far from home is not a reason to look for another one.
NOT_AT_A_DISTANCE = {
    **dict.fromkeys(("A3", "A4", "A5", "A6"), "The child has joined this family for good."),
    "P1": "The parents' home is the child's home.",
    "R5": "Nobody chooses where custody is.",
}
FAR_MILES = 20
FAR_SOURCE = "DfE's measure of placement location: more than 20 miles from home and outside the authority's boundary"


class Why(StrEnum):
    RESIDENTIAL = "RESIDENTIAL"
    DISTANCE = "DISTANCE"

    @property
    def label(self) -> str:
        return {"RESIDENTIAL": "In residential care", "DISTANCE": "At a distance"}[self.value]


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay on record, ``[starts_on, ends_on)``."""

    setting: str
    starts_on: dt.date
    ends_on: dt.date | None


def reasons(*, setting: str, miles: float | None, is_outside: bool | None) -> tuple[Why, ...]:
    """Why a child who lives in this setting is on the radar; empty for a child who is not.

    A distance or a boundary that is not known puts nobody on it.
    """
    found = []
    if setting in RESIDENTIAL:
        found.append(Why.RESIDENTIAL)
    if setting not in NOT_AT_A_DISTANCE and is_far(miles=miles, is_outside=is_outside):
        found.append(Why.DISTANCE)
    return tuple(found)


def is_far(*, miles: float | None, is_outside: bool | None) -> bool:
    """More than 20 miles, so 20.0 is not; and outside the area."""
    return miles is not None and miles > FAR_MILES and is_outside is True


def residential_since(stays: Iterable[Stay], *, today: dt.date) -> dt.date | None:
    """The day since which the child has lived in residential care without a break, whichever homes it was.

    None for a child who does not live there today. A day between two stays is a break.
    """
    since: dt.date | None = None
    for stay in sorted(stays, key=lambda each: each.starts_on, reverse=True):
        if stay.starts_on > today:
            continue
        touches = (
            stay.ends_on is None or stay.ends_on > today if since is None else stay.ends_on == since
        )
        if stay.setting not in RESIDENTIAL or not touches:
            break
        since = stay.starts_on
    return since
