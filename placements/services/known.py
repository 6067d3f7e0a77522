"""Stays that another record tells of: written down as they were, or put right."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import User
from placements.distance import miles_from_home
from placements.models import Placement
from placements.services.booking import lock_child
from placements.services.refusals import CannotSave, refusal
from reference import postcodes

# What may be put right of a stay that has begun.
CORRECTABLE = frozenset(
    {
        "setting", "postcode", "starts_on", "ends_on", "status", "end_reason", "end_was_planned", "end_note",
    }
)  # fmt: skip


@transaction.atomic
def record_stays(*, stays: Sequence[Placement], by: User, at: dt.datetime) -> list[Placement]:
    """Record stays outside the desk's households that began already. The caller knows that they overlap none."""
    for stay, place in zip(
        stays, postcodes.place_many(each.postcode for each in stays), strict=True
    ):
        _locate(stay, place)
        stay.booked_by, stay.booked_at = by, at
    return Placement.objects.bulk_create(stays)


@transaction.atomic
def correct_stay(*, placement: Placement, by: User, at: dt.datetime, **values: Any) -> Placement:
    """Put a stay right that was recorded wrongly.

    Args:
        values: any of ``CORRECTABLE``.

    Raises:
        CannotSave: it would then share a day with another stay, or take a place that is not there.
    """
    if unknown := values.keys() - CORRECTABLE:
        raise TypeError(f"Not to be put right here: {', '.join(sorted(unknown))}")
    lock_child(placement.child_id)
    locked = Placement.objects.select_for_update(of=("self",)).get(pk=placement.pk)
    for name, value in values.items():
        setattr(locked, name, value)
    if "postcode" in values:
        _locate(locked, next(postcodes.place_many([locked.postcode])))
    try:
        with transaction.atomic():
            locked.save()
    except IntegrityError as problem:
        if (refused := refusal(problem)) is problem:
            raise CannotSave("The days do not fit together.") from problem
        raise CannotSave(str(refused)) from problem
    return locked


def _locate(stay: Placement, place: postcodes.Place | None) -> None:
    stay.district_code = place.lad_code if place else ""
    easting, northing = (place.easting_m, place.northing_m) if place else (None, None)
    stay.distance_miles = miles_from_home(stay.child, easting, northing)
