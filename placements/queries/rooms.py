"""Room in a household: matching's rule PLC-1 over its stays, as bookings and introductions ask for it."""

import datetime as dt
from collections.abc import Collection

from accounts.periods import covering
from carers.models import ApprovalTerms, Household
from placements.models import Placement
from placements.numbering import NO_END, first_full_day

Period = tuple[dt.date, dt.date]


def places_on(household: Household, day: dt.date) -> int:
    """How many children the household is approved for on a day; 0 without an approval."""
    approved = household.terms.filter(covering(day), status=ApprovalTerms.Status.APPROVED)
    return approved.values_list("places", flat=True).first() or 0


def first_day_without_room(
    household: Household,
    *,
    starts_on: dt.date,
    ends_on: dt.date | None,
    wanted: int,
    places: int,
    moving: Collection[int] = (),
) -> dt.date | None:
    """The first day of ``[starts_on, ends_on)`` on which ``wanted`` more would be too many; None where there is none.

    Args:
        moving: ids of the children who come. Where they live now, or are booked to, does not count.
    """
    others = household.placements.live().exclude(child__in=moving)
    held = [*(period_of(each) for each in others), *_placed_elsewhere(household)]
    return first_full_day(held, starts_on, ends_on or NO_END, wanted=wanted, places=places)


def period_of(stay: Placement) -> Period:
    """The days on which the stay holds its place."""
    return stay.starts_on, stay.ends_on or stay.planned_end_on or NO_END


def _placed_elsewhere(household: Household) -> list[Period]:
    """Fostered children whom other desks placed: they were there before any day that is asked about."""
    until = household.residents.filter(kind="FOSTERED").values_list("stays_until", flat=True)
    return [(dt.date.min, each or NO_END) for each in until]
