"""A child who steps down from a children's home to a foster family, in round figures."""

import datetime as dt
from fractions import Fraction

from evaluation.value.lives import Life, Move, Stay
from evaluation.value.prices import Confidence, Price, by_code

MOVED = dt.date(2025, 1, 1)


def day(number):
    return MOVED + dt.timedelta(days=number)


def pounds(amount):
    return Fraction(amount) * 100


def home(**changes):
    """A children's home at £5,000 a week, until the day of the move."""
    given = {"kind": "HOME", "first": day(-100), "last": MOVED, "weekly_pence": 500_000}
    return Stay(**given | changes)


def family(**changes):
    """A foster family at £1,000 a week, from the day of the move."""
    return Stay(**{"kind": "FOSTER_OWN", "first": MOVED, "weekly_pence": 100_000} | changes)


def step_down(*later, before=None, after=None, **changes):
    return Move(Life(stays=(before or home(), after or family(), *later), **changes), 1)


def price(code, amount, **changes):
    """The authority's own figure, in pounds."""
    given = {"pence": int(pounds(amount)), "confidence": Confidence.HIGH, "is_local": True}
    return Price(code=code, **given | changes)


def table(*prices):
    return by_code(prices)
