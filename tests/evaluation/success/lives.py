"""Invented stays with known effects."""

import datetime as dt

import numpy as np

from evaluation.success.stays import AsOf, Attribute, Ending, Stay

FIRST = dt.date(2019, 1, 1)
LAST = dt.date(2026, 3, 31)
MOST_STEPS = 90
CHILD = Attribute("AGE", "Age", AsOf.DATED, of_child=True, is_yes_or_no=False)


def attributes(number):
    return [Attribute(f"A{at}", f"Attribute {at}", AsOf.DATED) for at in range(number)]


def stays(seed, *, effects=None, number=700, households=220, kinds=5, unlike=0.3, until=None):
    """Stays in which each month has a chance of an unplanned ending, and of a planned one.

    Args:
        effects: by attribute, the log of the ratio of a month's odds; ``until`` turns them round after a day.
        unlike: how different homes are in what is not recorded.
    """
    rng = np.random.default_rng(seed)
    has = (rng.random((households, kinds)) < 0.4).astype(float)
    hidden = rng.normal(0, unlike, households)
    slopes = np.zeros(kinds)
    for at, effect in (effects or {}).items():
        slopes[at] = effect
    return [
        stay
        for key in range(number)
        if (stay := _stay(rng, key, int(rng.integers(households)), has, hidden, slopes, until))
    ]


def _stay(rng, key, household, has, hidden, slopes, until):
    starts = FIRST + dt.timedelta(days=int(rng.integers(2500)))
    age = float(rng.integers(18))
    effect = (has[household] - 0.4) @ slopes
    for step in range(MOST_STEPS):
        begins = starts + dt.timedelta(days=30 * step)
        sign = -1 if until and begins > until else 1
        odds = 0.04 * np.exp(sign * effect + hidden[household] + 0.03 * (age - 9))
        chance = odds / (1 + odds)
        ending = None
        if rng.random() < chance:
            ending = Ending.UNPLANNED
        elif rng.random() < 0.04:
            ending = Ending.PLANNED
        ends = begins + dt.timedelta(days=int(rng.integers(1, 31)))
        if begins >= LAST or (ending and ends > LAST):
            break
        if ending:
            return made(key, household, starts, ends, ending, has[household], age)
    return made(key, household, starts, LAST, None, has[household], age) if starts < LAST else None


def made(key, household, starts, ends, ending, has=(), age=9.0):
    values = {f"A{at}": float(value) for at, value in enumerate(has)} | {"AGE": age}
    return Stay(
        key=key,
        household=household,
        starts_on=starts,
        watched_from=starts,
        watched_until=ends,
        ending=ending,
        values=values,
    )
