"""How far from home children live on 31 March, and whether in the authority's area."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from evaluation.returns.rows import Episode
from evaluation.stability.figure import Case

FAR_MILES = 20


class Band(StrEnum):
    NEAR_INSIDE = "Up to 20 miles from home, in the area"
    NEAR_OUTSIDE = "Up to 20 miles from home, out of the area"
    FAR_INSIDE = "Over 20 miles from home, in the area"
    FAR_OUTSIDE = "Over 20 miles from home, out of the area"
    INSIDE = "In the area, distance not known"
    OUTSIDE = "Out of the area, distance not known"
    NEAR = "Up to 20 miles from home, area not known"
    FAR = "Over 20 miles from home, area not known"
    NOT_KNOWN = "Neither is known"


Locate = Callable[[str, str], tuple[float | None, bool | None]]
"""From the postcodes of home and placement: the miles between them, and whether the placement is in the area."""

_BANDS: Mapping[tuple[bool | None, bool | None], Band] = {
    (False, True): Band.NEAR_INSIDE,
    (False, False): Band.NEAR_OUTSIDE,
    (True, True): Band.FAR_INSIDE,
    (True, False): Band.FAR_OUTSIDE,
    (None, True): Band.INSIDE,
    (None, False): Band.OUTSIDE,
    (False, None): Band.NEAR,
    (True, None): Band.FAR,
    (None, None): Band.NOT_KNOWN,
}


def bands(cases: Sequence[Case], day: dt.date, locate: Locate) -> dict[Band, list[Case]]:
    """Every case in one band, by where its child slept that night; each of ``cases`` is a child in care on ``day``."""
    found: dict[Band, list[Case]] = {band: [] for band in Band}
    for case in cases:
        found[_band(episode_on(case, day), locate)].append(case)
    return found


def episode_on(case: Case, day: dt.date) -> Episode | None:
    """The row in force that night; none for a child all of whose stay has been temporary."""
    stretches = (each for placement in case.placements for each in placement.stretches)
    return next((each.episode for each in stretches if each.covers(day)), None)


def _band(episode: Episode | None, locate: Locate) -> Band:
    if episode is None:
        return Band.NOT_KNOWN
    miles, is_inside = locate(episode.home_post, episode.pl_post)
    return _BANDS[None if miles is None else miles > FAR_MILES, is_inside]
