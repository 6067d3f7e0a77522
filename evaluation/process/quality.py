"""What became of referrals by the score of the quality check that they had when the desk took them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

from evaluation.outcomes.quartiles import Quartiles, quartiles
from evaluation.process.courses import Course, End, StayEnd

BANDS = ((0, 59), (60, 79), (80, 100))
"""Ours: the check's own score has no published bands."""
PLACED = "PLACED"


@dataclass(frozen=True, slots=True, kw_only=True)
class ByQuality:
    """``lowest`` and ``highest`` score, both included; none for referrals that were never checked.

    ``ended_planned`` of the ``ended`` stays ended as planned. ``days`` are to being placed, of those placed.
    """

    lowest: int | None
    highest: int | None
    referrals: int
    returned: int
    placed: int
    days: Quartiles | None
    mean_offers: float | None
    ended: int
    ended_planned: int


def by_quality(courses: Sequence[Course]) -> Iterator[ByQuality]:
    """The bands from the lowest, and last those without a score."""
    for lowest, highest in BANDS:
        inside = [each for each in courses if each.quality is not None]
        yield _band(
            lowest, highest, [each for each in inside if lowest <= (each.quality or 0) <= highest]
        )
    yield _band(None, None, [each for each in courses if each.quality is None])


def _band(lowest: int | None, highest: int | None, courses: Sequence[Course]) -> ByQuality:
    asked = [each.offers for each in courses if each.rounds]
    days = [each.days_to(PLACED) for each in courses if each.end is End.PLACED]
    ended = [each for each in courses if each.stay in {StayEnd.PLANNED, StayEnd.UNPLANNED}]
    return ByQuality(
        lowest=lowest,
        highest=highest,
        referrals=len(courses),
        returned=sum(each.returned > 0 for each in courses),
        placed=sum(each.end is End.PLACED for each in courses),
        days=quartiles(sorted(found for found in days if found is not None)),
        mean_offers=fmean(asked) if asked else None,
        ended=len(ended),
        ended_planned=sum(each.stay is StayEnd.PLANNED for each in ended),
    )
