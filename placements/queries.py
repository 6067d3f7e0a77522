"""What pages read about stays."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from accounts.models import User
from accounts.periods import covering
from carers.models import ApprovalTerms, Household
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


@dataclass(frozen=True, slots=True)
class PlaceTaken:
    """A stay in a household, as one person may see it.

    ``placement`` is there only where that person may see the child. Of anybody else's child there are days and
    nothing more: ``until`` is the first day on which the place is free, None where no end is known.
    """

    starts_on: dt.date
    until: dt.date | None
    days: int | None
    placement: Placement | None


@dataclass(frozen=True, slots=True)
class Places:
    """A household's places today: approved (None without approval), held by stays, held from elsewhere."""

    approved: int | None
    held: int
    elsewhere: int


def as_seen(stays: Iterable[Placement], *, viewer: User, today: dt.date) -> list[PlaceTaken]:
    """Stays of a household in the order given, with the child only where the viewer may see the child."""
    found = list(stays)
    visible = Placement.objects.visible_to(viewer).select_related("child")
    seen = visible.in_bulk([each.pk for each in found])
    return [
        PlaceTaken(
            starts_on=each.starts_on,
            until=each.ends_on or each.planned_end_on,
            days=_days(each, today=today),
            placement=seen.get(each.pk),
        )
        for each in found
    ]


def places_of(household: Household, *, today: dt.date) -> Places:
    """How many of a household's places are taken today, as the list of households counts them."""
    approved = household.terms.filter(covering(today), status=ApprovalTerms.Status.APPROVED)
    leaves_later = Q(stays_until__isnull=True) | Q(stays_until__gt=today)
    return Places(
        approved=approved.values_list("places", flat=True).first(),
        held=household.placements.live().holding(today, today + dt.timedelta(days=1)).count(),
        elsewhere=household.residents.filter(leaves_later, kind="FOSTERED").count(),
    )


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
