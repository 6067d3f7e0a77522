"""Ages and days, in plain Python."""

import datetime as dt


def age_on(born: dt.date, day: dt.date) -> int:
    """Completed years on ``day``. Somebody born on 29 February turns a year older on 1 March in common years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
