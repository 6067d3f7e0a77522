"""Who lives in a home while a stay lasts: how many fostered children at once, and when a place is free.

Stays begin and end at their own times, so the answer for a whole stay is the worst of its days. It
can only get worse on its first day or on a day on which somebody else moves in, so those days are
looked at and no others.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from brokerage.matching.blocks import Int32, Int64, Mask, Rows, Stays
from brokerage.matching.dates import NEVER

Counts = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Sweep:
    """The days looked at, and who lives there on each.

    A window is one home and one period; ``windows`` gives each day's window. ``together`` is how
    many stays hold on a day. ``alive_days`` and ``alive_stays`` are the pairs of a day and a stay
    that holds on it.
    """

    windows: Rows
    together: Counts
    alive_days: Rows
    alive_stays: Rows

    def peaks(self, count: int) -> Counts:
        """The most who live together on any day of each of ``count`` windows."""
        most = np.zeros(count, np.int32)
        np.maximum.at(most, self.windows, self.together)
        return most


def elements(offsets: Int64, rows: Rows) -> Rows:
    """The positions of the elements of these rows of a ragged block, in the order of the rows."""
    lengths = offsets[rows + 1] - offsets[rows]
    ends = np.cumsum(lengths)
    within: Rows = np.arange(lengths.sum()) + np.repeat(offsets[rows] - (ends - lengths), lengths)
    return within


def sweep(stays: Stays, counted: Mask, rows: Rows, starts: Int32, ends: Int32) -> Sweep:
    """Look through one window a row: home ``rows[i]`` from ``starts[i]`` until before ``ends[i]``.

    ``counted`` says which stays count at all.
    """
    found = elements(stays.offsets, rows)
    windows = np.repeat(np.arange(len(rows)), stays.offsets[rows + 1] - stays.offsets[rows])
    kept = counted[found]
    kept &= stays.starts_on[found] < ends[windows]
    kept &= stays.ends_on[found] > starts[windows]
    found, windows = found[kept], windows[kept]
    days = np.maximum(stays.starts_on[found], starts[windows])

    each = np.bincount(windows, minlength=len(rows))
    firsts = np.concatenate([[0], np.cumsum(each)])
    pair_days = np.repeat(np.arange(len(found)), each[windows])
    pair_stays = found[elements(firsts, windows)]
    alive = stays.starts_on[pair_stays] <= days[pair_days]
    alive &= stays.ends_on[pair_stays] > days[pair_days]
    pair_days, pair_stays = pair_days[alive], pair_stays[alive]
    together = np.bincount(pair_days, minlength=len(found)).astype(np.int32)
    return Sweep(windows, together, pair_days, pair_stays)


def most_together(stays: Stays, counted: Mask, starts: int, ends: int) -> Counts:
    """For every home, the most fostered children who live there at once from ``starts`` until before ``ends``.

    ``counted`` says which stays overlap that period and count.
    """
    totals = totals_of(stays.offsets, counted)
    later = counted & (stays.starts_on > starts)
    if later.any():  # only where somebody moves in later may the total never be there at once
        rows = np.flatnonzero((totals_of(stays.offsets, later) > 0) & (totals > 1))
        looked_at = sweep(stays, counted, rows, *_same_period(len(rows), starts, ends))
        totals[rows] = looked_at.peaks(len(rows))
    return totals


def totals_of(offsets: Int64, counted: Mask) -> Counts:
    """How many elements of each row of a ragged block are counted."""
    running = np.zeros(len(counted) + 1, np.int32)
    np.cumsum(counted, out=running[1:])
    upto = running[offsets]
    return upto[1:] - upto[:-1]


def first_free_days(
    stays: Stays, counted: Mask, rows: Rows, spare: Counts, starts: int, ends: int
) -> Int32:
    """For each home, the first day from ``starts`` on from which a stay of the same length finds room.

    ``spare[i]`` is how many others may live in home ``rows[i]`` at most; ``counted`` says which
    stays count. ``NEVER`` where there is no such day yet.
    """
    found = elements(stays.offsets, rows)
    windows = np.repeat(np.arange(len(rows)), stays.offsets[rows + 1] - stays.offsets[rows])
    useful = counted[found] & (stays.ends_on[found] > starts) & (stays.ends_on[found] < NEVER)
    windows = np.concatenate([np.arange(len(rows)), windows[useful]])
    days = np.concatenate([np.full(len(rows), starts, np.int32), stays.ends_on[found][useful]])
    until = np.full(len(days), NEVER, np.int32) if ends == NEVER else days + np.int32(ends - starts)
    peaks = sweep(stays, counted, rows[windows], days, until).peaks(len(days))
    fits = peaks <= spare[windows]
    first = np.full(len(rows), NEVER, np.int32)
    np.minimum.at(first, windows[fits], days[fits])
    return first


def _same_period(count: int, starts: int, ends: int) -> tuple[Int32, Int32]:
    return np.full(count, starts, np.int32), np.full(count, ends, np.int32)
