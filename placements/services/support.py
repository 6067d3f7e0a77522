"""What makes a placement work: adding to its plan, and recording what became of each item."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from placements.lifecycle import PlacementStatus
from placements.models import Placement, SupportItem

OPEN = frozenset({PlacementStatus.BOOKED, PlacementStatus.STARTED})


class PlacementOver(Exception):
    """The stay has ended or was cancelled, so nothing is planned for it any more."""

    def __init__(self) -> None:
        super().__init__("This stay is over, so its support can no longer be changed.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What is to be done, who sees to it, by when, and at what cost where that is known."""

    kind: str
    words: str
    owner: str
    due_on: dt.date | None = None
    cost_pence: int | None = None


@transaction.atomic
def add_item(
    *,
    placement: Placement,
    item: Item,
    by: User,
    at: dt.datetime,
    source: tuple[str, str] = ("", ""),
) -> SupportItem:
    """Plan something that makes a placement work.

    Args:
        source: the rule and the remedy that brought it, where the matching did.

    Raises:
        PlacementOver: the stay has ended or was cancelled.
    """
    _open(placement)
    rule, remedy = source
    return SupportItem.objects.create(
        placement=placement,
        kind=item.kind,
        words=item.words,
        owner=item.owner,
        due_on=item.due_on,
        cost_pence=item.cost_pence,
        source_rule=rule,
        source_remedy=remedy,
        added_by=by,
        added_at=at,
    )


@transaction.atomic
def close_item(
    *, item: SupportItem, status: str, reason: str, by: User, at: dt.datetime
) -> SupportItem:
    """Record that an item is done, or not needed and why. The first to say so is kept.

    Raises:
        PlacementOver: the stay has ended or was cancelled.
    """
    locked = SupportItem.objects.select_for_update(of=("self",)).select_related("placement")
    item = locked.get(pk=item.pk)
    _open(item.placement)
    if item.status == SupportItem.Status.PLANNED:
        item.status, item.reason = status, reason
        item.closed_by, item.closed_at = by, at
        item.save()
    return item


def _open(placement: Placement) -> None:
    if placement.status not in OPEN:
        raise PlacementOver
