"""What the desk sees before it asks carers."""

import datetime as dt
import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import prefetch_related_objects

from accounts.models import User
from brokerage.models import LeftOut, Referral, Search
from brokerage.queries.referral_quality import children_of
from brokerage.queries.round_recipients import reasons_among, with_standing
from brokerage.queries.searches import suggested_households
from carers.models import Household
from children.models import Child

# A home that is needed today or tomorrow cannot wait for the usual time.
EMERGENCY_REPLY_WITHIN = dt.timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who is about to be asked, in the order of the list, and who of those offered is not, with the reason."""

    asked: Sequence[Household]
    left_out: Sequence[tuple[Household, LeftOut]]
    offered: Sequence[Household] = ()

    @property
    def seen(self) -> str:
        """Changes when somebody else would be asked than the page said."""
        ids = ",".join(sorted(str(household.pk) for household in self.asked))
        return hashlib.sha256(ids.encode()).hexdigest()[:16]

    @property
    def reasons(self) -> list[tuple[str, list[Household]]]:
        """Those left out by reason, in the order of the reasons."""
        groups = {
            reason: [household for household, why in self.left_out if why == reason]
            for reason in LeftOut
        }
        return [(reason.label, households) for reason, households in groups.items() if households]


def recipients(
    referral: Referral,
    *,
    chosen: Collection[UUID],
    offered: Collection[UUID],
    viewer: User,
    at: dt.datetime,
) -> Recipients:
    """Sort the households ``offered`` into those that will be asked and those that will not.

    Households that ``viewer`` may not see are passed over.
    """
    order = list(dict.fromkeys([*offered, *chosen]))
    visible = Household.objects.visible_to(viewer).filter(public_id__in=order)
    with_all = with_standing(visible.select_related("service"), referral.authority, at=at)
    found = with_all.in_bulk(field_name="public_id")
    households = [found[public_id] for public_id in order if public_id in found]
    reasons = reasons_among(referral, households, at=at)
    wanted = set(chosen)
    for household in households:
        if household.public_id not in wanted:
            reasons.setdefault(household.pk, LeftOut.NOT_CHOSEN)
    return Recipients(
        asked=[household for household in households if household.pk not in reasons],
        left_out=[(each, reasons[each.pk]) for each in households if each.pk in reasons],
        offered=households,
    )


def suggestion(search: Search) -> list[UUID]:
    """The public ids of the households that a search suggests, best first."""
    suggested = search.results.filter(household__in=suggested_households(search))
    return list(suggested.order_by("rank").values_list("household__public_id", flat=True))


def usual_reply_by(referral: Referral, *, at: dt.datetime) -> dt.datetime:
    """When answers are due unless the broker says otherwise, at a full quarter of an hour."""
    within = dt.timedelta(hours=referral.authority.expects_reply_within_hours)
    if referral.urgency == Referral.Urgency.EMERGENCY:
        within = min(within, EMERGENCY_REPLY_WITHIN)
    due = at + within + dt.timedelta(minutes=14)
    return due.replace(minute=due.minute // 15 * 15, second=0, microsecond=0)


def children_to_place(referral: Referral) -> list[Child]:
    """The referral's children with everybody whose name would tell who they are. Two queries."""
    children = children_of(referral)
    prefetch_related_objects(children, "people")
    return children
