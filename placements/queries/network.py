"""The people around a child, from the rows: now, and after a move that is booked or proposed."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from carers.models import Household
from children.models import Child
from placements import network
from placements.lifecycle import PlacementStatus
from placements.models import Placement
from placements.network import Change, Person, Picture, Point
from reference import postcodes


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """``move`` says in words which move is looked at; empty where none is proposed."""

    now: Picture
    then: Picture | None
    changes: tuple[Change, ...]
    rows: list[tuple[Change, Any]]
    move: str
    losses: int


def map_of(child: Child, *, today: dt.date, household: Household | None = None) -> Map:
    """Args: ``household`` is a proposed home; without it a booked stay is looked at, if there is one."""
    records = {person.pk: person for person in child.people.all()}
    people = [_person(person) for person in records.values()]
    booked = _booked(child) if household is None else None
    there = _point_of(household) if household else _stay_point(booked)
    found = network.changes(people, here=_stay_point(_now(child, today=today)), there=there)
    has_move = bool(household or booked)
    title = "The people around the child"
    after = network.picture(people, id="network-then", title=f"{title}, after the move", after=True)
    return Map(
        now=network.picture(people, id="network-now", title=f"{title}, now", after=False),
        then=after if has_move else None,
        changes=found,
        rows=[(change, records[change.person.key]) for change in found],
        move=_move_in_words(household, booked),
        losses=sum(change.is_loss for change in found) if has_move else 0,
    )


def _person(record: Any) -> Person:
    return Person(
        key=record.pk,
        name=record.name,
        relation=record.relation,
        group=record.kind,
        contact=record.contact,
        strength=record.strength,
        times_a_month=float(record.times_a_month) if record.times_a_month is not None else None,
        is_supervised=bool(record.is_supervised),
        point=_point(record.easting, record.northing),
    )


def _now(child: Child, *, today: dt.date) -> Placement | None:
    stays = child.placements.on(today).exclude(status=PlacementStatus.BOOKED)
    found: Placement | None = stays.select_related("household").order_by("-starts_on").first()
    return found


def _booked(child: Child) -> Placement | None:
    stays = child.placements.filter(status=PlacementStatus.BOOKED).select_related("household")
    found: Placement | None = stays.order_by("starts_on").first()
    return found


def _stay_point(stay: Placement | None) -> Point | None:
    if stay is None:
        return None
    if stay.household and (point := _point_of(stay.household)):
        return point
    (place,) = postcodes.place_many([stay.postcode])
    return Point(place.easting_m, place.northing_m) if place else None


def _point_of(household: Household) -> Point | None:
    return _point(household.easting, household.northing)


def _point(easting: int | None, northing: int | None) -> Point | None:
    return None if easting is None or northing is None else Point(easting, northing)


def _move_in_words(household: Household | None, booked: Placement | None) -> str:
    if household:
        return f"to {household.name}, as proposed"
    if booked:
        home = booked.household.name if booked.household else booked.provider_name or "a new home"
        return f"to {home}, as booked"
    return ""
