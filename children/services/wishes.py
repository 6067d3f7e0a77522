"""The order of a child's wishes: 1 matters most, and no place is left empty."""

import datetime as dt

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from children.models import Child, Wish
from children.services.records import changing


@transaction.atomic
def move_wish(
    *, child: Child, wish: Wish, up: bool, version: int, by: User, at: dt.datetime
) -> None:
    """Let the wish change places with the one above it, or below. At the end of the list nothing moves.

    Raises:
        ChangedMeanwhile: the record has another version now.
    """
    with changing(child, version=version, at=at) as locked:
        ordered = list(locked.wishes.all())
        here = next(place for place, each in enumerate(ordered) if each.pk == wish.pk)
        there = here - 1 if up else here + 1
        if 0 <= there < len(ordered):
            _swap(ordered[here], ordered[there], free=last_rank(locked) + 1)


def _swap(first: Wish, second: Wish, *, free: int) -> None:
    """No two wishes ever share a rank, so one steps aside to ``free`` meanwhile."""
    one, other = first.rank, second.rank
    for wish, rank in ((first, free), (second, one), (first, other)):
        wish.rank = rank
        wish.save(update_fields=["rank"])


def last_rank(child: Child) -> int:
    highest: int | None = child.wishes.aggregate(highest=Max("rank"))["highest"]
    return highest or 0


def close_ranks(child: Child) -> None:
    """Number the wishes from 1 again; the caller holds the child's lock."""
    for rank, wish in enumerate(child.wishes.all(), start=1):
        if wish.rank != rank:
            wish.rank = rank
            wish.save(update_fields=["rank"])
