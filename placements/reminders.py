"""Emails that something for a child is due soon, or overdue. They name nobody, and lead to the worklist.

Each is queued once, by a key that says which clock, which day and which of the two it is. It is looked at
again at the moment of sending: what has been done meanwhile is not written about.
"""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from accounts.models import Authority, User
from children.models import Child
from notifications import services as notifications
from notifications.composing import About, Composed, Composer, Withheld, absolute, render_email
from notifications.models import OutgoingMessage
from placements import clocks
from placements.clocks import Clock, State
from placements.queries.clocks import care_of, clocks_of, owner_of, timings_of
from reference.dates import london_midnight, london_today

SOON, OVERDUE = "clock-soon", "clock-overdue"
# What has been overdue for longer was so before anybody was told, and stands on the worklist.
OVERDUE_TOLD_DAYS = 7
SLEEP = dt.timedelta(hours=8)
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reminder:
    kind: str
    child: Child
    clock: Clock
    useless_from: dt.date

    @property
    def key(self) -> str:
        timing = self.clock.timing.code
        return f"{self.kind}:{self.child.pk}:{timing}:{self.clock.due_on:%Y%m%d}"


def remind(*, authority: Authority, at: dt.datetime) -> int:
    """Queue what an authority's people should be told today, and return how much of it is new."""
    written = 0
    for reminder in _reminders(authority, today=london_today(at)):
        written += notifications.enqueue(
            kind=reminder.kind,
            subject_id=reminder.child.pk,
            key=reminder.key,
            authority_id=authority.pk,
            by=None,
            at=at,
            send_after=_morning(at),
            give_up_at=london_midnight(reminder.useless_from),
        )
    return written


def _morning(at: dt.datetime) -> dt.datetime | None:
    """Nobody is written to in the night: eight hours after midnight, or at once when that has passed."""
    morning = london_midnight(london_today(at)) + SLEEP
    return morning if at < morning else None


def kind_for(clock: Clock, *, today: dt.date) -> str:
    """Which email the clock calls for today; empty for none."""
    if clock.due_on is None:
        return ""
    days = (clock.due_on - today).days
    if clock.state(today) == State.DUE and clock.planned_on is None:
        return SOON if days <= settings.CLOCK_REMIND_DAYS else ""
    return OVERDUE if clock.state(today) == State.OVERDUE and -days <= OVERDUE_TOLD_DAYS else ""


def _reminders(authority: Authority, *, today: dt.date) -> Iterator[Reminder]:
    children = list(authority.children.select_related("social_worker", "reviewing_officer"))
    cares, known = care_of(children, today=today), timings_of(authority)
    for child in children:
        for clock in clocks.clocks(cares[child.pk], known):
            kind = kind_for(clock, today=today)
            owner = owner_of(child, clock)
            if kind and clock.due_on and owner and owner.is_active:
                days = 1 if kind == SOON else OVERDUE_TOLD_DAYS + 1
                yield Reminder(kind, child, clock, clock.due_on + days * ONE_DAY)


class _ClockComposer(Composer):
    kind: str
    template: str

    def compose(self, message: OutgoingMessage, *, at: dt.datetime) -> Composed | Withheld:
        child = Child.objects.select_related("authority", "social_worker", "reviewing_officer").get(
            pk=message.subject_id
        )
        clock = self._clock(child, message.key, today=london_today(at))
        if clock is None:
            return Withheld("It is done, or due on another day.")
        owner = owner_of(child, clock)
        if owner is None or not owner.is_active:
            return Withheld("Nobody is named who must act.")
        context = {
            "authority": child.authority.name,
            "what": clock.timing.words,
            "due_on": clock.due_on,
            "source": clock.timing.source,
            "url": absolute(reverse("placements:worklist")),
        }
        return render_email(f"placements/emails/{self.template}", context, to=owner.email)

    def about(self, messages: Collection[OutgoingMessage], *, viewer: User) -> dict[int, About]:
        children = Child.objects.visible_to(viewer).in_bulk([m.subject_id for m in messages])
        return {
            message.pk: About("Whoever must act for a child", url=reverse("placements:worklist"))
            for message in messages
            if message.subject_id in children
        }

    def _clock(self, child: Child, key: str, *, today: dt.date) -> Clock | None:
        """The clock that the message was queued for, if it still calls for this email."""
        for clock in clocks_of(child, today=today):
            kind = kind_for(clock, today=today)
            if kind == self.kind and Reminder(kind, child, clock, today).key == key:
                return clock
        return None


class ClockSoon(_ClockComposer):
    label = "Something is due soon for a child"
    kind, template = SOON, "clock_soon"


class ClockOverdue(_ClockComposer):
    label = "Something is overdue for a child"
    kind, template = OVERDUE, "clock_overdue"
