"""Places that stays hold, for lists of households that do not know what a stay is."""

import datetime as dt

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from placements.models import Placement


def places_held(day: dt.date) -> Combinable:
    """How many of a household's places this desk's stays hold on a day, as an expression over households."""
    over = Q(ends_on__lte=day) | Q(ends_on__isnull=True, planned_end_on__lte=day)
    here = (
        Placement.objects.live().filter(starts_on__lte=day, household=OuterRef("pk")).exclude(over)
    )
    counted = here.order_by().values("household").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
