"""The homes seriously considered for a referral, and what those who count think of each."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from brokerage.lifecycle import LOOKING
from brokerage.models import MatchView, Referral, ShortlistEntry
from carers.models import Household


class NotLooking(Exception):
    """No home is being looked for: the referral is closed, or not yet with the desk."""

    def __init__(self) -> None:
        super().__init__("No home is being looked for in this referral now.")


@transaction.atomic
def add_to_shortlist(
    *, referral: Referral, household: Household, note: str, by: User, at: dt.datetime
) -> ShortlistEntry:
    """Put a household on the shortlist; one that is there already keeps its place.

    Raises:
        NotLooking: no home is being looked for.
    """
    _lock_open(referral)
    entry, _ = ShortlistEntry.objects.get_or_create(
        referral=referral,
        household=household,
        defaults={"added_by": by, "added_at": at, "note": note},
    )
    return entry


@transaction.atomic
def remove_from_shortlist(
    *, referral: Referral, household: Household, by: User, at: dt.datetime
) -> None:
    """Take a household off. What was said of it stays.

    Raises:
        NotLooking: no home is being looked for.
    """
    _lock_open(referral)
    ShortlistEntry.objects.filter(referral=referral, household=household).delete()


@transaction.atomic
def record_view(
    *,
    referral: Referral,
    household: Household,
    whose: str,
    view: str,
    words: str,
    gathered_on: dt.date,
    by: User,
    at: dt.datetime,
) -> MatchView:
    """Write down what somebody thinks of a home, in place of what they said before; the history keeps both.

    Raises:
        NotLooking: no home is being looked for.
    """
    _lock_open(referral)
    kept, _ = MatchView.objects.update_or_create(
        referral=referral,
        household=household,
        whose=whose,
        defaults={
            "view": view,
            "words": words,
            "gathered_on": gathered_on,
            "recorded_by": by,
            "recorded_at": at,
        },
    )
    return kept


def _lock_open(referral: Referral) -> None:
    locked = Referral.objects.select_for_update(of=("self",), no_key=True).get(pk=referral.pk)
    if locked.status not in LOOKING:
        raise NotLooking
