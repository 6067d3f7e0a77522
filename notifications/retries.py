"""When a message that the mail server did not take is tried again, and when no more."""

import datetime as dt
import random

WAITS = (30, 2 * 60, 10 * 60, 30 * 60, 60 * 60)  # seconds, after each attempt; the last repeats
TRY_FOR = dt.timedelta(hours=4)
JITTER = 0.2
CROWDED = 432  # Exchange Online: too many connections or messages from one sender
CROWDED_FACTOR, CROWDED_JITTER = 5, 0.5

_random = random.SystemRandom()


def wait_after(attempt: int, code: int | None = None) -> dt.timedelta:
    """How long to wait after the ``attempt``-th try (from 1), up to a fifth more or less.

    A server that is crowded by us is left alone for longer, and the messages come back scattered.
    """
    seconds = WAITS[min(attempt, len(WAITS)) - 1]
    factor, jitter = (CROWDED_FACTOR, CROWDED_JITTER) if code == CROWDED else (1, JITTER)
    scattered = seconds * factor * _random.uniform(1 - jitter, 1 + jitter)
    return dt.timedelta(seconds=min(scattered, WAITS[-1] * (1 + JITTER)))


def last_try(*, first_tried_at: dt.datetime, give_up_at: dt.datetime | None) -> dt.datetime:
    """The moment after which a message is given up: its own, or four hours after it was first tried."""
    return give_up_at or first_tried_at + TRY_FOR
