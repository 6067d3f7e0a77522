"""The states of a placement and the only moves between them."""

from django.db.models import TextChoices


class PlacementStatus(TextChoices):
    BOOKED = "BOOKED", "Booked"
    STARTED = "STARTED", "Started"
    ENDED = "ENDED", "Ended"
    CANCELLED = "CANCELLED", "Cancelled"


PLACEMENT_MOVES: dict[PlacementStatus, frozenset[PlacementStatus]] = {
    PlacementStatus.BOOKED: frozenset({PlacementStatus.STARTED, PlacementStatus.CANCELLED}),
    PlacementStatus.STARTED: frozenset({PlacementStatus.ENDED}),
    PlacementStatus.ENDED: frozenset(),
    PlacementStatus.CANCELLED: frozenset(),
}
