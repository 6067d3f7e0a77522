"""Agreed series of short breaks (legal status V3 or V4), which have limits of their own."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence

from evaluation.returns import codes
from evaluation.returns.checks.naming import finding
from evaluation.returns.rows import Episode
from evaluation.returns.rules import Finding
from evaluation.returns.year import first_day, last_day

# Source: Care Planning, Placement and Case Review (England) Regulations 2010, regulation 48.
LONGEST_DAYS = 17
MOST_DAYS_IN_A_YEAR = 75


def check(episodes: Sequence[Episode], *, year: int) -> Iterator[Finding]:
    """The days of a break that is still open are counted to the end of the collection year."""
    breaks = [episode for episode in episodes if episode.ls in codes.SHORT_BREAKS]
    in_year: Counter[str] = Counter()
    for episode in breaks:
        if episode.ls == "V3":
            in_year[episode.child] += _days(episode, year, since=first_day(year))
    for episode in breaks:
        if episode.place in codes.TEMPORARY:
            yield finding("382", episode, f"LS is {episode.ls} and PLACE is {episode.place}.")
        if episode.place in codes.LONG_TERM_FOSTERING:
            yield finding("384", episode, f"LS is {episode.ls} and PLACE is {episode.place}.")
        if episode.ls != "V3":
            continue
        if (days := _days(episode, year, since=episode.decom)) > LONGEST_DAYS:
            yield finding("365", episode, f"The break lasted {days} days.")
        if (
            _days(episode, year, since=first_day(year))
            and in_year[episode.child] > MOST_DAYS_IN_A_YEAR
        ):
            words = f"The child's breaks came to {in_year[episode.child]} days in the year."
            yield finding("367", episode, words)


def _days(episode: Episode, year: int, *, since: dt.date) -> int:
    end_of_year = last_day(year) + dt.timedelta(days=1)
    ended = min(episode.dec or end_of_year, end_of_year)
    return max((ended - max(episode.decom, since)).days, 0)
