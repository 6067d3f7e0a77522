"""The desk's work list: what is where, whose it is, and what is due first."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateField,
    F,
    IntegerField,
    Model,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Least, TruncDate

from accounts.models import User
from brokerage.lifecycle import (
    CLOSED,
    EMERGENCY_WITHIN_DAYS,
    URGENT_WITHIN_DAYS,
    WITH_THE_SOCIAL_WORKER,
    ReferralStatus,
    RoundStatus,
)
from brokerage.models import Invitation, Referral, ReferralChild, Round
from brokerage.queries.referrals import NextStep, describe, next_step
from reference.dates import LONDON, london_today

DAYS_OF_A_WEEK_AHEAD = 7


class View(StrEnum):
    """The saved views, in order."""

    MINE = "mine"
    UNASSIGNED = "unassigned"
    REPLIES = "replies"
    WEEK = "week"
    ALL = "all"

    @property
    def label(self) -> str:
        return _VIEW_LABELS[self]


# Said when a view is empty.
NOTHING_IN = {
    View.MINE: "Nothing is yours to do now. Take something on from the unassigned referrals.",
    View.UNASSIGNED: "Every referral has an owner.",
    View.REPLIES: "No carers are being asked at the moment.",
    View.WEEK: "No home is needed, and no reply due, in the next seven days.",
    View.ALL: "The desk has no referrals. New ones appear here when a social worker submits them.",
}
_VIEW_LABELS = {
    View.MINE: "My work",
    View.UNASSIGNED: "Unassigned",
    View.REPLIES: "Waiting for replies",
    View.WEEK: "Needed this week",
    View.ALL: "All",
}


class Urgency(StrEnum):
    """How soon something is due, in the order of the page."""

    OVERDUE = "Overdue"
    TODAY = "Today"
    WEEK = "This week"
    LATER = "Later"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One referral of the list. ``due_what`` says which clock runs out first; ``asked`` is 0 before the first round."""

    referral: Referral
    who: str
    due_on: dt.date | None
    due_what: str
    urgency: Urgency
    asked: int
    answered: int
    next_step: NextStep

    @property
    def is_closed(self) -> bool:
        return self.referral.status in CLOSED


@dataclass(frozen=True, slots=True)
class Tab:
    """A saved view as a link: its query string is all there is to it, so it can be shared."""

    label: str
    url: str
    count: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    rows: Sequence[Row]


def waiting(*, viewer: User) -> QuerySet[Referral]:
    """The desk's referrals that this person may see, with ``due_on``, ``asked`` and ``answered``; first due first.

    What is due is the first of: the day of the move (or what the urgency implies), the rest of an emergency referral,
    and the end of an open round.
    """
    referrals = Referral.objects.visible_to(viewer).with_the_desk()
    return with_replies(referrals).annotate(due_on=_due_on()).order_by("due_on", "pk")


def with_replies(referrals: QuerySet[Referral]) -> QuerySet[Referral]:
    """Add ``asked`` and ``answered`` of each referral's latest round, and ``reply_by`` of an open one."""
    rounds = Round.objects.filter(referral=OuterRef("pk")).order_by("-number")
    invited = Invitation.objects.filter(round=OuterRef("latest_round"))
    open_rounds = Round.objects.filter(referral=OuterRef("pk"), status=RoundStatus.OPEN)
    return referrals.annotate(
        latest_round=Subquery(rounds.values("pk")[:1]),
        asked=_count(invited),
        answered=_count(invited.filter(answer__isnull=False)),
        reply_by=Subquery(open_rounds.values("reply_by")[:1]),
    )


def with_children(referrals: QuerySet[Referral]) -> QuerySet[Referral]:
    """What :func:`rows_of` and :func:`by_stage` read beside the referrals: one query more."""
    children = Prefetch("referral_children", ReferralChild.objects.select_related("child"))
    return referrals.select_related("broker").prefetch_related(children)


def view_named(name: str | None) -> View:
    """The saved view of that name; one's own work where there is none."""
    try:
        return View(name or View.MINE)
    except ValueError:
        return View.MINE


def view_filter(view: View, *, viewer: User, today: dt.date) -> Q:
    return {
        View.MINE: Q(broker=viewer),
        View.UNASSIGNED: Q(broker=None),
        View.REPLIES: Q(status=ReferralStatus.ASKING),
        View.WEEK: Q(due_on__lte=today + dt.timedelta(days=DAYS_OF_A_WEEK_AHEAD)),
        View.ALL: Q(),
    }[view]


def view_counts(referrals: QuerySet[Referral], *, viewer: User, today: dt.date) -> dict[View, int]:
    """How many referrals each saved view shows. One query."""
    counts: Mapping[str, Any] = referrals.aggregate(
        **{
            view.value: Count("pk", filter=view_filter(view, viewer=viewer, today=today))
            for view in View
            if view != View.ALL
        },
        **{View.ALL.value: Count("pk")},
    )
    return {view: counts[view.value] for view in View}


def tabs(counts: Mapping[View, int], *, current: View) -> list[Tab]:
    return [
        Tab(view.label, f"?view={view.value}", count, view == current)
        for view, count in counts.items()
    ]


def rows_of(
    referrals: Iterable[Referral], *, viewer: User, today: dt.date, at: dt.datetime
) -> list[Row]:
    """Rows of referrals that came from :func:`waiting`, with their children (:func:`with_children`)."""
    return [_row(referral, viewer=viewer, today=today, at=at) for referral in referrals]


def grouped(rows: Iterable[Row]) -> list[Group]:
    """By urgency; the order within each stays. Groups without rows are left out."""
    order = list(Urgency)
    ranked = sorted(rows, key=lambda row: order.index(row.urgency))
    return [
        Group(urgency.value, list(group)) for urgency, group in groupby(ranked, lambda r: r.urgency)
    ]


def by_stage(
    referrals: Iterable[Any], *, viewer: User, today: dt.date, at: dt.datetime
) -> list[Group]:
    """A social worker's referrals: what waits for them, what the desk has, what is closed. The order within stays."""
    stages: dict[str, list[Row]] = {"Waiting for you": [], "With the desk": [], "Closed": []}
    for referral in referrals:
        referral.due_on = referral.needed_by
        yours = referral.status in WITH_THE_SOCIAL_WORKER or referral.rest_due_at
        stage = "Waiting for you" if yours else "With the desk"
        stage = "Closed" if referral.status in CLOSED else stage
        stages[stage].append(_row(referral, viewer=viewer, today=today, at=at))
    return [Group(title, rows) for title, rows in stages.items() if rows]


def _row(referral: Any, *, viewer: User, today: dt.date, at: dt.datetime) -> Row:
    children = [row.child for row in referral.referral_children.all()]
    return Row(
        referral=referral,
        who=describe(children, on=today),
        due_on=referral.due_on,
        due_what=_what_is_due(referral),
        urgency=_urgency(referral, today=today, at=at),
        asked=referral.asked,
        answered=referral.answered,
        next_step=next_step(referral, viewer=viewer, answered=referral.answered),
    )


def _urgency(referral: Any, *, today: dt.date, at: dt.datetime) -> Urgency:
    moments = [moment for moment in (referral.rest_due_at, referral.reply_by) if moment]
    if (referral.due_on and referral.due_on < today) or any(moment < at for moment in moments):
        return Urgency.OVERDUE
    if referral.due_on == today:
        return Urgency.TODAY
    week = today + dt.timedelta(days=DAYS_OF_A_WEEK_AHEAD)
    return Urgency.WEEK if referral.due_on and referral.due_on <= week else Urgency.LATER


def _what_is_due(referral: Any) -> str:
    if referral.rest_due_at and london_today(referral.rest_due_at) == referral.due_on:
        return "Rest of the referral"
    if referral.reply_by and london_today(referral.reply_by) == referral.due_on:
        return "Replies"
    return "Home needed" if referral.needed_by == referral.due_on else "No day given"


def _due_on() -> Least:
    """``LEAST`` passes over nulls in PostgreSQL."""
    return Least(
        Coalesce(F("needed_by"), _implied_day()),
        TruncDate("rest_due_at", tzinfo=LONDON),
        TruncDate("reply_by", tzinfo=LONDON),
        output_field=DateField(null=True),
    )


def _implied_day() -> Case:
    submitted = TruncDate(Coalesce("submitted_at", "created_at"), tzinfo=LONDON)
    within = {
        Referral.Urgency.EMERGENCY: EMERGENCY_WITHIN_DAYS,
        Referral.Urgency.URGENT: URGENT_WITHIN_DAYS,
    }
    return Case(
        *(
            When(urgency=urgency, then=submitted + Value(days, IntegerField()))
            for urgency, days in within.items()
        ),
        default=None,
        output_field=DateField(null=True),
    )


def _count(rows: QuerySet[Model]) -> Coalesce:
    """Rows as a correlated count: 0 where there are none."""
    counted = rows.order_by().values("round").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
