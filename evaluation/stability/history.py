"""From the rows of one or more returns to each child's periods of care (D1 to D5)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from evaluation.returns.rows import Episode

SHORT_BREAKS = frozenset({"V3", "V4"})
"""Legal statuses of an agreed series of short breaks."""
STARTED = "S"


@dataclass(frozen=True, slots=True)
class Span:
    """A time in care, from ``start`` until ``end``, which is the first day not in it.

    Without an ``end`` it goes on; but where ``known_to`` is given, nothing is known after that day, which is in it.
    """

    start: dt.date
    end: dt.date | None
    known_to: dt.date | None

    def covers(self, day: dt.date) -> bool:
        """Whether the child is known to be in it on the night of ``day`` (D7): leaving that day is not in it."""
        if self.start > day:
            return False
        if self.end is not None:
            return self.end > day
        return self.known_to is None or self.known_to >= day

    def touches(self, first: dt.date, last: dt.date) -> bool:
        """Whether it counts in the days from ``first`` to ``last`` (D8): ending on ``first`` does."""
        stop = self.end or self.known_to
        return self.start <= last and (stop is None or stop >= first)


@dataclass(frozen=True, slots=True)
class Stretch(Span):
    """One episode with the end that the figures use; ``episode`` is the row as it was given."""

    episode: Episode


@dataclass(frozen=True, slots=True)
class Period:
    """A period of care: stretches that follow one another without a gap."""

    child: str
    stretches: Sequence[Stretch]

    @property
    def start_seen(self) -> bool:
        """Whether its first row starts care (RNE S). Any other row says that care went on from before, unseen."""
        return self.stretches[0].episode.rne == STARTED

    @property
    def start(self) -> dt.date:
        return self.stretches[0].start

    @property
    def last(self) -> Stretch:
        return self.stretches[-1]


def year_end(year: int) -> dt.date:
    """The last day of the collection year: 2018 is 1 April 2017 to 31 March 2018."""
    return dt.date(year, 3, 31)


def year_start(year: int) -> dt.date:
    return dt.date(year - 1, 4, 1)


def latest_rows(episodes: Iterable[Episode]) -> list[Episode]:
    """One row for each child and first day (D1): that of the latest return, then of the latest end, then of the
    last line."""
    found: dict[tuple[str, dt.date], Episode] = {}
    for each in episodes:
        key = (each.child, each.decom)
        if key not in found or _precedence(each) > _precedence(found[key]):
            found[key] = each
    return list(found.values())


def periods(
    episodes: Iterable[Episode],
    *,
    last_return: int,
    keep_short_breaks: bool = False,
    keep_open: bool = False,
) -> Mapping[str, Sequence[Period]]:
    """Each child's periods of care, oldest first. The order of the rows does not matter.

    Args:
        last_return: the year of the latest return there is: what is open in it goes on, what is open in an earlier
            one and never heard of again is not known after that one.
        keep_short_breaks: count agreed series of short breaks too, against the national definition (D4).
        keep_open: let a row that is open in an earlier return and never heard of again go on, against D2.
    """
    by_child: dict[str, list[Episode]] = defaultdict(list)
    for each in latest_rows(episodes):
        if keep_short_breaks or each.ls not in SHORT_BREAKS:
            by_child[each.child].append(each)
    return {
        child: _split(
            child, _ends(sorted(rows, key=lambda row: row.decom), last_return, keep_open=keep_open)
        )
        for child, rows in by_child.items()
    }


def _precedence(row: Episode) -> tuple[int, dt.date, int, str, str, str, str]:
    return (row.year, row.dec or dt.date.min, row.line, row.file, row.rne, row.place, row.pl_post)


def _ends(rows: Sequence[Episode], last_return: int, *, keep_open: bool) -> list[Stretch]:
    stretches = [_followed(row, following) for row, following in pairwise(rows)]
    stretches.append(_unfollowed(rows[-1], rows[-1].year if keep_open else last_return))
    return stretches


def _followed(row: Episode, following: Episode) -> Stretch:
    """An episode that another one follows: overlaps end where that begins (D3), and so do open rows (D2), unless the
    child came into care anew, which leaves the end unknown."""
    if row.dec is not None:
        return Stretch(row.decom, min(row.dec, following.decom), None, row)
    if following.rne != STARTED:
        return Stretch(row.decom, following.decom, None, row)
    day_before = following.decom - dt.timedelta(days=1)
    return Stretch(row.decom, None, min(year_end(row.year), day_before), row)


def _unfollowed(row: Episode, last_return: int) -> Stretch:
    is_stale = row.dec is None and row.year < last_return
    return Stretch(row.decom, row.dec, year_end(row.year) if is_stale else None, row)


def _split(child: str, stretches: Sequence[Stretch]) -> list[Period]:
    groups: list[list[Stretch]] = [[stretches[0]]]
    for before, after in pairwise(stretches):
        if after.start == before.end and after.episode.rne != STARTED:
            groups[-1].append(after)
        else:
            groups.append([after])
    return [Period(child, group) for group in groups]
