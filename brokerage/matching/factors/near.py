"""How near the home is to what the child is to keep: school, family, people who matter, brothers and sisters."""

import numpy as np

from brokerage.matching.blocks import Rows
from brokerage.matching.factors.base import Factor, Part, nearness
from brokerage.matching.profiles import Place, PlaceKind
from brokerage.matching.situation import Situation

_WORDS = {
    PlaceKind.SCHOOL: "school",
    PlaceKind.FAMILY: "family time",
    PlaceKind.NETWORK: "somebody who matters",
}


def _school_parts(situation: Situation, rows: Rows) -> list[Part]:
    schools = situation.places(PlaceKind.SCHOOL)
    return [_place_part(situation, rows, place) for place in schools if place.weight]


def _family_parts(situation: Situation, rows: Rows) -> list[Part]:
    people = situation.places(PlaceKind.FAMILY, PlaceKind.NETWORK)
    return [_place_part(situation, rows, place) for place in people if place.weight]


def _place_part(situation: Situation, rows: Rows, place: Place) -> Part:
    miles = situation.miles(place, rows)
    where = place.label or _WORDS[place.kind]

    def words(position: int) -> str:
        if np.isnan(miles[position]):
            return f"The distance to {where} is not known"
        return f"{miles[position]:.1f} miles from {where}"

    question = f"Could you take the child to {where}?"
    return Part(where, place.weight, *nearness(miles, place.limit_miles), words, question)


SCHOOL = Factor("SCHOOL", "Distance to school", 10.0, _school_parts)
FAMILY = Factor("FAMILY", "Distance to family and the people who matter", 10.0, _family_parts)
