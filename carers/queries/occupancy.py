"""Who takes up a household's places.

Children placed through this desk are records of an app above this one, which adds itself with :func:`count_with`.
Fostered children placed from elsewhere are residents, and are counted here.
"""

import datetime as dt
from collections.abc import Callable

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from carers.models import Resident

Counter = Callable[[dt.date], Combinable]

_counters: list[Counter] = []


def count_with(counter: Counter) -> None:
    """Add a count of places taken. ``counter(day)`` is an expression over households, never null.

    An app calls it once, when it is ready.
    """
    if counter not in _counters:
        _counters.append(counter)


def taken_on(day: dt.date) -> Combinable:
    """How many of a household's places are taken on the day, as an expression over households."""
    total: Combinable = _placed_from_elsewhere(day)
    for counter in _counters:
        total = total + counter(day)
    return total


def _placed_from_elsewhere(day: dt.date) -> Combinable:
    here = Resident.objects.filter(
        Q(stays_until=None) | Q(stays_until__gt=day),
        household=OuterRef("pk"),
        kind=Resident.Kind.FOSTERED,
    )
    counted = here.order_by().values("household").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
