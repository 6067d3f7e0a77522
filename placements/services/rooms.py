"""Whether a household has room for a stay, and which place numbers make that so.

There is room where, on every day of the stay, those who live there and those who come are no more than the places
approved on its first day. That is ranking's rule PLC-1, word for word: a household that ranking passes can be booked.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from django.db.models import Case, Max, Value, When

from accounts.periods import covering
from carers.models import ApprovalTerms, Household
from placements.models import Placement
from placements.numbering import NO_END, Held, Numbering, first_full_day, number, settle
from placements.services.refusals import NoPlaceFree

Period = tuple[dt.date, dt.date]


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
    terms = household.terms.filter(
        covering(starts_on), status=ApprovalTerms.Status.APPROVED
    ).first()
    if terms is None:
        raise NoPlaceFree
    others = household.placements.live().exclude(child__in=moving)
    full = first_full_day(
        [*(_period(each) for each in others), *_placed_elsewhere(household)],
        starts_on,
        ends_on or NO_END,
        wanted=wanted,
        places=terms.places,
    )
    if full:
        raise NoPlaceFree(full if full > starts_on else None)
    return terms.places


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


def _placed_elsewhere(household: Household) -> list[Period]:
    """Fostered children whom other desks placed: they were there before any day that is asked about."""
    until = household.residents.filter(kind="FOSTERED").values_list("stays_until", flat=True)
    return [(dt.date.min, each or NO_END) for each in until]


def _held(stays: Iterable[Placement], *, today: dt.date) -> list[Held]:
    return [
        Held(each.pk, *_period(each), each.place_number or 1, is_over=_period(each)[1] <= today)
        for each in stays
    ]


def _period(stay: Placement) -> Period:
    """The days on which the stay holds its place."""
    return stay.starts_on, stay.ends_on or stay.planned_end_on or NO_END


def _most_ever_approved(household: Household) -> int:
    return household.terms.aggregate(most=Max("places"))["most"] or 0
