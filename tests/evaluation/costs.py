"""Children who step down, as the desk records them."""

import datetime as dt

from accounts.models import FosteringService
from placements.lifecycle import PlacementStatus
from tests.factories import (
    TODAY,
    ChildFactory,
    HouseholdFactory,
    PlacementFactory,
    ServiceFactory,
)

DAY = dt.timedelta(days=1)
MOVED = TODAY - 280 * DAY


def step_down(authority, *, child__birth_date=None, **after):
    """A child who left a home at £5,000 a week for the authority's own carers at £1,000, 40 weeks before TODAY."""
    born = {"birth_date": child__birth_date} if child__birth_date else {}
    child = ChildFactory(authority=authority, **born)
    service = ServiceFactory(kind=FosteringService.Kind.OWN, authority=authority)
    PlacementFactory(
        child=child,
        household=None,
        place_number=None,
        setting="K2",
        kind="",
        provider_name="Fern Court",
        starts_on=MOVED - 100 * DAY,
        weekly_cost_pence=500_000,
        **ended(MOVED, "STEP_DOWN"),
    )
    given = {
        "household": HouseholdFactory(service=service),
        "starts_on": MOVED,
        "status": PlacementStatus.STARTED,
        "weekly_cost_pence": 100_000,
    }
    PlacementFactory(child=child, **given | after)
    return child


def ended(day, reason, *, planned=True):
    return {
        "ends_on": day,
        "status": PlacementStatus.ENDED,
        "end_reason": reason,
        "end_was_planned": planned,
    }
