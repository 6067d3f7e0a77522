"""What pages read about stays."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from children.models import Child
from placements.lifecycle import PlacementStatus
from placements.models import Placement


@dataclass(frozen=True, slots=True)
class Stay:
    """``days`` counts those until it ended, or until today; None for one that has not started."""

    placement: Placement
    days: int | None

    @property
    def is_cancelled(self) -> bool:
        return self.placement.status == PlacementStatus.CANCELLED


@dataclass(frozen=True, slots=True)
class Summary:
    """Of the stays that began: how many, how many in the last two years, and how many ended unplanned."""

    homes: int
    moves_lately: int
    unplanned: int


def stays_of(child: Child, *, today: dt.date) -> list[Stay]:
    """Every stay of the child, the latest first; one that was cancelled is among them."""
    placements = child.placements.select_related("household__service").order_by("-starts_on", "-pk")
    return [Stay(each, _days(each, today=today)) for each in placements]


def summary_of(stays: Sequence[Stay], *, today: dt.date) -> Summary:
    begun = [stay.placement for stay in stays if stay.days is not None]
    since = today - dt.timedelta(days=2 * 365)
    return Summary(
        homes=len(begun),
        moves_lately=sum(each.starts_on > since for each in begun),
        unplanned=sum(each.end_was_planned is False for each in begun),
    )


def _days(placement: Placement, *, today: dt.date) -> int | None:
    if placement.status not in {PlacementStatus.STARTED, PlacementStatus.ENDED}:
        return None
    return ((placement.ends_on or today) - placement.starts_on).days
