"""The referrals of one child: where each is, how long the child has waited, and what came of it."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse_lazy

from accounts.models import User
from brokerage.lifecycle import CLOSED, ReferralStatus
from brokerage.models import Referral, ReferralChild, ReferralMove
from children.models import Child
from placements.looking import Search
from placements.models import Placement
from reference.dates import london_today


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildReferral:
    """One line. ``days_waiting`` counts from when the desk first had it until it was closed, or until today."""

    referral: Referral
    placement: Placement | None
    days_waiting: int | None
    why_withdrawn: str

    @property
    def is_closed(self) -> bool:
        return self.referral.status in CLOSED


def referrals_of(child: Child, *, viewer: User, today: dt.date) -> list[ChildReferral]:
    """Those that this person may see, the latest first. One query."""
    rows = ReferralChild.objects.filter(
        child=child, referral__in=Referral.objects.visible_to(viewer)
    ).select_related("referral", "placement__household", "placement__child")
    return [
        _line(row, today=today) for row in _with_reasons(rows).order_by("-referral__created_at")
    ]


def has_open(referrals: Sequence[ChildReferral]) -> bool:
    return any(not each.is_closed for each in referrals)


def under_way(children: Collection[int]) -> dict[int, Search]:
    """Each child's latest referral that is not closed, by the child's key. One query."""
    rows = (
        ReferralChild.objects.filter(child__in=children)
        .exclude(referral__status__in=CLOSED)
        .select_related("referral")
        .order_by("referral__created_at", "pk")
    )
    return {
        row.child_id: Search(
            row.referral.reference,
            reverse_lazy(
                "brokerage:referral-detail", kwargs={"referral_id": row.referral.public_id}
            ),
            row.referral.get_status_display(),
        )
        for row in rows
    }


def _with_reasons(rows: QuerySet[ReferralChild]) -> QuerySet[ReferralChild]:
    withdrawals = ReferralMove.objects.filter(
        referral=OuterRef("referral"), to_status=ReferralStatus.WITHDRAWN
    )
    return rows.annotate(
        why_withdrawn=Subquery(withdrawals.order_by("-at", "-pk").values("reason")[:1])
    )


def _line(row: ReferralChild, *, today: dt.date) -> ChildReferral:
    referral = row.referral
    days = None
    if referral.submitted_at:
        until = london_today(referral.closed_at) if referral.closed_at else today
        days = (until - london_today(referral.submitted_at)).days
    return ChildReferral(
        referral=referral,
        placement=row.placement,
        days_waiting=days,
        why_withdrawn=row.why_withdrawn or "",  # type: ignore[attr-defined]  # annotated
    )
