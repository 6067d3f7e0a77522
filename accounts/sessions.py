"""How long a session lasts: a time without doing anything, and in any case half a day."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

WARNING = 150  # seconds before the end: two minutes to answer, and time to hear of it
STARTED, SEEN = "started_at", "seen_at"


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """``seconds`` until the session ends, below zero when it is over; ``can_stay``: doing something puts that off."""

    seconds: int
    can_stay: bool


def time_left(session: SessionBase, *, at: dt.datetime) -> TimeLeft:
    now = int(at.timestamp())
    at_most = session.get(STARTED, now) + settings.SESSION_COOKIE_AGE - now
    idle = settings.SESSION_IDLE_MINUTES * 60
    idle_left = session.get(SEEN, now) + idle - now
    if idle and idle_left < at_most:
        return TimeLeft(idle_left, can_stay=True)
    return TimeLeft(at_most, can_stay=False)
