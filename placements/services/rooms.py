"""Whether a household has room for a stay, and which place numbers make that so.

There is room where, on every day of the stay, those who live there and those who come are no more than the places
approved on its first day. That is ranking's rule PLC-1, word for word: a household that ranking passes can be booked.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from django.db.models import Case, Max, Value, When

from carers.models import Household
from placements.models import Placement
from placements.numbering import NO_END, Held, Numbering, number, settle
from placements.queries.rooms import first_day_without_room, period_of, places_on
from placements.services.refusals import NoPlaceFree


def check_room(
    *,
    household: Household,
    starts_on: dt.date,
    ends_on: dt.date | None,
    wanted: int,
    moving: Collection[int] = (),
) -> int:
    """The places approved on ``starts_on``, once there is known to be room on every day of ``[starts_on, ends_on)``.

    Args:
        wanted: how many children come.
        moving: ids of those children. Where they live now does not count: they leave it for this.

    Raises:
        NoPlaceFree: on some day there is none.
    """
    places = places_on(household, starts_on)
    if not places:
        raise NoPlaceFree
    full = first_day_without_room(
        household, starts_on=starts_on, ends_on=ends_on, wanted=wanted, places=places, moving=moving
    )
    if full:
        raise NoPlaceFree(full if full > starts_on else None)
    return places


def take_places(
    *,
    household: Household,
    starts_on: dt.date,
    ends_on: dt.date | None,
    wanted: int,
    today: dt.date,
) -> tuple[int, ...]:
    """Numbers for ``wanted`` new stays, once other stays have the numbers that leave these free.

    The caller holds the household's lock, and books at once.

    Raises:
        NoPlaceFree: on some day there is no room.
    """
    places = check_room(household=household, starts_on=starts_on, ends_on=ends_on, wanted=wanted)
    found = _numbers(household, starts_on, ends_on, wanted=wanted, places=places, today=today)
    if found is None:
        raise NoPlaceFree
    renumber(found.changed)
    return found.new


def take_place_again(
    placement: Placement, *, starts_on: dt.date, ends_on: dt.date | None, today: dt.date
) -> int:
    """A number for a booked stay that is to have other days, once other stays have the numbers that leave it free.

    The caller holds the household's lock, and saves the new days and number at once.

    Raises:
        NoPlaceFree: on some day of ``[starts_on, ends_on)`` there is no room.
    """
    household = placement.household
    if household is None:
        raise ValueError("a stay outside a household takes no place")
    places = check_room(
        household=household,
        starts_on=starts_on,
        ends_on=ends_on,
        wanted=1,
        moving=[placement.child_id],
    )
    found = number(
        _held(household.placements.live().exclude(pk=placement.pk), today=today),
        starts_on=starts_on,
        until=ends_on or NO_END,
        wanted=1,
        places=places,
        highest=_most_ever_approved(household),
    )
    if found is None:
        raise NoPlaceFree
    renumber(found.changed)
    return found.new[0]


def _numbers(
    household: Household,
    starts_on: dt.date,
    ends_on: dt.date | None,
    *,
    wanted: int,
    places: int,
    today: dt.date,
) -> Numbering | None:
    return number(
        _held(household.placements.live(), today=today),
        starts_on=starts_on,
        until=ends_on or NO_END,
        wanted=wanted,
        places=places,
        highest=_most_ever_approved(household),
    )


def hold_until(placement: Placement, ends_on: dt.date | None, *, today: dt.date) -> bool:
    """Let a stay hold a place until ``ends_on``, under another number where its own is taken from some day on.

    Changes numbers only: the caller holds the household's lock, and saves the new end itself, of which the numbers
    take account already. False, and nothing is changed, where the household has no more numbers.
    """
    household = placement.household
    if household is None:
        return True
    others = _held(household.placements.live().exclude(pk=placement.pk), today=today)
    longer = Held(placement.pk, placement.starts_on, ends_on or NO_END, placement.place_number or 1)
    changed = settle([*others, longer], highest=_most_ever_approved(household))
    if changed is None:
        return False
    renumber(changed)
    placement.place_number = changed.get(placement.pk, placement.place_number)
    return True


def renumber(changed: Mapping[int, int]) -> None:
    """Give stays other numbers, in one statement: the constraint looks once it is over, so two may change places."""
    if changed:
        whens = [When(pk=key, then=Value(new)) for key, new in changed.items()]
        Placement.objects.filter(pk__in=changed).update(place_number=Case(*whens))


def _held(stays: Iterable[Placement], *, today: dt.date) -> list[Held]:
    return [
        Held(each.pk, *period_of(each), each.place_number or 1, is_over=period_of(each)[1] <= today)
        for each in stays
    ]


def _most_ever_approved(household: Household) -> int:
    return household.terms.aggregate(most=Max("places"))["most"] or 0
